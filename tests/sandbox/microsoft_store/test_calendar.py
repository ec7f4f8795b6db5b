"""Events in the store: what is filled in, one occurrence changed, the series changed, views, ids."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.microsoft import ids
from sandbox.microsoft.calendar_events import CalendarError, all_day_dates, event_type, occurrence_uid
from sandbox.microsoft.calendar_occurrences import Occurrence
from sandbox.microsoft.items import Item, Stale
from sandbox.microsoft.properties import PropertyId
from sandbox.microsoft.store import Mailbox

START = datetime(2026, 3, 16, 9, tzinfo=UTC)  # a Monday, 10:00 in Berlin; summer time begins on the 29th
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
STAMP = PropertyId("String", set_id="6ed8da90-450b-101b-98da-00aa003f1305", name="Stamp")


def weekly(count: int = 5) -> dict[str, Any]:
    limits = {"type": "Numbered", "start": "2026-03-16", "count": count}
    return {"pattern": {"type": "Weekly", "interval": 1, "days": ["Monday"]}, "range": limits}


def make(mailbox: Mailbox, **fields: Any) -> Item:
    known = {"subject": "Jour fixe", "start": START, "end": START + HOUR, "start_time_zone": "W. Europe Standard Time"}
    return mailbox.create_item(mailbox.well_known("calendar").id, "event", known | fields)


def view(mailbox: Mailbox, start: datetime = START - DAY, days: int = 60) -> list[Item]:
    return mailbox.calendar_view(mailbox.well_known("calendar").id, start, start + days * DAY)


def occurrence(mailbox: Mailbox, index: int) -> Occurrence:
    found = view(mailbox)[index]
    assert isinstance(found, Occurrence)
    return found


def starts(mailbox: Mailbox) -> list[str]:
    return [f"{item.fields['start']:%m-%d %H}" for item in view(mailbox)]


def again(mailbox: Mailbox, item: Item) -> Item:
    found = mailbox.item(item.immutable_id)
    assert found is not None
    return found


def code_of(change: Any, *args: Any, **options: Any) -> str:
    with pytest.raises(CalendarError) as refusal:
        change(*args, **options)
    return refusal.value.code


def test_a_new_event_is_its_owners(mailbox: Mailbox) -> None:
    fields = make(mailbox).fields
    assert fields["organizer"] == {"name": "Anna Keller", "address": "Anna.Keller@contoso.test"}
    assert (fields["my_response"], fields["show_as"], fields["is_meeting"]) == ("Organizer", "Busy", False)
    assert fields["uid"].startswith("040000008200E00074C5B7101A82E008") and len(fields["uid"]) == 112
    assert make(mailbox).fields["uid"] != fields["uid"]
    assert event_type(make(mailbox)) == "Single"


def test_an_event_without_times_takes_the_next_half_hour(mailbox: Mailbox) -> None:
    item = make(mailbox, start=None, end=None)
    assert (item.fields["start"], item.fields["end"]) == (START.replace(day=2) + HOUR / 2, START.replace(day=2) + HOUR)
    assert make(mailbox, end=None).fields["end"] == START + HOUR / 2


def test_all_day_events_fill_days_of_their_zone(mailbox: Mailbox) -> None:
    item = make(mailbox, is_all_day=True, end=START + DAY)
    assert item.fields["start"] == datetime(2026, 3, 15, 23, tzinfo=UTC)
    assert item.fields["end"] == datetime(2026, 3, 17, 23, tzinfo=UTC)
    assert [str(day) for day in all_day_dates(item)] == ["2026-03-16", "2026-03-18"]
    zone = {"start_time_zone": "Tonga Standard Time"}
    one = make(mailbox, is_all_day=True, start=datetime(2026, 3, 15, 11, tzinfo=UTC), end=None, **zone)
    assert [str(day) for day in all_day_dates(one)] == ["2026-03-16", "2026-03-17"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"end": START - HOUR}, "ErrorCalendarEndDateIsEarlierThanStartDate"),
        ({"end": START + 2000 * DAY}, "ErrorCalendarDurationIsTooLong"),
        ({"start": START.replace(year=5000), "end": START.replace(year=5000)}, "ErrorCalendarOutOfRange"),
        ({"start_time_zone": "Atlantis Standard Time", "is_all_day": True}, "ErrorCalendarInvalidTimeZone"),
        ({"recurrence": weekly() | {"pattern": {"type": "Weekly"}}}, "ErrorCalendarInvalidDayForWeeklyRecurrence"),
        ({"recurrence": {"pattern": {"type": "DailyRegeneration"}, "range": weekly()["range"]}}, "ErrorUnsupportedRe"),
        ({"recurrence": weekly(), "end": START + 8 * DAY}, "ErrorOccurrenceTimeSpanTooBig"),
        (
            {"recurrence": weekly() | {"range": {"type": "EndDate", "start": "2026-03-17", "end": "2026-03-20"}}},
            "ErrorRecurrenceHasNoOccurrence",
        ),
    ],
)
def test_impossible_events_are_refused(mailbox: Mailbox, fields: dict[str, Any], code: str) -> None:
    assert code_of(make, mailbox, **fields).startswith(code)
    assert view(mailbox, days=3000) == []


def test_a_series_keeps_its_time_on_the_clock(mailbox: Mailbox) -> None:
    item = make(mailbox, recurrence=weekly())
    assert event_type(item) == "RecurringMaster"
    assert starts(mailbox) == ["03-16 09", "03-23 09", "03-30 08", "04-06 08", "04-13 08"]
    assert {event_type(one) for one in view(mailbox)} == {"Occurrence"}
    assert mailbox.items(item.folder_id) == [item]


def test_a_series_begins_on_its_first_day(mailbox: Mailbox) -> None:
    limits = {"type": "Numbered", "start": "2026-03-11", "count": 2}
    item = make(mailbox, recurrence=weekly() | {"range": limits}, start=START - 5 * DAY, end=START - 5 * DAY + HOUR)
    assert item.fields["start"] == START
    assert item.fields["recurrence"]["range"]["start"] == "2026-03-16"


def test_one_occurrence_moves_and_the_others_stay(mailbox: Mailbox) -> None:
    item = make(mailbox, recurrence=weekly())
    one = occurrence(mailbox, 1)
    moved = mailbox.update_item(one, {"start": START + 8 * DAY, "end": START + 8 * DAY + HOUR, "subject": "later"})
    assert event_type(moved) == "Exception" and moved.immutable_id == one.immutable_id
    assert moved.fields["original_start"] == START + 7 * DAY
    assert starts(mailbox) == ["03-16 09", "03-24 09", "03-30 08", "04-06 08", "04-13 08"]
    assert [o.fields["subject"] for o in view(mailbox)].count("later") == 1
    assert moved.change == again(mailbox, item).change > item.change
    mailbox.update_item(occurrence(mailbox, 1), {"location": "Köln"})
    assert occurrence(mailbox, 1).fields["subject"] == "later"
    mailbox.update_item(again(mailbox, item), {"subject": "all", "location": "Bonn"})
    assert [(o.fields["subject"], o.fields["location"]) for o in view(mailbox)][:2] == [
        ("all", "Bonn"),
        ("later", "Köln"),
    ]


def test_an_exception_moved_far_is_where_it_is(mailbox: Mailbox) -> None:
    """A monthly series leaves room: the window decides by the new time, not by the original one."""
    monthly = {"pattern": {"type": "AbsoluteMonthly", "day": 16}, "range": {"type": "NoEnd", "start": "2026-03-16"}}
    make(mailbox, recurrence=monthly)
    one = view(mailbox, START + 25 * DAY, 10)[0]
    mailbox.update_item(one, {"start": START + 5 * DAY, "end": START + 5 * DAY + HOUR})
    assert len(view(mailbox, START, 10)) == 2
    assert view(mailbox, START + 25 * DAY, 10) == []


def test_an_occurrence_stays_between_its_neighbours(mailbox: Mailbox) -> None:
    make(mailbox, recurrence=weekly())
    one = occurrence(mailbox, 1)
    for days in (-7, -8, 7, 8):
        wish = {"start": START + (7 + days) * DAY, "end": START + (7 + days) * DAY + HOUR}
        assert code_of(mailbox.update_item, one, wish) == "ErrorOccurrenceCrossingBoundary"
    assert code_of(mailbox.update_item, one, {"end": START + 15 * DAY}) == "ErrorOccurrenceCrossingBoundary"
    assert code_of(mailbox.update_item, one, {"end": START}) == "ErrorCalendarEndDateIsEarlierThanStartDate"
    mailbox.delete_item(occurrence(mailbox, 2))
    mailbox.update_item(one, {"start": START + 14 * DAY, "end": START + 14 * DAY + HOUR})
    assert starts(mailbox)[:3] == ["03-16 09", "03-30 09", "04-06 08"]


def test_an_occurrence_has_no_series_of_its_own(mailbox: Mailbox) -> None:
    make(mailbox, recurrence=weekly())
    one = occurrence(mailbox, 0)
    assert code_of(mailbox.update_item, one, {"recurrence": weekly(3)}) == "ErrorCalendarInvalidPropertyState"
    assert code_of(mailbox.update_item, one, {"start": None}) == "ErrorCalendarInvalidPropertyState"
    for change in (mailbox.move_item, mailbox.copy_item):
        assert code_of(change, one, "deleteditems") == "ErrorCalendarCannotMoveOrCopyOccurrence"
    assert not occurrence(mailbox, 0).is_exception


def test_an_occurrence_may_lose_what_its_series_has(mailbox: Mailbox) -> None:
    item = make(mailbox, recurrence=weekly(), location="Köln", categories=["Salesforce"])
    mailbox.update_item(item, properties_set={STAMP: "series"})
    mailbox.update_item(occurrence(mailbox, 0), {"location": None, "categories": []}, properties_set={STAMP: "one"})
    one, other = occurrence(mailbox, 0), occurrence(mailbox, 1)
    assert "location" not in one.fields and one.fields["categories"] == [] and one.property(STAMP) == "one"
    assert other.fields["location"] == "Köln" and other.property(STAMP) == "series"
    mailbox.update_item(one, properties_delete=[STAMP])
    assert occurrence(mailbox, 0).property(STAMP) is None


def test_deleted_occurrences_are_gone_and_with_the_last_the_series(mailbox: Mailbox) -> None:
    item = make(mailbox, recurrence=weekly(2))
    one = occurrence(mailbox, 0)
    mailbox.delete_item(one)
    assert mailbox.item(one.ews_id) is None and starts(mailbox) == ["03-23 09"]
    assert again(mailbox, item).fields["deleted_occurrences"] == [START]
    mailbox.delete_item(occurrence(mailbox, 0), "deleteditems")
    assert again(mailbox, item).folder_id == mailbox.well_known("deleteditems").id


def test_another_pattern_or_time_resets_exceptions(mailbox: Mailbox) -> None:
    for wish in (
        {"recurrence": weekly() | {"pattern": {"type": "Weekly", "days": ["Monday"], "interval": 2}}},
        {"start": START + HOUR},
        {"start_time_zone": "Eastern Standard Time"},
        {"is_all_day": True},
    ):
        item = make(mailbox, recurrence=weekly())
        mailbox.update_item(view(mailbox)[1], {"subject": "later"})
        mailbox.delete_item(view(mailbox)[2])
        changed = mailbox.update_item(again(mailbox, item), wish)
        assert not {"exceptions", "deleted_occurrences"} & changed.fields.keys()
        assert len(view(mailbox, days=90)) == 5
        mailbox.delete_item(changed)


def test_a_nearer_end_keeps_the_exceptions_before_it(mailbox: Mailbox) -> None:
    item = make(mailbox, recurrence=weekly())
    mailbox.update_item(view(mailbox)[1], {"subject": "kept"})
    mailbox.update_item(view(mailbox)[4], {"subject": "gone"})
    changed = mailbox.update_item(again(mailbox, item), {"recurrence": weekly(3), "subject": "all"})
    assert [one["set"] for one in changed.fields["exceptions"]] == [{"subject": "kept"}]
    assert [o.fields["subject"] for o in view(mailbox)] == ["all", "kept", "all"]


def test_a_series_moves_with_its_start(mailbox: Mailbox) -> None:
    item = make(mailbox, recurrence=weekly(2))
    mailbox.update_item(item, {"start": START + 7 * DAY})
    assert starts(mailbox) == ["03-23 09", "03-30 08"]
    mailbox.update_item(again(mailbox, item), {"recurrence": None})
    assert starts(mailbox) == ["03-23 09"] and event_type(again(mailbox, item)) == "Single"
    mailbox.update_item(again(mailbox, item), {"recurrence": weekly(2)})
    assert starts(mailbox) == ["03-16 09", "03-23 09"]


def test_occurrences_are_found_by_each_of_their_ids(mailbox: Mailbox) -> None:
    item = make(mailbox, recurrence=weekly())
    one = occurrence(mailbox, 2)
    for any_id in (one.ews_id, one.graph_id, one.immutable_id):
        found = mailbox.item(any_id)
        assert isinstance(found, Occurrence) and found.original_start == one.original_start
    assert ids.to_graph(one.ews_id) == one.graph_id
    assert mailbox.item(ids.occurrence_id(item.ews_id, START + HOUR)) is None
    assert mailbox.item(ids.occurrence_id(make(mailbox).ews_id, START)) is None
    assert len({o.ews_id for o in view(mailbox)}) == len(view(mailbox))
    moved = mailbox.move_item(item, "deleteditems")
    assert mailbox.item(one.ews_id) is None and moved.ews_id != item.ews_id
    assert mailbox.item(one.immutable_id) is not None


def test_a_stale_change_is_refused(mailbox: Mailbox) -> None:
    make(mailbox, recurrence=weekly())
    one = occurrence(mailbox, 0)
    mailbox.update_item(occurrence(mailbox, 3), {"subject": "x"})
    with pytest.raises(Stale):
        mailbox.update_item(one, {"subject": "y"}, expected_change=one.change)


def test_copies_are_events_of_their_own(mailbox: Mailbox) -> None:
    item = make(mailbox, recurrence=weekly())
    copy = mailbox.copy_item(item, item.folder_id)
    assert copy.fields["uid"] != item.fields["uid"]
    found = mailbox.event_by_uid(copy.fields["uid"])
    assert found is not None and found.key == copy.key
    mailbox.delete_item(copy, "deleteditems")
    assert mailbox.event_by_uid(copy.fields["uid"]) is None


def test_a_zone_of_the_clients_own(mailbox: Mailbox) -> None:
    """Summer time from the second Sunday of April to the first of October, an hour and a half ahead of UTC."""
    step = {"group": False, "minutes": 120, "weekday": 6}
    rules = [step | {"to": "dlt", "month": 4, "occurrence": 2}, step | {"to": "std", "month": 10, "occurrence": 1}]
    zone: dict[str, Any] = {
        "id": "My zone",
        "name": "My zone",
        "periods": {"std": -90, "dlt": -150},
        "groups": {"0": rules},
    }
    zone["transitions"] = [{"to": "0", "group": True}]
    make(mailbox, recurrence=weekly(), start_time_zone="My zone", zone_definition=zone)
    assert [f"{o.fields['start']:%m-%d %H}" for o in view(mailbox)][-2:] == ["04-06 09", "04-13 08"]


def test_the_uid_of_an_occurrence_names_its_day(mailbox: Mailbox) -> None:
    uid = make(mailbox).fields["uid"]
    assert occurrence_uid(uid, START)[32:40] == "07EA0310" and len(occurrence_uid(uid, START)) == len(uid)
    assert occurrence_uid("foreign@x", START) == "foreign@x_07EA0310"
