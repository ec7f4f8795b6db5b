"""Mail: reading, moving, categories, search, news from elsewhere, writing and answering."""

from pathlib import Path

from playwright.sync_api import Page, expect

from sandbox.acting import categories
from tests.gates import gate
from tests.sandbox.outlook.conftest import Open, Town
from tests.waiting import until


def _choose(page: Page, subject: str) -> None:
    page.get_by_role("option", name=subject).click()
    expect(page.get_by_role("heading", name=subject)).to_be_visible()


def test_a_hostile_message_is_only_read(town: Town, outlook: Open) -> None:
    page = outlook(town.anna)
    _choose(page, "You have WON")
    body = page.frame_locator("iframe.body")
    expect(body.get_by_text("Congratulations")).to_be_visible()
    assert body.locator("script, iframe, form, base[href], [onload], [onerror], [href^=javascript]").count() == 0
    assert body.locator("body").evaluate("() => window.origin") == "null"
    expect(page.get_by_text('<img src=x onerror="alert(1)">').first).to_be_visible()
    assert page.url.startswith(town.url)
    message = town.anna.mail.find("You have WON, Anna!")
    until(lambda: message and (now := town.anna.mail.now(message)) and now.fields.get("is_read"), what="read")


def test_a_message_begun_while_the_list_still_loads_stays(town: Town, outlook: Open) -> None:
    town.anna.mail.receive("zoe@out.example", "Slow to come")
    page = outlook(town.anna, "calendar")
    with gate(page, "**/messages?*") as waiting:
        with page.expect_request("**/messages?*"):
            page.get_by_role("link", name="Mail").click()
        page.get_by_role("button", name="New mail").click()
        page.get_by_label("Subject").fill("Begun early")
        assert waiting, "the list has not come yet"
    expect(page.get_by_role("option", name="Slow to come")).to_be_visible()
    expect(page.get_by_label("Subject")).to_have_value("Begun early")


def test_mails_that_come_late_stay_off_the_calendar(town: Town, outlook: Open) -> None:
    town.anna.mail.receive("zoe@out.example", "Late to come")
    town.anna.calendar.add("Stocktaking", town.sandbox.clock.now())
    page = outlook(town.anna, "calendar")
    with gate(page, "**/messages?*") as waiting:
        with page.expect_request("**/messages?*"):
            page.get_by_role("link", name="Mail").click()
        page.get_by_role("link", name="Calendar").click()
        expect(page.get_by_role("button", name="Stocktaking")).to_be_visible()
        assert waiting, "the mails have not come yet"
        with page.expect_response("**/messages?*"):
            waiting.pop().continue_()
        page.wait_for_function("() => new Promise((done) => requestAnimationFrame(() => done(true)))")
    expect(page.get_by_role("button", name="Stocktaking")).to_be_visible()
    expect(page.get_by_role("option", name="Late to come")).to_have_count(0)
    page.get_by_role("link", name="Mail").click()
    expect(page.get_by_role("option", name="Late to come")).to_be_visible()


def test_categories_moves_and_copies_reach_the_mailbox(town: Town, outlook: Open) -> None:
    mail = town.anna.mail
    message = mail.receive("zoe@out.example", "To be filed")
    page = outlook(town.anna)
    page.get_by_role("button", name="New folder").click()
    page.get_by_label("Name").fill("Customers")
    page.get_by_role("button", name="Create").click()
    _choose(page, "To be filed")
    page.get_by_role("button", name="Categorise").click()
    page.get_by_role("menuitemcheckbox", name="Green category").click()
    expect(page.locator(".reading .chip", has_text="Green category")).to_be_visible()
    now = mail.now(message)
    assert now is not None and categories(now) == {"Green category"}
    page.get_by_role("option", name="To be filed").drag_to(page.get_by_role("button", name="Customers"))
    expect(page.get_by_role("status")).to_contain_text("Moved to Customers")
    expect(page.get_by_role("option", name="To be filed")).to_have_count(0)
    moved = mail.now(message)
    assert moved is not None and moved.folder_id == mail.folder("Customers").id
    page.get_by_role("button", name="Undo").click()
    _choose(page, "To be filed")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Copy to…").click()
    page.get_by_role("radio", name="Customers").check()
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Copied to Customers")
    assert mail.find("To be filed", "Customers") is not None and mail.find("To be filed") is not None


