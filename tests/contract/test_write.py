"""create, update, delete, and what goes wrong with them."""

from dataclasses import replace

import pytest

from core.errors import Rejected, Stale, SyncError, Transient, Unauthorized
from core.records import Fields, Gone, Place, Record, Side
from core.store import Change, Removal, Written
from tests.contract.contacts import OURS, change, created, full, prepared, simple, state, told, writable, written
from tests.contract.test_read import HOSTILE
from tests.contract.world import Feature, Trouble, World

STAMP = "33333333-0000-4000-8000-00000000000"


class TestCreate:
    def test_every_field_comes_back(self, world: World) -> None:
        """I8: read(write(x)) is x."""
        fields = full(world)
        (key,) = created(world, fields)
        now = state(world, key).fields
        assert {name: now.get(name) for name in fields} == fields

    @pytest.mark.parametrize("text", HOSTILE)
    def test_any_text_comes_back(self, world: World, text: str) -> None:
        (key,) = created(world, {**simple(), "surname": text, "body": f"{text}\n\n{text}"})
        now = state(world, key).fields
        assert (now["surname"], now["body"]) == (text, f"{text}\n\n{text}")

    def test_where_it_lies(self, world: World) -> None:
        (key,) = created(world, simple())
        now = state(world, key)
        assert now.in_scope
        if world.side is Side.EXCHANGE:
            assert (now.place, now.categories) == (Place.SYNCED, OURS)
        assert world.count() == world.written() == 1

    def test_a_batch_in_order(self, world: World) -> None:
        size = min(world.store.batch, 25)
        keys = created(world, *(simple(number) for number in range(size)))
        assert [state(world, key).fields["surname"] for key in keys] == [f"Lee {number}" for number in range(size)]

    def test_nothing_to_do(self, world: World) -> None:
        assert world.store.create([]) == []
        assert world.store.update([]) == []
        assert world.store.delete([]) == []
        assert world.store.prepare([]) == []

    @pytest.mark.needs(Side.EXCHANGE)
    def test_the_peer_is_told(self, world: World) -> None:
        """The CRM key comes back with the item, and an update that names none leaves it alone."""
        (ready,) = prepared(world.store, [replace(change(world, f"{STAMP}1", simple()), peer="003PEER")])
        made = written(world.store.create([ready])[0])
        assert state(world, made.key).peer == "003PEER"
        now = state(world, made.key)
        (edit,) = prepared(world.store, [change(world, f"{STAMP}2", {"surname": "Other"}, made.key, now.version)])
        written(world.store.update([edit])[0])
        assert state(world, made.key).peer == "003PEER"

    @pytest.mark.needs(Feature.UNIQUE_STAMP)
    def test_repeated_with_its_stamp(self, world: World) -> None:
        """I4: no second record."""
        (ready,) = prepared(world.store, [change(world, f"{STAMP}1", simple())])
        first = written(world.store.create([ready])[0]).key
        again = world.store.create([ready])[0]
        assert not isinstance(again, Written) or again.key == first
        assert world.count() == 1

    @pytest.mark.needs(Feature.REQUIRES_SURNAME)
    def test_a_refused_record_does_not_spoil_its_batch(self, world: World) -> None:
        many: list[Fields] = [simple(1), {"title": "Dr."}, simple(2)]
        changes = [change(world, f"{STAMP}{n}", fields) for n, fields in enumerate(many)]
        ready = world.store.prepare(changes)
        outcomes = world.store.create([one for one in ready if isinstance(one, Change)])
        refused = [one for one in [*ready, *outcomes] if isinstance(one, SyncError)]
        assert [type(one) for one in refused] == [Rejected]
        assert isinstance(refused[0], Rejected)
        assert (refused[0].field, refused[0].label) == ("surname", "Last name is missing")
        assert world.count() == 2


