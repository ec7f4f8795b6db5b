"""Calendar: events, series and meetings of two users, each in the own Outlook."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.sandbox.outlook.conftest import Open, Town


def _event(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_a_meeting_is_made_answered_and_cancelled(town: Town, outlook: Open) -> None:
    anna = outlook(town.anna, "calendar")
    anna.get_by_role("button", name="New event").click()
    anna.get_by_label("Title").fill("Prototype")
    anna.get_by_label("Starts").fill("2026-03-05")
    anna.get_by_label("at", exact=True).first.fill("14:00")
    anna.get_by_label("at", exact=True).last.fill("15:30")
    anna.get_by_label("Invite").fill(town.jerome.mailbox.address)
    anna.get_by_label("Where").fill("Room 4")
    anna.frame_locator("iframe.editor").get_by_role("textbox").press_sequentially("Bring the drawings.")
    anna.get_by_role("button", name="Save").click()
    expect(anna.get_by_text("Thu, 5 March 2026, 14:00 to 15:30")).to_be_visible()
    jerome = outlook(town.jerome, "calendar")
    _event(jerome, "Prototype")
    expect(jerome.frame_locator("iframe.body").get_by_text("Bring the drawings.")).to_be_visible()
    jerome.get_by_role("button", name="Accept").click()
    expect(anna.locator(".event-card").get_by_text("accepted")).to_be_visible()
    copy = town.jerome.calendar.find("Prototype")
    assert copy is not None and copy.fields["my_response"] == "Accept"
    anna.get_by_role("button", name="Delete").click()
    anna.get_by_role("button", name="Cancel the meeting").click()
    expect(anna.get_by_role("button", name="Prototype")).to_have_count(0)
    assert town.sandbox.microsoft.store.outgoing.only("cancel", town.jerome.mailbox.address)


def test_a_series_is_made_and_one_of_it_moved(town: Town, outlook: Open) -> None:
    page = outlook(town.anna, "calendar")
    page.get_by_role("button", name="New event").click()
    page.get_by_label("Title").fill("Rounds")
    page.get_by_label("Starts").fill("2026-03-02")
    page.get_by_label("Repeats").select_option(label="Every day")
    page.get_by_label("until").fill("2026-03-06")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Rounds")).to_have_count(5)
    page.get_by_role("button", name="Rounds").last.click()
    expect(page.get_by_text("One of a series")).to_be_visible()
    page.get_by_role("button", name="Edit").click()
    page.get_by_role("dialog").get_by_role("button", name="Edit").click()
    page.get_by_label("at", exact=True).first.fill("16:00")
    page.get_by_label("at", exact=True).last.fill("17:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Rounds, 16:00 to 17:00")).to_be_visible()
    series = town.anna.calendar.find("Rounds")
    assert series is not None and len(town.anna.calendar.occurrences(series)) == 5


def test_days_and_categories(town: Town, outlook: Open) -> None:
    page = outlook(town.anna, "calendar")
    page.get_by_role("button", name="New event").click()
    page.get_by_label("Title").fill("Holiday")
    page.get_by_label("All day").check()
    page.get_by_label("Starts").fill("2026-03-05")
    page.get_by_label("Ends").fill("2026-03-06")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Thu, 5 March 2026 to Fri, 6 March 2026")).to_be_visible()
    page.get_by_role("button", name="Categorise").click()
    page.get_by_role("menuitemcheckbox", name="Blue category").click()
    expect(page.locator(".event-card .chip", has_text="Blue category")).to_be_visible()
    event = town.anna.calendar.find("Holiday")
    assert event is not None and event.fields["is_all_day"] and event.fields["categories"] == ["Blue category"]
    town.anna.calendar.edit(event, subject="Holiday, longer")
    expect(page.get_by_role("heading", name="Holiday, longer")).to_be_visible()


def test_news_leave_the_focus_where_it_is(town: Town, outlook: Open) -> None:
    """The week and the card are drawn anew around whoever works them by keyboard."""
    event = town.anna.calendar.add("Stand-up", town.sandbox.clock.now())
    page = outlook(town.anna, "calendar")
    _event(page, "Stand-up")
    for number, name in enumerate(("Week after", "Stand-up", "Delete")):
        button = page.get_by_role("button", name=name).first
        button.focus()
        town.anna.calendar.edit(event, subject=f"Stand-up {number}")
        expect(page.get_by_role("heading", name=f"Stand-up {number}")).to_be_visible()
        expect(button).to_be_focused()


def test_news_leave_a_click_that_has_begun(town: Town, outlook: Open) -> None:
    event = town.anna.calendar.add("Interview", town.sandbox.clock.now())
    page = outlook(town.anna, "calendar")
    _event(page, "Interview")
    box = page.get_by_role("button", name="Delete").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    with page.expect_response(lambda answer: "/events/" in answer.url and "select=start" in answer.url) as heard:
        town.anna.calendar.edit(event, subject="Interview, later")
    heard.value.finished()
    expect(page.get_by_role("button", name="Interview, later")).to_be_visible()
    page.evaluate("() => new Promise((done) => setTimeout(done, 100))")  # so long the card takes to be drawn
    page.mouse.up()
    expect(page.get_by_role("button", name="Interview, later")).to_have_count(0)


def test_a_week_drawn_anew_leaves_a_click_on_an_event(town: Town, outlook: Open) -> None:
    town.anna.calendar.add("Appraisal", town.sandbox.clock.now())
    page = outlook(town.anna, "calendar")
    chosen = page.get_by_role("button", name="Appraisal")
    chosen.hover()
    page.mouse.down()
    with page.expect_response(lambda answer: "calendarView" in answer.url and answer.text().find("Lunch") > 0) as heard:
        town.anna.calendar.add("Lunch", town.sandbox.clock.now() + timedelta(hours=1))
    heard.value.finished()
    page.evaluate("() => new Promise((done) => setTimeout(done, 100))")  # so long the week takes to be drawn
    page.mouse.up()
    expect(chosen).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Lunch")).to_be_visible()
