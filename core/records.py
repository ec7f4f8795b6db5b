"""PURE. What a decision may see: sides, records, links and pairs, in canonical form.

Canonical form: field names are Exchange's property names in snake_case; a text is stripped, has LF line ends
and no control characters, and an empty text is None; a moment has the zone UTC; several texts are a tuple, lower-case,
sorted, each once, and an empty one is None. Connectors decode to it and encode from it, so that two equal values are
equal here (invariant I8).
"""

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, date, datetime, tzinfo
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

from core.values import replace, valueclass

Value: TypeAlias = str | int | bool | date | datetime | tuple[str, ...] | None
Fields: TypeAlias = Mapping[str, Value]
Key: TypeAlias = str
Version: TypeAlias = str

# C0 and C1 controls but tab and LF, lone surrogates, and the two non-characters: XML 1.0 cannot carry them.
_UNSENDABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Side(StrEnum):
    """One of the two replicas."""

    EXCHANGE = "exchange"
    CRM = "crm"

    @property
    def other(self) -> "Side":
        return Side.CRM if self is Side.EXCHANGE else Side.EXCHANGE


class Place(StrEnum):
    """Where an Exchange item lies: the synchronised folder, the mailbox's default folder, or any other."""

    SYNCED = "synced"
    DEFAULT = "default"
    OTHER = "other"


@valueclass(frozen=True, slots=True)
class Record:
    """One record as its side holds it now.

    fields: only canonical fields that the side holds (a missing one is None). in_scope: inside the filter
    (CRM: the list view; Exchange: the folder, or the category in the default folder). place and categories:
    Exchange only. modified: with zone, for the policy `newest` only, never for cursors. peer: Exchange only, the key
    of the CRM record that the item was last written for; a person's copy of an item has it too. meeting: Exchange
    only, other people take part: a run never deletes it. writable: False where nobody but another may change it (the
    user is an attendee, the item is cancelled): no field is written to it but those in `own`, which are its user's.
    nameless: its fields do not tell which record it is (a private event that is shown as a time that is taken).
    identity: what all copies of one meeting have in common, in whatever mailbox they lie. owner: CRM only, the address
    of whoever else it belongs to. series: CRM only, what the occurrences of one series have in common. about: CRM only,
    the addresses of the people it is about, as far as they are known. people: CRM only, by the id of whoever takes part
    `address|answer` of today, the address empty where none is told. recurring: Exchange only, it stands for the present
    one of a series of tasks.
    """

    key: Key
    version: Version
    fields: Fields
    in_scope: bool = True
    place: Place = Place.SYNCED
    categories: tuple[str, ...] = ()
    modified: datetime | None = None
    peer: Key | None = None
    meeting: bool = False
    writable: bool = True
    nameless: bool = False
    identity: str | None = None
    owner: str | None = None
    own: frozenset[str] = frozenset()
    series: str | None = None
    about: frozenset[str] = frozenset()
    people: Mapping[Key, str] = field(default_factory=dict)
    recurring: bool = False


@valueclass(frozen=True, slots=True)
class Gone:
    """Surely deleted, not merely unseen. successor: the record it was merged into, where the side tells. own: Exchange
    only, whether it was a meeting of this mailbox's user, as far as what is left of it tells. series: as at Record."""

    key: Key
    successor: Key | None = None
    own: bool | None = field(default=None, compare=False)
    series: str | None = field(default=None, compare=False)


@valueclass(frozen=True, slots=True)
class Away:
    """Neither readable nor known to be deleted (no right, no longer shared): treated as outside the filter."""

    key: Key


@valueclass(frozen=True, slots=True)
class Glimpse:
    """Seen in a change feed but not read yet."""

    key: Key
    version: Version
    in_scope: bool = True


State: TypeAlias = Record | Gone | Away
Seen: TypeAlias = Record | Gone | Away | Glimpse


class LinkState(StrEnum):
    """LINKED is kept in step. PARKED keeps both keys out of matching and creation, and remembers the pair."""

    LINKED = "linked"
    PARKED = "parked"


