"""Tasks of Salesforce as a Store: fields, the org's picklists, the reminder, who and what, and what is in scope."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.crm import CRMS
from core.errors import CursorExpired, Rejected, Stale
from core.policy import DEFAULTS
from core.records import Gone, Record, Value
from core.salesforce.about import NAMED
from core.salesforce.soql import Condition
from core.salesforce.store import TaskStore
from core.salesforce.tasks import widened
from core.store import Change, Removal, Written
from tests.contract.worlds_salesforce import OTHER, SalesforceWorld
from tests.core.salesforce.steps import create, edit, listed, polled, prepared, read, row, update

POLICY = DEFAULTS["task"]
FULL: dict[str, Value] = {
    "subject": "Räkna ' OR",
    "status": "in_progress",
    "importance": "high",
    "due_date": date(2026, 2, 28),
    "reminder_due_by": datetime(2026, 2, 27, 8, 30, tzinfo=UTC),
    "body": "Line 1\nLine 2 🙂",
}


@pytest.fixture
def world(world: SalesforceWorld) -> SalesforceWorld:
    world.add_own_field("Task")
    return world


@pytest.fixture
def store(world: SalesforceWorld) -> TaskStore:
    return TaskStore(world.client(), POLICY)


def test_every_field_there_and_back(world: SalesforceWorld, store: TaskStore) -> None:
    key = create(store, FULL)
    assert dict(read(store, key).fields) == FULL
    kept = row(world, "Task", key)
    assert (kept["ActivityDate"], kept["OwnerId"], kept["Status"]) == ("2026-02-28", world.user, "In Progress")
    emptied = dict.fromkeys(FULL.keys() - {"status", "importance"})
    assert isinstance(update(store, read(store, key), fields=emptied), Written)
    assert dict(read(store, key).fields) == {"status": "in_progress", "importance": "high"}
    assert row(world, "Task", key)["IsReminderSet"] is False


@pytest.mark.parametrize("status", ["not_started", "in_progress", "completed", "waiting_on_others", "deferred"])
def test_statuses_come_back(store: TaskStore, status: str) -> None:
    (change,) = prepared(store, Change("s", {"subject": "A", "status": status}))
    assert not change.held
    (outcome,) = store.create([change])
    assert isinstance(outcome, Written) and read(store, outcome.key).fields["status"] == status


def test_values_of_the_org_that_are_not_ours(world: SalesforceWorld, store: TaskStore) -> None:
    world.org.add_task_status("Escalated", closed=False)
    world.org.add_task_status("Rejected", closed=True)
    world.org.add_task_priority("Urgent", high=True)
    key = world.add("Task", Subject="A", Status="Escalated", Priority="Urgent")
    record = read(store, key)
    assert (record.fields["status"], record.fields["importance"]) == ("in_progress", "high")
    same = {"status": "in_progress", "importance": "high", "subject": "B"}
    assert isinstance(update(store, record, fields=same), Written)
    kept = row(world, "Task", key)
    assert (kept["Status"], kept["Priority"], kept["Subject"]) == ("Escalated", "Urgent", "B")
    edit(world, "Task", key, Status="Rejected")
    assert read(store, key).fields["status"] == "completed"
    assert isinstance(update(store, read(store, key), status="not_started"), Written)
    assert row(world, "Task", key)["Status"] == "Not Started"


def test_who_and_what_with_links(world: SalesforceWorld, store: TaskStore) -> None:
    account = world.add("Account", Name="Acme")
    contact = world.add("Contact", LastName="Berg", FirstName="Ann", AccountId=account)
    key = world.add("Task", Subject="A", WhoId=contact, WhatId=account)
    section = str(read(store, key).fields["crm_section"])
    assert section.splitlines() == [
        f"Name: Ann Berg (Contact) {world.server.url}/lightning/r/Contact/{contact}/view",
        f"Related to: Acme (Account) {world.server.url}/lightning/r/Account/{account}/view",
    ]
    assert store.link_to(key) == f"{world.server.url}/lightning/r/Task/{key}/view"
    assert "crm_section" not in read(store, world.add("Task", Subject="B")).fields


def test_all_whom_it_is_about(world: SalesforceWorld) -> None:
    """With Shared Activities there are several."""
    world.org.set_feature("shared_activities", on=True)
    store = TaskStore(world.client(), POLICY)
    names = ["Zoe", "Ann", *(f"Ben {n:02}" for n in range(NAMED + 1))]
    people = [world.add("Contact", LastName=name) for name in names]

    def told(count: int) -> list[str]:
        key = world.add("Task", Subject="A", TaskWhoIds=people[:count])
        return str(read(store, key).fields["crm_section"]).splitlines()

    page = f"{world.server.url}/lightning/r/Contact"
    assert told(2) == [f"Name: {name} (Contact) {page}/{people[n]}/view" for n, name in enumerate(names[:2])]
    assert len(told(NAMED)) == NAMED and "more" not in told(NAMED)[-1]
    many = told(NAMED + 2)
    assert (len(many), many[-1]) == (NAMED + 1, "Name: and 2 more, listed in Salesforce")


def test_scope(world: SalesforceWorld, store: TaskStore) -> None:
    mine = world.add("Task", Subject="open")
    done = world.add("Task", Subject="done", Status="Completed")
    theirs = world.add("Task", Subject="theirs", user=world.other)
    world.add("Task", Subject="mail", TaskSubtype="Email", Status="Completed")
    call = world.add("Task", Subject="call", TaskSubtype="Call")
    seen, cursor = listed(store)
    assert set(seen) == {mine, done}
    edit(world, "Task", mine, Status="Completed")
    seen, cursor = polled(store, cursor)
    inside = {key: isinstance(one, Record) and one.in_scope for key, one in seen.items()}
    assert inside == {mine: True, done: True, theirs: False} and call not in seen
    world.clock.advance(days=15)
    with pytest.raises(CursorExpired):
        polled(store, cursor)
    assert listed(store)[0] == {}
    assert not read(store, mine).in_scope


def test_a_month_of_completed_tasks(world: SalesforceWorld) -> None:
    key = world.add("Task", Subject="done", Status="Completed")
    world.clock.advance(days=20)
    longer = TaskStore(world.client(), replace(POLICY, completed_days=30))
    assert set(listed(longer)[0]) == {key}


def test_the_list_view_chooses(world: SalesforceWorld) -> None:
    due, late = (str(world.clock.now().date() + timedelta(days=days)) for days in (10, -10))
    world.add("Task", Subject="A", ActivityDate=due)
    done = world.add("Task", Subject="B", ActivityDate=late, Status="Completed")
    overdue = world.add("Task", Subject="C", ActivityDate=late)
    world.add("Task", Subject="D", ActivityDate=due, Status="Completed")
    chosen = TaskStore(world.client(), replace(POLICY, list_view="OverdueTasks"))
    assert set(listed(chosen)[0]) == {done, overdue}


def test_masters_of_series_are_not_looked_at(world: SalesforceWorld, store: TaskStore) -> None:
    start = world.clock.now().date()
    master = world.add(
        "Task",
        Subject="Weekly",
        IsRecurrence=True,
        RecurrenceType="RecursDaily",
        RecurrenceInterval=1,
        RecurrenceStartDateOnly=start.isoformat(),
        RecurrenceEndDateOnly=(start + timedelta(days=2)).isoformat(),
    )
    seen, _ = listed(store)
    assert master not in seen and {one.fields["subject"] for one in seen.values() if isinstance(one, Record)} == {
        "Weekly"
    }
    assert not isinstance(store.read([master])[master], Record)


@pytest.mark.parametrize("zone", ["Pacific/Pago_Pago", "Europe/Paris", "Pacific/Kiritimati"])
def test_a_due_date_is_a_date_in_every_zone(world: SalesforceWorld, store: TaskStore, zone: str) -> None:
    with world.org.lock:
        world.org.system().update("User", world.user, {"TimeZoneSidKey": zone})
    for day in (date(2026, 1, 1), date(2026, 3, 29), date(2026, 12, 31)):
        key = create(store, {"subject": f"due {day}", "due_date": day}, f"{zone}{day}")
        assert row(world, "Task", key)["ActivityDate"] == day.isoformat()
        assert read(store, key).fields["due_date"] == day
        assert [found.key for found in store.find([{"subject": f"DUE {day}", "due_date": day}])] == [key]


def test_find_is_for_ones_own(world: SalesforceWorld, store: TaskStore) -> None:
    world.org.set_sharing("Task", "Read")
    world.add("Task", Subject="Call Ann", ActivityDate="2026-01-02", user=world.other)
    assert store.find([{"subject": "Call Ann", "due_date": date(2026, 1, 2)}]) == []


def test_too_long_and_of_a_wrong_kind(store: TaskStore) -> None:
    long, odd = store.prepare(
        [Change("a", {"subject": "x" * 256}), Change("b", {"subject": "A", "due_date": "tomorrow"})]
    )
    assert isinstance(long, Rejected) and long.message == (
        f"“Subject” of the task “{'x' * 59}…” has 256 characters, and Salesforce holds 255: shorten it."
    )
    assert isinstance(odd, Rejected) and odd.code == "value_not_allowed"


def test_stamps_stale_and_delete(world: SalesforceWorld, store: TaskStore) -> None:
    change = prepared(store, Change("one", {"subject": "A"}))
    first, second = store.create(change), store.create(change)
    assert first == second and len(world.rows("SELECT Id FROM Task")) == 1
    record = store.find_stamp(["one"])["one"]
    edit(world, "Task", record.key, Subject="B")
    assert isinstance(update(store, record, body="x"), Stale)
    now = read(store, record.key)
    assert store.delete([Removal("d", now.key, now.version)]) == [Written(now.key)]
    assert store.read([now.key])[now.key] == Gone(now.key)


def test_an_org_without_a_list_view_of_that_name(world: SalesforceWorld) -> None:
    """Its meaning is known: the user's open tasks."""
    with world.org.lock:
        world.org.store.execute("DELETE FROM ListView WHERE DeveloperName = 'MyOpenTasks'", ())
    key = world.add("Task", Subject="A")
    world.add("Task", Subject="B", user=world.other)
    assert set(listed(TaskStore(world.client(), POLICY))[0]) == {key}


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("IsClosed = false", "((IsClosed = false) OR (R))"),
        (
            "Subject = 'IsClosed = false' AND isclosed=FALSE",
            "Subject = 'IsClosed = false' AND ((isclosed=FALSE) OR (R))",
        ),
        ("Status != 'Completed' OR Priority = 'High'", "((Status != 'Completed') OR (R)) OR Priority = 'High'"),
        ("Status NOT IN ('A','B')", "((Status NOT IN ('A','B')) OR (R))"),
        ("What.Status = 'x' AND CallStatus = 'y'", "What.Status = 'x' AND CallStatus = 'y'"),
    ],
)
def test_a_view_is_widened_by_what_was_just_completed(where: str, expected: str) -> None:
    assert widened(Condition(where), Condition("R")) == expected


def test_users_see_their_own(world: SalesforceWorld) -> None:
    key = world.add("Task", Subject="theirs", user=world.other)
    other = TaskStore(world.client(world.login(OTHER)), POLICY)
    assert set(listed(other)[0]) == {key}


def test_the_registry() -> None:
    assert CRMS["salesforce"].stores["task"] is TaskStore
    assert CRMS["salesforce"].fields["task"]["due_date"] == "ActivityDate"
