"""Tasks in Exchange: fields, days that never shift, lists and folders, series, links, missing rights."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, ClassVar

import pytest

from core.errors import Stale, Unauthorized
from core.exchange.http import Meter
from core.objects import TASK
from core.records import Glimpse, Gone, Key, Place, Record, Value
from core.store import Change, Page, Removal, Written
from tests.core.exchange.task_worlds import EwsTasks, GraphTasks, TaskWorld, shown

DUE = date(2026, 3, 5)
CALL: dict[str, Value] = {"subject": "Call Ann", "status": "not_started", "importance": "normal"}
WHOLE: dict[str, Value] = {
    **CALL,
    "status": "in_progress",
    "importance": "high",
    "due_date": DUE,
    "reminder_due_by": datetime(2026, 3, 5, 7, 30, tzinfo=UTC),
    "body": "first\nsecond",
    "crm_section": "Who: Ann Lee",
}
ZONES = ["Pacific/Pago_Pago", "America/Los_Angeles", "UTC", "Europe/Paris", "Asia/Kolkata", "Pacific/Kiritimati"]


@pytest.fixture(params=[GraphTasks, EwsTasks], ids=["graph", "ews"])
def world(request: pytest.FixtureRequest) -> Iterator[TaskWorld]:
    opened: TaskWorld = request.param()
    yield opened
    opened.calm()


@pytest.fixture
def todo() -> Iterator[GraphTasks]:
    opened = GraphTasks()
    yield opened
    opened.calm()


def listed(world: TaskWorld, cursor: str | None = None) -> list[Page]:
    world.store = world.open()
    return list(world.store.changed_since(cursor))


def states(pages: list[Page]) -> list[object]:
    return [one for page in pages for one in page.seen]


def named(pages: list[Page]) -> set[str]:
    return {getattr(one, "key", "") for one in states(pages)}


def read(world: TaskWorld, key: Key) -> Record:
    found = world.store.read([key])[key]
    assert isinstance(found, Record), found
    return found


def create(world: TaskWorld, fields: dict[str, Value], **more: object) -> Written:
    [outcome] = world.store.create([Change("s1", fields, categories=("Salesforce",), **more)])  # type: ignore[arg-type]  # Change's own keywords
    assert isinstance(outcome, Written), outcome
    return outcome


def update(world: TaskWorld, key: Key, fields: dict[str, Value], **more: object) -> Written:
    change = Change("s2", fields, key=key, version=read(world, key).version, **more)  # type: ignore[arg-type]  # Change's own keywords
    [ready] = world.store.prepare([change])
    assert isinstance(ready, Change)
    [outcome] = world.store.update([ready])
    assert isinstance(outcome, Written), outcome
    return outcome


def held(world: TaskWorld, fields: dict[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in fields.items() if name in world.store.holds}


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
        assert set(world.known) == {"task.folder", "task.categories"}


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
