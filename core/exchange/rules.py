"""What the kinds of items differ in, whichever protocol is spoken: fields that are derived from others, and what must
be known of an item to write it."""

from collections.abc import Callable
from dataclasses import dataclass

from core.exchange import names
from core.exchange.mailbox import Item
from core.objects import CONTACT, TASK, ObjectType
from core.records import Fields, Value


@dataclass(frozen=True, slots=True)
class Rules:
    """needs: fields whose change must be made with the item at hand. for_create, for_update: wire fields that go with
    the given ones. held: what Exchange will hold differently after a change of these fields. rolls: whether after the
    write the item is not what was written (its version is then not told, so that the next feed has it read)."""

    object_type: ObjectType
    needs: Callable[[Fields], bool]
    for_create: Callable[[Fields], dict[str, Value]]
    for_update: Callable[[Item, Fields], dict[str, Value]]
    held: Callable[[Fields], dict[str, Value]] = lambda fields: {}
    rolls: Callable[[Item, Fields], bool] = lambda item, fields: False

    @property
    def what(self) -> str:
        return f"the {self.object_type.singular}"


# The company stands in for a missing name only at creation: a later change of it does not read every item.
_NAME_PARTS = frozenset({"given_name", "middle_name", "surname", "generation"})


def _renamed(item: Item, fields: Fields) -> dict[str, Value]:
    if not _NAME_PARTS & fields.keys():
        return {}
    return names.names_for_update(item.fields, fields, item.shown, item.filed)


CONTACTS = Rules(
    object_type=CONTACT,
    needs=lambda fields: bool(_NAME_PARTS & fields.keys()),
    for_create=names.names_for_create,
    for_update=_renamed,
)

# What Exchange makes of the percentage when the status is set (learn.microsoft.com, "PercentComplete", EWS elements).
_PERCENT = {"not_started": 0, "completed": 100}
_DONE = "completed"


def _coupled(fields: Fields) -> dict[str, Value]:
    """Status and percentage move each other, and a completed task reminds nobody any more."""
    held: dict[str, Value] = {}
    status, percent = fields.get("status"), fields.get("percent_complete")
    if isinstance(status, str) and status in _PERCENT and percent != _PERCENT[status]:
        held["percent_complete"] = _PERCENT[status]
    elif "status" not in fields and isinstance(percent, int):
        held["status"] = {0: "not_started", 100: _DONE}.get(percent, "in_progress")
    if _DONE in (status, held.get("status")):
        held["reminder_due_by"] = None
    return held


def _moves_a_series(fields: Fields) -> bool:
    """Exchange leaves what was written behind as a task of its own, and the series' item is the next one already
    (learn.microsoft.com, "UpdateItem operation (task)")."""
    return fields.get("status") == _DONE or "due_date" in fields


TASKS = Rules(
    object_type=TASK,
    needs=_moves_a_series,
    for_create=lambda fields: {},
    for_update=lambda item, fields: {},
    held=_coupled,
    rolls=lambda item, fields: item.recurring and _moves_a_series(fields),
)
