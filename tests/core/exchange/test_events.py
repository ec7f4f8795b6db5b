"""Events in Exchange: scope, window, series and their occurrences, times, meetings, writes that tell nobody."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.errors import Rejected, Stale
from core.policy import Private, Share
from core.records import Away, Glimpse, Gone, Key, Place, Record, Seen, State, Value
from core.store import Change, Page, Removal, Written
from sandbox.microsoft.store import Item
from tests.core.exchange.event_worlds import (
    DAY,
    HOUR,
    POLICY,
    SHIP,
    TODAY,
    WEEK,
    EventWorld,
    EwsEvents,
    GraphEvents,
    timed,
)

ALL = replace(POLICY, share=Share.ALL)
ANN = {"name": "Ann", "address": "Ann@customer.example", "kind": "required"}
BOB = {"name": "Bob", "address": "bob@customer.example", "kind": "optional"}


@pytest.fixture(params=[GraphEvents, EwsEvents], ids=["graph", "ews"])
def world(request: pytest.FixtureRequest) -> Iterator[EventWorld]:
    opened: EventWorld = request.param()
    yield opened
    opened.calm()


def listed(world: EventWorld, cursor: str | None = None, policy: Any = None) -> list[Page]:
    """One run's look at the feed, by a store of its own."""
    world.events = world.opened(policy)
    return list(world.events.changed_since(cursor))


def told(pages: list[Page]) -> dict[Key, Seen]:
    return {one.key: one for page in pages for one in page.seen}


def inside(pages: list[Page]) -> set[Key]:
    return {key for key, one in told(pages).items() if isinstance(one, Record | Glimpse) and one.in_scope}


def read(world: EventWorld, key: Key) -> Record:
    found = world.events.read([key])[key]
    assert isinstance(found, Record), found
    return found


def state(world: EventWorld, key: Key) -> State:
    return world.events.read([key])[key]


def prepared(world: EventWorld, key: Key, fields: dict[str, Value], **more: Any) -> Change:
    [ready] = world.events.prepare([Change("s2", fields, key=key, version=read(world, key).version, **more)])
    assert isinstance(ready, Change), ready
    return ready


def update(world: EventWorld, key: Key, fields: dict[str, Value], **more: Any) -> Written:
    [outcome] = world.events.update([prepared(world, key, fields, **more)])
    assert isinstance(outcome, Written), outcome
    return outcome


def create(world: EventWorld, fields: dict[str, Value], **more: Any) -> Written:
    [ready] = world.events.prepare([Change("s1", fields, categories=("Salesforce",), **more)])
    assert isinstance(ready, Change), ready
    [outcome] = world.events.create([ready])
    assert isinstance(outcome, Written), outcome
    return outcome


class TestScope:
    def test_shared_ones_only(self, world: EventWorld) -> None:
        shared, own = world.put(), world.put(shared=False)
        assert told(listed(world)).keys() == {world.key(shared)}
        record = read(world, world.key(own))
        assert (record.in_scope, record.place) == (False, Place.SYNCED)

    def test_all_of_them_without_colouring_the_calendar(self, world: EventWorld) -> None:
        own = world.put(shared=False, categories=["Friends"])
        assert inside(listed(world, policy=ALL)) == {world.key(own)}
        record = read(world, world.key(own))
        assert record.categories == ("Friends", "Salesforce")
        update(world, record.key, {"subject": "New"}, categories=record.categories)
        assert (world.now(own).fields["subject"], world.now(own).fields["categories"]) == ("New", ["Friends"])

    def test_only_what_reaches_into_the_window(self, world: EventWorld) -> None:
        ages = [-400, -15, -13, 0, 364, 367]
        items = {days: world.put(start=TODAY + days * DAY, end=TODAY + days * DAY + HOUR) for days in ages}
        assert inside(listed(world)) == {world.key(items[days]) for days in (-13, 0, 364)}
        assert not read(world, world.key(items[-400])).in_scope

    @pytest.mark.parametrize("word", ["Private", "Confidential"])
    def test_private_ones_never_leave(self, world: EventWorld, word: str) -> None:
        item = world.put(sensitivity=word, body="secret")
        assert told(listed(world)) == {}
        assert not read(world, world.key(item)).in_scope

    def test_or_go_as_a_time_that_is_taken(self, world: EventWorld) -> None:
        item = world.put(sensitivity="Private", body="secret", location="Clinic", attendees=[ANN])
        pages = listed(world, policy=replace(POLICY, private=Private.BUSY))
        assert inside(pages) == {world.key(item)}
        record = read(world, world.key(item))
        assert record.fields["subject"] == "Busy"
        assert not {"body", "location", "attendees"} & record.fields.keys()
        assert not record.writable

    def test_a_private_one_from_the_crm_is_no_secret_to_it(self, world: EventWorld) -> None:
        written = create(world, timed(TODAY + DAY, sensitivity="private", body="known"))
        record = read(world, written.key)
        assert (record.in_scope, record.fields["body"]) == (True, "known")

    def test_unshared_and_shared_again(self, world: EventWorld) -> None:
        item = world.put()
        cursor = listed(world)[-1].cursor
        world.change(item, categories=[])
        pages = listed(world, cursor)
        assert set(told(pages)) == {world.key(item)}
        assert not inside(pages)
        world.change(item, categories=["salesforce"])
        assert inside(listed(world, pages[-1].cursor)) == {world.key(item)}


