"""The two forms in which an org keeps an email: an EmailMessage with its relations, or a completed task of subtype
Email where Enhanced Email is off.

An EmailMessage is known by MessageIdentifier. A task has no such field: it is known by the line `Message-ID:` of its
description, which no query can filter, so that only the tasks of the last days with the same subject are looked
through. In both the unique External Id `Bothways_Message__c`, where the org has it, makes a second record impossible
and a task findable for ever.
Texts longer than the field end in a note that says so. Lengths: Object Reference, "EmailMessage" and "Task".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from hashlib import blake2s
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.emails import FiledEmail, fitting
from core.mails import Address
from core.records import canonical
from core.salesforce.composite import QUERY_CHARACTERS, Row, sized
from core.salesforce.soql import Condition, Soql, literal

UNIQUE_FIELD = "Bothways_Message__c"
BODY, SUBJECT, NAME = 131_072, 3_000, 1_000
TASK_BODY, TASK_SUBJECT = 32_000, 255
LOOKED_THROUGH = timedelta(days=7)
_CUT = "\n[The rest of this email was too long for Salesforce.]"
_LINE = "Message-ID: "


@dataclass(frozen=True, slots=True)
class Form:
    """sobject: EmailMessage or Task. unique: the org's field for our digest, where there is one. done: the org's
    status of a completed task. zone: the user's, whose day a task has."""

    sobject: str
    unique: str | None = None
    done: str = "Completed"
    zone: tzinfo = UTC

    @property
    def enhanced(self) -> bool:
        return self.sobject == "EmailMessage"

    @property
    def soql(self) -> Soql:
        own = () if self.enhanced else ("TaskSubtype", "Subject", "IsDeleted")
        return Soql(self.sobject, (*self.columns, *own))

    @property
    def columns(self) -> tuple[str, ...]:
        told = "MessageIdentifier" if self.enhanced else "Description"
        return ("Id", "CreatedDate", told, *([self.unique] if self.unique else []))

    def known_as(self, message_ids: Iterable[str], subjects: Iterable[str], now: datetime) -> list[list[Condition]]:
        """What to ask for: the emails with these ids; of tasks some more, which `message_id` tells apart. subjects: of
        all of these emails, or none."""
        if self.enhanced or self.unique:
            field = self.unique if not self.enhanced and self.unique else "MessageIdentifier"
            wanted = message_ids if self.enhanced else map(digest, message_ids)
            return [[self.soql.any_of(field, group)] for group in _groups(wanted)]
        late = [self.soql.equals("TaskSubtype", "Email"), self.soql.at_least("CreatedDate", now - LOOKED_THROUGH)]
        named = _groups(_task_subject(one) for one in subjects)
        return [[*late, self.soql.any_of("Subject", group)] for group in named] or [late]

    def message_id(self, row: Row) -> str:
        """The one that a record has, empty without one."""
        if self.enhanced:
            return str(row.get("MessageIdentifier") or "")
        lines = str(row.get("Description") or "").splitlines()
        return next((line.removeprefix(_LINE).strip() for line in lines if line.startswith(_LINE)), "")

    def body(self, email: FiledEmail) -> dict[str, Any]:
        """The record to create."""
        fields = _message(email) if self.enhanced else _task(email, self)
        told = {name: value for name, value in fields.items() if value is not None}
        return told | ({self.unique: digest(email.message_id)} if self.unique else {})

    def relating(self, email: FiledEmail) -> dict[str, Any]:
        """What to change on a record that is there, for it to be about the email's people and related record."""
        if self.enhanced:
            return {"RelatedToId": email.related} if email.related else {}
        fields = _task(email, self)
        return {name: fields[name] for name in ("WhoId", "WhatId") if fields[name]}


def zone_of(name: str) -> tzinfo:
    """A TimeZoneSidKey; UTC where this system does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def digest(message_id: str) -> str:
    return blake2s(message_id.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _message(email: FiledEmail) -> Mapping[str, Any]:
    """Only a client-managed email may be given files later. HTML that is cut off is not valid any more: then the plain
    text must do."""
    html = canonical(email.html)
    return {
        "Status": "3",
        "Incoming": email.incoming,
        "IsClientManaged": True,
        "MessageDate": email.moment.astimezone(UTC).isoformat(),
        "MessageIdentifier": email.message_id,
        "ThreadIdentifier": email.thread,
        "Subject": _headed(email.subject, SUBJECT),
        "FromAddress": email.sender.address[:NAME] or None,
        "FromName": email.sender.name[:NAME] or None,
        "ToAddress": _addresses(email.to),
        "CcAddress": _addresses(email.cc),
        "BccAddress": _addresses(email.bcc),
        "TextBody": _cut(_noted(email), BODY),
        "HtmlBody": html if isinstance(html, str) and len(html) <= BODY else None,
        "Headers": f"{_LINE}{email.message_id}" + (f"\nIn-Reply-To: {email.in_reply_to}" if email.in_reply_to else ""),
        "RelatedToId": email.related,
    }


def _task(email: FiledEmail, form: Form) -> Mapping[str, Any]:
    """A lead stands alone: with one, the email is about no other record."""
    lines = [f"{_LINE}{email.message_id}", f"From: {_addresses((email.sender,)) or ''}"]
    lines += [f"To: {_addresses(email.to) or ''}", *([f"CC: {_addresses(email.cc)}"] if email.cc else [])]
    return {
        "TaskSubtype": "Email",
        "Status": form.done,
        "Subject": _task_subject(email.subject),
        "ActivityDate": email.moment.astimezone(form.zone).date().isoformat(),
        "Description": _cut("\n".join([*lines, "", _noted(email)]), TASK_BODY),
        "WhoId": email.who,
        "WhatId": None if email.who and email.who.startswith("00Q") else email.related,
    }


def _task_subject(subject: str) -> str:
    return _headed(f"Email: {subject}", TASK_SUBJECT) or ""


def _headed(subject: str, length: int) -> str | None:
    """A subject; Salesforce takes off the spaces at the end of a text."""
    clean = canonical(subject)
    if not isinstance(clean, str):
        return None
    return clean.rstrip() if len(clean) <= length else f"{clean[: length - 1].rstrip()}…"


def _groups(values: Iterable[str]) -> list[list[str]]:
    """As many as a query can hold."""
    return list(sized(sorted(set(values)), lambda one: len(literal(one)) + 1, QUERY_CHARACTERS))


def _noted(email: FiledEmail) -> str:
    return "\n\n".join(part for part in (email.note, email.text or "") if part)


def _addresses(people: Iterable[Address]) -> str | None:
    return fitting(people)[0] or None


def _cut(text: str, length: int) -> str | None:
    clean = canonical(text)
    if not isinstance(clean, str) or len(clean) <= length:
        return clean if isinstance(clean, str) else None
    return clean[: length - len(_CUT)] + _CUT
