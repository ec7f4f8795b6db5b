"""Times, zones and the other fields of events."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.errors import Rejected, Stale
from core.records import Record, Value
from core.store import Change, Removal, Written
from tests.core.exchange.event_worlds import (
    DAY,
    HOUR,
    SHIP,
    TODAY,
    WEEK,
    EventWorld,
    GraphEvents,
    timed,
)
from tests.core.exchange.events.calls import create, inside, listed, read, update


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

    @pytest.mark.parametrize("hours", [-14, -5, -1.5, 3.5, 12, 13.75])
    def test_whole_days_in_a_zone_of_any_hours(self, world: EventWorld, hours: float) -> None:
        """East and west of UTC, in summer two hours ahead of winter: read and written, they are the same days."""
        minutes = int(-hours * 60)  # a bias is what is to be added to the clock's time for UTC
        zone = {**SHIP, "id": "Raft", "name": "Raft", "periods": {"std": minutes, "dlt": minutes - 120}}
        first = datetime(2026, 3, 9, tzinfo=UTC)
        start = first + timedelta(minutes=minutes)
        more: dict[str, Any] = {"start_time_zone": "Raft", "zone_definition": zone, "is_all_day": True}
        item = world.put(start=start, end=start + 2 * DAY, **more)
        series = world.weekly(start=start, count=12, **more)
        key = world.key(item)
        assert (read(world, key).fields["start"], read(world, key).fields["end"]) == (first, first + 2 * DAY)
        found = [read(world, world.key(one)).fields["start"] for one in world.occurrences(series)]
        begins = start.replace(hour=0, minute=0)  # as `weekly` says it
        assert found == [begins + n * WEEK for n in range(12)]
        for day in (first, first + DAY, datetime(2026, 7, 1, tzinfo=UTC)):
            update(world, key, {"start": day, "end": day + DAY, "is_all_day": True})
            assert (read(world, key).fields["start"], read(world, key).fields["end"]) == (day, day + DAY)
            shown = world.now(item).fields
            assert shown["end"] - shown["start"] == DAY

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
