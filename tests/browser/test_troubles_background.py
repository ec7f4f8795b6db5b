"""What a run met while nobody looked: told where synchronisation is told, with the way on."""

import pytest
from playwright.sync_api import expect

from core.errors import Unauthorized
from tests.browser.axe import violations
from tests.browser.conftest import OpenOffice
from tests.server.browsing import PASSWORD, connect
from tests.server.deployment import Deployment, User
from tests.server.desk_worker import sync

LONG = 90_000


def test_a_salesforce_session_that_ended_in_the_background(
    office: OpenOffice, deployment: Deployment, user: User
) -> None:
    connect(deployment, user)
    deployment.sandbox.faults.add("unauthorized", operation="oauth2/token", target="*", times=None)
    with pytest.raises(Unauthorized):
        sync(deployment, user)
    deployment.sandbox.faults.clear()
    user.outlook.mail.receive("a@b.example", "Welcome", "Hello")
    opened = office(user)
    pane = opened.open_pane("Welcome")
    pane.get_by_role("tab", name="Sync").click()
    told = pane.get_by_role("note").filter(has_text="connect Salesforce again")
    expect(told).to_be_visible(timeout=LONG)
    assert violations(opened.page, frame=opened.pane_frame) == []
    with opened.page.expect_popup(timeout=LONG) as window:
        told.get_by_role("button", name="Reconnect Salesforce").click()
    window.value.get_by_label("Username").fill(f"sf.{user.address}")
    window.value.get_by_label("Password").fill(PASSWORD)
    window.value.get_by_role("button", name="Log in").click()
    expect(pane.get_by_text("Everything is in step")).to_be_visible(timeout=LONG)
    expect(told).to_have_count(0)
