"""What a phone shows and what its user can do with it, in words of no protocol."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Paris")
HOME = ""
CATEGORY = "Salesforce"


@dataclass(frozen=True)
class Thing:
    """A contact, task, event, occurrence or mail as the phone shows it.

    kind: contact, task, event or mail. place: the folder's or list's name, HOME for the default one (mail: the Inbox).
    fields: contact last_name, first_name, email, mobile; task subject, due (date or None), done (bool), notes; event
    subject, start and end (aware), location; mail subject, read (bool); each with `categories`, a set.
    handle: what the protocol addresses it by.
    """

    kind: str
    place: str
    fields: Mapping[str, Any]
    handle: Any = field(repr=False)

    @property
    def title(self) -> str:
        return str(self.fields["last_name" if self.kind == "contact" else "subject"])

    @property
    def categories(self) -> set[str]:
        return set(self.fields["categories"])


class Phone(Protocol):
    """One user's phone. Nothing is kept on it: every question asks the server."""

    def places(self, kind: str) -> list[str]:
        """Names of the folders below the default one (mail: below the root), or of the lists."""

    def things(self, kind: str) -> list[Thing]:
        """All of a kind that lie at home or in a folder of Bothways; a series once."""

    def occurrences(self, title: str) -> list[Thing]:
        """What the calendar shows of an event in the next months, by start."""

    def add(self, kind: str, place: str, **fields: Any) -> None:
        """A new one. An event with weekly=4 is a series of four."""

    def change(self, thing: Thing, **fields: Any) -> None: ...

    def move(self, thing: Thing, place: str) -> None: ...

    def copy(self, thing: Thing, place: str) -> None: ...

    def delete(self, thing: Thing) -> None: ...


def all_called(phone: Phone, kind: str, title: str) -> list[Thing]:
    return [thing for thing in phone.things(kind) if thing.title == title]


def the(phone: Phone, kind: str, title: str) -> Thing:
    """The only one of that name."""
    found = all_called(phone, kind, title)
    assert len(found) == 1, f"{len(found)} of the kind {kind} are called {title!r}: {found}"
    return found[0]


def starts(things: list[Thing]) -> list[datetime]:
    return [thing.fields["start"] for thing in things]
