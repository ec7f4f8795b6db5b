"""A phone on Exchange Server: unmodified exchangelib, with the user's own name and password."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from exchangelib import (
    DELEGATE,
    Account,
    Build,
    CalendarItem,
    Configuration,
    Contact,
    Credentials,
    EWSDate,
    EWSDateTime,
    EWSTimeZone,
    Message,
    Task,
    Version,
)
from exchangelib.folders import SHALLOW, FolderCollection
from exchangelib.indexed_properties import EmailAddress, PhoneNumber
from exchangelib.items import SEND_TO_NONE
from exchangelib.recurrence import Recurrence, WeeklyPattern

from tests.phone.things import HOME, ZONE, Thing

SHARED = ("Salesforce Contacts", "Salesforce Tasks", "Salesforce Emails", "Project")
TYPES = {"contact": Contact, "task": Task, "event": CalendarItem, "mail": Message}
PLAIN = {
    "contact": {"last_name": "surname", "first_name": "given_name"},
    "task": {"subject": "subject"},
    "event": {"subject": "subject", "location": "location"},
    "mail": {"subject": "subject", "read": "is_read"},
}
# What is asked for in lists: without it exchangelib reads every mail with its MIME text.
SHOWN = {
    "contact": (*PLAIN["contact"].values(), "categories", "email_addresses", "phone_numbers"),
    "task": (*PLAIN["task"].values(), "categories", "due_date", "status", "body"),
    "event": (*PLAIN["event"].values(), "categories", "start", "end"),
    "mail": (*PLAIN["mail"].values(), "categories"),
}


def open_phone(url: str, address: str, password: str) -> "EwsPhone":
    configuration = Configuration(
        service_endpoint=url,
        credentials=Credentials(address, password),
        auth_type="basic",
        version=Version(Build(15, 2)),
    )
    zone = EWSTimeZone(ZONE.key)
    return EwsPhone(
        Account(address, config=configuration, autodiscover=False, access_type=DELEGATE, default_timezone=zone)
    )


class EwsPhone:
    def __init__(self, account: Any) -> None:
        self._account = account

    def _home(self, kind: str) -> Any:
        name = {"contact": "contacts", "task": "tasks", "event": "calendar", "mail": "inbox"}[kind]
        return getattr(self._account, name)

    def _folders(self, kind: str) -> dict[str, Any]:
        """`children` would be what exchangelib remembers; a phone looks anew."""
        above = self._account.msg_folder_root if kind == "mail" else self._home(kind)
        found = FolderCollection(account=self._account, folders=[above]).find_folders(depth=SHALLOW)
        return {folder.name: folder for folder in found}

    def places(self, kind: str) -> list[str]:
        return list(self._folders(kind))

    def _place(self, kind: str, place: str) -> Any:
        return self._folders(kind)[place] if place else self._home(kind)

    def things(self, kind: str) -> list[Thing]:
        wanted = {HOME: self._home(kind)}
        if kind != "event":
            wanted |= {name: one for name, one in self._folders(kind).items() if name in SHARED}
        shown = {place: folder.all().only(*SHOWN[kind]) for place, folder in wanted.items()}
        return [_thing(kind, place, item) for place, items in shown.items() for item in items]

    def occurrences(self, title: str) -> list[Thing]:
        begin = EWSDateTime.from_datetime(datetime.now(UTC))
        seen: Iterable[Any] = self._account.calendar.view(start=begin, end=begin + timedelta(days=90))
        return [_thing("event", HOME, item) for item in seen if item.subject == title]

    def add(self, kind: str, place: str, **fields: Any) -> None:
        item = TYPES[kind](account=self._account, folder=self._place(kind, place), **_attributes(kind, fields))
        item.save(send_meeting_invitations=SEND_TO_NONE) if kind == "event" else item.save()

    def change(self, thing: Thing, **fields: Any) -> None:
        item, values = thing.handle, _attributes(thing.kind, fields)
        for name, value in values.items():
            setattr(item, name, value)
        told = {"send_meeting_invitations": SEND_TO_NONE} if thing.kind == "event" else {}
        item.save(update_fields=list(values), **told)

    def move(self, thing: Thing, place: str) -> None:
        thing.handle.move(self._place(thing.kind, place))

    def copy(self, thing: Thing, place: str) -> None:
        thing.handle.copy(self._place(thing.kind, place))

    def delete(self, thing: Thing) -> None:
        told = {"send_meeting_cancellations": SEND_TO_NONE} if thing.kind == "event" else {}
        thing.handle.move_to_trash(**told)


def _attributes(kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    found = {PLAIN[kind][name]: value for name, value in fields.items() if name in PLAIN[kind]}
    if "categories" in fields:
        found["categories"] = sorted(fields["categories"]) or None
    if "email" in fields:
        found["email_addresses"] = [EmailAddress(label="EmailAddress1", email=fields["email"])]
    if {"first_name", "last_name"} <= fields.keys():
        found["display_name"] = f"{fields['first_name']} {fields['last_name']}"  # exchangelib insists on one
    if "mobile" in fields:
        found["phone_numbers"] = [PhoneNumber(label="MobilePhone", phone_number=fields["mobile"])]
    if "due" in fields:
        found["due_date"] = EWSDate.from_date(fields["due"])
    if "done" in fields:
        found["status"] = "Completed" if fields["done"] else "NotStarted"
    for name in {"start", "end"} & fields.keys():
        found[name] = EWSDateTime.from_datetime(fields[name].astimezone(ZONE))
    if "weekly" in fields:
        found["recurrence"] = _weekly(fields["start"].astimezone(ZONE).date(), fields["weekly"])
    return found


def _weekly(first: date, count: int) -> Any:
    pattern = WeeklyPattern(interval=1, weekdays=[f"{first:%A}"])
    return Recurrence(pattern=pattern, start=EWSDate.from_date(first), number=count)


def _thing(kind: str, place: str, item: Any) -> Thing:
    fields = {ours: getattr(item, theirs) for ours, theirs in PLAIN[kind].items()}
    fields["categories"] = set(item.categories or ())
    if kind == "contact":
        fields["email"] = next((one.email for one in item.email_addresses or () if one.email), None)
        mobiles = [one.phone_number for one in item.phone_numbers or () if one.label == "MobilePhone"]
        fields["mobile"] = mobiles[0] if mobiles else None
    if kind == "task":
        fields |= {"due": item.due_date, "done": item.status == "Completed", "notes": str(item.body or "")}
    if kind == "event":
        fields |= {"start": item.start, "end": item.end}
    return Thing(kind, place, fields, item)
