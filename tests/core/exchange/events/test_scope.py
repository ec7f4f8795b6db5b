"""Which events are synchronised, and how the feed tells of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.policy import Private
from core.records import Away, Glimpse, Gone, Place, Record, Seen
from tests.core.exchange.event_worlds import (
    DAY,
    HOUR,
    POLICY,
    TODAY,
    EventWorld,
    EwsEvents,
    timed,
)
from tests.core.exchange.events.calls import ALL, ANN, create, inside, listed, read, state, told, update


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

    @pytest.mark.parametrize("before", ["shared", "all"])
    def test_another_choice_of_what_is_synchronised_counts_for_what_is_there(
        self, world: EventWorld, before: str
    ) -> None:
        choices = {"shared": POLICY, "all": ALL}
        now = "all" if before == "shared" else "shared"
        shared, own, series = world.put(), world.put(shared=False), world.weekly(shared=False)
        weeks = {key for key in inside(listed(world, policy=ALL)) if key.startswith(world.key(series))}
        assert weeks
        everything = {world.key(shared), world.key(own), *weeks}
        wanted = {"shared": {world.key(shared)}, "all": everything}
        pages = listed(world, policy=choices[before])
        assert inside(pages) == wanted[before]
        pages = listed(world, pages[-1].cursor, policy=choices[now])
        assert inside(pages) == wanted[now]
        assert {key for key, one in told(pages).items() if key in everything and not _in_scope(one)} == (
            everything - wanted[now]
        )
        assert not any(page.full for page in pages)
        assert told(listed(world, pages[-1].cursor, policy=choices[now])) == {}

    def test_private_ones_are_told_when_they_may_be(self, world: EventWorld) -> None:
        item = world.put(sensitivity="Private")
        pages = listed(world)
        assert inside(pages) == set()
        pages = listed(world, pages[-1].cursor, policy=replace(POLICY, private=Private.BUSY))
        assert inside(pages) == {world.key(item)}
        assert inside(listed(world, pages[-1].cursor)) == set()

    def test_a_quiet_run_is_cheap(self, world: EventWorld) -> None:
        world.weekly()
        cursor = listed(world)[-1].cursor
        before = len(world.calls())
        assert told(listed(world, cursor)) == {}
        assert len(world.calls()) - before == 2


def _in_scope(seen: Seen) -> bool:
    return isinstance(seen, Record | Glimpse) and seen.in_scope


def test_what_is_kept_between_runs(world: EventWorld) -> None:
    listed(world)
    assert set(world.known) == {"event.categories"}
    assert timedelta(days=1) == DAY
