"""`UserRecordAccess`: what a user may do with given records ("UserRecordAccess", Object Reference).

A query must name one user and at most 200 records; only administrators may ask about others.
"""

from collections.abc import Iterator
from typing import Any

from sandbox.salesforce.context import Context
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.ids import to_18
from sandbox.salesforce.sharing import Access
from sandbox.salesforce.soql import nodes

NAME = "UserRecordAccess"
MOST = 200
_FLAGS = ("HasReadAccess", "HasEditAccess", "HasDeleteAccess", "HasTransferAccess", "HasAllAccess")
_COLUMNS = {name.lower(): name for name in ("RecordId", "MaxAccessLevel", *_FLAGS)}


def is_about_access(query: nodes.Query) -> bool:
    return query.sobject.lower() == NAME.lower()


def access_rows(context: Context, query: nodes.Query) -> list[dict[str, Any]]:
    """The rows of a query; records that are not there have none. Raises SalesforceError."""
    users: list[str] = []
    records: list[str] = []
    for name, values in _conditions(query.where):
        (users if name == "userid" else records).extend(values)
    if len(users) != 1 or not records or len(records) > MOST:
        raise _malformed(f"filter by one UserId and by 1 to {MOST} values of RecordId")
    access = _access_of(context, str(to_18(users[0])))
    columns = list(_selected(query))
    found = (_row(context, access, key) for key in dict.fromkeys(map(to_18, records)) if key)
    url = f"{context.base}/{NAME}"
    return [
        {"attributes": {"type": NAME, "url": f"{url}/{row['RecordId']}"}} | {name: row[name] for name in columns}
        for row in found
        if row
    ]


def _conditions(where: nodes.Condition | None) -> Iterator[tuple[str, list[str]]]:
    """(field, values), where all must hold."""
    if isinstance(where, nodes.All):
        for item in where.items:
            yield from _conditions(item)
    elif isinstance(where, nodes.Compare) and where.operator == "=":
        yield nodes.path_of(where.operand).lower(), [where.value.text]
    elif isinstance(where, nodes.Within) and where.kind == "in":
        yield nodes.path_of(where.operand).lower(), [value.text for value in where.values]
    else:
        raise _malformed("its fields can be filtered with = and IN only")


def _selected(query: nodes.Query) -> Iterator[str]:
    for item in query.select:
        name = nodes.path_of(item.operand) if isinstance(item, nodes.Item) else ""
        if name.lower() not in _COLUMNS:
            raise SalesforceError("INVALID_FIELD", f"No such column '{name}' on entity '{NAME}'.")
        yield _COLUMNS[name.lower()]


def _access_of(context: Context, user: str) -> Access:
    if user == context.user_id:
        return context.access
    rows = context.store.rows(
        'SELECT p.Name FROM "User" u JOIN "Profile" p ON p.Id = u.ProfileId WHERE u.Id = ?', (user,)
    )
    if not rows or not context.access.admin:
        raise _malformed("you can only ask for your own access")
    return Access(context.store, context.settings, user, rows[0][0])


def _row(context: Context, access: Access, key: str) -> dict[str, Any] | None:
    sobject = context.schema.of_id(key)
    row = context.store.fetch(sobject, key) if sobject else None
    if sobject is None or row is None or row.get("IsDeleted"):
        return None
    read = access.reads(sobject) and access.sees(sobject, key)
    edit = read and access.edits(sobject) and access.may_edit(sobject, row)
    delete = read and access.deletes(sobject) and access.may_delete(sobject, row)
    owner = row.get("OwnerId") == access.user_id
    transfer = edit and (owner or access.admin)
    everything = read and edit and delete and transfer
    flags = dict(zip(_FLAGS, (read, edit, delete, transfer, everything), strict=True))
    level = "All" if everything else "Delete" if delete else "Edit" if edit else "Read" if read else "None"
    return {"RecordId": key, "MaxAccessLevel": level} | flags


def _malformed(reason: str) -> SalesforceError:
    return SalesforceError("MALFORMED_QUERY", f"{NAME}: {reason}")
