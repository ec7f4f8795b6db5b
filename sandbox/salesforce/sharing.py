"""What one user may see and change: rights of the profile, field-level security, sharing of records.

Choices of the sandbox: a profile may do everything that was not taken away; the System Administrator sees and edits all
records; of a private contact, one without account, others than the owner see nothing, whatever the sharing default is;
public access lets users edit but not delete what others own.
"""

# ruff: noqa: S608 - names in the SQL come from the schema; what a client sent is bound as a value

from typing import Any

from sandbox.salesforce.schema import Field, SObject
from sandbox.salesforce.settings import ADMIN_PROFILE, Settings
from sandbox.salesforce.store import Row, Store, quoted

# what only administrators manage; users change their own user record
_SETUP = frozenset({"Group", "GroupMember", "Organization", "Profile", "RecordType", "User"})


class Access:
    """The rights of one user."""

    def __init__(self, store: Store, settings: Settings, user_id: str, profile: str) -> None:
        self._store = store
        self._settings = settings
        self.user_id = user_id
        self.profile = profile
        self.admin = profile == ADMIN_PROFILE
        self._hidden: dict[str, frozenset[str]] = {}

    @classmethod
    def system(cls, store: Store, settings: Settings, user_id: str) -> "Access":
        """Rights without limits, as the platform's own rules have them."""
        access = cls(store, settings, user_id, profile="")
        access.admin = True
        return access

    def reads(self, sobject: SObject) -> bool:
        present = self._settings.has_object(sobject.name)
        return present and self._settings.object_access(self.profile, sobject.name).read

    def creates(self, sobject: SObject) -> bool:
        if sobject.name in _SETUP and not self.admin:
            return False
        return "createable" in sobject.flags and self._settings.object_access(self.profile, sobject.name).create

    def edits(self, sobject: SObject) -> bool:
        if sobject.name in _SETUP and sobject.name != "User" and not self.admin:
            return False
        return "updateable" in sobject.flags and self._settings.object_access(self.profile, sobject.name).edit

    def deletes(self, sobject: SObject) -> bool:
        if sobject.name in _SETUP and not self.admin:
            return False
        return "deletable" in sobject.flags and self._settings.object_access(self.profile, sobject.name).delete

    def hidden(self, sobject: SObject) -> frozenset[str]:
        """The fields of an object that field-level security keeps from the user."""
        if sobject.name not in self._hidden:
            start = f"{self.profile}.{sobject.name}."
            rules = self._settings.fields.items()
            hidden = {key.removeprefix(start) for key, rule in rules if key.startswith(start) and not rule.read}
            parts = {f.name for f in sobject.fields.values() if f.type == "address" and self._lost(sobject, f, hidden)}
            self._hidden[sobject.name] = frozenset(hidden | parts)
        absent = self._settings.absent_fields(sobject.name)
        return self._hidden[sobject.name] | absent if absent else self._hidden[sobject.name]

    @staticmethod
    def _lost(sobject: SObject, address: Field, hidden: set[str]) -> bool:
        """An address is hidden with all of its parts."""
        return all(part.name in hidden for part in sobject.parts(address.name))

    def reads_field(self, sobject: SObject, field: Field) -> bool:
        return field.name not in self.hidden(sobject)

    def edits_field(self, sobject: SObject, field: Field) -> bool:
        rule = self._settings.field_access(self.profile, sobject.name, field.name)
        return rule.edit and rule.read and self.reads_field(sobject, field)

    def fields(self, sobject: SObject) -> list[Field]:
        hidden = self.hidden(sobject)
        return [f for f in sobject.fields.values() if f.name not in hidden]

    def groups(self) -> list[str]:
        """The queues and groups of the user."""
        rows = self._store.rows('SELECT GroupId FROM "GroupMember" WHERE UserOrGroupId = ?', (self.user_id,))
        return [row[0] for row in rows]

    def visible(self, sobject: SObject, alias: str) -> tuple[str, list[Any]]:
        """An SQL condition on the rows of `alias` that the user may see, and its values; empty when it is all."""
        private = self._settings.sharing_default(sobject.name) == "Private"
        if self.admin or not sobject.has("OwnerId") or not (private or sobject.name == "Contact"):
            return "", []
        mine = f"{alias}.OwnerId = ? OR {alias}.Id IN (SELECT record FROM _share WHERE user = ?)"
        values: list[Any] = [self.user_id, self.user_id]
        groups = self.groups()
        if groups:
            mine += f" OR {alias}.OwnerId IN ({', '.join('?' * len(groups))})"
            values += groups
        return (f"({mine})" if private else f"({alias}.AccountId IS NOT NULL OR {mine})"), values

    def sees(self, sobject: SObject, record_id: str) -> bool:
        condition, values = self.visible(sobject, "r")
        if not condition:
            return True
        sql = f"SELECT 1 FROM {quoted(sobject.name)} r WHERE r.Id = ? AND {condition}"
        return bool(self._store.rows(sql, (record_id, *values)))

    def may_edit(self, sobject: SObject, row: Row) -> bool:
        """Whether sharing lets the user change this record."""
        if sobject.name == "User" and not self.admin:
            return bool(row["Id"] == self.user_id)
        if self.admin or "OwnerId" not in row or row["OwnerId"] == self.user_id or row["OwnerId"] in self.groups():
            return True
        shares = self._store.rows(
            "SELECT 1 FROM _share WHERE record = ? AND user = ? AND level = 'Edit'", (row["Id"], self.user_id)
        )
        return bool(shares) or self._settings.sharing_default(sobject.name) == "ReadWrite"

    def may_delete(self, sobject: SObject, row: Row) -> bool:
        """Whether sharing lets the user delete this record: public access never does, owning it or its account does."""
        if self.admin or "OwnerId" not in row:
            return self.admin or self.may_edit(sobject, row)
        if row["OwnerId"] == self.user_id or row["OwnerId"] in self.groups():
            return True
        if sobject.name != "Contact" or not row.get("AccountId"):
            return False
        owned = 'SELECT 1 FROM "Account" WHERE Id = ? AND OwnerId = ?'
        return bool(self._store.rows(owned, (row["AccountId"], self.user_id)))
