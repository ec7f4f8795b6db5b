"""Names, titles and messages that try to run a script are shown as what they are: text."""

from playwright.sync_api import expect

from core.models.pane import Person
from tests.browser.conftest import OpenOffice
from tests.browser.hostile import ALL, PAYLOADS, Watch, missing
from tests.browser.record_steps import open_tab, results, search_box
from tests.server.deployment import Deployment, User


def test_no_payload_runs_in_any_field_or_message(office: OpenOffice, user: User) -> None:
    account = user.crm.add("Account", Name=PAYLOADS[5], Website=PAYLOADS[10], Phone=PAYLOADS[4][:40])
    user.crm.add("Opportunity", Name=PAYLOADS[6], StageName="Prospecting", CloseDate="2030-01-31", AccountId=account)
    for number, payload in enumerate(PAYLOADS):
        user.crm.add(
            FirstName=f"Mallory{number:02}",
            LastName=payload[:80],
            Title=payload,
            Department=payload[:80],
            MailingStreet=payload,
            Description="\n".join(PAYLOADS),
            Email=f"m{number}@hostile.example",
            AccountId=account,
        )
    cc = [{"name": payload, "address": f"m{n}@hostile.example"} for n, payload in enumerate(PAYLOADS)][1:]
    user.outlook.mail.receive(
        "m0@hostile.example", f"Evil {PAYLOADS[4]}", "\n".join(PAYLOADS), cc_recipients=cc, body_type="html"
    )
    opened = office(user)
    watch = Watch(opened.page)
    opened.page.get_by_label("Items").get_by_text("Evil").first.click()
    pane = opened.open_pane()
    expect(pane.get_by_text("Mallory00").first).to_be_visible()
    for tab in ("Share", "Sync", "Settings"):
        pane.get_by_role("tab", name=tab).click()
        expect(pane.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")
    pane.get_by_role("tab", name="Look up").click()
    for number in range(0, len(PAYLOADS), 5):
        search_box(pane).fill(f"Mallory{number:02}")
        results(pane).filter(has_text=f"Mallory{number:02}").first.click()
        expect(pane.get_by_role("heading", level=1)).to_contain_text(PAYLOADS[number][:80])
        expect(pane.get_by_text(PAYLOADS[number][:30]).first).to_be_visible()
        pane.get_by_role("button", name="Back").first.click()
    assert (watch.ran, watch.stopped) == ([], [])


def test_no_payload_runs_in_the_name_of_the_person(office: OpenOffice, deployment: Deployment) -> None:
    """At an Exchange Server, whose tokens name nobody: the name is the one that is kept."""
    user = deployment.user("ews")
    with deployment.parts.database.session() as session:
        session.get_one(Person, user.person_id).name = ALL
    opened = office(user, "onprem")
    watch = Watch(opened.page)
    pane = open_tab(opened, "Settings")
    expect(pane.get_by_text("Signed in as")).to_be_visible()
    assert missing(opened.pane_frame, [f"Signed in as {ALL}"]) == []
    assert (watch.ran, watch.stopped) == ([], [])
