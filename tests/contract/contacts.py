"""Contacts for the contract, and the few steps that every test of it takes."""

from collections.abc import Sequence
from datetime import date

from core.errors import SyncError
from core.objects import Field, Kind
from core.records import Fields, Glimpse, Key, Place, Record, Seen, Side, Value
from core.store import Change, Cursor, Outcome, Page, Store, Written
from tests.contract.world import World

OURS = ("Salesforce",)
# What the vendors restrict: picklists with these values in every fresh org.
_SPECIAL: dict[str, Value] = {"title": "Dr.", "generation": "Jr.", "surname": "Müller-Lüdenscheidt"}


def sample(one: Field) -> Value:
    """A believable value for the field."""
    match one.kind:
        case Kind.DATE:
            return date(1980, 2, 29)
        case Kind.EMAIL:
            return f"{one.name}@example.com"
        case Kind.PHONE:
            return f"+44 20 7946 {len(one.name):04}"
        case Kind.URL:
            return "https://example.com/a?b=c"
        case Kind.LONG_TEXT:
            return "first line\nsecond line"
        case _:
            return _SPECIAL.get(one.name, f"Zoë {one.label}"[:20].rstrip())  # postal codes of Salesforce have 20


def writable(store: Store) -> list[Field]:
    """The fields that may be written to the store's side."""
    return [one for one in store.object_type.fields.values() if one.name in store.holds and store.side in one.flows]


def full(world: World) -> dict[str, Value]:
    """A contact with a value in every field that can be written."""
    fields = {one.name: sample(one) for one in writable(world.store)}
    return {**fields, "company_name": world.company} if "company_name" in fields else fields


def simple(number: int = 1) -> dict[str, Value]:
    return {"given_name": "Ann", "surname": f"Lee {number}", "email_address_1": f"ann{number}@example.com"}


def change(world: World, stamp: str, fields: Fields, key: Key | None = None, version: str | None = None) -> Change:
    """A create (into the folder, with our category) or an update."""
    exchange_create = key is None and world.side is Side.EXCHANGE
    return Change(
        stamp,
        fields,
        key,
        version,
        categories=OURS if exchange_create else None,
        place=Place.SYNCED if exchange_create else None,
    )


def prepared(store: Store, changes: Sequence[Change]) -> list[Change]:
    """The changes after `prepare`, which must find no fault."""
    ready = store.prepare(changes)
    faults = [one for one in ready if isinstance(one, SyncError)]
    assert not faults, [one.message for one in faults]
    return [one for one in ready if isinstance(one, Change)]


def created(world: World, *many: Fields) -> list[Key]:
    """The keys of records made through the store, stamped s0, s1, …"""
    changes = [change(world, f"00000000-0000-4000-8000-{number:012}", fields) for number, fields in enumerate(many)]
    return [written(outcome).key for outcome in world.store.create(prepared(world.store, changes))]


def written(outcome: Outcome) -> Written:
    assert isinstance(outcome, Written), outcome
    return outcome


def state(world: World, key: Key) -> Record:
    found = world.store.read([key])[key]
    assert isinstance(found, Record), found
    return found


def pages(store: Store, cursor: Cursor | None) -> list[Page]:
    """All pages, checked: only the last one is the last, and all are full listings or none."""
    told = list(store.changed_since(cursor))
    assert [page.last for page in told] == [False] * (len(told) - 1) + [True]
    assert {page.full for page in told} == {cursor is None}
    return told


def told(store: Store, cursor: Cursor | None) -> tuple[dict[Key, Seen], Cursor]:
    """What the feed tells, the latest state by key, and where it goes on."""
    read = pages(store, cursor)
    return {one.key: one for page in read for one in page.seen}, read[-1].cursor


def inside(seen: dict[Key, Seen]) -> set[Key]:
    return {key for key, one in seen.items() if isinstance(one, Record | Glimpse) and one.in_scope}
