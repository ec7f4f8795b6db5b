"""What a plain program makes of a record that it is told: a dict of fields, and its hash.

One table for each kind and each client says what each field is called on the wire. Hashed is the JSON (orjson) of the
dict; the hash is the standard library's quickest, blake2b, which takes half a microsecond longer than xxh3.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import reduce
from hashlib import blake2b
from typing import Any

import orjson

Table = Mapping[str, tuple[str, Callable[[Any], Any]]]


def _same(value: Any) -> Any:
    return value


def _text(value: Any) -> str:
    return str(value or "").replace("\r\n", "\n").strip()


def _day(value: Any) -> date | None:
    """Of "2026-01-31", with or without a time of day."""
    return date.fromisoformat(str(value)[:10]) if value else None


def _moment(value: Any) -> datetime | None:
    """Of "2026-01-31T09:00:00.0000000" or "2026-01-31T09:00:00.000+0000"."""
    return datetime.fromisoformat(str(value)[:19]) if value else None


def _table(paths: str, **readers: Callable[[Any], Any]) -> Table:
    """paths: "field=path.of.it field=…"; what has no reader is taken as it is."""
    pairs = [pair.split("=") for pair in paths.split()]
    return {name: (path, readers.get(name, _same)) for name, path in pairs}


_TEXTS = {"subject": _text, "body": _text, "location": _text}
_TIMES = {"start": _moment, "end": _moment, "sent": _moment, "reminder": _moment, "due": _day, "modified": _moment}
_SHARED = "key=id version=@odata.etag categories=categories modified=lastModifiedDateTime "
GRAPH: Mapping[str, Table] = {
    "contact": _table(
        _SHARED + "given_name=givenName surname=surname company=companyName title=jobTitle mobile=mobilePhone"
        " phones=businessPhones emails=emailAddresses body=personalNotes address=businessAddress"
        " properties=singleValueExtendedProperties",
        **_TEXTS, **_TIMES,
    ),
    "task": _table(
        _SHARED + "subject=title body=body.content status=status importance=importance due=dueDateTime.dateTime"
        " reminder=reminderDateTime.dateTime reminded=isReminderOn links=linkedResources",
        **_TEXTS, **_TIMES,
    ),
    "event": _table(
        _SHARED + "subject=subject body=body.content start=start.dateTime end=end.dateTime zone=originalStartTimeZone"
        " location=location.displayName all_day=isAllDay shown=showAs sensitivity=sensitivity reminded=isReminderOn"
        " reminder_minutes=reminderMinutesBeforeStart attendees=attendees organizer=organizer uid=iCalUId kind=type"
        " series=seriesMasterId cancelled=isCancelled properties=singleValueExtendedProperties",
        **_TEXTS, **_TIMES,
    ),
    "email": _table(
        _SHARED + "subject=subject body=body.content sent=sentDateTime sender=from.emailAddress.address to=toRecipients"
        " copied=ccRecipients message_id=internetMessageId attached=hasAttachments headers=internetMessageHeaders",
        **_TEXTS, **_TIMES,
    ),
}  # fmt: skip
_ROW = "key=Id modified=LastModifiedDate stamp=SystemModstamp owner=OwnerId created=CreatedDate "
_ACTIVITY = "subject=Subject body=Description who=WhoId what=WhatId reminded=IsReminderSet reminder=ReminderDateTime "
SALESFORCE: Mapping[str, Table] = {
    "contact": _table(
        _ROW + "given_name=FirstName surname=LastName title=Title mobile=MobilePhone phone=Phone email=Email"
        " body=Description street=MailingStreet city=MailingCity account=AccountId",
        **_TEXTS, **_TIMES,
    ),
    "task": _table(_ROW + _ACTIVITY + "status=Status importance=Priority due=ActivityDate", **_TEXTS, **_TIMES),
    "event": _table(
        _ROW + _ACTIVITY + "start=StartDateTime end=EndDateTime all_day=IsAllDayEvent location=Location shown=ShowAs"
        " private=IsPrivate",
        **_TEXTS, **_TIMES,
    ),
    "email": _table(_ROW + "name=Name email=Email account=AccountId", **_TEXTS, **_TIMES),
}  # fmt: skip
# exchangelib's item classes have their own names, and values that are read already.
_ITEM = "categories=categories modified=last_modified_time subject=subject body=body "
EXCHANGE: Mapping[str, Table] = {
    "contact": _table(
        _ITEM + "given_name=given_name surname=surname company=company_name title=job_title shown=display_name"
        " emails=email_addresses phones=phone_numbers addresses=physical_addresses",
    ),
    "task": _table(
        _ITEM + "status=status importance=importance due=due_date reminder=reminder_due_by reminded=reminder_is_set"
        " percent=percent_complete recurring=is_recurring",
    ),
    "event": _table(
        _ITEM + "start=start end=end all_day=is_all_day shown=legacy_free_busy_status location=location uid=uid"
        " sensitivity=sensitivity reminded=reminder_is_set reminder=reminder_minutes_before_start kind=type"
        " required=required_attendees optional=optional_attendees cancelled=is_cancelled original=original_start",
    ),
    "email": _table(
        _ITEM + "sent=datetime_sent sender=sender to=to_recipients copied=cc_recipients message_id=message_id"
        " attached=has_attachments",
    ),
}


class Fields:
    """Of records of one kind. Each method gives the hash of what it made."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._graph = [(name, path.split("."), read) for name, (path, read) in _dotted(GRAPH[kind])]
        self._salesforce = [(name, path, read) for name, (path, read) in SALESFORCE[kind].items()]
        self._exchange = [(name, path) for name, (path, _) in EXCHANGE[kind].items()]

    def of_graph(self, told: Mapping[str, Any]) -> bytes:
        return _hash({name: read(reduce(_part, path, told)) for name, path, read in self._graph})

    def of_salesforce(self, told: Mapping[str, Any]) -> bytes:
        return _hash({name: read(told[path]) for name, path, read in self._salesforce if path in told})

    def of_exchange(self, item: Any) -> bytes:
        """item: of one of exchangelib's classes."""
        fields = {name: getattr(item, path, None) for name, path in self._exchange}
        return _hash({"key": item.id, "version": item.changekey, **fields})


def _dotted(table: Table) -> list[tuple[str, tuple[str, Callable[[Any], Any]]]]:
    """OData's annotations have a dot that parts nothing."""
    return [(name, (path.replace("@odata.", "@odata\0"), read)) for name, (path, read) in table.items()]


def _part(told: Any, name: str) -> Any:
    return told.get(name.replace("\0", ".")) if told else None


def _hash(fields: Mapping[str, Any]) -> bytes:
    return blake2b(orjson.dumps(fields, default=str), digest_size=16).digest()
