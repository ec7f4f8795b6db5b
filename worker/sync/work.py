"""One remote write to be: the action with its unit, and the Change or Removal that the store is given."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import field
from typing import Any, TypeAlias

from core.records import Fields, Key, Record, Side
from core.store import Change, Removal
from core.values import replace, valueclass
from worker.sync.actions import Create, Delete, Update
from worker.sync.invitees import addresses
from worker.sync.scene import Unit

Write: TypeAlias = Create | Update | Delete
VERBS: Mapping[type[Any], str] = {Create: "create", Update: "update", Delete: "delete"}


def _of(fields: Fields, names: Collection[str]) -> Fields:
    return {name: value for name, value in fields.items() if name in names}


def verb_of(action: Write) -> str:
    return VERBS[type(action)]


@valueclass(frozen=True, slots=True)
class Work:
    """stamp: the Intent's id. held: what the side will hold otherwise than written (from `prepare`). before: the
    record's fields and categories as the decision saw them, for the Operation and for undo."""

    action: Write
    unit: Unit
    stamp: str
    sent: Change | Removal
    held: Fields = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)

    def only(self, names: Collection[str]) -> "Work":
        """What of an update speaks of these fields; no categories, no move."""
        if not isinstance(self.action, Update):
            return self
        return self._cut(replace(self.action, categories=None, place=None), names)

    def without(self, names: Collection[str]) -> "Work":
        """The update without these fields, which stay as they were on both sides and in the base; so do categories."""
        action = self.action
        if not isinstance(action, Update) or not names:
            return self
        return self._cut(
            replace(action, categories=None),
            ({*action.settle, *action.fields} | {one.field for one in action.clashes}) - {*names},
        )

    def _cut(self, action: Update, names: Collection[str]) -> "Work":
        part = replace(
            action,
            fields=_of(action.fields, names),
            settle=_of(action.settle, names),
            clashes=tuple(clash for clash in action.clashes if clash.field in names),
            apart=_of(action.apart, names),
            own=_of(action.own, names),
        )
        return replace(self, action=part, before={**self.before, "fields": _of(self.before.get("fields", {}), names)})

    def prepared(self, change: Change) -> "Work":
        return self if change is self.sent else replace(self, sent=change, held=change.held)


def work_of(action: Write, unit: Unit, stamp: str, link_to: Callable[[Key], str | None] | None = None) -> Work:
    """What is to be sent for the action. link_to: where people open the other side's record, for items that show
    it."""
    before = _before(action, unit)
    if isinstance(action, Delete):
        return Work(action, unit, stamp, Removal(stamp, action.key, action.version), before=before)
    if isinstance(action, Create):
        identity = action.seen.meeting if action.side is Side.CRM else None
        link = link_to(action.source) if link_to and action.source else None
        change = Change(
            stamp, action.fields, categories=action.categories, peer=action.source, link=link, identity=identity
        )
        return Work(action, unit, stamp, change)
    people = addresses(unit.link) if unit.link and action.side is Side.CRM else {}
    peer = unit.keys.get(action.side.other)
    change = Change(
        stamp,
        action.fields,
        action.key,
        action.version,
        action.categories,
        action.place,
        peer=peer,
        link=link_to(peer) if link_to and peer else None,
        people=people,
    )
    return Work(action, unit, stamp, change, before=before)


def after(action: Write) -> dict[str, Any]:
    """What was written, for the Operation."""
    if isinstance(action, Delete):
        return {}
    content: dict[str, Any] = {"fields": action.fields}
    if action.categories is not None:
        content["categories"] = list(action.categories)
    if isinstance(action, Update) and action.place is not None:
        content["place"] = action.place.value
    return content


def written_record(action: Update, record: Record, key: str, version: str | None) -> Record:
    """The record as it is after the write; its version where the side told it."""
    categories = record.categories if action.categories is None else action.categories
    place = record.place if action.place is None else action.place
    fields = {**record.fields, **action.fields}
    return replace(
        record, key=key, version=version or record.version, fields=fields, categories=categories, place=place
    )


def _before(action: Write, unit: Unit) -> dict[str, Any]:
    if isinstance(action, Create):
        return {}
    record = unit.record(action.side)
    if isinstance(action, Delete):
        content: dict[str, Any] = {"fields": dict(action.archive)}
        wants_categories = action.side is Side.EXCHANGE
    else:
        content = {"fields": {name: _value(unit, record, action.side, name) for name in action.fields}}
        wants_categories = action.categories is not None
    if record is not None and wants_categories:
        content["categories"] = list(record.categories)
    if record is not None and isinstance(action, Update) and action.place is not None:
        content["place"] = record.place.value
    return content


def _value(unit: Unit, record: Record | None, side: Side, name: str) -> Any:
    if record is not None:
        return record.fields.get(name)
    return unit.link.seen(side, name) if unit.link else None
