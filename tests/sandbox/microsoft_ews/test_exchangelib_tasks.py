"""Unmodified exchangelib 5.6.0: tasks, their status and dates, and what Exchange keeps in step within them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from exchangelib import EWSTimeZone, Task
from exchangelib.errors import ErrorItemNotFound
from exchangelib.folders import Tasks
from exchangelib.items import ALL_OCCURRENCES

from sandbox.microsoft.zones import windows_name
from tests.sandbox.microsoft_ews.bodies import get_items, update
from tests.sandbox.microsoft_ews.client import ENVELOPE, IMPERSONATION, VERSION
from tests.sandbox.microsoft_ews.conftest import World

PLAIN = {
    "subject": "Angebot für Ünal & Söhne",
    "body": "Zeile 1\nZeile 2",
    "importance": "High",
    "sensitivity": "Private",
    "categories": ["Salesforce", "VIP"],
    "start_date": date(2026, 3, 2),
    "due_date": date(2026, 3, 5),
    "status": "InProgress",
    "percent_complete": Decimal(40),
    "reminder_is_set": True,
    "total_work": 120,
    "actual_work": 30,
    "companies": ["Ünal & Söhne"],
    "contacts": ["Zoë"],
    "billing_information": "K-17",
    "mileage": "12 km",
}


def make(account: Any, **fields: Any) -> Any:
    task = Task(folder=account.tasks, account=account, **({"subject": "call"} | fields))
    return task.save()


def read(account: Any, task: Any) -> Any:
    return account.tasks.get(id=task.id)


def test_every_property_of_a_task_travels(world: World, account: Any) -> None:
    when = datetime(2026, 3, 4, 8, 30, tzinfo=EWSTimeZone("UTC"))
    seen = read(account, make(account, **PLAIN, reminder_due_by=when))
    assert {name: getattr(seen, name) for name in PLAIN} == PLAIN
    assert seen.reminder_due_by == when
    facts = (seen.is_complete, seen.is_recurring, seen.is_team_task, seen.owner, seen.delegation_state)
    assert facts == (False, False, False, "Anna Ahrens", "NoMatch")
    assert seen.status_description == "In Progress"
    assert seen.item_class == "IPM.Task"
    assert world.recorder.request_problems() == []


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"status": "Completed"}, ("Completed", 100, True)),
        ({"percent_complete": Decimal(100), "status": "Completed"}, ("Completed", 100, True)),
        ({"percent_complete": Decimal(30), "status": "Deferred"}, ("Deferred", 30, False)),
        ({"percent_complete": Decimal(30), "status": "WaitingOnOthers"}, ("WaitingOnOthers", 30, False)),
        ({}, ("NotStarted", 0, False)),
    ],
)
def test_status_and_percentage_of_a_new_task(account: Any, sent: dict[str, Any], kept: tuple[str, int, bool]) -> None:
    seen = read(account, make(account, **sent))
    assert (seen.status, seen.percent_complete, seen.is_complete) == kept
    assert (seen.complete_date is not None) == kept[2]


def test_what_is_written_pulls_the_rest_along(world: World, account: Any) -> None:
    """UpdateItem of one property each; the date of completion is the server's."""
    task = make(account, reminder_is_set=True, reminder_due_by=datetime(2026, 3, 4, 8, tzinfo=EWSTimeZone("UTC")))
    steps = [
        ("percent_complete", 50, "InProgress", 50),
        ("status", "Deferred", "Deferred", 50),
        ("percent_complete", 100, "Completed", 100),
        ("status", "InProgress", "InProgress", 0),
        ("status", "Completed", "Completed", 100),
        ("percent_complete", 0, "NotStarted", 0),
    ]
    for name, value, status, percent in steps:
        path = f'<t:FieldURI FieldURI="task:{"Status" if name == "status" else "PercentComplete"}"/>'
        element = "Status" if name == "status" else "PercentComplete"
        step = f"<t:SetItemField>{path}<t:Task><t:{element}>{value}</t:{element}></t:Task></t:SetItemField>"
        assert world.client().call(update(task.id, step)).codes == ["NoError"]
        seen = read(account, task)
        assert (seen.status, seen.percent_complete) == (status, percent), (name, value)
        assert (seen.complete_date is not None) == (status == "Completed")
    assert seen.reminder_is_set is False, "a task that was completed reminds no more"


