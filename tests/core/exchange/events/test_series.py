"""Series and their occurrences."""

import pytest

from core.records import Away, Gone, Record
from core.store import Change, Removal, Written
from tests.core.exchange.event_worlds import (
    DAY,
    HOUR,
    TODAY,
    WEEK,
    EventWorld,
)
from tests.core.exchange.events.calls import inside, listed, read, state, told, update


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
