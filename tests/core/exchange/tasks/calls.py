"""What the tests of tasks ask of a store, in few words."""

from datetime import UTC, date, datetime

from core.records import Value
from core.store import Change, Page, Written
from tests.core.exchange.calls import states
from tests.core.exchange.task_worlds import TaskWorld

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


def named(pages: list[Page]) -> set[str]:
    return {getattr(one, "key", "") for one in states(pages)}


def create(world: TaskWorld, fields: dict[str, Value], **more: object) -> Written:
    [outcome] = world.store.create([Change("s1", fields, categories=("Salesforce",), **more)])  # type: ignore[arg-type]  # Change's own keywords
    assert isinstance(outcome, Written), outcome
    return outcome


def held(world: TaskWorld, fields: dict[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in fields.items() if name in world.store.holds}
