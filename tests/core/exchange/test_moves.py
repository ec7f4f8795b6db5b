"""Items that are moved, copied and deleted while the Exchange store is not looking."""

import pytest

from core.errors import Stale
from core.records import Away, Gone, Place
from core.store import Change, Removal, Written
from tests.contract.microsoft_world import MicrosoftWorld
from tests.contract.worlds_ews import EwsWorld
from tests.core.exchange.calls import ANN, listed, read, states


class TestMoves:
    def test_out_and_back_in_is_one_story(self, world: MicrosoftWorld) -> None:
        key = world.add(ANN)
        cursor = listed(world)[-1].cursor
        out = world.move(key, Place.OTHER)
        pages = listed(world, cursor)
        assert any(getattr(one, "key", "") == key for one in states(pages))
        assert (read(world, key).key, read(world, key).place) == (out, Place.OTHER)
        back = world.move(out, Place.SYNCED)
        pages = listed(world, pages[-1].cursor)
        assert {out, back} <= {getattr(one, "key", "") for one in states(pages)}
        for _ in range(2):
            assert (read(world, out).key, read(world, out).place) == (back, Place.SYNCED)

    def test_moved_before_any_feed_told_of_it(self, world: MicrosoftWorld) -> None:
        [outcome] = world.store.create([Change("s1", ANN)])
        assert isinstance(outcome, Written)
        moved = world.move(outcome.key, Place.OTHER)
        assert read(world, outcome.key).key == moved

    @pytest.mark.parametrize("place", [Place.OTHER, Place.DEFAULT, None])
    def test_made_then_moved_or_deleted_between_two_runs(self, world: MicrosoftWorld, place: Place | None) -> None:
        """No feed ever had the item in the folder; the next run must ask what became of it."""
        cursor = listed(world)[-1].cursor
        [outcome] = world.store.create([Change("s1", ANN, categories=("Salesforce",))])
        assert isinstance(outcome, Written)
        moved = world.move(outcome.key, place) if place else ""
        if not place:
            world.remove(outcome.key)
        pages = listed(world, cursor)
        assert outcome.key in {getattr(one, "key", "") for one in states(pages)}
        state = world.store.read([outcome.key])[outcome.key]
        assert state.key == moved if place else isinstance(state, Gone)
        assert states(listed(world, pages[-1].cursor)) == []

    def test_made_and_met_it_is_told_once(self, world: MicrosoftWorld) -> None:
        cursor = listed(world)[-1].cursor
        outcomes = world.store.create([Change(f"s{n}", ANN) for n in range(5)])
        pages = listed(world, cursor)
        assert [one.key for one in outcomes if isinstance(one, Written)] == [
            getattr(one, "key", "") for one in states(pages)
        ]
        assert "fresh" not in world.known

    def test_unreadable_notes_of_the_last_run_are_dropped(self, world: MicrosoftWorld) -> None:
        for text in ("x", "eJw=", "AAAA"):
            world.known["fresh"] = text
            assert states(listed(world)) == []

    def test_a_moved_item_is_not_deleted_by_its_old_key(self, ews: EwsWorld) -> None:
        key = ews.add(ANN)
        version = read(ews, key).version
        ews.move(key, Place.OTHER)
        for removal in (Removal("d1", key, version), Removal("d2", key)):
            [outcome] = ews.store.delete([removal])
            assert isinstance(outcome, Stale | Written)
        assert ews.count() == 1

    def test_without_a_memory_a_departed_item_is_rather_away_than_gone(self, ews: EwsWorld) -> None:
        """After a forced listing nothing tells which of ours was moved out; none may be called deleted."""
        [outcome] = ews.store.create([Change("s1", ANN)])
        assert isinstance(outcome, Written)
        ews.move(outcome.key, Place.OTHER)
        del ews.known["fresh"]
        listed(ews)
        assert ews.store.read([outcome.key]) == {outcome.key: Away(outcome.key)}

    def test_deleted_items_are_gone_and_stay_there(self, world: MicrosoftWorld) -> None:
        key = world.add(ANN)
        world.remove(key)
        for version in ("old", None):
            [outcome] = world.store.delete([Removal("d", key, version)])
            assert isinstance(outcome, Written)
        bin_id = world.mailbox.well_known("deleteditems").id
        assert len(world.mailbox.items(bin_id)) == 1

    def test_a_copy_that_a_person_made_does_not_hide_ours(self, world: MicrosoftWorld) -> None:
        [outcome] = world.store.create([Change("s1", ANN)])
        assert isinstance(outcome, Written)
        world.mailbox.copy_item(world.item(outcome.key), world.folder(Place.DEFAULT).id)
        assert world.store.find_stamp(["s1"])["s1"].key == outcome.key
