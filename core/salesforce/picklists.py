"""The org's own values of a task's status and priority, and ours.

A value of the org that is none of ours stays as it is until somebody changes the field in Outlook; there it shows as
the nearest of ours: a closed status as completed, an open one as in progress, a priority as high or normal. A choice of
ours that the org does not have is written as the nearest of its values, and what it will be read back as is held.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core.records import Fields, Value
from core.salesforce import values
from core.salesforce.describe import ObjectFact
from core.salesforce.trait import Draft, Trait

# Salesforce's own choices of both fields, as we call them.
_MEANINGS = {
    "not started": "not_started",
    "in progress": "in_progress",
    "completed": "completed",
    "waiting on someone else": "waiting_on_others",
    "deferred": "deferred",
    "high": "high",
    "normal": "normal",
    "low": "low",
}
# What to write in place of a choice that the org does not have, nearest first.
_NEAREST = {
    "not_started": ("in_progress", "waiting_on_others", "deferred"),
    "in_progress": ("not_started", "waiting_on_others", "deferred"),
    "waiting_on_others": ("in_progress", "not_started", "deferred"),
    "deferred": ("waiting_on_others", "not_started", "in_progress"),
    "completed": (),
    "high": ("normal",),
    "normal": ("low", "high"),
    "low": ("normal",),
}


@dataclass(frozen=True)
class Picklist(Trait):
    """name: canonical; column: Salesforce's; flag: its read-only companion (IsClosed, IsHighPriority), flagged: what is
    meant by it. meanings: the org's values in order, each as we read it. other: an unknown value without the flag."""

    name: str
    column: str
    flag: str
    flagged: str
    other: str
    meanings: Mapping[str, str]

    def __post_init__(self) -> None:
        object.__setattr__(self, "holds", frozenset({self.name}))
        object.__setattr__(self, "columns", (self.column, self.flag))
        object.__setattr__(self, "names", {self.column: self.name})

    def decode(self, row: Mapping[str, Any]) -> Fields:
        value, flagged = values.text(row, self.column), values.flag(row, self.flag)
        return {self.name: self._meaning(value, flagged) if value else None}

    def encode(self, draft: Draft) -> Mapping[str, Any]:
        """Left out where the record's own value means the choice already, and where the org has no such value."""
        chosen = draft.fields.get(self.name)
        if self.name not in draft.fields or (draft.row and draft.now.get(self.name) == chosen):
            return {}
        value = self._value(chosen)
        return {self.column: value} if value else {}

    def held(self, draft: Draft) -> Fields:
        if self.name not in draft.fields:
            return {}
        chosen, value = draft.fields[self.name], self._value(draft.fields[self.name])
        read: Value = self.meanings[value] if value else chosen
        return {self.name: read} if read != chosen else {}

    def _value(self, chosen: Value) -> str | None:
        """The org's value for a choice of ours: of the same meaning, else the nearest; an emptied one is the first."""
        wanted = str(chosen or next(iter(self.meanings.values()), self.other))
        return next((self._named[one] for one in (wanted, *_NEAREST.get(wanted, ())) if one in self._named), None)

    @cached_property
    def _named(self) -> Mapping[str, str]:
        """By choice the org's value: that of the same name goes before others of the same meaning."""
        named: dict[str, str] = {}
        for value, meaning in self.meanings.items():
            if meaning not in named or _known(value) == meaning != _known(named[meaning]):
                named[meaning] = value
        return named

    def _meaning(self, value: str, flagged: bool) -> str:
        return meaning_of(value, flagged, self.flagged, self.other)


def _known(value: str) -> str | None:
    return _MEANINGS.get(value.casefold())


def meaning_of(value: str, flagged: bool, when_flagged: str, other: str) -> str:
    """The flag decides: a value named Completed that the org does not count as closed is open."""
    known = _known(value)
    if flagged or known is None or known == when_flagged:
        return when_flagged if flagged else other
    return known


def statuses(task: ObjectFact, rows: Sequence[Mapping[str, Any]]) -> Picklist | None:
    return _picklist(task, "Status", rows, ("status", "IsClosed", "completed", "in_progress"))


def importances(task: ObjectFact, rows: Sequence[Mapping[str, Any]]) -> Picklist | None:
    return _picklist(task, "Priority", rows, ("importance", "IsHighPriority", "high", "normal"))


def _picklist(
    task: ObjectFact, column: str, rows: Sequence[Mapping[str, Any]], words: tuple[str, str, str, str]
) -> Picklist | None:
    """rows: of TaskStatus or TaskPriority; without them the name alone tells what is flagged. None where the user may
    not write the field."""
    name, flag, flagged, other = words
    fact = task.fields.get(column)
    if fact is None or not fact.writable or flag not in task.fields:
        return None
    told = {str(row.get("ApiName")): row.get(flag) is True for row in rows}
    found = {value: told.get(value, _known(value) == flagged) for value in _ordered(fact.choices, rows)}
    meanings = {value: meaning_of(value, on, flagged, other) for value, on in found.items()}
    return Picklist(name, column, flag, flagged, other, meanings)


def _ordered(choices: Iterable[str], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The default first: it is what an emptied field becomes."""
    default = {str(row.get("ApiName")) for row in rows if row.get("IsDefault") is True}
    return sorted(choices, key=lambda value: value not in default)
