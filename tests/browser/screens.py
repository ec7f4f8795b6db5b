"""The main screens of the pane, each reached as a person reaches it: for accessibility, pictures, narrow windows."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import FrameLocator, expect

from sandbox.acting import OutlookUser, SalesforceUser
from tests.browser.office import Office
from tests.browser.record_steps import results, search_box
from tests.server.deployment import Deployment, User

LONG = 90_000
MAIL, STRANGER = "The spring delivery", "A question about prices"


@dataclass(frozen=True)
class Stage:
    """office: opens Mini Outlook for a user."""

    deployment: Deployment
    office: Callable[..., Office]

    def furnished(self) -> User:
        """Somebody with business: a customer with deals and cases, and two messages."""
        user = self.deployment.user("graph", name="anna")
        address = f"sofia.{user.person_id[:6]}@silverlake.example"
        account = user.crm.add("Account", Name="Silverlake Boats Ltd", Phone="+44 20 7946 0100")
        contact = user.crm.add(
            FirstName="Sofia",
            LastName="Silver",
            Title="Head of Purchasing",
            Email=address,
            AccountId=account,
            Phone="+44 20 7946 0101",
            MailingCity="Bristol",
            Description="Prefers to be called in the morning.",
        )
        deal = {
            "Name": "Spring delivery",
            "StageName": "Negotiation/Review",
            "CloseDate": "2030-03-31",
            "Amount": 48000,
        }
        user.crm.add("Opportunity", AccountId=account, **deal)
        user.crm.add("Case", Subject="Paint is chipped", Status="New", AccountId=account, ContactId=contact)
        user.crm.add("Task", Subject="Call about the offer", WhoId=contact, Status="Completed")
        user.outlook.mail.receive(address, MAIL, "Dear Anna,\n\ncould we have it a week earlier?\n\nSofia")
        text = "Hello,\n\nwhat does it cost?\n\nBest regards,\nNell New\nHead of Sales\nNewhall Ltd\n+44 20 7946 0123"
        user.outlook.mail.receive(f'"Nell New" <nell.{user.person_id[:6]}@newhall.example>', STRANGER, text)
        return user

    def newcomer(self, exchange: str) -> User:
        """Somebody of whom Bothways knows nothing yet."""
        made, sandbox = self.deployment, self.deployment.sandbox
        address = made.new_address("first")
        outlook, crm = OutlookUser(sandbox.microsoft.store, address), SalesforceUser(sandbox.salesforce.org, address)
        outlook.mail.receive("welcome@silverlake.example", MAIL, "Hello")
        return User(made.url, "", address, exchange, outlook=outlook, crm=crm)


def sees(pane: FrameLocator, text: str) -> None:
    expect(pane.get_by_role("main").get_by_text(text).first).to_be_visible(timeout=LONG)


def people(stage: Stage) -> Office:
    opened = stage.office(stage.furnished())
    expect(opened.open_pane(MAIL).get_by_text("Spring delivery").first).to_be_visible(timeout=LONG)
    return opened


def stranger(stage: Stage) -> Office:
    opened = stage.office(stage.furnished())
    expect(opened.open_pane(STRANGER).get_by_role("button", name="Create contact")).to_be_visible(timeout=LONG)
    return opened


def create(stage: Stage) -> Office:
    opened = stranger(stage)
    opened.pane.get_by_role("button", name="Create contact").click()
    expect(opened.pane.get_by_label("Last Name")).to_have_value("New", timeout=LONG)
    return opened


def share(stage: Stage) -> Office:
    opened = people(stage)
    opened.pane.get_by_role("button", name="Choose …").click()
    expect(opened.pane.get_by_role("checkbox", name="Sofia Silver")).to_be_checked(timeout=LONG)
    return opened


def shared(stage: Stage) -> Office:
    opened = share(stage)
    opened.pane.get_by_role("button", name="Share with Salesforce").click()
    expect(opened.pane.get_by_text("is in Salesforce").first).to_be_visible(timeout=LONG)
    return opened


def look_up(stage: Stage) -> Office:
    opened = people(stage)
    opened.pane.get_by_role("tab", name="Look up").click()
    search_box(opened.pane).fill("Silver")
    expect(results(opened.pane).first).to_be_visible(timeout=LONG)
    return opened


def record(stage: Stage) -> Office:
    opened = look_up(stage)
    results(opened.pane).filter(has_text="Sofia Silver").first.click()
    expect(opened.pane.get_by_role("heading", name="Sofia Silver", level=1)).to_be_visible(timeout=LONG)
    return opened


def record_edited(stage: Stage) -> Office:
    opened = record(stage)
    opened.pane.get_by_role("button", name="Edit Title", exact=True).click()
    opened.pane.get_by_label("Title").fill("Managing Director")
    expect(opened.pane.get_by_role("button", name="Save 1 change")).to_be_visible()
    return opened


def sync(stage: Stage) -> Office:
    return _tab(stage, "Sync", "Sync now")


def settings(stage: Stage) -> Office:
    return _tab(stage, "Settings", "")


def _tab(stage: Stage, name: str, button: str) -> Office:
    opened = people(stage)
    opened.pane.get_by_role("tab", name=name).click()
    expect(opened.pane.get_by_role("button", name=button or None).first).to_be_visible(timeout=LONG)
    _settled(opened.pane)
    return opened


def setup_mailbox(stage: Stage) -> Office:
    opened = stage.office(stage.newcomer("ews"), "onprem")
    expect(opened.open_pane(MAIL).get_by_role("heading", name="Your mailbox")).to_be_visible(timeout=LONG)
    return opened


def setup_choose(stage: Stage) -> Office:
    opened = stage.office(stage.newcomer("graph"))
    heading = opened.open_pane(MAIL).get_by_role("heading", name="What shall be in step?")
    expect(heading).to_be_visible(timeout=LONG)
    return opened


def setup_preview(stage: Stage) -> Office:
    opened = setup_choose(stage)
    opened.pane.get_by_role("button", name="Continue").click()
    expect(opened.pane.get_by_role("button", name="Start synchronising")).to_be_enabled(timeout=LONG)
    return opened


def _settled(pane: FrameLocator) -> None:
    """Nothing is loading any more."""
    expect(pane.locator("[aria-busy=true]")).to_have_count(0, timeout=LONG)


SCREENS: dict[str, Callable[[Stage], Office]] = {
    "set-up: mailbox": setup_mailbox,
    "set-up: choose": setup_choose,
    "set-up: preview": setup_preview,
    "people": people,
    "somebody new": stranger,
    "share": share,
    "shared": shared,
    "look up": look_up,
    "record": record,
    "record edited": record_edited,
    "create": create,
    "sync": sync,
    "settings": settings,
}
