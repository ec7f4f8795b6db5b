"""Every screen: no axe violation in light, dark and forced colours; no scrolling sideways at 320, 420 and 768 px."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import overflows, violations
from tests.browser.conftest import OpenOffice
from tests.browser.screens import SCREENS, Stage
from tests.server.deployment import Deployment

WIDTHS = (320, 420, 768)


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_accessible_and_fits(office: OpenOffice, deployment: Deployment, name: str) -> None:
    opened = SCREENS[name](Stage(deployment, office))
    assert violations(opened.page, frame=opened.pane_frame) == []
    frame = opened.page.locator("iframe.addin-page")
    for width in WIDTHS:
        frame.evaluate("(frame, width) => Object.assign(frame.style, { width: `${width}px` })", width)
        expect(frame).to_have_css("width", f"{width}px")
        assert not overflows(opened.pane_frame), width