class TestFeed:
    def test_changes_come_once(self, world: EventWorld) -> None:
        item = world.put()
        cursor = listed(world)[-1].cursor
        world.change(item, subject="Visit Bob")
        pages = listed(world, cursor)
        assert inside(pages) == {world.key(item)}
        assert told(listed(world, pages[-1].cursor)) == {}

    def test_our_writes_have_the_version_that_we_were_told(self, world: EventWorld) -> None:
        cursor = listed(world)[-1].cursor
        made = create(world, timed(TODAY + DAY))
        changed = update(world, made.key, {"subject": "Call Ann"})
        versions = {one.version for one in told(listed(world, cursor)).values() if isinstance(one, Record | Glimpse)}
        assert versions == {changed.version}

    def test_a_deleted_one_is_gone(self, world: EventWorld) -> None:
        item = world.put()
        cursor = listed(world)[-1].cursor
        world.take_away(item)
        assert list(told(listed(world, cursor)).values()) == [Gone(world.key(item))]

    def test_moved_to_another_calendar_it_is_not_gone(self, world: EventWorld) -> None:
        item = world.put()
        cursor = listed(world)[-1].cursor
        other = world.mailbox.create_folder(world.mailbox.well_known("msgfolderroot").id, "Club", "IPF.Appointment")
        moved = world.mailbox.move_item(item, other.id)
        listed(world, cursor)
        record = read(world, world.key(item))
        assert (record.key, record.place) == (world.key(moved), Place.OTHER)

    def test_without_a_memory_one_is_rather_away_than_gone(self) -> None:
        """What a lost cursor forgot may have been moved; nobody's record in the CRM is deleted for it."""
        world = EwsEvents()
        item = world.put()
        key = world.key(item)
        listed(world)
        other = world.mailbox.create_folder(world.mailbox.well_known("msgfolderroot").id, "Club", "IPF.Appointment")
        world.mailbox.move_item(item, other.id)
        listed(world)
        assert state(world, key) == Away(key)

    def test_gone_is_gone_as_often_as_it_is_asked(self, world: EventWorld) -> None:
        item = world.put()
        world.mailbox.create_folder(world.mailbox.well_known("msgfolderroot").id, "Club", "IPF.Appointment")
        cursor = listed(world)[-1].cursor
        world.take_away(item)
        pages = listed(world, cursor)
        for again in (pages[-1].cursor, cursor):
            assert state(world, world.key(item)) == Gone(world.key(item))
            listed(world, again)

    def test_the_window_rolls_on(self, world: EventWorld) -> None:
        later = world.put(start=TODAY + 366 * DAY, end=TODAY + 366 * DAY + HOUR)
        past = world.put(start=TODAY - 14 * DAY, end=TODAY - 14 * DAY + HOUR)
        pages = listed(world)
        assert inside(pages) == {world.key(past)}
        world.today = TODAY + DAY
        pages = listed(world, pages[-1].cursor)
        assert inside(pages) == {world.key(later)}
        assert not any(page.full for page in pages)
        assert not any(isinstance(one, Gone) for one in told(pages).values())
        assert not read(world, world.key(past)).in_scope

    def test_a_quiet_run_is_cheap(self, world: EventWorld) -> None:
        world.weekly()
        cursor = listed(world)[-1].cursor
        before = len(world.calls())
        assert told(listed(world, cursor)) == {}
        assert len(world.calls()) - before == 2


