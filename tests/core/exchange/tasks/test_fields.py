"""The fields of tasks, and days that no time zone moves."""

from datetime import date

import pytest

from core.objects import TASK
from core.records import Glimpse, Place, Record, Value
from core.store import Change, Written
from tests.core.exchange.calls import listed, read, states, update
from tests.core.exchange.task_worlds import EwsTasks, GraphTasks, TaskWorld, shown
from tests.core.exchange.tasks.calls import CALL, WHOLE, ZONES, create, held


class TestFields:
    def test_what_is_written_is_read(self, world: TaskWorld) -> None:
        written = create(world, held(world, {**WHOLE, "percent_complete": 40}), peer="00T1")
        record = read(world, written.key)
        assert record.fields == held(world, {**WHOLE, "percent_complete": 40})
        assert (record.version, record.peer, record.place) == (written.version, "00T1", Place.SYNCED)
        assert {n: v for n, v in shown(world.item(written.key)).items() if n in WHOLE} == WHOLE

    def test_what_a_person_wrote_is_read(self, world: TaskWorld) -> None:
        assert read(world, world.add(WHOLE)).fields == held(world, {**WHOLE, "percent_complete": 0})

    @pytest.mark.parametrize("name", ["due_date", "reminder_due_by", "body", "importance"])
    def test_emptied(self, world: TaskWorld, name: str) -> None:
        key = world.add(WHOLE)
        written = update(world, key, {name: None})
        rest = {**WHOLE, "percent_complete": 0, name: "normal" if name == "importance" else None}
        assert read(world, key).fields == held(world, {n: v for n, v in rest.items() if v is not None})
        assert read(world, key).version == written.version

    def test_all_else_stays(self, world: TaskWorld) -> None:
        key = world.add(WHOLE, categories=("Friends",))
        update(world, key, {"subject": "Write to Ann"})
        item = world.item(key)
        assert (item.fields["total_work"], item.fields["mileage"]) == (90, "12 km")
        assert item.fields["categories"] == ["Friends"]

    def test_the_section_stays_below_new_notes(self, world: TaskWorld) -> None:
        key = world.add(WHOLE)
        update(world, key, {"body": "new"})
        assert (read(world, key).fields["body"], read(world, key).fields["crm_section"]) == ("new", "Who: Ann Lee")

    def test_to_do_holds_no_percentage(self, todo: GraphTasks) -> None:
        assert TASK.fields.keys() - todo.store.holds == {"percent_complete"}
        key = todo.add({**CALL, "status": "in_progress", "percent_complete": 40})
        update(todo, key, {"subject": "x"})
        assert todo.item(key).fields["percent_complete"] == 40

    def test_html_notes_are_read_as_text(self, todo: GraphTasks) -> None:
        body = "<html><head><style>p {}</style></head><body><p>One &amp; two</p><div>three<br>four</div></body></html>"
        key = todo.add(CALL)
        todo.mailbox.update_item(todo.item(key), {"body": body, "body_type": "html"})
        assert str(read(todo, key).fields["body"]).split("\n") == ["One & two", "three", "four"]


class TestCoupling:
    def test_completed_is_completed_and_no_echo(self, world: TaskWorld) -> None:
        key = world.add(WHOLE)
        cursor = listed(world)[-1].cursor
        [ready] = world.store.prepare([Change("s", {"status": "completed"}, key, read(world, key).version)])
        assert isinstance(ready, Change)
        expected: dict[str, Value] = {"percent_complete": 100, "reminder_due_by": None}
        assert ready.held == held(world, expected)
        [written] = world.store.update([ready])
        assert isinstance(written, Written)
        now = world.item(key).fields
        assert (now["status"], now["percent_complete"], "complete_date" in now) == ("Completed", 100, True)
        told = [one for one in states(listed(world, cursor)) if isinstance(one, Glimpse | Record)]
        assert {one.version for one in told} == {written.version}

    def test_waiting_stays_waiting_with_its_percentage(self) -> None:
        world = EwsTasks()
        key = world.add({**CALL, "status": "in_progress", "percent_complete": 40})
        update(world, key, {"status": "waiting_on_others"})
        fields = read(world, key).fields
        assert (fields["status"], fields["percent_complete"]) == ("waiting_on_others", 40)


@pytest.mark.parametrize("zone", ZONES)
class TestDays:
    """From UTC-11 to UTC+14, on both sides of a change of the clocks."""

    @pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 7, 1), date(2026, 12, 31)])
    def test_a_day_is_the_same_day_on_both_sides(self, world: TaskWorld, zone: str, day: date) -> None:
        world.in_zone(zone)
        theirs = world.add({**CALL, "due_date": day})
        assert read(world, theirs).fields["due_date"] == day
        ours = create(world, {**CALL, "due_date": day}).key
        assert world.item(ours).fields["due_date"] == day.isoformat()
        assert read(world, ours).fields["due_date"] == day
        update(world, theirs, {"due_date": date(2027, 1, 1)})
        assert world.item(theirs).fields["due_date"] == "2027-01-01"
        assert read(world, theirs).fields["due_date"] == date(2027, 1, 1)
