"""Rows of the records that match: those of the CRM asked for there, those of Outlook read from the mailbox. Where a
side does not answer, they are told by what is known."""

from collections.abc import Iterable
from typing import Any

from core.accounts import AccountError
from core.errors import SyncError
from core.models.sync import IssueRow
from core.objects import OBJECT_TYPES
from core.records import Key, Record, Side, label
from core.salesforce.desk.recents import rows_of
from core.secrets import SecretError
from server.auth import caller
from server.desk import open_desk
from server.errors import Problem
from server.matters import candidate_keys
from server.parts import parts
from server.plain_rows import PREFIXES
from server.stores import Stores

OUTLOOK = "Outlook"


def rows_of_candidates(issues: Iterable[IssueRow]) -> dict[Key, dict[str, Any]]:
    found = list(issues)
    return _of_crm(candidate_keys(found, Side.CRM)) | _of_outlook(found)


def _of_crm(keys: list[Key]) -> dict[Key, dict[str, Any]]:
    wanted = [(PREFIXES[key[:3]], key) for key in keys if key[:3] in PREFIXES]
    if not wanted:
        return {}
    try:
        opened = open_desk()
        opened.desk.objects()
        return {row["id"]: row for row in rows_of(opened.desk, opened.lister, wanted)}
    except (SyncError, AccountError, SecretError, Problem):
        return {}


def _of_outlook(issues: list[IssueRow]) -> dict[Key, dict[str, Any]]:
    """Of contacts and other items, in the form of a Row."""
    found: dict[Key, dict[str, Any]] = {}
    mailbox_id = caller().own_mailbox()
    for kind in {row.type for row in issues if row.side == Side.CRM.value and row.candidates} & OBJECT_TYPES.keys():
        keys = candidate_keys([row for row in issues if row.type == kind], Side.EXCHANGE)
        try:
            store = Stores(parts()).open_stores(mailbox_id, OBJECT_TYPES[kind])[Side.EXCHANGE]
            states = store.read(keys)
        except (SyncError, AccountError, SecretError):
            continue
        for key, state in states.items():
            if isinstance(state, Record):
                found[key] = _row(key, state, OBJECT_TYPES[kind].singular)
    return found


def _row(key: Key, record: Record, word: str) -> dict[str, Any]:
    fields = record.fields
    return {
        "sobject": "",
        "label": f"{OUTLOOK} {word}",
        "id": key,
        "name": label(fields),
        "detail": str(fields.get("company_name") or ""),
        "account": None,
        "phone": _text(fields.get("business_phone")),
        "email": _text(fields.get("email_address_1")),
        "url": "",
        "status": None,
    }


def _text(value: object) -> str | None:
    return str(value) if value else None