class TestSeries:
    def test_each_occurrence_in_the_window_is_a_record(self, world: EventWorld) -> None:
        series = world.weekly()
        found = world.occurrences(series)
        pages = listed(world)
        assert inside(pages) == {world.key(one) for one in found}
        assert len(found) in (53, 54)
        for one in found[:3]:
            record = told(pages)[world.key(one)]
            assert isinstance(record, Record)
            assert (record.fields["start"], record.fields["subject"]) == (one.fields["start"], "Visit Ann")
            assert read(world, record.key) == record

    def test_unshared_series_are_not_expanded(self, world: EventWorld) -> None:
        world.weekly(shared=False)
        assert told(listed(world)) == {}
        assert not [call for call in world.calls() if "instances" in call.operation or call.operation == "FindItem"]

    def test_one_of_an_unshared_series_may_be_shared(self, world: EventWorld) -> None:
        series = world.weekly(shared=False)
        one = world.change(world.occurrences(series)[2], categories=["Salesforce"])
        assert inside(listed(world)) == {world.key(one)}

    @pytest.mark.parametrize("days", [1, 3])
    def test_a_moved_one_is_the_same_record(self, world: EventWorld, days: int) -> None:
        series = world.weekly()
        pages = listed(world)
        before = told(pages)
        one = world.occurrences(series)[3]
        world.change(one, start=one.fields["start"] + days * DAY, end=one.fields["end"] + days * DAY)
        pages = listed(world, pages[-1].cursor)
        news = {k: r for k, r in told(pages).items() if isinstance(r, Record) and r.version != before[k].version}  # type: ignore[union-attr]  # all are Records
        assert news.keys() == {world.key(one)}
        assert news[world.key(one)].fields["start"] == one.original_start + days * DAY
        assert read(world, world.key(one)) == news[world.key(one)]

    def test_a_cancelled_one_is_gone_and_the_rest_is_not(self, world: EventWorld) -> None:
        series = world.weekly()
        pages = listed(world)
        one = world.occurrences(series)[3]
        world.take_away(one)
        pages = listed(world, pages[-1].cursor)
        assert [s for s in told(pages).values() if isinstance(s, Gone)] == [Gone(world.key(one))]
        assert state(world, world.key(one)) == Gone(world.key(one))
        assert told(listed(world, pages[-1].cursor)) == {}

    def test_a_deleted_series_takes_all_along(self, world: EventWorld) -> None:
        series = world.weekly(count=5)
        keys = {world.key(one) for one in world.occurrences(series)}
        pages = listed(world)
        world.take_away(series)
        pages = listed(world, pages[-1].cursor)
        assert {key for key, one in told(pages).items() if isinstance(one, Gone)} >= keys

    def test_at_another_hour_they_are_known_by_their_days(self, world: EventWorld) -> None:
        series = world.weekly(count=5)
        pages = listed(world)
        before = inside(pages)
        start = series.fields["start"] + 2 * HOUR
        world.change(series, start=start, end=start + HOUR)
        pages = listed(world, pages[-1].cursor)
        assert inside(pages) == before
        found = world.events.read(sorted(before))
        assert {one.key for one in found.values()} == {world.key(one) for one in world.occurrences(series)}
        assert told(listed(world, pages[-1].cursor)) == {}

    def test_another_pattern_makes_others_of_them(self, world: EventWorld) -> None:
        series = world.weekly(count=5)
        pages = listed(world)
        before = inside(pages)
        start = series.fields["start"] + DAY
        pattern = {**series.fields["recurrence"]["pattern"], "days": [f"{start:%A}"]}
        limits = {**series.fields["recurrence"]["range"], "start": f"{start:%Y-%m-%d}"}
        world.change(series, start=start, end=start + HOUR, recurrence={"pattern": pattern, "range": limits})
        pages = listed(world, pages[-1].cursor)
        assert inside(pages) == {world.key(one) for one in world.occurrences(series)}
        assert {key for key, one in told(pages).items() if isinstance(one, Gone)} == before

    def test_an_unshared_one_leaves_with_all_its_occurrences(self, world: EventWorld) -> None:
        series = world.weekly(count=5)
        pages = listed(world)
        keys = inside(pages)
        world.change(series, categories=[])
        pages = listed(world, pages[-1].cursor)
        # With the key that it would have as an event of its own.
        assert set(told(pages)) == keys | {key.partition("|")[0] for key in keys}
        assert not inside(pages)
        assert not any(isinstance(one, Gone) for one in told(pages).values())

    def test_those_that_enter_the_window(self, world: EventWorld) -> None:
        series = world.weekly()
        pages = listed(world)
        before = inside(pages)
        world.today = TODAY + 2 * WEEK
        pages = listed(world, pages[-1].cursor)
        now = {world.key(one) for one in world.occurrences(series)}
        assert inside(pages) >= now - before
        assert len(now - before) == 2
        assert not any(isinstance(one, Gone) for one in told(pages).values())

    def test_edits_touch_only_that_one(self, world: EventWorld) -> None:
        series = world.weekly(count=5)
        found = world.occurrences(series)
        before = {world.key(one): read(world, world.key(one)) for one in found}
        key = world.key(found[2])
        moved = found[2].fields["start"] + HOUR
        written = update(world, key, {"subject": "Lunch", "start": moved, "end": moved + HOUR})
        after = {world.key(one): read(world, world.key(one)) for one in world.occurrences(series)}
        assert {k for k, one in after.items() if one.version != before[k].version} == {key}
        assert {k for k, one in after.items() if one.fields != before[k].fields} == {key}
        assert (after[key].fields["subject"], after[key].fields["start"]) == ("Lunch", moved)
        assert after[key].version == written.version
        assert world.now(series).fields["subject"] == "Visit Ann"

    def test_all_of_them_in_one_batch(self, world: EventWorld) -> None:
        series = world.weekly(count=20)
        listed(world)
        keys = [world.key(one) for one in world.occurrences(series)]
        records = world.events.read(keys)
        changes = [Change(f"s{n}", {"location": "Room 1"}, key, records[key].version) for n, key in enumerate(keys)]  # type: ignore[union-attr]  # all are Records
        before = len(world.calls())
        outcomes = world.events.update(changes)
        assert all(isinstance(one, Written) for one in outcomes), outcomes
        assert len(world.calls()) - before <= 6
        assert {one.fields["location"] for one in world.occurrences(series)} == {"Room 1"}

    def test_deleting_one(self, world: EventWorld) -> None:
        series = world.weekly(count=5)
        found = world.occurrences(series)
        key = world.key(found[1])
        [outcome] = world.events.delete([Removal("d", key, read(world, key).version)])
        assert isinstance(outcome, Written)
        assert len(world.occurrences(series)) == 4
        assert state(world, key) == Gone(key)

    def test_one_that_was_never_there(self, world: EventWorld) -> None:
        series = world.weekly(count=5)
        wrong = f"{world.key(series)}|20200101T000000Z"
        assert state(world, wrong) == Gone(wrong)
        assert isinstance(state(world, world.key(series)), Away)
        assert isinstance(state(world, "nobody|20260101T000000Z"), Gone)
        assert isinstance(state(world, "a|b|c"), Gone)


