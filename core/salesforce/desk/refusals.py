"""Why Salesforce did not save a record, told at the fields it concerns.

Source: REST API Developer Guide, "Status Codes and Error Responses"; SOAP API Developer Guide, "Status Codes".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.errors import Rejected, SyncError
from core.salesforce.codes import Act
from core.salesforce.desk.desk import NotThere
from core.salesforce.desk.entries import Fault as FieldFault
from core.salesforce.desk.fields import ObjectFacts
from core.salesforce.errors import Fault, candidates_of, faults_of, of_call

_LISTED = re.compile(r"\[([\w, ]+)\]\s*\Z")
_HEAD = re.compile(r"([^:]{1,80}):\s+(\S.*)\Z", re.DOTALL)
_RIGHTS = frozenset({"no_right"})
_FORM = frozenset({"INVALID_FIELD", "INVALID_FIELD_FOR_INSERT_UPDATE"})


class FieldsRefused(Rejected):
    """The record was not saved; fields: what is wrong where, at least one."""

    def __init__(self, fields: Sequence[FieldFault]) -> None:
        super().__init__("Salesforce did not save this: correct the marked fields.", code="fields_refused")
        self.fields = tuple(fields)


class DuplicatesFound(Rejected):
    """A duplicate rule stands in the way. can_save: the rule lets it pass when the person insists."""

    def __init__(self, message: str, candidates: tuple[str, ...], *, can_save: bool, sobject: str) -> None:
        super().__init__(message, code="duplicates", candidates=candidates)
        self.can_save, self.sobject = can_save, sobject


class NoRight(SyncError):
    """This user may not do that to this record, or to records of its kind."""

    def __init__(self, message: str = "") -> None:
        words = "You have no right in Salesforce to do this. Ask an administrator of Salesforce for it."
        super().__init__(message or words, code="crm_forbidden")


def of_row(status: int, body: object) -> SyncError:
    """Why a record could not be read."""
    fault = next(iter(faults_of(body)), None)
    if status == 404 or (fault and fault.code in ("NOT_FOUND", "ENTITY_IS_DELETED", "MALFORMED_ID", "INVALID_TYPE")):
        return NotThere()
    if fault and fault.meaning and fault.meaning.code in _RIGHTS:
        return NoRight("You have no right in Salesforce to see this record.")
    return of_call(status, body)


def of_save(status: int, body: object, facts: ObjectFacts, *, blocking: str = "") -> SyncError:
    """Why a record was not saved. blocking: the object whose duplicate rules apply."""
    faults = faults_of(body)
    duplicate = next((fault for fault in faults if fault.code == "DUPLICATES_DETECTED"), None)
    if duplicate is not None:
        return _duplicates(duplicate, facts)
    if any(fault.code in ("NOT_FOUND", "ENTITY_IS_DELETED") for fault in faults) or (status == 404 and not faults):
        return NotThere()
    meanings = [fault.meaning for fault in faults]
    if any(meaning and meaning.code in _RIGHTS for meaning in meanings) and not any(f.code in _FORM for f in faults):
        return NoRight()
    ours = any(meaning is None or meaning.act is Act.RECORD for meaning in meanings)
    if faults and (ours or any(fault.code in _FORM for fault in faults)) and status < 500:
        return FieldsRefused([told for fault in faults for told in _at_fields(fault, facts)])
    return of_call(status, body)


def _duplicates(fault: Fault, facts: ObjectFacts) -> DuplicatesFound:
    detail: Mapping[str, Any] = fault.detail or {}
    message = str(detail.get("errorMessage") or fault.message or "")
    words = " ".join(message.split())[:300] or "There are records like this already."
    entity = str(detail.get("duplicateRuleEntityType") or facts.name)
    matches = detail.get("matchResults")
    kinds = [one.get("entityType") for one in matches if isinstance(one, dict)] if isinstance(matches, list) else []
    sobject = next((str(kind) for kind in kinds if kind), entity)
    return DuplicatesFound(words, candidates_of(fault), can_save=detail.get("allowSave") is True, sobject=sobject)


def _at_fields(fault: Fault, facts: ObjectFacts) -> Iterator[FieldFault]:
    """One for each field that the error names; Salesforce names it in `fields`, in brackets, or by its label."""
    names = [name for name in fault.fields if name in facts.fields] or list(_named(fault, facts))
    if not names:
        yield FieldFault(None, None, _sentence(fault.message) or f"Salesforce refused it ({fault.code}).")
    for name in dict.fromkeys(names):
        field = facts.fields[name]
        yield FieldFault(name, field.label, _words(fault, field.label))


def _named(fault: Fault, facts: ObjectFacts) -> Iterator[str]:
    listed = _LISTED.search(fault.message)
    if listed and fault.code in ("REQUIRED_FIELD_MISSING", *_FORM):
        yield from (name for name in re.split(r",\s*", listed[1]) if name in facts.fields)
        return
    head = _HEAD.match(fault.message)
    if head:
        yield from (field.name for field in facts.fields.values() if field.label == head[1])


def _words(fault: Fault, label: str) -> str:
    if fault.code == "REQUIRED_FIELD_MISSING":
        return "Fill this in."
    if fault.code in _FORM:
        return "You have no right in Salesforce to change this field."
    head = _HEAD.match(fault.message)
    return _sentence(head[2] if head and head[1] == label else fault.message) or "Salesforce refused this value."


def _sentence(text: str) -> str:
    """Salesforce's own words, shortened, with a capital and a full stop."""
    text = " ".join(text.split())[:500]
    text = text[:1].upper() + text[1:]
    return text if not text or text.endswith((".", "!", "?")) else text + "."
