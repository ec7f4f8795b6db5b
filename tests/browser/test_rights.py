"""A right that is taken away, and a sign-in that ends: each screen says so and goes on without a reload."""

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import delete

from core.models.pane import SessionRow
from tests.browser.conftest import OpenOffice
from tests.browser.office import Office
from tests.browser.record_steps import open_tab, results, said, search_box
from tests.server.deployment import Deployment, User

LONG = 90_000


def test_a_right_that_is_taken_away_and_given_back(office: OpenOffice, deployment: Deployment, user: User) -> None:
    user.crm.add(LastName="Rightful", Email="someone@elsewhere.example")
    opened = office(user)
    org = deployment.sandbox.salesforce.org.id
    deployment.sandbox.faults.add("forbidden", target=org, operation="composite|search", times=None)
    pane = open_tab(opened, "People")
    expect(said(pane, "Salesforce does not allow this")).to_be_visible(timeout=LONG)
    deployment.sandbox.faults.clear()
    pane.get_by_role("button", name="Try again").click()
    expect(said(pane, "Rightful").first).to_be_visible(timeout=LONG)


@pytest.mark.parametrize("profile", ["owa", "ltsc", "onprem"])
def test_a_sign_in_that_ends_is_renewed(office: OpenOffice, deployment: Deployment, profile: str) -> None:
    """Silently where Outlook can, by a window where it must; the first refusal of a token is none of the person's
    business."""
    user = deployment.user("ews" if profile == "onprem" else "graph")
    user.crm.add(LastName="Renewed", Email="someone@elsewhere.example")
    opened = office(user, profile)
    user.outlook.mail.receive("someone@elsewhere.example", "About our order", "Hello")
    pane = opened.open_pane("About our order")
    if profile == "ltsc":
        _sign_in(opened, user)
    expect(said(pane, "Renewed").first).to_be_visible(timeout=LONG)
    if profile == "ltsc":
        with deployment.parts.database.session() as session:
            session.execute(delete(SessionRow))
    else:
        opened.page.route("**/api/v1/**", _refuse, times=1)
    pane.get_by_role("tab", name="Look up").click()
    if profile == "ltsc":
        _sign_in(opened, user)
    search_box(pane).fill("Renew")
    expect(results(pane).first).to_contain_text("Renewed", timeout=LONG)


def _refuse(route: Route) -> None:
    route.fulfill(status=401, json={"code": "not_signed_in", "status": 401, "detail": "Sign in again."})


def _sign_in(opened: Office, user: User) -> None:
    with opened.page.expect_popup(timeout=LONG) as popup:
        opened.pane.get_by_role("button", name="Sign in").click(timeout=LONG)
    popup.value.get_by_role("button", name=user.address).click()