class TestTimes:
    @pytest.mark.parametrize("zone", ["Pacific/Pago_Pago", "Europe/Paris", "Pacific/Kiritimati", "America/New_York"])
    def test_whole_days_are_days(self, world: EventWorld, zone: str) -> None:
        world.in_zone(zone)
        midnight = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC) + 3 * DAY
        written = create(world, {"subject": "Fair", "start": midnight, "end": midnight + 2 * DAY, "is_all_day": True})
        fields = read(world, written.key).fields
        assert (fields["start"], fields["end"], fields["is_all_day"]) == (midnight, midnight + 2 * DAY, True)
        update(world, written.key, {"start": midnight + DAY})
        fields = read(world, written.key).fields
        assert (fields["start"], fields["end"]) == (midnight + DAY, midnight + 2 * DAY)
        update(world, written.key, {"is_all_day": False, "start": TODAY + DAY, "end": TODAY + DAY + HOUR})
        fields = read(world, written.key).fields
        assert (fields["start"], fields["is_all_day"]) == (TODAY + DAY, False)

    @pytest.mark.parametrize("zone", ["Tokyo Standard Time", "Hawaiian Standard Time", "Romance Standard Time"])
    def test_whole_days_of_a_person(self, world: EventWorld, zone: str) -> None:
        item = world.put(is_all_day=True, start_time_zone=zone, end=TODAY + 2 * DAY, start=TODAY + 2 * DAY)
        fields = read(world, world.key(item)).fields
        day = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC) + 2 * DAY
        assert abs(fields["start"] - day) <= DAY  # type: ignore[operator]  # a moment
        assert (fields["start"].time(), fields["end"] - fields["start"]) == (datetime.min.time(), DAY)  # type: ignore[union-attr,operator]  # moments

    def test_a_series_keeps_its_hour_across_the_change_of_the_clocks(self, world: EventWorld) -> None:
        series = world.weekly()
        listed(world)
        for one in world.occurrences(series)[::7]:
            assert read(world, world.key(one)).fields["start"] == one.fields["start"]

    def test_an_event_keeps_its_zone(self, world: EventWorld) -> None:
        item = world.put(start_time_zone="Tokyo Standard Time")
        record = read(world, world.key(item))
        assert record.fields["time_zone"] == "Asia/Tokyo"
        update(world, record.key, {"start": TODAY + 2 * DAY, "end": TODAY + 2 * DAY + HOUR})
        now = world.now(item).fields
        assert (now["start"], now["start_time_zone"]) == (TODAY + 2 * DAY, "Tokyo Standard Time")

    def test_a_moment_that_the_clock_shows_twice(self, world: EventWorld) -> None:
        item = world.put(start_time_zone="Romance Standard Time")
        twice = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]
        for start in twice:
            update(world, world.key(item), {"start": start, "end": start + HOUR})
            assert world.now(item).fields["start"] == start

    def test_a_zone_that_nobody_knows(self, world: EventWorld) -> None:
        item = world.put(start_time_zone="Ship", zone_definition=SHIP)
        fields = read(world, world.key(item)).fields
        assert (fields["start"], "time_zone" in fields) == (TODAY + DAY, False)
        update(world, world.key(item), {"start": TODAY, "end": TODAY + HOUR})
        assert world.now(item).fields["start"] == TODAY

    def test_whole_days_in_it(self, world: EventWorld) -> None:
        item = world.put(start_time_zone="Ship", zone_definition=SHIP, is_all_day=True)
        series = world.weekly(start_time_zone="Ship", zone_definition=SHIP, is_all_day=True)
        day = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC) + DAY
        assert read(world, world.key(item)).fields["start"] == day
        starts = [read(world, world.key(one)).fields["start"] for one in world.occurrences(series)[::9]]
        assert starts == [day + 9 * n * WEEK for n in range(len(starts))]

    def test_an_end_before_the_start_is_refused(self, world: EventWorld) -> None:
        item = world.put()
        [refused] = world.events.prepare([Change("s", {"end": TODAY - DAY}, world.key(item), "x")])
        assert isinstance(refused, Rejected)
        assert "ends before it starts" in refused.message


