"""Share: a mail or an event is put into Salesforce, changed there, and taken out again."""

from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Request, expect

from tests.browser.axe import violations
from tests.browser.conftest import PROFILES, OpenOffice
from tests.server.deployment import Deployment, User

LONG = 90_000


def _share(pane: FrameLocator) -> None:
    pane.get_by_role("button", name="Share with Salesforce").click()
    expect(pane.get_by_text("is in Salesforce").first).to_be_visible(timeout=LONG)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_mail_is_shared_and_taken_back(office: OpenOffice, deployment: Deployment, profile: str) -> None:
    user = deployment.user("ews" if profile == "onprem" else "graph")
    contact = user.crm.add(FirstName="Shea", LastName="Sharer", Email=f"shea@{profile}.example")
    user.outlook.mail.receive(f"shea@{profile}.example", "About the pumps", "Hello")
    opened = office(user, profile)
    pane = opened.open_pane("About the pumps")
    pane.get_by_role("button", name="Choose …").click()
    expect(pane.get_by_role("checkbox", name="Shea Sharer")).to_be_checked()
    assert violations(opened.page, frame=opened.pane_frame) == []
    _share(pane)
    expect(pane.get_by_role("main").get_by_text("Shared by you").first).to_be_visible()
    mails = user.crm.query("SELECT Id FROM EmailMessage WHERE Subject = 'About the pumps'")
    assert len(mails) == 1, contact
    pane.get_by_role("tab", name="People").click()
    expect(pane.get_by_role("main").get_by_text("Shared by you").first).to_be_visible()
    pane.get_by_role("tab", name="Share").click()
    pane.get_by_role("button", name="Undo").click()
    expect(pane.get_by_role("button", name="Share with Salesforce")).to_be_visible(timeout=LONG)
    assert user.crm.query("SELECT Id FROM EmailMessage WHERE Subject = 'About the pumps'") == []


def test_a_mail_is_filed_in_one_click(office: OpenOffice, user: User) -> None:
    """As it is proposed, and taken back where it was done."""
    contact = user.crm.add(FirstName="Una", LastName="Click", Email="una@click.example")
    user.outlook.mail.receive("una@click.example", "In one click", "Hello")
    opened = office(user)
    pane = opened.open_pane("In one click")
    pane.get_by_role("button", name="Share this e-mail").click()
    people = pane.get_by_role("main")
    expect(people.get_by_text("Shared by you").first).to_be_visible(timeout=LONG)
    (mail,) = user.crm.query("SELECT Id FROM EmailMessage WHERE Subject = 'In one click'")
    where = f"WHERE EmailMessageId = '{mail['Id']}'"
    related = user.crm.query(f"SELECT RelationId FROM EmailMessageRelation {where}")  # noqa: S608  (an id)
    assert contact in [row["RelationId"] for row in related]
    assert violations(opened.page, frame=opened.pane_frame) == []
    pane.get_by_role("button", name="Undo").click()
    expect(pane.get_by_role("button", name="Share this e-mail")).to_be_visible(timeout=LONG)
    assert user.crm.query("SELECT Id FROM EmailMessage WHERE Subject = 'In one click'") == []


def test_another_record_is_searched_and_related(office: OpenOffice, user: User) -> None:
    account = user.crm.add("Account", Name="Wexford Dairy")
    user.outlook.mail.receive("nobody@wexford.example", "Milk prices", "Hello")
    pane = office(user).open_pane("Milk prices")
    pane.get_by_role("tab", name="Share").click()
    expect(pane.get_by_text("is not in Salesforce")).to_be_visible()
    box = pane.get_by_role("combobox", name="Search for another record")
    box.fill("Wexford")
    pane.get_by_role("option", name="Wexford Dairy").click()
    expect(pane.get_by_role("radio", name="Wexford Dairy")).to_be_checked()
    _share(pane)
    (mail,) = user.crm.query("SELECT RelatedToId FROM EmailMessage WHERE Subject = 'Milk prices'")
    assert mail["RelatedToId"] == account


