"""Every screen: no axe violation in light, dark and forced colours; no scrolling sideways at 320, 420 and 768 px, nor
at 320 px with text of twice the size; whatever takes the focus shows it."""

import pytest
from playwright.sync_api import BrowserContext, Frame, Locator, Page, expect

from tests.browser.axe import overflows, violations
from tests.browser.conftest import OpenOffice
from tests.browser.screens import SCREENS, Stage
from tests.browser.screens_data import OF_DATA
from tests.browser.screens_mail import OF_MAIL
from tests.browser.screens_trouble import OF_TROUBLE
from tests.server.deployment import Deployment

WIDTHS = (320, 420, 768)
ALL = {**SCREENS, **OF_MAIL, **OF_DATA, **OF_TROUBLE}
# By keyboard: a control that takes the focus and draws no outline of two pixels around it.
_UNSEEN = """() => [...document.querySelectorAll("button, a[href], input, select, textarea, summary")].filter((one) => {
  one.focus();
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  return document.activeElement === one && (outlineStyle === "none" || parseFloat(outlineWidth) < 2);
}).map((one) => one.outerHTML.slice(0, 120))"""
_DOUBLE = "on => { document.documentElement.style.fontSize = on ? '200%' : '' }"
# Pages that stand alone: where, and what they say.
PAGES = {
    "help": ("help.html", "Bothways: Hilfe"),
    "the end of a window": ("dialog.html#type=error&detail=Too+late", "Too late"),
    "outside Outlook": ("taskpane.html", "Open Bothways from Outlook"),
}


@pytest.mark.parametrize("name", ALL)
def test_a_screen_is_accessible_and_fits(office: OpenOffice, deployment: Deployment, name: str) -> None:
    opened = ALL[name](Stage(deployment, office))
    assert violations(opened.page, frame=opened.pane_frame) == []
    _fits(opened.page.locator("iframe.addin-page"), opened.pane_frame)
    opened.pane.locator("body").press("Shift")
    assert opened.pane_frame.evaluate(_UNSEEN) == []


def _fits(element: Locator, frame: Frame) -> None:
    for width in WIDTHS:
        element.evaluate("(frame, width) => Object.assign(frame.style, { width: `${width}px` })", width)
        expect(element).to_have_css("width", f"{width}px")
        assert not overflows(frame), width
        if width == min(WIDTHS):
            frame.evaluate(_DOUBLE, True)
            assert not overflows(frame), "double size"
            frame.evaluate(_DOUBLE, False)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_its_own_is_accessible_and_fits(context: BrowserContext, deployment: Deployment, name: str) -> None:
    address, text = PAGES[name]
    page = context.new_page()
    page.goto(f"{deployment.url}/addin/{address}")
    _page_is_well(page, text)


def test_without_outlooks_script_it_says_so_and_loads_again(context: BrowserContext, deployment: Deployment) -> None:
    page, script = context.new_page(), deployment.settings.office_js_url
    page.route(script, lambda route: route.abort())
    page.goto(f"{deployment.url}/addin/taskpane.html")
    _page_is_well(page, "Outlook's script could not be loaded")
    page.unroute(script)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Open Bothways from Outlook")).to_be_visible()


def _page_is_well(page: Page, text: str) -> None:
    expect(page.get_by_text(text).first).to_be_visible()
    assert violations(page) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 600})
        assert not overflows(page), width
