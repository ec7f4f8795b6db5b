"""Junction id lists: fields that hold the ids at the other end of a junction object ("JunctionIdList", Object
Reference).

They are written with a record, null or [] empties one, and can be selected, but neither filtered nor sorted by; a
describe names them at the child relationship that they stand for.
"""

# ruff: noqa: S608 - names in the SQL come from the table below

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.salesforce.changes import Change
from sandbox.salesforce.context import Context
from sandbox.salesforce.errors import SalesforceError, malformed_id
from sandbox.salesforce.follow import after_removal
from sandbox.salesforce.ids import to_18
from sandbox.salesforce.removal import discard
from sandbox.salesforce.schema import Field, SObject
from sandbox.salesforce.store import Row


@dataclass(frozen=True, slots=True)
class Junction:
    """table, its fields that lead to the parent and the other end, and which of its rows belong to the list.

    preset: what a new row has. moves: whether an id that is in another list of the parent leaves that one.
    """

    sobject: str
    name: str
    table: str
    parent: str
    end: str
    where: str
    preset: Row = field(default_factory=dict)
    moves: bool = False


def _answer(name: str, where: str, status: str) -> Junction:
    condition = f"IsInvitee = 1 AND Status {where}"
    return Junction("Event", name, "EventRelation", "EventId", "RelationId", condition, {"Status": status}, True)


def _address(name: str, kind: str) -> Junction:
    condition, preset = f"RelationType = '{kind}' AND RelationId IS NOT NULL", {"RelationType": kind}
    return Junction("EmailMessage", name, "EmailMessageRelation", "EmailMessageId", "RelationId", condition, preset)


_ALL = (
    _answer("AcceptedEventInviteeIds", "= 'Accepted'", "Accepted"),
    _answer("DeclinedEventInviteeIds", "= 'Declined'", "Declined"),
    _answer("UndecidedEventInviteeIds", "IN ('New', 'Maybe')", "New"),
    Junction("Event", "EventWhoIds", "EventRelation", "EventId", "RelationId", "IsParent = 1 AND IsWhat = 0"),
    Junction("Task", "TaskWhoIds", "TaskRelation", "TaskId", "RelationId", "IsParent = 1 AND IsWhat = 0"),
    _address("ToIds", "ToAddress"),
    _address("CcIds", "CcAddress"),
    _address("BccIds", "BccAddress"),
    Junction(
        *("EmailMessage", "ContentDocumentIds", "ContentDocumentLink", "LinkedEntityId", "ContentDocumentId"),
        where="1",
        preset={"ShareType": "V", "Visibility": "AllUsers"},
    ),
)
_BY_NAME = {(junction.sobject, junction.name.lower()): junction for junction in _ALL}
# kept by the rules of Shared Activities themselves
WHOS = ("EventWhoIds", "TaskWhoIds")


@dataclass(frozen=True, slots=True)
class Writer:
    """How rows are written as a client's are, with all checks."""

    insert: Callable[[Context, str, dict[str, Any]], str]
    update: Callable[[Context, str, str, dict[str, Any]], None]


def junction(context: Context, sobject: SObject, name: str) -> Junction | None:
    """The list of that name, capitals or not, if the org has it."""
    found = _BY_NAME.get((sobject.name, name.lower()))
    if found and found.name in WHOS and not context.settings.features["shared_activities"]:
        return None
    return found


def taken(context: Context, sobject: SObject, values: dict[str, Any]) -> dict[str, list[str] | None]:
    """The lists among the values of a request, by their proper names."""
    lists = {}
    for key, value in values.items():
        found = junction(context, sobject, key)
        if found is not None:
            lists[found.name] = _ids(found, value)
    return lists


def _ids(found: Junction, value: Any) -> list[str] | None:
    if value is None:
        return None
    if not isinstance(value, list):
        message = f"Cannot deserialize instance of JunctionIdList from {type(value).__name__} ({found.name})"
        raise SalesforceError("JSON_PARSER_ERROR", message)
    ids = []
    for item in value:
        full = to_18(item)
        if full is None:
            raise malformed_id(item, found.name)
        ids.append(full)
    return list(dict.fromkeys(ids))


def save(change: Change, writer: Writer) -> None:
    """Bring the junction rows to the lists that came with a record."""
    named = {key for name, ids in change.lists.items() if name not in WHOS for key in ids or ()}
    for name, ids in change.lists.items():
        found = _BY_NAME[change.sobject.name, name.lower()]
        if name not in WHOS:
            _save_one(change, writer, found, ids or [], named)


def _save_one(change: Change, writer: Writer, found: Junction, ids: list[str], named: set[str]) -> None:
    context, table = change.context, change.context.schema[found.table]
    where = f"{found.parent} = ? AND IsDeleted = 0"
    rows = context.store.select(table, where, (change.row["Id"],))
    present = context.store.select(table, f"{where} AND {found.where}", (change.row["Id"],))
    there = {row[found.end] for row in present}
    movable = {row[found.end]: row for row in rows} if found.moves else {}
    for key in ids:
        if key in there:
            continue
        if key in movable:
            writer.update(context, found.table, movable[key]["Id"], dict(found.preset))
        else:
            writer.insert(context, found.table, {found.parent: change.row["Id"], found.end: key} | found.preset)
    gone = [row for row in present if row[found.end] not in ids and not (found.moves and row[found.end] in named)]
    discard(context, table, gone)
    for row in gone:
        after_removal(context, table, row)


def selected(found: Junction, key: str) -> tuple[str, Field]:
    """The SQL of a list as JSON, for the record whose id `key` is, and a field that stands for it."""
    table = f'"{found.table}"'
    sql = (
        f"(SELECT NULLIF(json_group_array({found.end}), '[]') FROM {table}"
        f" WHERE {found.parent} = {key} AND IsDeleted = 0 AND {found.where})"
    )
    kind = Field(found.name, found.name, "junctionIdList", filterable=False, sortable=False, groupable=False)
    return sql, kind


_INVITED, _WHOS = ["Calendar", "Contact", "Lead", "User"], ["Contact", "Lead"]
# (object, child object, its field): the lists that a describe names there, and what their ids are of
_DESCRIBED: dict[tuple[str, str, str], tuple[list[str], list[str]]] = {
    ("EmailMessage", "EmailMessageRelation", "EmailMessageId"): (["BccIds", "CcIds", "ToIds"], [*_WHOS, "User"]),
    ("EmailMessage", "ContentDocumentLink", "LinkedEntityId"): (["ContentDocumentIds"], ["ContentDocument"]),
    ("Event", "AcceptedEventRelation", "EventId"): (["AcceptedEventInviteeIds"], _INVITED),
    ("Event", "DeclinedEventRelation", "EventId"): (["DeclinedEventInviteeIds"], _INVITED),
    ("Event", "UndecidedEventRelation", "EventId"): (["UndecidedEventInviteeIds"], _INVITED),
    ("Event", "EventWhoRelation", "EventId"): (["EventWhoIds"], _WHOS),
    ("Task", "TaskWhoRelation", "TaskId"): (["TaskWhoIds"], _WHOS),
}


def described(sobject: str, table: str, parent: str) -> tuple[list[str], list[str]]:
    """(names of the lists, kinds of records in them) of one child relationship, as a describe gives them."""
    names, kinds = _DESCRIBED.get((sobject, table, parent), ([], []))
    return list(names), list(kinds)