class TestFields:
    WHOLE: dict[str, Value] = {  # noqa: RUF012  (never changed)
        **timed(TODAY + DAY),
        "location": "Room 1",
        "show_as": "oof",
        "reminder_minutes": 30,
        "sensitivity": "personal",
        "is_all_day": False,
        "body": "first\nsecond",
        "crm_section": "Who: Ann Lee",
    }

    def test_what_is_written_is_read(self, world: EventWorld) -> None:
        written = create(world, self.WHOLE, peer="00U1")
        record = read(world, written.key)
        assert {n: v for n, v in record.fields.items() if n != "time_zone"} == self.WHOLE
        assert (record.peer, record.version, record.categories) == ("00U1", written.version, ("Salesforce",))
        assert (record.meeting, record.writable) == (False, True)

    @pytest.mark.parametrize("name", ["location", "reminder_minutes", "body", "crm_section", "subject"])
    def test_emptied(self, world: EventWorld, name: str) -> None:
        written = create(world, self.WHOLE)
        update(world, written.key, {name: None})
        fields = read(world, written.key).fields
        assert {n: v for n, v in fields.items() if n != "time_zone"} == {
            n: v for n, v in self.WHOLE.items() if n != name
        }

    def test_all_else_stays(self, world: EventWorld) -> None:
        item = world.put(importance="High", attendees=None, reminder_is_set=True, reminder_minutes=5)
        update(world, world.key(item), {"location": "Room 2"})
        now = world.now(item).fields
        assert (now["importance"], now["reminder_minutes"], now["location"]) == ("High", 5, "Room 2")

    def test_stale_versions_are_refused(self, world: EventWorld) -> None:
        item = world.put()
        old = read(world, world.key(item)).version
        world.change(item, subject="Visit Bob")
        world.events = world.opened()
        [updated] = world.events.update([Change("s", {"location": "x"}, world.key(item), old)])
        [deleted] = world.events.delete([Removal("s", world.key(item), old)])
        assert isinstance(updated, Stale)
        assert isinstance(deleted, Stale)

    def test_stamps(self, world: EventWorld) -> None:
        made = create(world, timed(TODAY + DAY), peer="00U1")
        series = world.weekly(count=3)
        one = world.key(world.occurrences(series)[1])
        update(world, one, {"location": "x"}, peer="00U2")
        found = world.events.find_stamp(["s1", "s2", "s3"])
        assert {stamp: record.key for stamp, record in found.items()} == {"s1": made.key, "s2": one}

    def test_a_create_that_is_repeated(self) -> None:
        world = GraphEvents()
        change = Change("s1", timed(TODAY + DAY), categories=("Salesforce",))
        first, second = (world.events.create([change])[0] for _ in range(2))
        assert isinstance(first, Written)
        assert isinstance(second, Written)
        assert first.key == second.key

    def test_found_by_subject_and_start(self, world: EventWorld) -> None:
        item, series = world.put(), world.weekly(subject="Standup", count=4)
        world.put(subject="Other")
        world.put(start=TODAY + 9 * DAY, end=TODAY + 9 * DAY + HOUR)
        listed(world)
        third = world.occurrences(series)[2]
        wanted: list[dict[str, Value]] = [
            {"subject": " visit  ANN", "start": TODAY + DAY},
            {"subject": "Standup", "start": third.original_start},
        ]
        assert {one.key for one in world.events.find(wanted)} == {world.key(item), world.key(third)}

    def test_a_first_listing_has_no_call_for_each(self, world: EventWorld) -> None:
        items = [world.put(subject=f"Visit {n}") for n in range(60)]
        series = [world.weekly(subject=f"Series {n}", count=10) for n in range(20)]
        keys = {world.key(one) for one in items} | {world.key(o) for s in series for o in world.occurrences(s)}
        before = len(world.calls())
        assert inside(listed(world)) == keys
        states = world.events.read([world.key(one) for one in items])
        assert all(isinstance(one, Record) for one in states.values())
        assert len(world.calls()) - before <= 14


