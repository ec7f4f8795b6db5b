"""What a refusal by Salesforce means, by the table in codes.py.

Bodies are lists of `{message, errorCode, fields?}`, in collections `{statusCode, message, fields}`, for OAuth
`{error, error_description}`; proxies and maintenance pages answer HTML. Decide by the code, never by the status alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import CursorExpired, Rejected, Stale, SyncError, Transient, Unauthorized
from core.salesforce.codes import (
    GRANTS,
    LABELS,
    LAST_NAME_MISSING,
    MISSING,
    OAUTH,
    PHRASES,
    PREFIXES,
    RECONNECT,
    REFUSED,
    TABLE,
    UNKNOWN_CALL,
    UNKNOWN_ROW,
    Act,
    Meaning,
)

__all__ = ["LABELS", "Fault", "candidates_of", "faults_of", "of_call", "of_oauth", "of_record"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One error as Salesforce told it, whatever the form of the body."""

    code: str
    message: str
    fields: tuple[str, ...] = ()
    detail: Mapping[str, Any] | None = None

    @property
    def meaning(self) -> Meaning | None:
        told = self.message.casefold()
        phrased = (meaning for code, phrase, meaning in PHRASES if code == self.code and phrase in told)
        exact = next(phrased, None) or TABLE.get(self.code)
        return exact or next((m for prefix, m in PREFIXES.items() if self.code.startswith(prefix)), None)


def faults_of(body: object) -> list[Fault]:
    """The errors of a body in any known form; an unknown form (HTML, a number) gives none."""
    rows = body if isinstance(body, list) else [body]
    faults = []
    for row in rows:
        if not isinstance(row, dict):
            continue
        code = row.get("errorCode") or row.get("statusCode") or row.get("exceptionCode") or row.get("error")
        text = row.get("message") or row.get("exceptionMessage") or row.get("error_description") or ""
        fields = row.get("fields")
        names = tuple(str(name) for name in fields) if isinstance(fields, list) else ()
        # Real replies misspell the key; both spellings are in use.
        detail = row.get("duplicateResut") or row.get("duplicateResult")
        if isinstance(code, str):
            faults.append(Fault(code, str(text), names, detail if isinstance(detail, dict) else None))
    return faults


def of_call(status: int, body: object, retry_after: float | None = None) -> SyncError:
    """What a refused call means."""
    fault = next(iter(faults_of(body)), None)
    meaning = fault.meaning if fault else None
    if fault is None or (meaning is None and (status >= 500 or status in (408, 420, 429))):
        return _by_status(status, retry_after)
    meaning = meaning or UNKNOWN_CALL
    words = f"Salesforce refused a call: {_sentence(fault.message) or fault.code + '.'} {meaning.sentence}"
    if meaning.act is Act.LATER:
        return Transient(words, code=meaning.code, vendor=fault.code, retry_after=retry_after or meaning.wait)
    if meaning.act is Act.RESCAN:
        return CursorExpired(words, code=meaning.code, vendor=fault.code)
    return Unauthorized(words, code=meaning.code, vendor=fault.code)


def _by_status(status: int, retry_after: float | None) -> SyncError:
    if status == 401:
        return Unauthorized(f"Salesforce refused the session. {RECONNECT.sentence}", code=RECONNECT.code)
    if status < 400 or status >= 500 or status in (408, 409, 420, 429):
        words = f"Salesforce answered with status {status} and no readable reason. It is tried again by itself."
        return Transient(words, code="unreadable" if status < 400 else "busy", retry_after=retry_after)
    words = f"Salesforce or a server before it refused a call with status {status}. {UNKNOWN_CALL.sentence}"
    return Unauthorized(words, code="refused")


def of_record(errors: object, who: str, names: Mapping[str, str]) -> SyncError:
    """What the errors of one record mean. who: how people call it; names: Salesforce's field name -> ours.
    The record was not saved. Codes that speak of the connection are the record's here, since its neighbours passed."""
    fault = next(iter(faults_of(errors)), None) or Fault("", "")
    meaning = fault.meaning or UNKNOWN_ROW
    words = f"Salesforce refused {who}: {_sentence(fault.message) or (fault.code or 'no reason given') + '.'}"
    text = f"{words} {meaning.sentence}"
    if meaning.act is Act.LATER:
        return Transient(text, code=meaning.code, vendor=fault.code, retry_after=meaning.wait)
    if meaning.act is Act.REREAD:
        return Stale(text, code=meaning.code, vendor=fault.code)
    field = next((names[name] for name in fault.fields if name in names), None)
    label = meaning.label or REFUSED
    if meaning is MISSING and ("LastName" in fault.fields or "[LastName]" in fault.message):
        field, label = "surname", LAST_NAME_MISSING
    return Rejected(
        text, code=meaning.code, vendor=fault.code, field=field, label=label, candidates=candidates_of(fault)
    )


def of_oauth(status: int, body: object) -> SyncError:
    """What a refusal by the token endpoint means."""
    fault = next(iter(faults_of(body)), None)
    if fault is None or status >= 500 or status in (420, 429):
        return _by_status(status, None)
    told = fault.message.casefold()
    hint = (
        next((text for part, text in GRANTS.items() if part in told), None) if fault.code == "invalid_grant" else None
    )
    advice = hint or OAUTH.get(fault.code) or "Check the connection's settings and connect Salesforce again."
    reason = _sentence(fault.message) or fault.code + "."
    return Unauthorized(f"Salesforce refused the sign-in: {reason} {advice}", code=fault.code, vendor=fault.code)


def candidates_of(fault: Fault) -> tuple[str, ...]:
    """The ids of the records that stand in the way, as far as the error names them."""
    found = []
    if fault.code == "DUPLICATE_VALUE":
        # "duplicate value found: Email2__c duplicates value on record with id: 003xx0000012345"
        tail = fault.message.rpartition("with id:")[2].strip().rstrip(".")
        if tail.isalnum() and len(tail) in (15, 18):
            found.append(tail)
    for result in _listed(fault.detail, "matchResults"):
        for match in _listed(result, "matchRecords"):
            record = match.get("record")
            if isinstance(record, dict) and isinstance(record.get("Id"), str):
                found.append(record["Id"])
    return tuple(dict.fromkeys(found))


def _listed(holder: Mapping[str, Any] | None, key: str) -> list[dict[str, Any]]:
    rows = holder.get(key) if holder else None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _sentence(text: str) -> str:
    """The vendor's words, shortened, ending in a full stop."""
    text = " ".join(text.split())[:300]
    return text if not text or text.endswith((".", "!", "?")) else text + "."