def test_by_keyboard_through_the_list_and_into_deleted_items(town: Town, outlook: Open) -> None:
    for subject in ("Second key", "First key"):
        town.sandbox.clock.advance(seconds=1)
        town.anna.mail.receive("zoe@out.example", subject)
    page = outlook(town.anna)
    page.get_by_role("option", name="First key").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("heading", name="Second key")).to_be_visible()
    expect(page.get_by_role("option", name="Second key")).to_be_focused()
    page.keyboard.press("Delete")
    expect(page.get_by_role("option", name="Second key")).to_have_count(0)
    assert town.anna.mail.find("Second key", "deleteditems") is not None


def test_what_others_do_is_seen_without_a_click(town: Town, outlook: Open) -> None:
    message = town.anna.mail.receive("zoe@out.example", "Watched")
    page = outlook(town.anna)
    _choose(page, "Watched")
    town.anna.mailbox.add_category("From elsewhere", 4)
    town.anna.mail.categorise(message, "From elsewhere")
    expect(page.locator(".reading .chip", has_text="From elsewhere")).to_be_visible()
    town.anna.mail.receive("zoe@out.example", "Just arrived")
    expect(page.get_by_role("option", name="Just arrived")).to_be_visible()


def test_a_search_finds_words_in_all_folders(town: Town, outlook: Open) -> None:
    town.anna.mail.send(["zoe@out.example"], "Quotation", "The zeppelin is ready.")
    page = outlook(town.anna)
    page.get_by_role("searchbox").fill('zeppelin "(')
    expect(page.get_by_role("heading", name="Results for")).to_be_visible()
    expect(page.locator("#list").get_by_role("option")).to_have_count(1)
    _choose(page, "Quotation")


def test_an_answer_with_a_file_arrives(town: Town, outlook: Open, tmp_path: Path) -> None:
    jerome, note = town.jerome, tmp_path / "note.txt"
    note.write_text("Forty pieces.")
    town.anna.mail.receive(jerome.mailbox.address, "How many?", "<p>How <b>many</b>?</p>", body_type="html")
    page = outlook(town.anna)
    _choose(page, "How many?")
    page.get_by_role("button", name="Reply", exact=True).click()
    text = page.frame_locator("iframe.editor").get_by_role("textbox")
    expect(text).to_contain_text("How many?")
    text.press_sequentially("Forty & <more>")
    page.locator("input[type=file]").set_input_files(note)
    expect(page.get_by_role("button", name="Remove note.txt")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_contain_text("Sent.")
    got = jerome.mail.find("RE: How many?")
    assert got is not None and "Forty &amp; &lt;more&gt;" in got.fields["body"]
    assert [file.name for file in jerome.mailbox.attachments(got)] == ["note.txt"]
    assert town.anna.mail.find("RE: How many?", "sentitems") and not town.anna.mail.find("RE: How many?", "drafts")


def test_what_is_begun_is_kept_as_a_draft(town: Town, outlook: Open) -> None:
    page = outlook(town.anna)
    page.get_by_role("button", name="New mail").click()
    page.get_by_label("To", exact=True).fill("no address")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_contain_text("is not an e-mail address")
    page.get_by_label("To", exact=True).fill("Zoé <zoe@out.example>")
    page.get_by_label("Subject").fill("Half a thought")
    page.get_by_role("button", name="Drafts").click()
    expect(page.get_by_role("status")).to_contain_text("Saved in Drafts")
    page.get_by_role("option", name="Half a thought").click()
    expect(page.get_by_label("Subject")).to_have_value("Half a thought")
    expect(page.get_by_role("button", name="Remove Zoé")).to_be_visible()
    page.get_by_role("button", name="Discard").click()
    page.get_by_role("dialog").get_by_role("button", name="Discard").click()
    expect(page.get_by_role("option", name="Half a thought")).to_have_count(0)