class TestUpdate:
    def test_only_the_given_fields(self, world: World) -> None:
        """I7: everything else stays as it is, to the bit."""
        key = world.add(full(world), categories=("Friends",))
        before, others = state(world, key), world.others(key)
        (ready,) = prepared(world.store, [change(world, f"{STAMP}1", {"job_title": "Chief"}, key, before.version)])
        written(world.store.update([ready])[0])
        now = state(world, key)
        assert now.fields == {**before.fields, "job_title": "Chief"}
        assert (now.categories, now.place, world.others(key)) == (before.categories, before.place, others)
        assert world.written() == 1

    def test_none_empties_a_field(self, world: World) -> None:
        key = world.add(full(world))
        names = [one.name for one in writable(world.store) if one.name not in ("surname", "given_name")]
        empty = dict.fromkeys(names)
        (ready,) = prepared(world.store, [change(world, f"{STAMP}1", empty, key, state(world, key).version)])
        written(world.store.update([ready])[0])
        assert state(world, key).fields.keys() <= {"surname", "given_name", "crm_section"}

    def test_the_version_is_told_or_unknown(self, world: World) -> None:
        key = world.add(simple())
        (ready,) = prepared(
            world.store, [change(world, f"{STAMP}1", {"job_title": "A"}, key, state(world, key).version)]
        )
        outcome = written(world.store.update([ready])[0])
        assert outcome.key == key
        assert outcome.version in (None, state(world, key).version)

    def test_without_a_version_it_is_written_whatever_it_is(self, world: World) -> None:
        key = world.add(simple())
        (ready,) = prepared(world.store, [change(world, f"{STAMP}1", {"job_title": "A"}, key)])
        written(world.store.update([ready])[0])
        assert state(world, key).fields["job_title"] == "A"

    @pytest.mark.needs(Feature.COMPARES)
    def test_a_record_that_moved_on_is_left_alone(self, world: World) -> None:
        """I2: an edit during the run is not overwritten."""
        moved_on, same = world.add(simple(1)), world.add(simple(2))
        versions = {key: state(world, key).version for key in (moved_on, same)}
        world.edit(moved_on, {"job_title": "Theirs"})
        changes = [
            change(world, f"{STAMP}{n}", {"job_title": "Ours", "department": "Sales"}, key, versions[key])
            for n, key in enumerate((moved_on, same))
        ]
        stale, fine = world.store.update(prepared(world.store, changes))
        assert isinstance(stale, Stale)
        assert isinstance(fine, Written)
        assert state(world, moved_on).fields["job_title"] == "Theirs"
        assert "department" not in state(world, moved_on).fields
        assert state(world, same).fields["job_title"] == "Ours"

    def test_a_vanished_record_is_stale(self, world: World) -> None:
        key = world.add(simple())
        version = state(world, key).version
        world.remove(key)
        ready = world.store.prepare([change(world, f"{STAMP}1", {"job_title": "A"}, key, version)])
        outcomes = world.store.update([one for one in ready if isinstance(one, Change)])
        assert [type(one) for one in [*ready, *outcomes] if isinstance(one, SyncError)] == [Stale]


@pytest.mark.needs(Side.EXCHANGE)
class TestItems:
    def test_categories_as_a_whole(self, world: World) -> None:
        key = world.add(simple(), categories=("Friends", "Sync Error"))
        ready = Change(f"{STAMP}1", {}, key, state(world, key).version, categories=("Friends", "Salesforce"))
        written(world.store.update(prepared(world.store, [ready]))[0])
        now = state(world, key)
        assert now.categories == ("Friends", "Salesforce")
        assert now.fields == simple()

    def test_into_the_folder(self, world: World) -> None:
        key = world.add(simple(), place=Place.DEFAULT, categories=OURS)
        others = world.others(key)
        ready = Change(f"{STAMP}1", {"job_title": "A"}, key, state(world, key).version, place=Place.SYNCED)
        outcome = written(world.store.update(prepared(world.store, [ready]))[0])
        now = world.store.read([key])[key]
        assert isinstance(now, Record)
        assert (now.key, now.place, now.fields["job_title"]) == (outcome.key, Place.SYNCED, "A")
        assert (world.count(), world.others(outcome.key)) == (1, others)
        assert outcome.version in (None, now.version)
        # The next feed does not take the move for a deletion.
        assert not isinstance(told(world.store, None)[0].get(outcome.key), Gone)

    @pytest.mark.needs(Feature.STAMPS)
    def test_a_move_whose_reply_is_lost_is_found_or_finished(self, world: World) -> None:
        key = world.add(simple(), place=Place.DEFAULT, categories=OURS)
        (ready,) = prepared(
            world.store, [Change(f"{STAMP}1", {}, key, state(world, key).version, categories=OURS, place=Place.SYNCED)]
        )
        world.trouble(Trouble.LOST_REPLY)
        with pytest.raises(Transient):
            world.store.update([ready])
        world.calm()
        found = world.store.find_stamp([f"{STAMP}1"])[f"{STAMP}1"]
        assert found.place is Place.SYNCED
        assert world.count() == 1