def test_errors_of_percentage_date_and_folder(world: World) -> None:
    def code(task: str, folder: str = "tasks") -> list[str]:
        place = f'<m:SavedItemFolderId><t:DistinguishedFolderId Id="{folder}"/></m:SavedItemFolderId>'
        return (
            world.client().call(f"<m:CreateItem>{place}<m:Items><t:Task>{task}</t:Task></m:Items></m:CreateItem>").codes
        )

    assert code("<t:PercentComplete>101</t:PercentComplete>") == ["ErrorInvalidPercentCompleteValue"]
    assert code("<t:PercentComplete>x</t:PercentComplete>") == ["ErrorSchemaValidation"]
    assert code("<t:CompleteDate>2999-01-01T00:00:00Z</t:CompleteDate>") == ["ErrorInvalidCompleteDate"]
    for element in ("DueDate", "StartDate", "ReminderDueBy"):
        for moment in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"):
            assert code(f"<t:{element}>{moment}</t:{element}>") == ["ErrorInvalidValueForProperty"]
    assert code("<t:Subject>x</t:Subject>", "contacts") == ["ErrorCannotCreateTaskInNonTaskFolder"]
    assert code("<t:IsComplete>true</t:IsComplete>") == ["ErrorInvalidPropertySet"]
    assert code("<t:Subject>x</t:Subject><t:Status>Done</t:Status>") == ["ErrorSchemaValidation"]


@pytest.mark.parametrize(
    "zone", ["UTC", "Pacific/Pago_Pago", "America/New_York", "Europe/Berlin", "Pacific/Kiritimati"]
)
def test_a_day_is_the_same_in_the_callers_zone(world: World, account: Any, zone: str) -> None:
    """A moment names a day by the zone of the call; the answer is that day's midnight there."""
    name = windows_name(zone)
    header = f'<t:TimeZoneContext><t:TimeZoneDefinition Id="{name}"/></t:TimeZoneContext>'
    day = datetime(2026, 7, 5, tzinfo=ZoneInfo(zone))
    body = f"<t:Subject>day</t:Subject><t:DueDate>{day.isoformat()}</t:DueDate>"
    create = f"<m:CreateItem><m:Items><t:Task>{body}</t:Task></m:Items></m:CreateItem>"
    (item_id,) = send(world, create, header).find("//t:ItemId/@Id")
    stored = world.anna.item(item_id)
    assert stored is not None and stored.fields["due_date"] == "2026-07-05"
    shown = send(world, get_items(item_id, shape="Default"), header).find("//t:DueDate")[0].text
    assert datetime.fromisoformat(shown) == day and shown.startswith("2026-07-05T00:00:00")
    assert account.tasks.get(id=item_id).due_date == date(2026, 7, 5), "in UTC it is the same day"


def test_midnight_utc_is_the_day_before_in_america(world: World) -> None:
    header = '<t:TimeZoneContext><t:TimeZoneDefinition Id="Pacific Standard Time"/></t:TimeZoneContext>'
    body = "<t:Task><t:DueDate>2026-03-05T00:00:00Z</t:DueDate></t:Task>"
    (item_id,) = send(world, f"<m:CreateItem><m:Items>{body}</m:Items></m:CreateItem>", header).find("//t:ItemId/@Id")
    stored = world.anna.item(item_id)
    assert stored is not None and stored.fields["due_date"] == "2026-03-04"


def test_find_sync_move_copy_delete(world: World, account: Any) -> None:
    folder = Tasks(parent=account.tasks, name="Salesforce Tasks")
    folder.save()
    first, second = make(account, subject="a", due_date=date(2026, 3, 5)), make(account, subject="b")
    assert [t.subject for t in account.tasks.filter(due_date__lt=date(2026, 3, 6))] == ["a"]
    assert [t.subject for t in account.tasks.all().order_by("-subject")] == ["b", "a"]
    assert [(kind, t.subject) for kind, t in account.tasks.sync_items()] == [("create", "a"), ("create", "b")]
    state, old = account.tasks.item_sync_state, first.id
    copied = first.copy(folder)
    first.move(folder)
    second.status = "Completed"
    second.save(update_fields=["status"])
    assert {(k, t.id) for k, t in account.tasks.sync_items(sync_state=state)} == {
        ("delete", old),
        ("update", second.id),
    }
    assert sorted(t.id for t in folder.all()) == sorted((first.id, copied[0]))
    assert account.bulk_delete([second], affected_task_occurrences=ALL_OCCURRENCES) == [True]
    first.move_to_trash(affected_task_occurrences=ALL_OCCURRENCES)
    assert [t.subject for t in account.trash.all()] == ["a"]
    assert isinstance(next(iter(account.fetch([second]))), ErrorItemNotFound)
    assert world.recorder.request_problems() == []


def send(world: World, body: str, header: str) -> Any:
    client = world.client()
    prefix = VERSION.format("Exchange2016") + IMPERSONATION.format("PrimarySmtpAddress", client.acts_as)
    return client.send(ENVELOPE.format(header=prefix + header, body=body).encode())
