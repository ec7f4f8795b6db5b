"""The two forms in which an org keeps an email: an EmailMessage with its relations, or a completed task of subtype
Email where Enhanced Email is off.

Both are known by the Message-ID: an EmailMessage by MessageIdentifier, a task by the line `Message-ID:` of its
description; `Bothways_Message__c`, a unique External Id of the org's own, makes them unique. An email without a
Message-ID is known by a digest of what it says. Texts longer than the field end in a note that says so.
Lengths: Object Reference, "EmailMessage" and "Task".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from hashlib import blake2s
from typing import Any

from core.filing import FiledEmail, Participant
from core.records import canonical
from core.salesforce.composite import Row
from core.salesforce.email_html import cleaned
from core.salesforce.soql import Condition, Soql

UNIQUE_FIELD = "Bothways_Message__c"
BODY, HEADERS, SUBJECT, ADDRESSES, NAME = 131_072, 32_000, 3_000, 4_000, 1_000
TASK_BODY, TASK_SUBJECT, IDENTIFIER = 32_000, 255, 765
_CUT = "\n[The rest of this email was too long for Salesforce.]"
_LINE = "Message-ID: "


@dataclass(frozen=True, slots=True)
class Form:
    """sobject: EmailMessage or Task. unique: the org's field for our digest, where there is one. done: the org's
    status of a completed task."""

    sobject: str
    unique: str | None = None
    done: str = "Completed"

    @property
    def soql(self) -> Soql:
        own = ("MessageIdentifier",) if self.enhanced else ("Subject", "ActivityDate", "TaskSubtype", "Description")
        return Soql(self.sobject, ("Id", "CreatedDate", *own))

    @property
    def enhanced(self) -> bool:
        return self.sobject == "EmailMessage"

    @property
    def columns(self) -> tuple[str, ...]:
        return ("Id", "CreatedDate", "MessageIdentifier" if self.enhanced else "Description")

    def same(self, emails: Iterable[FiledEmail]) -> Condition:
        """Holds for the records of these emails; of tasks also for some more, which `known_by` tells apart."""
        if self.enhanced:
            return self.soql.any_of("MessageIdentifier", sorted({identifier(email) for email in emails}))
        listed = list(emails)
        subjects = self.soql.any_of("Subject", sorted({_task_subject(email) for email in listed}))
        days = self.soql.any_of("ActivityDate", sorted({email.sent.astimezone(UTC).date() for email in listed}))
        return Condition(f"{self.soql.equals('TaskSubtype', 'Email')} AND {subjects} AND {days}")

    def known_by(self, row: Row) -> str:
        """The identifier that a record has, empty without one."""
        if self.enhanced:
            return str(row.get("MessageIdentifier") or "")
        lines = str(row.get("Description") or "").splitlines()
        return next((line.removeprefix(_LINE).strip() for line in lines if line.startswith(_LINE)), "")

    def body(self, email: FiledEmail, who: str | None) -> dict[str, Any]:
        """The record to create. who: the contact or lead of a task."""
        fields = _message(email) if self.enhanced else _task(email, who, self.done)
        return fields | ({self.unique: digest(email)} if self.unique else {})


def identifier(email: FiledEmail) -> str:
    """The Message-ID, or what stands for it."""
    given = canonical(email.message_id)
    told = str(given) if given else f"<{digest(email)}@bothways.invalid>"
    return told if len(told) <= IDENTIFIER else f"<{digest(email)}@bothways.invalid>"


def digest(email: FiledEmail) -> str:
    """The same for every copy of the email."""
    said = (email.subject, email.sent.astimezone(UTC).isoformat(), email.sender.address.lower(), email.text or "")
    return blake2s((email.message_id or "\n".join(said)).strip().encode("utf-8", "replace"), digest_size=16).hexdigest()


def _message(email: FiledEmail) -> dict[str, Any]:
    """Only a client-managed email may be given files later."""
    html = cleaned(str(canonical(email.html) or ""))
    fields: Mapping[str, Any] = {
        "Status": "3",
        "Incoming": email.incoming,
        "IsClientManaged": bool(email.attachments),
        "MessageDate": email.sent.astimezone(UTC).isoformat(),
        "MessageIdentifier": identifier(email),
        "ThreadIdentifier": email.thread[:IDENTIFIER] if email.thread else None,
        "Subject": _cut(email.subject, SUBJECT),
        "FromAddress": email.sender.address[:NAME],
        "FromName": email.sender.name[:NAME] or None,
        "ToAddress": _addresses(email.to),
        "CcAddress": _addresses(email.cc),
        "BccAddress": _addresses(email.bcc),
        "TextBody": _cut(email.text, BODY),
        # What is cut off is not valid any more; the plain text stays.
        "HtmlBody": html if html and len(html) <= BODY else None,
        "Headers": _cut(email.headers, HEADERS),
        "RelatedToId": email.about,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _task(email: FiledEmail, who: str | None, done: str) -> dict[str, Any]:
    lines = [f"From: {_addresses((email.sender,)) or ''}", f"To: {_addresses(email.to) or ''}"]
    lines += [f"CC: {_addresses(email.cc)}"] if email.cc else []
    lines += [f"{_LINE}{identifier(email)}", "", str(canonical(email.text) or "")]
    fields: Mapping[str, Any] = {
        "TaskSubtype": "Email",
        "Status": done,
        "Subject": _task_subject(email),
        "ActivityDate": email.sent.astimezone(UTC).date().isoformat(),
        "Description": _cut("\n".join(lines), TASK_BODY),
        "WhoId": who,
        # A lead stands alone.
        "WhatId": None if who and who.startswith("00Q") else email.about,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _task_subject(email: FiledEmail) -> str:
    return str(canonical(f"Email: {email.subject}"[:TASK_SUBJECT]))


def _addresses(people: Iterable[Participant]) -> str | None:
    """`a@x; b@y`, as many whole ones as fit."""
    told = ""
    for one in people:
        longer = f"{told}; {one.address}" if told else one.address
        if len(longer) > ADDRESSES:
            break
        told = longer
    return told or None


def _cut(text: str | None, length: int) -> str | None:
    clean = canonical(text)
    told = clean if isinstance(clean, str) else None
    if told is None or len(told) <= length:
        return told
    return told[: length - len(_CUT)] + _CUT if length > 10 * len(_CUT) else told[:length]
