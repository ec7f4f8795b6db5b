"""Contacts, tasks and events in one run: each with its own links and guard, and one that cannot be read stops no
other."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.errors import Unauthorized
from core.objects import EVENT, OBJECT_TYPES, TASK, ObjectType
from core.policy import DEFAULTS, Policy
from core.records import Fields, Side
from core.store import Change, Outcome, Store
from core.why import why
from tests.memory_replica import GRAPH_EVENTS, SALESFORCE_EVENTS, SALESFORCE_TASKS, TODO, Replica
from tests.memory_store import MemoryStore, Moment
from tests.worker.shell.world import ANN, MAILBOX, START, World
from worker.sync.decide import approve, open_matters
from worker.sync.report import RunReport
from worker.sync.undo import undo

CALL: Fields = {"subject": "Call Ann", "status": "not_started", "due_date": date(2026, 3, 5)}
LUNCH: Fields = {"subject": "Lunch", "start": START + timedelta(days=1), "end": START + timedelta(days=1, hours=1)}


class Kinds(World):
    """A world of all three kinds."""

    def __init__(self) -> None:
        super().__init__("sqlite://")
        pairs = {"task": (TODO, SALESFORCE_TASKS), "event": (GRAPH_EVENTS, SALESFORCE_EVENTS)}
        self.others = {
            kind: {traits.side: MemoryStore(Replica(traits, self.now)) for traits in pair}
            for kind, pair in pairs.items()
        }
        self.chosen = {kind: replace(DEFAULTS[kind], enabled=True) for kind in OBJECT_TYPES}

    def open_stores(self, mailbox_id: str, object_type: ObjectType) -> Mapping[Side, Store]:
        return self.others.get(object_type.name) or super().open_stores(mailbox_id, object_type)

    def policy_of(self, _mailbox_id: str, object_type: ObjectType) -> Policy:
        return self.chosen[object_type.name]

    def sync(self) -> RunReport:
        return self.run(types=None)

    def refuse(self, kind: str, code: str) -> None:
        """From now on the CRM shows none of the kind."""
        store = self.stores[Side.CRM] if kind == "contact" else self.others[kind][Side.CRM]
        error = Unauthorized(f"No right to {kind}s; let an administrator grant it.", code=code)
        store.faults = lambda call, moment, _position: error if moment is Moment.BEFORE else None

    def people(self, kind: ObjectType, side: Side) -> Replica:
        return self.others[kind.name][side].replica


@pytest.fixture
def kinds() -> Kinds:
    return Kinds()


def test_one_run_carries_all_three(kinds: Kinds) -> None:
    kinds.exchange.add(ANN)
    kinds.people(TASK, Side.EXCHANGE).add(CALL)
    kinds.people(EVENT, Side.CRM).add(LUNCH)
    report = kinds.sync()
    assert list(report.types) == ["contact", "task", "event"]
    assert {kind: counts["created"] for kind, counts in report.types.items()} == {"contact": 1, "task": 1, "event": 1}
    [event] = kinds.people(EVENT, Side.EXCHANGE).living()
    assert (event.fields["start"], event.categories) == (LUNCH["start"], ("Salesforce",))
    assert "Lunch (2026-03-03) is among the Salesforce events" in report.operations[-1].reason
    again = kinds.sync()
    assert sum(counts["created"] + counts["updated"] for counts in again.types.values()) == 0


def test_what_is_switched_off_is_left_alone(kinds: Kinds) -> None:
    kinds.chosen["task"] = replace(kinds.chosen["task"], enabled=False)
    kinds.people(TASK, Side.EXCHANGE).add(CALL)
    assert list(kinds.sync().types) == ["contact", "event"]
    assert list(kinds.run(types=[TASK]).types) == ["task"]


def test_a_kind_without_a_right_stops_no_other(kinds: Kinds) -> None:
    kinds.refuse("task", "no_object_access")
    kinds.people(TASK, Side.EXCHANGE).add(CALL)
    kinds.people(EVENT, Side.CRM).add(LUNCH)
    for _ in range(2):
        report = kinds.sync()
        assert report.stopped == {"task": "No right to tasks; let an administrator grant it."}
    assert len(kinds.people(EVENT, Side.EXCHANGE).living()) == 1
    [matter] = open_matters(kinds.database, MAILBOX)
    assert (matter.record, matter.says) == ("Tasks", "No right to tasks; let an administrator grant it.")
    kinds.others["task"][Side.CRM].faults = None
    assert kinds.sync().types["task"]["created"] == 1
    assert open_matters(kinds.database, MAILBOX) == []


def test_the_first_kind_may_lack_a_right_too(kinds: Kinds) -> None:
    kinds.refuse("contact", "list_view_missing")
    kinds.people(TASK, Side.EXCHANGE).add(CALL)
    assert list(kinds.sync().stopped) == ["contact"]
    assert len(kinds.people(TASK, Side.CRM).living()) == 1


def test_a_refused_login_is_tried_once(kinds: Kinds) -> None:
    kinds.refuse("contact", "login_failed")
    with pytest.raises(Unauthorized):
        kinds.sync()
    assert not any(store.calls for store in kinds.others["task"].values())


def test_without_any_right_the_run_fails(kinds: Kinds) -> None:
    for kind in OBJECT_TYPES:
        kinds.refuse(kind, "no_object_access")
    with pytest.raises(Unauthorized, match="contacts"):
        kinds.sync()


def test_a_dry_run_opens_no_issue(kinds: Kinds) -> None:
    kinds.refuse("task", "no_object_access")
    assert list(kinds.run(types=None, dry_run=True).stopped) == ["task"]
    assert open_matters(kinds.database, MAILBOX) == []


def test_each_kind_is_guarded_for_itself(kinds: Kinds) -> None:
    strict = {kind: replace(one, guard_deletes=0, guard_share=0.0) for kind, one in kinds.chosen.items()}
    kinds.exchange.add(ANN)
    task = kinds.people(TASK, Side.CRM).add(CALL)
    kinds.sync()
    kinds.chosen = strict
    kinds.people(TASK, Side.CRM).remove(task)
    [contact] = kinds.exchange.living()
    kinds.exchange.edit(contact.key, {"job_title": "Buyer"})
    report = kinds.sync()
    assert (report.types["contact"]["updated"], report.types["task"]["deleted"]) == (1, 0)
    assert report.held
    kinds.run()  # of contacts: the held tasks go on waiting
    approve(kinds.database, MAILBOX, report.run, by="Ann", now=kinds.now())
    assert kinds.sync().types["task"]["deleted"] == 1


def test_events_that_aged_since_the_last_listing_are_not_missing(kinds: Kinds) -> None:
    """A third of the year passes without a run; the guard compares with what the window still holds."""
    for number in range(10):
        start = START + timedelta(days=1 if number < 6 else 200)
        kinds.people(EVENT, Side.CRM).add({"subject": f"Event {number}", "start": start, "end": start})
    kinds.sync()
    kinds.later(days=120)
    report = kinds.run(types=[EVENT], force=True)
    assert (report.held, report.types["event"]["unlinked"]) == ("", 6)
    assert len(kinds.people(EVENT, Side.EXCHANGE).living()) == 10


def test_outlook_is_told_where_the_record_is(kinds: Kinds) -> None:
    class Reachable(MemoryStore):
        def link_to(self, key: str) -> str:
            return f"https://crm.example/{key}"

    class Noting(MemoryStore):
        def create(self, changes: Sequence[Change]) -> list[Outcome]:
            links.extend(change.link for change in changes)
            return super().create(changes)

    links: list[str | None] = []
    replicas = {side: kinds.people(TASK, side) for side in Side}
    kinds.others["task"] = {Side.EXCHANGE: Noting(replicas[Side.EXCHANGE]), Side.CRM: Reachable(replicas[Side.CRM])}
    key = replicas[Side.CRM].add(CALL)
    kinds.sync()
    assert links == [f"https://crm.example/{key}"]


def test_a_time_that_would_be_sent_to_people_says_so_on_the_item(kinds: Kinds) -> None:
    key = kinds.people(EVENT, Side.CRM).add(LUNCH)
    kinds.sync()
    [item] = kinds.people(EVENT, Side.EXCHANGE).living()
    item.meeting = True
    kinds.people(EVENT, Side.CRM).edit(key, {"end": START + timedelta(days=1, hours=2)})
    assert kinds.sync().types["event"]["failed"] == 1
    assert item.categories == ("Salesforce", "Sync Error", "It would be sent to other people")
    [matter] = open_matters(kinds.database, MAILBOX)
    assert matter.says == "A new time would be sent to the attendees."


def test_why_knows_an_event_by_its_subject(kinds: Kinds) -> None:
    kinds.people(EVENT, Side.CRM).add(LUNCH)
    kinds.sync()
    for name in ("Lunch", "lunch (2026-03-03)"):
        assert why(kinds.database, MAILBOX, name)[0].startswith("Lunch (2026-03-03) is kept in step")


def test_a_run_is_taken_back_but_not_a_meeting(kinds: Kinds) -> None:
    kinds.people(TASK, Side.CRM).add(CALL)
    kinds.people(EVENT, Side.CRM).add(LUNCH)
    kinds.people(EVENT, Side.CRM).add({**LUNCH, "subject": "Demo"})
    report = kinds.sync()
    [demo] = [one for one in kinds.people(EVENT, Side.EXCHANGE).living() if one.fields["subject"] == "Demo"]
    demo.meeting = True
    said = undo(report.run, kinds, heartbeat=False, new_id=kinds.new_id)
    assert "Demo (2026-03-03) (Outlook): left alone, because other people take part." in said
    assert kinds.people(EVENT, Side.EXCHANGE).living() == [demo]
    assert kinds.people(TASK, Side.EXCHANGE).living() == []