class TestDelete:
    def test_gone_and_gone_again(self, world: World) -> None:
        key, stays = world.add(simple(1)), world.add(simple(2))
        removal = Removal(f"{STAMP}1", key, state(world, key).version)
        written(world.store.delete([removal])[0])
        assert isinstance(world.store.read([key])[key], Gone)
        assert (world.look(key), world.count()) == (None, 1)
        written(world.store.delete([removal])[0])
        assert isinstance(state(world, stays), Record)

    def test_whatever_it_is_now(self, world: World) -> None:
        key = world.add(simple())
        written(world.store.delete([Removal(f"{STAMP}1", key)])[0])
        assert world.count() == 0

    @pytest.mark.needs(Feature.COMPARES)
    def test_a_record_that_moved_on_is_left_alone(self, world: World) -> None:
        key, other = world.add(simple(1)), world.add(simple(2))
        removals = [Removal(f"{STAMP}{n}", one, state(world, one).version) for n, one in enumerate((key, other))]
        world.edit(key, {"job_title": "Theirs"})
        stale, fine = world.store.delete(removals)
        assert isinstance(stale, Stale)
        assert isinstance(fine, Written)
        assert state(world, key).fields["job_title"] == "Theirs"


class TestTrouble:
    def test_busy_is_transient_and_writes_nothing(self, world: World) -> None:
        key = world.add(simple())
        ready = prepared(world.store, [change(world, f"{STAMP}1", simple(2))])
        world.trouble(Trouble.BUSY)
        with pytest.raises(Transient):
            world.store.read([key])
        with pytest.raises(Transient):
            list(world.store.changed_since(None))
        with pytest.raises(Transient):
            world.store.create(ready)
        assert (world.count(), world.written()) == (1, 0)
        world.calm()
        written(world.store.create(ready)[0])

    @pytest.mark.needs(Feature.STAMPS)
    def test_a_lost_reply_of_a_create(self, world: World) -> None:
        """I13: the record is found by its stamp, and the create can be repeated."""
        (ready,) = prepared(world.store, [change(world, f"{STAMP}1", simple())])
        world.trouble(Trouble.LOST_REPLY)
        with pytest.raises(Transient):
            world.store.create([ready])
        world.calm()
        assert world.count() == 1
        assert world.store.find_stamp([f"{STAMP}1"])[f"{STAMP}1"].fields == {
            **simple(),
            **{name: value for name, value in ready.held.items() if value is not None},
        }

    @pytest.mark.needs(Feature.STAMPS)
    def test_a_lost_reply_of_an_update(self, world: World) -> None:
        key = world.add(simple())
        (ready,) = prepared(
            world.store, [change(world, f"{STAMP}1", {"job_title": "A"}, key, state(world, key).version)]
        )
        world.trouble(Trouble.LOST_REPLY)
        with pytest.raises(Transient):
            world.store.update([ready])
        world.calm()
        assert world.store.find_stamp([f"{STAMP}1"])[f"{STAMP}1"].fields["job_title"] == "A"

    @pytest.mark.needs(Feature.DENIED)
    def test_refused_credentials(self, world: World) -> None:
        key = world.add(simple())
        world.trouble(Trouble.DENIED)
        with pytest.raises(Unauthorized):
            world.store.read([key])
        world.calm()
        assert isinstance(state(world, key), Record)

    @pytest.mark.needs(Feature.ONE_RECORD)
    def test_one_locked_record(self, world: World) -> None:
        keys = [world.add(simple(number)) for number in range(3)]
        changes = [
            change(world, f"{STAMP}{n}", {"job_title": "A"}, key, state(world, key).version)
            for n, key in enumerate(keys)
        ]
        ready = prepared(world.store, changes)
        world.trouble(Trouble.ONE_RECORD)
        outcomes = world.store.update(ready)
        assert [isinstance(one, Written) for one in outcomes] == [False, True, True]
        assert isinstance(outcomes[0], Transient)
        assert ["job_title" in state(world, key).fields for key in keys] == [False, True, True]