def test_by_keyboard_only(office: OpenOffice, user: User) -> None:
    user.crm.add(LastName="Keyes", Email="k@keyes.example")
    user.outlook.mail.receive("k@keyes.example", "Keys", "Hello")
    opened = office(user)
    pane = opened.open_pane("Keys")
    pane.get_by_role("tab", name="People").focus()
    opened.page.keyboard.press("ArrowRight")
    expect(pane.get_by_role("tab", name="Share")).to_be_focused()
    box = pane.get_by_role("checkbox", name="Keyes")
    expect(box).to_be_checked()
    for _ in range(10):
        opened.page.keyboard.press("Tab")
        if pane.get_by_role("button", name="Share with Salesforce").evaluate("e => e === document.activeElement"):
            break
    opened.page.keyboard.press("Enter")
    expect(pane.get_by_text("is in Salesforce").first).to_be_visible(timeout=LONG)


def test_whoever_leaves_a_draft_is_not_filed_with_it(office: OpenOffice, user: User) -> None:
    """Also who was ticked by hand; and who joins then is ticked as anybody."""
    for name in ("Ann", "Bob"):
        user.crm.add(LastName=name, Email=f"{name.lower()}@two.example")
    opened = office(user)
    opened.new_mail("ann@two.example", "Between two")
    page, to = opened.page, opened.page.get_by_label("To", exact=True)
    pane = opened.open_pane()
    pane.get_by_role("tab", name="Share").click()
    ann, bob = (pane.get_by_role("checkbox", name=name) for name in ("Ann", "Bob"))
    expect(ann).to_be_checked()
    ann.uncheck()
    ann.check()
    page.get_by_role("button", name="Remove ann@two.example").click()
    to.fill("bob@two.example")
    to.press("Tab")
    expect(bob).to_be_checked()
    expect(ann).to_have_count(0)
    with page.expect_request(_asks_to_share) as asked:
        pane.get_by_role("button", name="Share when sent").click()
    (key,) = [row["Id"] for row in user.crm.query("SELECT Id FROM Contact WHERE LastName = 'Bob'")]
    assert _asked_of(asked.value)["who"] == [key]


def test_who_joins_or_leaves_after_the_choice_is_followed(office: OpenOffice, user: User) -> None:
    """A mail that is shared when it is sent is shared with those who are on it then."""
    keys = {name: user.crm.add(LastName=name, Email=f"{name.lower()}@later.example") for name in ("Ann", "Bob")}
    opened = office(user)
    opened.new_mail("ann@later.example", "Who comes later")
    page, to = opened.page, opened.page.get_by_label("To", exact=True)
    pane = opened.open_pane()
    pane.get_by_role("tab", name="Share").click()
    expect(pane.get_by_role("checkbox", name="Ann")).to_be_checked()
    pane.get_by_role("button", name="Share when sent").click()
    expect(pane.get_by_role("button", name="Don't share it")).to_be_visible(timeout=LONG)
    with page.expect_request(_asks_to_share) as joined:
        to.fill("bob@later.example")
        to.press("Tab")
    assert sorted(_asked_of(joined.value)["who"]) == sorted(keys.values())
    with page.expect_request(_asks_to_share) as left:
        page.get_by_role("button", name="Remove ann@later.example").click()
    assert _asked_of(left.value)["who"] == [keys["Bob"]]
    assert len(user.get("/shares", item_id=_asked_of(left.value)["item_id"]).json()["items"]) == 1


def _asks_to_share(asked: Request) -> bool:
    return asked.method == "POST" and asked.url.endswith("/shares")


def _asked_of(asked: Request) -> dict[str, Any]:
    return dict(asked.post_data_json or {})


def test_what_was_chosen_beside_a_new_mail_is_there_when_its_draft_is_opened(office: OpenOffice, user: User) -> None:
    """It has no id before Outlook saves it."""
    user.crm.add(LastName="Ann", Email="ann@draft.example")
    user.outlook.mail.receive("other@elsewhere.example", "Something else", "Hello")
    opened = office(user)
    page = opened.page
    opened.new_mail("ann@draft.example", "Never saved")
    pane = opened.open_pane()
    pane.get_by_role("tab", name="Share").click()
    pane.get_by_role("checkbox", name="Ann").uncheck()
    opened.open_message("Something else")
    page.get_by_role("button", name="Drafts").click()
    page.get_by_label("Items").get_by_text("Never saved").first.click()
    expect(page.get_by_label("Subject")).to_have_value("Never saved")
    opened.open_pane()
    pane.get_by_role("tab", name="Share").click()
    expect(pane.get_by_role("checkbox", name="Ann")).not_to_be_checked()
