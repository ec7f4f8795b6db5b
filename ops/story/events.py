"""Events: shared by category, a series across a change of the clocks, a meeting of two colleagues."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ops.demo import Demo, Desk
from ops.story.parts import CATEGORY, check, told
from sandbox.acting import categories
from sandbox.acting_calendar import every

ZONE = ZoneInfo("Europe/Paris")


def _rows(desk: Desk, subject: str) -> list[dict[str, Any]]:
    """By their start."""
    where = f"Subject = '{subject}' AND IsChild = false"
    fields = "Id, StartDateTime, EndDateTime, Location, OwnerId"
    return desk.crm.query(f"SELECT {fields} FROM Event WHERE {where} ORDER BY StartDateTime")  # noqa: S608  (ours)


def _starts(desk: Desk, subject: str) -> list[datetime]:
    return [datetime.fromisoformat(row["StartDateTime"]).astimezone(ZONE) for row in _rows(desk, subject)]


def _wednesday(weeks: int) -> date:
    today = datetime.now(ZONE).date()
    return today + timedelta(days=(2 - today.weekday()) % 7 + 7 * weeks)


def _clocks_change() -> date:
    """The Wednesday before the clocks change next."""
    day = _wednesday(1)
    noon = time(12, tzinfo=ZONE)
    while datetime.combine(day, noon).utcoffset() == datetime.combine(day + timedelta(days=7), noon).utcoffset():
        day += timedelta(days=7)
    return day


def by_category(demo: Demo, desk: Desk) -> str:
    subject = f"Visit the ward {desk.exchange}"
    start = datetime.combine(_wednesday(1), time(10), ZONE)
    event = desk.outlook.calendar.add(subject, start, minutes=45, location="Ward 3")
    private = desk.outlook.calendar.add(f"Dentist {desk.exchange}", start, sensitivity="Private")
    for one in (event, private):
        desk.outlook.calendar.categorise(one, CATEGORY)
    demo.sync(desk)
    check(_starts(desk, subject) == [start], f"in Salesforce it begins at {_starts(desk, subject)}")
    check(_rows(desk, f"Dentist {desk.exchange}") == [], "a private event went to Salesforce")
    desk.crm.edit(_rows(desk, subject)[0]["Id"], "Event", Location="Ward 7")
    demo.sync(desk)
    check(desk.outlook.calendar.now(event).fields.get("location") == "Ward 7", "the new place is not in Outlook")
    return "given the category: in Salesforce, and an edit there comes back; a private one stays private"


def from_salesforce(demo: Demo, desk: Desk) -> str:
    subject = f"Show the prototype {desk.exchange}"
    start = datetime.combine(_wednesday(2), time(15), ZONE)
    desk.crm.schedule(subject, start.astimezone(UTC).isoformat(), 30)
    demo.sync(desk)
    event = desk.outlook.calendar.find(subject)
    check(event is not None and event.fields["start"] == start, "it is not in Outlook at its time")
    check(event is not None and CATEGORY in categories(event), "it has not the category")
    return "an event of Salesforce: in Outlook at the same time, with the category"


def series(demo: Demo, desk: Desk) -> str:
    """Four Wednesdays at nine; the clocks change after the second."""
    subject, second = f"Rounds {desk.exchange}", _clocks_change()
    days = [second + timedelta(days=7 * number) for number in (-1, 0, 1, 2)]
    nine = [datetime.combine(day, time(9), ZONE) for day in days]
    whole = desk.outlook.calendar.add(subject, nine[0], recurrence=every("Weekly", count=4, interval=1))
    desk.outlook.calendar.categorise(whole, CATEGORY)
    demo.sync(desk)
    check(_starts(desk, subject) == nine, f"the occurrences begin at {_starts(desk, subject)}")
    before = {row["Id"]: row["StartDateTime"] for row in _rows(desk, subject)}
    desk.outlook.calendar.move(desk.outlook.calendar.on(subject, days[2]), nine[2] + timedelta(hours=5))
    demo.sync(desk)
    moved = {row["Id"]: row["StartDateTime"] for row in _rows(desk, subject)}
    changed = [key for key in before if before[key] != moved.get(key)]
    check(before.keys() == moved.keys() and len(changed) == 1, f"{len(changed)} rows changed for one occurrence")
    desk.outlook.calendar.delete(desk.outlook.calendar.on(subject, days[1]))
    demo.sync(desk)
    left = [nine[0], nine[2] + timedelta(hours=5), nine[3]]
    check(_starts(desk, subject) == left, f"after the cancellation the rows begin at {_starts(desk, subject)}")
    change = second + timedelta(days=4)
    return f"weekly at nine, before and after the clocks change on {change}; one moved, one cancelled: one row each"


def meeting(demo: Demo, desk: Desk) -> str:
    """Of two colleagues, both of whom share it."""
    colleague = next(d for d in demo.desks if d is not desk)
    subject = f"Budget {desk.exchange}"
    start = datetime.combine(_wednesday(3), time(14), ZONE)
    event = desk.outlook.calendar.add(subject, start)
    desk.outlook.calendar.invite(event, colleague.address, "guest@elsewhere.example")
    desk.outlook.calendar.categorise(event, CATEGORY)
    copy = colleague.outlook.calendar.find(subject)
    check(copy is not None, "the colleague has no copy")
    if copy is not None:
        colleague.outlook.calendar.categorise(copy, CATEGORY)
    demo.sync(desk)
    demo.sync(colleague)
    demo.sync(desk)
    rows = _rows(desk, subject)
    check(len(rows) == 1, f"{len(rows)} events in Salesforce")
    where = f"EventId = '{rows[0]['Id']}'"
    people = {row["RelationId"] for row in desk.crm.query(f"SELECT RelationId FROM EventRelation WHERE {where}")}  # noqa: S608  (an id)
    both = people | {rows[0]["OwnerId"]}
    check({desk.crm.id, colleague.crm.id} <= both, "not both colleagues take part in Salesforce")
    check(not told(demo), f"people were told: {told(demo)}")
    return "both colleagues share it: one event in Salesforce, with both; nobody was told anything"


SCENES: list[tuple[str, Callable[[Demo, Desk], str]]] = [
    ("an event by category", by_category),
    ("an event of Salesforce", from_salesforce),
    ("a weekly series", series),
    ("a meeting of colleagues", meeting),
]
