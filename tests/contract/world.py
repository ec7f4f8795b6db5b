"""What a store needs so that the one contract suite can test it: a World.

How to add one: write `tests/contract/worlds_<name>.py` with a dictionary

    WORLDS: dict[str, Entry] = {"graph": Entry(open_graph, Side.EXCHANGE, frozenset({Feature.STAMPS, ...}))}

whose openers are context managers that yield a World with no contacts in it. The suite (test_*.py in this folder)
finds the file by its name and runs every test whose needs the entry's features meet. A world opens its server once
for all of its tests where that is slow, and gives each test a mailbox or org of its own.

The acts (`add` … `merge`) are those of a person on that side: they go through the server's own doors or its store,
never through the Store that is tested. Values are canonical.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from core.records import Fields, Key, Place, Record, Side
from core.store import Store


class Feature(StrEnum):
    """What some stores can and others cannot. STAMPS: find_stamp finds creates and updates. UNIQUE_STAMP: a create
    repeated with its stamp makes no second record. TELLS_VERSIONS: writes answer the version that the feed tells
    later. COMPARES: an update or delete with an old version answers Stale. MERGE: the side can merge two records
    and tells the successor. REQUIRES_SURNAME: a record without a last name is refused. DENIED,
    ONE_RECORD: the world can make these faults."""

    STAMPS = "stamps"
    UNIQUE_STAMP = "unique stamp"
    TELLS_VERSIONS = "tells versions"
    COMPARES = "compares versions"
    MERGE = "merge"
    REQUIRES_SURNAME = "requires a surname"
    DENIED = "denied"
    ONE_RECORD = "one record"


class Trouble(StrEnum):
    """BUSY: the next call is answered as overloaded, until `calm`; what a store retries by itself must fail too.
    LOST_REPLY: the next write call is carried out, its reply never comes. DENIED: the credentials are refused until
    `calm`. ONE_RECORD: of the next write call the first record is refused for now (a locked row), the others pass.
    """

    BUSY = "busy"
    LOST_REPLY = "lost reply"
    DENIED = "denied"
    ONE_RECORD = "one record"


class World(Protocol):
    """One side with its Store and its user. company: a company name that the CRM has as an account (Exchange: any)."""

    @property
    def side(self) -> Side: ...
    @property
    def store(self) -> Store: ...
    @property
    def company(self) -> str: ...

    def add(self, fields: Fields, *, place: Place = Place.SYNCED, categories: tuple[str, ...] = ()) -> Key:
        """A new record. CRM: inside the list view. Exchange: in that place, with these categories."""

    def edit(self, key: Key, fields: Fields) -> None:
        """Set these fields, None empties one. Always gives the record a new version."""

    def remove(self, key: Key) -> None:
        """As people delete: into Deleted Items or the recycle bin."""

    def move(self, key: Key, place: Place) -> Key:
        """Exchange: into another folder of the mailbox (OTHER: one that is not synchronised); the key afterwards."""

    def categorise(self, key: Key, categories: tuple[str, ...]) -> None:
        """Exchange."""

    def leave_view(self, key: Key) -> None:
        """CRM: out of the list view (another owner, say), still readable for the user. A change of the record."""

    def enter_view(self, key: Key) -> None:
        """CRM."""

    def merge(self, loser: Key, winner: Key) -> None:
        """CRM, with Feature.MERGE."""

    def look(self, key: Key) -> Record | None:
        """The record as the person sees it now, by its present key; None: deleted."""

    def others(self, key: Key) -> object:
        """All that the record holds besides the canonical fields, categories, stamps and marks of time, comparable
        with ==; `add` gives it something of the kind (a photo, a custom property)."""

    def count(self) -> int:
        """How many records are there, in scope or not, deleted ones not counted."""

    def written(self) -> int:
        """How many records were written through the Store so far, counted by the server."""

    def trouble(self, kind: Trouble) -> None:
        """Makes the trouble, once or until `calm`."""

    def calm(self) -> None:
        """Ends all trouble."""

    def expire_cursors(self) -> None:
        """Cursors given out so far are refused from now on."""


@dataclass(frozen=True)
class Entry:
    """A world to test: how to open it, its side and its features."""

    open: Callable[[], AbstractContextManager[World]]
    side: Side
    features: frozenset[Feature] = frozenset()
