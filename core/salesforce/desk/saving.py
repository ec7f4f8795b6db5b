"""Records saved: changed and created.

A change is guarded twice. The ETag of a Form covers what the person saw of the fields they may edit; just before the
change the record is read again and compared, and the change itself carries If-Unmodified-Since with the moment of that
reading (REST API Developer Guide, "Conditional Requests": whole seconds), for who saves in between.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from core.errors import SyncError
from core.salesforce.client import Part, unreadable
from core.salesforce.desk.desk import Desk
from core.salesforce.desk.entries import checked
from core.salesforce.desk.fields import ObjectFacts
from core.salesforce.desk.names import SEEN
from core.salesforce.desk.records import Form, read, read_row
from core.salesforce.desk.refusals import FieldsRefused, NoRight, of_save
from core.salesforce.errors import faults_of
from core.salesforce.soql import is_id

_DUPLICATES = "Sforce-Duplicate-Rule-Header"
_MODIFIED = ("LastModifiedDate", "SystemModstamp")


class ChangedMeanwhile(SyncError):
    """Somebody saved the record since it was read; current: its Form now."""

    def __init__(self, current: Form) -> None:
        words = f"“{current['name'] or current['label']}” was changed in Salesforce meanwhile: look at both values."
        super().__init__(words, code="changed_meanwhile")
        self.current = current


def change(desk: Desk, sobject: str, record_id: str, values: Mapping[str, Any], etags: Collection[str]) -> Form:
    """The record's Form after the change. etags: of the Form that the person edited, or `*`.
    Raises ChangedMeanwhile, FieldsRefused, DuplicatesFound, NotThere, NoRight, Transient, Unauthorized."""
    current, row = read_row(desk, sobject, record_id)
    if not current["editable"]:
        raise NoRight
    if not {"*", current["etag"]}.intersection(etags):
        raise ChangedMeanwhile(current)
    facts = desk.object(sobject)
    wire, faults = checked(facts, values, creating=False)
    if faults:
        raise FieldsRefused(faults)
    if not wire:
        return current
    headers = {_DUPLICATES: "allowSave=true; runAsCurrentUser=true"} | _unmodified(row)
    part = Part("PATCH", f"sobjects/{sobject}/{record_id}", wire, headers)
    status, body = desk.client.attempt(part, "save")
    if status == 412:
        raise ChangedMeanwhile(read(desk, sobject, record_id))
    if status >= 300:
        raise _refused(desk, facts, status, body)
    return read(desk, sobject, record_id)


def create(desk: Desk, sobject: str, values: Mapping[str, Any], *, allow_duplicates: bool = False) -> Form:
    """The Form of the new record. Raises as `change`, but for ChangedMeanwhile."""
    facts = desk.sure(sobject)
    if not facts.createable:
        raise NoRight(f"You have no right in Salesforce to create records of the kind {facts.label}.")
    wire, faults = checked(facts, values, creating=True)
    if faults:
        raise FieldsRefused(faults)
    allowed = "true" if allow_duplicates else "false"
    headers = {_DUPLICATES: f"allowSave={allowed}; includeRecordDetails=true; runAsCurrentUser=true"} | SEEN
    status, body = desk.client.attempt(Part("POST", f"sobjects/{sobject}", wire, headers), "create")
    if status >= 300:
        raise _refused(desk, facts, status, body)
    key = body.get("id") if isinstance(body, dict) else None
    if not isinstance(key, str) or not is_id(key):
        raise unreadable("create")
    return read(desk, sobject, key)


def _refused(desk: Desk, facts: ObjectFacts, status: int, body: object) -> SyncError:
    """A field that describe knew and Salesforce does not: rights have changed, so describe is asked again."""
    if any(fault.code.startswith("INVALID_FIELD") for fault in faults_of(body)):
        desk.known.forget(f"sobjects/{facts.name}/")
    return of_save(status, body, facts)


def _unmodified(row: Mapping[str, Any]) -> dict[str, str]:
    moment = next((found for name in _MODIFIED if (found := _moment(row.get(name)))), None)
    return {"If-Unmodified-Since": format_datetime(moment, usegmt=True)} if moment else {}


def _moment(told: object) -> datetime | None:
    try:
        return datetime.fromisoformat(told).astimezone(UTC).replace(microsecond=0) if isinstance(told, str) else None
    except (ValueError, OverflowError):
        return None
