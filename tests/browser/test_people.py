"""Who is this? The people of the open item."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PROFILES, OpenOffice
from tests.server.deployment import Deployment


@pytest.mark.parametrize("profile", PROFILES)
def test_the_sender_is_shown_with_contact_and_account(office: OpenOffice, deployment: Deployment, profile: str) -> None:
    user = deployment.user("ews" if profile == "onprem" else "graph")
    account = user.crm.add("Account", Name="Silverlake Ltd")
    user.crm.add(FirstName="Sofia", LastName="Silver", Email=f"sofia@{profile}.example", AccountId=account)
    user.outlook.mail.receive(f"sofia@{profile}.example", "Our offer", "Hello")
    pane = office(user, profile).open_pane("Our offer")
    expect(pane.get_by_text("Sofia Silver").first).to_be_visible()
    expect(pane.get_by_text("Silverlake Ltd").first).to_be_visible()