class TestMeetings:
    def meeting(self, world: EventWorld, **more: Any) -> Item:
        return world.put(attendees=[ANN, BOB], **more)

    def test_who_takes_part(self, world: EventWorld) -> None:
        item = self.meeting(world)
        record = read(world, world.key(item))
        assert record.fields["attendees"] == ("ann@customer.example|none", "bob@customer.example|none")
        assert (record.meeting, record.writable) == (True, True)

    def test_nobody_is_told_of_anything(self, world: EventWorld) -> None:
        item = self.meeting(world)
        key = world.key(item)
        before = world.sent()
        update(world, key, {"reminder_minutes": 5, "show_as": "free", "sensitivity": "personal"})
        update(world, key, {"attendees": ("new@customer.example|none",), "crm_section": "Who: Ann"})
        create(world, timed(TODAY + DAY, attendees=("ann@customer.example|none",)))
        [ready] = world.events.prepare([Change("s", {"subject": "New"}, key, read(world, key).version)])
        if isinstance(ready, Change):
            world.events.update([ready])
        world.events.delete([Removal("d", key, read(world, key).version)])
        assert world.sent() == before

    def test_graph_does_not_write_what_it_would_tell(self) -> None:
        world = GraphEvents()
        key = world.key(self.meeting(world))
        writes = len([call for call in world.calls() if call.write])
        telling: list[dict[str, Value]] = [{"subject": "New"}, {"start": TODAY}, {"body": "x"}, {"location": "y"}]
        for fields in telling:
            [refused] = world.events.prepare([Change("s", fields, key, read(world, key).version)])
            assert isinstance(refused, Rejected)
            assert refused.code == "would_tell_people"
        ready = prepared(world, key, {"attendees": None, "crm_section": "x", "show_as": "free"})
        people = ("ann@customer.example|none", "bob@customer.example|none")
        assert (dict(ready.fields), dict(ready.held)) == (
            {"show_as": "free"},
            {"attendees": people, "crm_section": None},
        )
        [deleted] = world.events.delete([Removal("d", key, None)])
        assert isinstance(deleted, Rejected)
        assert len([call for call in world.calls() if call.write]) == writes

    def test_ews_writes_them_and_tells_nobody(self) -> None:
        world = EwsEvents()
        item = self.meeting(world)
        update(
            world, world.key(item), {"subject": "New", "attendees": ("ann@customer.example|none", "c@x.example|none")}
        )
        now = world.now(item).fields
        assert now["subject"] == "New"
        assert {one["address"].lower() for one in now["attendees"]} == {"ann@customer.example", "c@x.example"}
        assert world.sent() == 0

    def test_the_copy_of_an_attendee(self, world: EventWorld) -> None:
        other = type(world)()
        other.put(attendees=[{**ANN, "address": world.address}, BOB], send=True)
        [copy] = world.mailbox.items(world.mailbox.well_known("calendar").id, "event")
        world.change(copy, categories=["Salesforce"])
        key = world.key(copy)
        record = read(world, key)
        assert (record.meeting, record.writable, record.in_scope) == (True, False, True)
        assert f"{other.address}|accepted" in record.fields["attendees"]  # type: ignore[operator]  # a tuple
        [refused] = world.events.prepare([Change("s", {"subject": "Mine"}, key, record.version)])
        assert isinstance(refused, Rejected)
        assert refused.code == "attendee_copy"
        update(world, key, {"reminder_minutes": 5, "show_as": "busy"}, categories=("Salesforce", "Friends"))
        now = world.now(copy).fields
        assert (now["reminder_minutes"], now["show_as"], now["categories"]) == (5, "Busy", ["Salesforce", "Friends"])

    def test_two_thousand_attendees(self, world: EventWorld) -> None:
        many = [{"name": "x", "address": f"p{n}@customer.example", "kind": "required"} for n in range(2000)]
        item = world.put(attendees=many)
        people = read(world, world.key(item)).fields["attendees"]
        assert isinstance(people, tuple)
        assert len(people) == 2000

    def test_an_answer_comes_through(self, world: EventWorld) -> None:
        item = world.put(attendees=[ANN])
        cursor = listed(world)[-1].cursor
        world.change(item, attendees=[{**ANN, "response": "Accept"}])
        pages = listed(world, cursor)
        assert inside(pages) == {world.key(item)}
        assert read(world, world.key(item)).fields["attendees"] == ("ann@customer.example|accepted",)


def test_what_is_kept_between_runs(world: EventWorld) -> None:
    listed(world)
    assert set(world.known) == {"event.categories"}
    assert timedelta(days=1) == DAY
