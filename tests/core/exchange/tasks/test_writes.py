"""Writes of tasks, series of tasks, and links to the CRM."""

from datetime import date
from typing import Any, ClassVar

import pytest

from core.errors import Stale
from core.records import Key, Place, Record, Value
from core.store import Change, Removal, Written
from tests.core.exchange.calls import listed, read, update
from tests.core.exchange.task_worlds import EwsTasks, GraphTasks, TaskWorld
from tests.core.exchange.tasks.calls import CALL, DUE, create


class TestWrites:
    def test_stale_versions_are_refused(self, world: TaskWorld) -> None:
        key = world.add(CALL)
        old = read(world, key).version
        world.edit(key, {"subject": "Call Bob"})
        world.store = world.open()
        [updated] = world.store.update([Change("s", {"importance": "high"}, key, old)])
        [deleted] = world.store.delete([Removal("s", key, old)])
        assert isinstance(updated, Stale)
        assert isinstance(deleted, Stale)

    def test_deleted_into_deleted_items(self, world: TaskWorld) -> None:
        key = world.add(CALL)
        for _ in range(2):
            [outcome] = world.store.delete([Removal("s", key, None)])
            assert isinstance(outcome, Written)
        assert len(world.mailbox.items(world.mailbox.well_known("deleteditems").id)) == 1

    def test_stamps_of_both(self, world: TaskWorld) -> None:
        made = create(world, CALL, peer="00T1")
        other = update(world, world.add({**CALL, "subject": "Other"}), {"subject": "Another"}, peer="00T2")
        found = world.store.find_stamp(["s1", "s2", "s3"])
        assert {stamp: (one.key, one.peer) for stamp, one in found.items()} == {
            "s1": (made.key, "00T1"),
            "s2": (other.key, "00T2"),
        }

    def test_found_by_subject(self, world: TaskWorld) -> None:
        key = world.add({**CALL, "due_date": DUE})
        world.add({**CALL, "subject": "Other"})
        world.add({**CALL, "due_date": DUE}, place=Place.DEFAULT)
        assert [one.key for one in world.store.find([{"subject": "call ann", "due_date": DUE}])] == [key]

    def test_what_a_change_needs_of_a_task_is_read_once(self, todo: GraphTasks) -> None:
        key = todo.add({**CALL, "body": "first", "crm_section": "Who: Ann Lee"})
        version = read(todo, key).version
        todo.store = todo.open()
        before = len(todo.calls())
        [outcome] = todo.store.update([Change("s", {"due_date": DUE}, key, version)])
        assert isinstance(outcome, Written)
        reads = [call for call in todo.calls()[before:] if "GET" in call.operation and "tasks/{id}" in call.operation]
        assert len(reads) == 1
        todo.edit(key, {"subject": "Call Bob"})
        todo.store = todo.open()
        [late] = todo.store.update([Change("s", {"due_date": None}, key, version)])
        assert isinstance(late, Stale)

    def test_scattered_tasks_are_not_listed_again_and_again(self, todo: GraphTasks) -> None:
        keys = [todo.add({**CALL, "subject": f"Call {n}"}) for n in range(700)]
        listed(todo)
        for start in (0, 1):
            before = len(todo.calls())
            assert len(todo.store.read(keys[start::10][:70])) == 70
            pages = [call for call in todo.calls()[before:] if call.operation.endswith("/tasks")]
            assert len(pages) == (1 if start == 0 else 0)

    def test_two_hundred_are_written_in_batches(self, world: TaskWorld) -> None:
        listed(world)
        before = len(world.calls())
        outcomes = world.store.create([Change(f"s{n}", {**CALL, "subject": f"Task {n}"}) for n in range(200)])
        assert all(isinstance(one, Written) for one in outcomes)
        assert len(world.calls()) - before == (2 if isinstance(world, EwsTasks) else 10)
        keys = [one.key for one in outcomes if isinstance(one, Written)]
        before = len(world.calls())
        assert all(isinstance(one, Record) for one in world.store.read(keys).values())
        assert len(world.calls()) - before == 2
        before = len(world.calls())
        outcomes = world.store.update([Change(f"u{n}", {"importance": "high"}, key) for n, key in enumerate(keys)])
        assert all(isinstance(one, Written) for one in outcomes)
        assert len(world.calls()) - before == (2 if isinstance(world, EwsTasks) else 2 + 10 + 10)


class TestSeries:
    WEEKLY: ClassVar[dict[str, Any]] = {
        "pattern": {"type": "Weekly", "interval": 1, "days": ["Thursday"], "first_day": "Monday"},
        "range": {"type": "NoEnd", "start": "2026-03-05"},
    }

    def series(self, world: TaskWorld) -> Key:
        key = create(world, {**CALL, "due_date": DUE}, peer="00T1").key
        world.mailbox.update_item(world.item(key), {"recurrence": self.WEEKLY})
        return key

    @pytest.mark.parametrize("fields", [{"status": "completed"}, {"due_date": date(2026, 3, 6)}])
    def test_what_is_written_holds_for_the_present_one(self, world: TaskWorld, fields: dict[str, Value]) -> None:
        """It is left behind as a task of its own, which the pair goes on with; the series is the next one."""
        key = self.series(world)
        written = update(world, key, fields)
        assert written.key != key
        one, series = read(world, written.key), read(world, key)
        assert {name: one.fields[name] for name in fields} == fields
        assert one.version == written.version
        assert (series.fields["status"], series.fields["due_date"]) == ("not_started", date(2026, 3, 12))
        assert world.item(key).fields["recurrence"]["pattern"]["type"] == "Weekly"

    def test_the_last_one_is_simply_done(self, world: TaskWorld) -> None:
        key = create(world, {**CALL, "due_date": DUE}).key
        once = {**self.WEEKLY, "range": {"type": "Numbered", "start": "2026-03-05", "count": 1}}
        world.mailbox.update_item(world.item(key), {"recurrence": once})
        assert update(world, key, {"status": "completed"}) == Written(key, None)
        assert read(world, key).fields["status"] == "completed"

    def test_another_field_leaves_the_series_alone(self, world: TaskWorld) -> None:
        key = self.series(world)
        assert update(world, key, {"subject": "Call Bob"}).key == key
        assert world.item(key).fields["recurrence"]["range"]["start"] == "2026-03-05"


class TestLinks:
    def test_people_reach_the_record(self, todo: GraphTasks) -> None:
        made = create(todo, CALL, peer="00T1", link="https://crm.example/00T1")
        [linked] = todo.item(made.key).fields["linked_resources"]
        assert (linked["applicationName"], linked["webUrl"]) == ("Bothways", "https://crm.example/00T1")
        update(todo, made.key, {"subject": "Call Bob"})
        [linked] = todo.item(made.key).fields["linked_resources"]
        assert (linked["externalId"], linked["webUrl"]) == ("s2|00T1", "https://crm.example/00T1")

    def test_another_apps_link_is_left_alone(self, todo: GraphTasks) -> None:
        key = todo.add(CALL)
        theirs = {"id": "1", "applicationName": "Planner", "displayName": "Plan", "webUrl": "https://planner.example"}
        todo.mailbox.update_item(todo.item(key), {"linked_resources": [theirs]})
        update(todo, key, {"subject": "Call Bob"}, peer="00T1")
        assert todo.item(key).fields["linked_resources"] == [theirs]
        assert todo.item(key).fields["subject"] == "Call Bob"
