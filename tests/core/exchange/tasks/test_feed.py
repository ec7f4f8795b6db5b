"""How the feed of tasks tells of them, and where they lie."""

import pytest

from core.errors import Unauthorized
from core.exchange.http import Meter
from core.records import Glimpse, Gone, Place, Record
from tests.core.exchange.calls import listed, read, states, update
from tests.core.exchange.task_worlds import GraphTasks, TaskWorld
from tests.core.exchange.tasks.calls import CALL, WHOLE, create, held, named


class TestFeed:
    def test_both_lists_and_only_what_is_shared(self, world: TaskWorld) -> None:
        inside = world.add(CALL)
        marked = world.add(CALL, place=Place.DEFAULT, categories=("salesforce",))
        world.add({"subject": "Buy milk"}, place=Place.DEFAULT)
        assert named(listed(world)) == {inside, marked}
        assert all(one.in_scope for one in states(listed(world)) if isinstance(one, Glimpse | Record))

    def test_changes_come_once(self, world: TaskWorld) -> None:
        key = world.add(CALL)
        cursor = listed(world)[-1].cursor
        world.edit(key, {"subject": "Call Bob"})
        pages = listed(world, cursor)
        assert named(pages) == {key}
        assert states(listed(world, pages[-1].cursor)) == []

    def test_our_own_writes_have_the_version_that_we_were_told(self, world: TaskWorld) -> None:
        cursor = listed(world)[-1].cursor
        made = create(world, held(world, WHOLE))
        changed = update(world, made.key, {"subject": "Call Bob"})
        told = [one for one in states(listed(world, cursor)) if isinstance(one, Glimpse | Record)]
        assert {(one.key, one.version) for one in told} == {(made.key, changed.version)}

    def test_a_deleted_one_is_gone(self, world: TaskWorld) -> None:
        key = world.add(CALL)
        cursor = listed(world)[-1].cursor
        world.remove(key)
        assert states(listed(world, cursor)) == [Gone(key)]

    def test_moved_out_and_back_is_one_story(self, world: TaskWorld) -> None:
        key = create(world, CALL, peer="00T1").key
        cursor = listed(world)[-1].cursor
        out = world.move(key, Place.OTHER)
        pages = listed(world, cursor)
        assert key in named(pages)
        assert (read(world, key).key, read(world, key).place) == (out, Place.OTHER)
        back = world.move(out, Place.SYNCED)
        assert {out, back} <= named(listed(world, pages[-1].cursor))
        assert (read(world, out).key, read(world, out).place) == (back, Place.SYNCED)

    def test_to_do_tells_whole_tasks(self, todo: GraphTasks) -> None:
        """So that a first listing reads none of them again."""
        key = create(todo, held(todo, WHOLE), peer="00T1").key
        [told] = states(listed(todo))
        assert told == read(todo, key)


class TestPlaces:
    def test_one_in_the_default_folder(self, world: TaskWorld) -> None:
        key = world.add(CALL, place=Place.DEFAULT, categories=("Salesforce",))
        record = read(world, key)
        assert (record.in_scope, record.place) == (True, Place.DEFAULT if world.store.mailbox.moves else Place.SYNCED)
        written = update(world, key, {"subject": "Call Bob"}, place=Place.SYNCED)
        there = world.items(Place.SYNCED if world.store.mailbox.moves else Place.DEFAULT)
        assert [world.key_of(item) for item in there] == [written.key]
        assert read(world, written.key).place is Place.SYNCED

    def test_without_the_category_it_is_out(self, world: TaskWorld) -> None:
        key = world.add(CALL, place=Place.DEFAULT)
        record = read(world, key)
        assert (record.in_scope, record.place) == (False, Place.DEFAULT)

    def test_the_list_is_found_by_its_name(self, world: TaskWorld) -> None:
        mine = world.mailbox.create_folder(world.mailbox.well_known("tasks").id, "salesforce TASKS", "IPF.Task")
        create(world, CALL)
        assert len(world.mailbox.items(mine.id, "task")) == 1

    def test_what_is_kept_between_runs_does_not_mix_with_contacts(self, world: TaskWorld) -> None:
        listed(world)
        assert set(world.known) == {"task.folder", "task.named", "task.categories"}


def test_without_the_permission_for_tasks_it_says_so() -> None:
    class Forbidden(GraphTasks):
        roles = ("Contacts.ReadWrite", "MailboxSettings.ReadWrite")

    world = Forbidden()
    with pytest.raises(Unauthorized, match=r"grant it Tasks\.ReadWrite\.All") as caught:
        listed(world)
    assert caught.value.code == "tasks_permission"
    assert isinstance(world.store.mailbox.meter, Meter)


def test_the_check_says_so_too(world: TaskWorld) -> None:
    world.store.check()
    assert not [call for call in world.calls() if call.write]
    world.fault("forbidden", times=None)
    with pytest.raises(Unauthorized):
        world.open().check()