@valueclass(frozen=True, slots=True)
class Link:
    """A pair of keys with the base.

    base: canonical fields at last agreement. held: per side, where the side by its nature holds another value
    than the base (an account name that matched by sub-string, a company without an account); what a side
    changed is the difference between its fields and `seen(side)`. in_view: the CRM record was inside the list
    view when last seen. parked: why (a Reason code), with state PARKED. meeting: Record.identity of the Exchange item,
    by which the runs of colleagues know the CRM's record. hosted: the mailbox's user was seen to be its organiser.
    origin: the side whose record was there first, `both` where they were matched; empty until it is kept.
    """

    id: str
    keys: Mapping[Side, Key | None]
    versions: Mapping[Side, Version | None]
    base: Fields
    held: Mapping[Side, Fields] = field(default_factory=dict)
    state: LinkState = LinkState.LINKED
    in_view: bool = True
    parked: str | None = None
    meeting: str | None = None
    hosted: bool = False
    origin: str = ""

    def seen(self, side: Side, name: str) -> Value:
        """The value that `side` was last known to hold for the field."""
        held = self.held.get(side, {})
        return held[name] if name in held else self.base.get(name)


@valueclass(frozen=True, slots=True)
class OpenConflict:
    """A field that waits for a person (policy `ask`); chosen: the side a person chose, or None."""

    field: str
    chosen: Side | None = None


@valueclass(frozen=True, slots=True)
class OpenIssue:
    """A record in quarantine: the side and key it speaks of, its code, and how often it was tried."""

    side: Side
    code: str
    attempts: int = 0


@valueclass(frozen=True, slots=True)
class Pair:
    """All that a decision may see. A side that is None is linked and unchanged since it was last seen,
    or, without a link, does not exist. spoken_for: the issue of another occurrence speaks for the whole series."""

    link: Link | None
    exchange: State | None = None
    crm: State | None = None
    conflicts: tuple[OpenConflict, ...] = ()
    issue: OpenIssue | None = None
    spoken_for: bool = False

    def on(self, side: Side) -> State | None:
        return self.exchange if side is Side.EXCHANGE else self.crm

    def put(self, side: Side, state: State | None) -> "Pair":
        return replace(self, exchange=state) if side is Side.EXCHANGE else replace(self, crm=state)


def canonical(value: Value) -> Value:
    """The canonical form of a value (see the module). A moment without a zone stays as it is."""
    if isinstance(value, str):
        if value.isprintable():  # most are: without line ends, controls, surrogates and what Unicode leaves free
            return value.strip() or None
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        return _UNSENDABLE.sub("", text).strip() or None
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value
    if isinstance(value, tuple):
        texts = (_UNSENDABLE.sub("", text).strip().lower() for text in value)
        return tuple(sorted({text for text in texts if text})) or None
    return value


def canonical_fields(fields: Fields) -> dict[str, Value]:
    """Every value canonical, None values left out."""
    return {
        name: clean for name, value in fields.items() if value is not None and (clean := canonical(value)) is not None
    }


# What people call a record by: the parts of its name, else the first of the others.
_NAME = ("given_name", "middle_name", "surname")
_ELSE = ("company_name", "email_address_1", "subject")
NAME_LIMIT = 80


def one_line(text: str) -> str:
    """As people read a name: one line of at most NAME_LIMIT letters, without control characters."""
    if len(text) <= NAME_LIMIT and text.isprintable():
        return text
    line = " ".join(_UNSENDABLE.sub("", text[: 4 * NAME_LIMIT]).split())
    return line if len(line) <= NAME_LIMIT else f"{line[: NAME_LIMIT - 1].rstrip()}…"


def label(fields: Fields) -> str:
    """What a person calls the record, in one line: its name, else its company, e-mail or subject; an event's with its
    day."""
    name = " ".join([str(part) for part in map(fields.get, _NAME) if part])
    called = one_line(name or str(next(filter(None, map(fields.get, _ELSE)), "")))
    start = fields.get("start")
    if isinstance(start, datetime):
        return f"{called or '(no subject)'} ({_day(start, fields.get('time_zone'))})"
    return called or ("(no subject)" if fields.get("status") else "(no name)")


def _day(start: datetime, zone: Value) -> str:
    """The day in the event's own zone, where it is one of ours; else in UTC."""
    try:
        return (start.astimezone(_zone(zone)) if isinstance(zone, str) else start).date().isoformat()
    except OverflowError:
        return start.date().isoformat()


@lru_cache(maxsize=128)
def _zone(name: str) -> tzinfo:
    """UTC for a name that is none of ours; kept, for looking a wrong name up searches the disk."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # KeyError: ZoneInfoNotFoundError
        return UTC
