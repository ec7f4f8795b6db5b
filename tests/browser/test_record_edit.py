"""A record in the pane: read as the org lays it out, edited in place, saved field by field."""

from playwright.sync_api import Request, expect

from sandbox.acting import SalesforceUser
from sandbox.company import DOMAIN
from sandbox.salesforce.record_pages import set_layout
from tests.browser.conftest import OpenOffice
from tests.browser.record_steps import edit, open_record, open_tab, results, said, saved, search_box, stored
from tests.server.deployment import Deployment, User


def test_only_what_was_changed_is_sent(office: OpenOffice, user: User) -> None:
    key = user.crm.add(FirstName="Edda", LastName="Onlyfield", Title="Buyer", Phone="1")
    opened = office(user)
    pane = open_record(opened, "Edda Onlyfield")
    sent: list[Request] = []
    opened.page.on("request", lambda request: sent.append(request) if request.method == "PATCH" else None)
    edit(pane, "Title").fill("Head of Purchasing")
    edit(pane, "Business Phone").fill("2")
    pane.get_by_label("Business Phone").fill("1")
    pane.get_by_role("button", name="Save 1 change").click()
    saved(pane, "Edda Onlyfield")
    assert [request.post_data_json for request in sent] == [{"values": {"Title": "Head of Purchasing"}}]
    assert sent[0].headers["if-match"]
    assert stored(user, key, "Title", "Phone") == ["Head of Purchasing", "1"]
    expect(pane.get_by_role("button", name="Edit Title")).to_be_focused()


def test_a_field_is_edited_with_the_keyboard_alone(office: OpenOffice, user: User) -> None:
    key = user.crm.add(LastName="Keyes", Department="Legal")
    opened = office(user)
    pane = open_record(opened, "Keyes")
    pencil = pane.get_by_role("button", name="Edit Department")
    while not pencil.evaluate("node => node === document.activeElement"):
        opened.page.keyboard.press("Tab")
    opened.page.keyboard.press("Enter")
    expect(pane.get_by_label("Department")).to_be_focused()
    opened.page.keyboard.press("ControlOrMeta+a")
    opened.page.keyboard.type("Nonsense")
    opened.page.keyboard.press("Escape")
    expect(pencil).to_be_focused()
    expect(said(pane, "Legal")).to_be_visible()
    opened.page.keyboard.press("Enter")
    expect(pane.get_by_label("Department")).to_be_focused()
    opened.page.keyboard.press("ControlOrMeta+a")
    opened.page.keyboard.type("Sales")
    opened.page.keyboard.press("Enter")
    saved(pane, "Keyes")
    expect(pencil).to_be_focused()
    assert stored(user, key, "Department") == ["Sales"]


def test_a_reference_is_found_by_typing(office: OpenOffice, user: User) -> None:
    account = user.crm.add("Account", Name="Harrowgate Foods")
    key = user.crm.add(LastName="Referrer")
    opened = office(user)
    pane = open_record(opened, "Referrer")
    box = edit(pane, "Account")
    box.press_sequentially("harrowg")
    expect(pane.get_by_role("option", name="Harrowgate Foods")).to_be_visible()
    opened.page.keyboard.press("Enter")
    expect(box).to_have_value("Harrowgate Foods")
    opened.page.keyboard.press("ControlOrMeta+Enter")
    saved(pane, "Referrer")
    assert stored(user, key, "AccountId") == [account]
    pane.get_by_role("button", name="Harrowgate Foods").click()
    expect(pane.get_by_role("heading", name="Harrowgate Foods", level=1)).to_be_visible()


def test_what_was_typed_survives_another_message(office: OpenOffice, user: User) -> None:
    key = user.crm.add(LastName="Keeper")
    user.outlook.mail.receive("other@elsewhere.example", "Something else", "Hello")
    opened = office(user)
    pane = open_record(opened, "Keeper")
    edit(pane, "Title").fill("Half a senten")
    opened.page.get_by_role("button", name="Pin").click()
    opened.open_message("Something else")
    expect(search_box(pane)).to_be_visible()
    opened.open_message("About our order")
    expect(pane.get_by_label("Title")).to_have_value("Half a senten")
    pane.get_by_role("button", name="Save 1 change").click()
    saved(pane, "Keeper")
    assert stored(user, key, "Title") == ["Half a senten"]


def test_what_was_typed_beside_a_draft_is_there_when_it_is_opened_again(office: OpenOffice, user: User) -> None:
    user.crm.add(LastName="Keeper")
    user.outlook.mail.receive("other@elsewhere.example", "Something else", "Hello")
    opened = office(user)
    page = opened.page
    opened.new_mail(subject="A draft")
    opened.open_message("Something else")  # which saves it
    for typed in ("", "Half a senten"):
        page.get_by_role("button", name="Drafts").click()
        page.get_by_label("Items").get_by_text("A draft").first.click()
        expect(page.get_by_label("Subject")).to_have_value("A draft")
        pane = opened.open_pane()
        pane.get_by_role("tab", name="Look up").click()
        search_box(pane).fill("Keeper")
        results(pane).first.click()
        if not typed:
            edit(pane, "Title").fill("Half a senten")
            page.get_by_role("button", name="Inbox").click()
            opened.open_message("Something else")
    expect(pane.get_by_label("Title", exact=True)).to_have_value(typed)


def test_rights_and_layout_decide_what_can_be_edited(office: OpenOffice, deployment: Deployment, user: User) -> None:
    org = deployment.sandbox.salesforce.org
    fields = [{"name": "Size", "type": "string"}, {"name": "Stage", "type": "string"}]
    with org.lock:
        name = org.add_object("Boat", "Boat", "Boats", fields)
        org.set_field_access("Standard User", name, "Size__c", read=True, edit=False)
        set_layout(org, name, {"About it": ["Name", "Size__c"], "How it stands": ["~Stage__c"]})
    admin = SalesforceUser(org, f"admin@{DOMAIN}")
    admin.add(name, Name="Wet feet", Size__c="Huge", OwnerId=user.crm.id)
    opened = office(user)
    pane = open_tab(opened)
    search_box(pane).fill("Wet feet")
    results(pane).first.click()
    about = pane.get_by_role("group").filter(has=pane.get_by_role("heading", name="About it"))
    expect(about.get_by_text("Huge")).to_be_visible()
    expect(pane.get_by_role("button", name="Edit Boat Name")).to_be_visible()
    for label in ("Size", "Stage"):
        expect(pane.get_by_role("button", name=f"Edit {label}")).to_have_count(0)
    about.get_by_role("heading", name="About it").click()
    expect(about.get_by_text("Huge")).to_be_hidden()


def test_links_call_and_write(office: OpenOffice, user: User) -> None:
    user.crm.add(LastName="Linker", Email="l@linker.example", Phone="+49 (40) 55-0")
    pane = open_record(office(user), "Linker")
    expect(pane.get_by_role("link", name="E-mail l@linker.example")).to_have_attribute(
        "href", "mailto:l@linker.example"
    )
    expect(pane.get_by_role("link", name="Call +49 (40) 55-0")).to_have_attribute("href", "tel:+4940550")
