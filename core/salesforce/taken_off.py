"""Who was taken off an event, as its deleted EventRelations tell; a relation that goes with its contact or lead is
deleted just so (Object Reference, "EventRelation"), which nobody meant for the event."""

from collections.abc import Iterable, Sequence

from core.records import Key
from core.salesforce.attendees import INVITEE, RELATION, Book, standing
from core.salesforce.client import Client
from core.salesforce.composite import Row, all_rows, chunks
from core.salesforce.lookup import KEYS, short
from core.salesforce.people import named
from core.salesforce.soql import Soql, is_id

_USER = "005"  # users are never deleted
_COLUMNS = ("Id", "EventId", "RelationId", "Relation.Email", "Relation.Username", "Status", "IsDeleted")
_RELATIONS = Soql(RELATION, (*_COLUMNS, INVITEE))


def taken_off(client: Client, keys: Sequence[Key], book: Book, *, shared: bool) -> dict[Key, dict[Key, str]]:
    """As core.store.Naming. shared: Shared Activities are on. Raises Transient, Unauthorized."""
    columns = (*_COLUMNS, INVITEE) if shared else _COLUMNS
    ids = [key for key in dict.fromkeys(keys) if is_id(key)]
    queries = [_RELATIONS.select(columns, [_RELATIONS.any_of("EventId", group)]) for group in chunks(ids, KEYS)]
    rows = [row for found in all_rows(client, queries, "people", deleted=True) for row in found]
    left = {short(key): _left([row for row in rows if _event(row) == short(key)], book) for key in ids}
    there = _there(client, {person for people in left.values() for person in people})
    return {key: {one: address for one, address in left.get(short(key), {}).items() if one in there} for key in keys}


def _event(row: Row) -> str:
    return short(str(row.get("EventId")))


def _left(rows: Sequence[Row], book: Book) -> dict[Key, str]:
    """Of one event's relations, those who have none that holds."""
    people = {str(row.get("RelationId")): row.get("Relation") for row in rows}
    here = {str(row.get("RelationId")) for row in rows if row.get("IsDeleted") is not True and standing(row)}
    return {
        one: book.address(told) if isinstance(told, dict) else "" for one, told in people.items() if one not in here
    }


def _there(client: Client, people: Iterable[Key]) -> set[Key]:
    wanted = sorted(people)
    known = named(client, wanted) if wanted else {}
    return {one for one in wanted if one.startswith(_USER) or (one in known and known[one].there)}
