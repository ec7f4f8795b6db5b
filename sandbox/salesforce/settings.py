"""What an admin sets up in an org: rights of profiles, sharing defaults, validation and duplicate rules."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from sandbox.salesforce.store import Store

ADMIN_PROFILE = "System Administrator"
STANDARD_PROFILE = "Standard User"
_IN_MEMORY = ("validation", "duplicate", "field", "object", "sharing", "feature")
# what an org can switch on and off, as a new org has it
FEATURES = {"multi_day_events": True, "shared_activities": False, "enhanced_email": True}
_OBJECTS_OF = {
    "enhanced_email": ("EmailMessage", "EmailMessageRelation"),
    "shared_activities": ("TaskRelation", "TaskWhoRelation", "EventWhoRelation"),
}
_FIELDS_OF = {
    "shared_activities": {
        "Task": ("WhoCount", "WhatCount"),
        "Event": ("WhoCount", "WhatCount"),
        "EventRelation": ("IsWhat", "IsParent", "IsInvitee", "AccountId"),
    }
}


@dataclass(frozen=True, slots=True)
class ValidationRule:
    """Refuses a record for which `where`, a SOQL condition, is true."""

    sobject: str
    name: str
    where: str
    message: str
    field: str | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class DuplicateRule:
    """Matches records that agree in all fields of one of the lists in `match`."""

    sobject: str
    name: str
    match: list[list[str]]
    action: str
    message: str


@dataclass(frozen=True, slots=True)
class FieldAccess:
    read: bool = True
    edit: bool = True


@dataclass(frozen=True, slots=True)
class ObjectAccess:
    create: bool = True
    read: bool = True
    edit: bool = True
    delete: bool = True


class Settings:
    """The settings in memory, kept in the store's `_config` table as JSON."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.load()

    def load(self) -> None:
        self.validation = {key: ValidationRule(**body) for key, body in self.read("validation")}
        self.duplicates = {key: DuplicateRule(**body) for key, body in self.read("duplicate")}
        self.fields = {key: FieldAccess(**body) for key, body in self.read("field")}
        self.objects = {key: ObjectAccess(**body) for key, body in self.read("object")}
        self.sharing: dict[str, str] = {key: body["default"] for key, body in self.read("sharing")}
        self.features = FEATURES | {key: bool(body["on"]) for key, body in self.read("feature")}
        self._absent_objects, self._absent_fields = self._absent()

    def _absent(self) -> tuple[frozenset[str], dict[str, frozenset[str]]]:
        """The objects, and the fields by object, of features that the org does not use."""
        off = [key for key, on in self.features.items() if not on]
        fields: dict[str, frozenset[str]] = {}
        for key in off:
            for name, more in _FIELDS_OF.get(key, {}).items():
                fields[name] = fields.get(name, frozenset()) | frozenset(more)
        return frozenset(name for key in off for name in _OBJECTS_OF.get(key, ())), fields

    def read(self, kind: str) -> list[tuple[str, Any]]:
        rows = self._store.rows("SELECT key, body FROM _config WHERE kind = ? ORDER BY rowid", (kind,))
        return [(key, json.loads(body)) for key, body in rows]

    def read_one(self, kind: str, key: str) -> Any:
        """The kept body, or None."""
        rows = self._store.rows("SELECT body FROM _config WHERE kind = ? AND key = ?", (kind, key))
        return json.loads(rows[0][0]) if rows else None

    def write(self, kind: str, key: str, body: dict[str, Any]) -> None:
        self._store.execute("INSERT OR REPLACE INTO _config VALUES (?, ?, ?)", (kind, key, json.dumps(body)))
        if kind in _IN_MEMORY:
            self.load()

    def add_validation(self, rule: ValidationRule) -> None:
        self.write("validation", f"{rule.sobject}.{rule.name}", asdict(rule))

    def add_duplicate(self, rule: DuplicateRule) -> None:
        self.write("duplicate", f"{rule.sobject}.{rule.name}", asdict(rule))

    def has_object(self, name: str) -> bool:
        """Whether the org has what the object belongs to."""
        return name not in self._absent_objects

    def absent_fields(self, name: str) -> frozenset[str]:
        """The fields of an object that come with a feature that the org does not use."""
        return self._absent_fields.get(name, frozenset())

    def field_access(self, profile: str, sobject: str, field: str) -> FieldAccess:
        return self.fields.get(f"{profile}.{sobject}.{field}", FieldAccess())

    def object_access(self, profile: str, sobject: str) -> ObjectAccess:
        return self.objects.get(f"{profile}.{sobject}", ObjectAccess())

    def sharing_default(self, sobject: str) -> str:
        """`Private`, `Read` or `ReadWrite`: what users may do with the records of others."""
        return self.sharing.get(sobject, "ReadWrite")
