"""Tasks and events: the part of the contract that needs no person at work, for the stores of every side."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from core.crm import open_store as open_crm_store
from core.errors import Rejected, Stale, SyncError
from core.objects import EVENT, TASK, Kind, ObjectType
from core.policy import DEFAULTS
from core.records import Fields, Gone, Record, Side, Value
from core.salesforce.shape import Options
from core.store import Change, Removal, Store
from tests.contract.contacts import inside, prepared, told, written
from tests.contract.microsoft_world import MicrosoftWorld
from tests.contract.worlds_salesforce import SalesforceWorld
from tests.core.exchange.event_worlds import EwsEvents, GraphEvents
from tests.core.exchange.task_worlds import EwsTasks, GraphTasks
from tests.memory_replica import (
    EWS_EVENTS,
    EWS_TASKS,
    GRAPH_EVENTS,
    SALESFORCE_EVENTS,
    SALESFORCE_TASKS,
    TODO,
    Replica,
    Traits,
)
from tests.memory_store import MemoryStore

PAGE = (
    '<html><body lang="EN"><p class="x"><b>Agenda</b></p>\r\n<ol><li>one</li></ol><p><img src="cid:map"></p>'
    '<div><a href="https://meet.example/1">Join</a></div></body></html>\r\n'
)
STAMP = "44444444-0000-4000-8000-00000000000"


@dataclass(frozen=True)
class Desk:
    """A store without records, and what its side takes for today. page: gives a record's notes this HTML, or tells
    the HTML that they are; None where the side has none."""

    store: Store
    today: datetime
    page: Callable[[str, str | None], str] | None = None

    @property
    def kind(self) -> ObjectType:
        return self.store.object_type

    def simple(self, number: int = 1) -> dict[str, Value]:
        """A record with its natural key."""
        day = self.today.replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=number)
        if self.kind is EVENT:
            end = day + timedelta(hours=1)
            return {"subject": f"Lunch {number}", "start": day, "end": end, "is_all_day": False}
        return {"subject": f"Call {number}", "due_date": day.date(), "status": "not_started"}

    def full(self) -> dict[str, Value]:
        """Every field that can be written; people are left out, because they cannot be written everywhere."""
        held = (one for name, one in self.kind.fields.items() if name in self.store.holds)
        some: dict[str, Value] = {}
        for one in held:
            if self.store.side in one.flows and one.name not in ("time_zone", "is_all_day", "percent_complete"):
                some |= _sample(one.name, one.kind, one.choices, self.today)
        return {**some, **self.simple()}

    def create(self, *many: Fields) -> list[str]:
        ours = ("Salesforce",) if self.store.side is Side.EXCHANGE else None
        changes = [Change(f"{STAMP}{n}", fields, categories=ours) for n, fields in enumerate(many)]
        return [written(outcome).key for outcome in self.store.create(prepared(self.store, changes))]

    def read(self, key: str) -> Record:
        found = self.store.read([key])[key]
        assert isinstance(found, Record), found
        return found


def _sample(name: str, kind: Kind, choices: tuple[str, ...], today: datetime) -> dict[str, Value]:
    match kind:
        case Kind.CHOICE:
            return {name: {"status": "in_progress", "sensitivity": "normal", "show_as": "free"}.get(name, choices[-1])}
        case Kind.MOMENT:
            return {name: today.replace(minute=0, second=0, microsecond=0) + timedelta(days=1)}
        case Kind.INTEGER:
            return {name: 15}
        case Kind.LONG_TEXT:
            return {name: "first line\nsecond line"}
        case Kind.TEXT:
            return {name: f"Zoë {name}"}
        case _:
            return {}


def _page(world: MicrosoftWorld, key: str, page: str | None) -> str:
    if page is not None:
        with world.microsoft.store.lock:
            world.mailbox.update_item(world.item(key), {"body": page, "body_type": "HTML"})
    return str(world.item(key).fields["body"])


def _memory(traits: Traits) -> Callable[[], AbstractContextManager[Desk]]:
    @contextmanager
    def opened() -> Iterator[Desk]:
        yield Desk(MemoryStore(Replica(traits, lambda: datetime.now(UTC))), datetime.now(UTC))

    return opened


def _tasks(world: type[EwsTasks] | type[GraphTasks]) -> Callable[[], AbstractContextManager[Desk]]:
    @contextmanager
    def opened() -> Iterator[Desk]:
        made = world()
        yield Desk(made.store, datetime.now(UTC), partial(_page, made))

    return opened


def _events(world: type[EwsEvents] | type[GraphEvents]) -> Callable[[], AbstractContextManager[Desk]]:
    @contextmanager
    def opened() -> Iterator[Desk]:
        made = world()
        yield Desk(made.events, world.today, partial(_page, made))

    return opened


def _salesforce(kind: ObjectType) -> Callable[[], AbstractContextManager[Desk]]:
    @contextmanager
    def opened() -> Iterator[Desk]:
        with TemporaryDirectory() as folder:
            world = SalesforceWorld(Path(folder))
            try:
                store = open_crm_store("salesforce", kind.name, world.client(), DEFAULTS[kind.name], Options())
                yield Desk(store, world.clock.now())
            finally:
                world.close()

    return opened


DESKS: dict[str, Callable[[], AbstractContextManager[Desk]]] = {
    "memory-todo": _memory(TODO),
    "memory-ews-tasks": _memory(EWS_TASKS),
    "memory-salesforce-tasks": _memory(SALESFORCE_TASKS),
    "memory-graph-events": _memory(GRAPH_EVENTS),
    "memory-ews-events": _memory(EWS_EVENTS),
    "memory-salesforce-events": _memory(SALESFORCE_EVENTS),
    "graph-tasks": _tasks(GraphTasks),
    "ews-tasks": _tasks(EwsTasks),
    "graph-events": _events(GraphEvents),
    "ews-events": _events(EwsEvents),
    "salesforce-tasks": _salesforce(TASK),
    "salesforce-events": _salesforce(EVENT),
}


@pytest.fixture(params=DESKS)
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    with DESKS[request.param]() as opened:
        yield opened


def test_it_says_what_it_is(desk: Desk) -> None:
    assert desk.store.holds <= desk.kind.fields.keys()
    assert desk.simple().keys() <= desk.store.holds
    assert told(desk.store, None)[0] == {}
    assert desk.store.find([]) == [] == desk.store.create([])


def test_every_field_comes_back(desk: Desk) -> None:
    """I8: read(write(x)) is x, but for what `prepare` foretold."""
    fields = desk.full()
    (ready,) = prepared(desk.store, [Change(f"{STAMP}1", fields)])
    now = desk.read(written(desk.store.create([ready])[0]).key).fields
    expected = {**fields, **ready.held}
    assert {name: now.get(name) for name in expected} == expected


def test_the_feed_tells_what_came_changed_and_went(desk: Desk) -> None:
    _, cursor = told(desk.store, None)
    first, second = desk.create(desk.simple(1), desk.simple(2))
    seen, cursor = told(desk.store, cursor)
    assert inside(seen) == {first, second} == inside(told(desk.store, None)[0])
    now = desk.read(first)
    (edit,) = prepared(desk.store, [Change(f"{STAMP}8", {"body": "more"}, first, now.version)])
    written(desk.store.update([edit])[0])
    seen, cursor = told(desk.store, cursor)
    assert first in inside(seen)
    version = desk.read(second).version
    assert [written(one).key for one in desk.store.delete([Removal(f"{STAMP}9", second, version)])] == [second]
    assert isinstance(told(desk.store, cursor)[0].get(second), Gone)
    assert isinstance(desk.store.read([second])[second], Gone)
    written(desk.store.delete([Removal(f"{STAMP}7", second)])[0])


def test_an_update_leaves_the_rest_alone(desk: Desk) -> None:
    """I7."""
    (key,) = desk.create(desk.full())
    before = desk.read(key)
    (edit,) = prepared(desk.store, [Change(f"{STAMP}8", {"subject": "Other", "body": None}, key, before.version)])
    written(desk.store.update([edit])[0])
    after = desk.read(key)
    assert after.version != before.version
    rest = {name: value for name, value in before.fields.items() if name != "body"}
    assert after.fields == {**rest, "subject": "Other"}


def test_a_page_of_html_keeps_all_but_the_section_and_the_lines_that_changed(desk: Desk) -> None:
    """I7."""
    if desk.page is None:
        return
    (key,) = desk.create({**desk.simple(), "body": "Agenda"})
    desk.page(key, PAGE)
    text = str(desk.read(key).fields["body"])
    section = "Who: Ann & <b>Bob</b> https://acme.example/a?b=1&c=2"
    steps: list[tuple[dict[str, Value], str]] = [
        ({"crm_section": section}, text),
        ({"body": f"{text}\nlast"}, f"{text}\nlast"),
        ({"body": text, "crm_section": None}, text),
    ]
    for number, (fields, expected) in enumerate(steps):
        changes = [Change(f"{STAMP}{number}", fields, key, desk.read(key).version)]
        written(desk.store.update(prepared(desk.store, changes))[0])
        now = desk.read(key).fields
        assert (now["body"], now.get("crm_section")) == (expected, None if number == 2 else section)
        assert '<img src="cid:map">' in desk.page(key, None)
    assert desk.page(key, None) == PAGE
    changes = [Change(f"{STAMP}8", {"body": None}, key, desk.read(key).version)]
    (refused,) = desk.store.update(prepared(desk.store, changes))
    assert isinstance(refused, Rejected)
    assert (refused.field, desk.page(key, None)) == ("body", PAGE)


def test_found_by_the_natural_key_without_case(desk: Desk) -> None:
    keys = desk.create(*(desk.simple(number) for number in range(1, 6)))
    names = DEFAULTS[desk.kind.name].natural_keys[0]
    wanted = {**{name: desk.simple(3)[name] for name in names}, "subject": str(desk.simple(3)["subject"]).upper()}
    assert [record.key for record in desk.store.find([wanted])] == [keys[2]]
    assert desk.store.find([{**wanted, "subject": "Nothing"}]) == []


def test_an_old_version_is_stale(desk: Desk) -> None:
    (key,) = desk.create(desk.simple())
    old = desk.read(key).version
    for number, subject in enumerate(("first", "second")):
        changes = prepared(desk.store, [Change(f"{STAMP}{number}", {"subject": subject}, key, old)])
        outcome = desk.store.update(changes)[0]
    assert isinstance(outcome, Stale)
    assert desk.read(key).fields["subject"] == "first"


def test_a_stamp_is_found(desk: Desk) -> None:
    """Salesforce has a field for it where an administrator made one."""
    (key,) = desk.create(desk.simple())
    found = desk.store.find_stamp([f"{STAMP}0", f"{STAMP}5"])
    assert {stamp: record.key for stamp, record in found.items()} in ({f"{STAMP}0": key}, {})
    assert found or desk.store.side is Side.CRM


def test_too_long_is_said_before_sending(desk: Desk) -> None:
    if desk.store.side is Side.CRM:
        many = [Change(f"{STAMP}1", {**desk.simple(), "subject": "x" * 5000}), Change(f"{STAMP}2", desk.simple())]
        long, fine = desk.store.prepare(many)
        assert isinstance(long, SyncError)
        assert (long.field, isinstance(fine, Change)) == ("subject", True)
