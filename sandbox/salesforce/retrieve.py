"""Reading single records."""

# ruff: noqa: S608 - names in the SQL come from the schema; what a client sent is bound as a value

from typing import Any

from sandbox.salesforce.context import Context
from sandbox.salesforce.dml import ambiguous, existing, lookup_field
from sandbox.salesforce.errors import malformed_id, no_such_column, not_found
from sandbox.salesforce.ids import to_18
from sandbox.salesforce.junctions import junction
from sandbox.salesforce.lookups import matching
from sandbox.salesforce.schema import SObject
from sandbox.salesforce.soql import nodes
from sandbox.salesforce.soql.build import Builder
from sandbox.salesforce.soql.select import Selection
from sandbox.salesforce.store import quoted
from sandbox.salesforce.values import stored


def retrieve(context: Context, name: str, record_id: str, fields: list[str] | None = None) -> dict[str, Any]:
    """One record with `attributes` and the fields asked for, by default all that the user may see."""
    sobject = context.sobject(name)
    row = existing(context, sobject, record_id)
    return _read(context, sobject, row["Id"], fields)


def retrieve_by(context: Context, name: str, key: str, value: Any, fields: list[str] | None = None) -> dict[str, Any]:
    """The record with this external id; several raise MULTIPLE_CHOICES, status 300."""
    sobject = context.sobject(name)
    field = lookup_field(context, sobject, key)
    found = matching(context, sobject, field, stored(field, value))
    if len(found) > 1:
        raise ambiguous(context, sobject, found)
    if not found:
        raise not_found()
    return _read(context, sobject, found[0], fields)


def _read(context: Context, sobject: SObject, record_id: str, fields: list[str] | None) -> dict[str, Any]:
    query = nodes.Query((), sobject.name, 0)
    builder = Builder.of(context, "", query, sobject)
    selection = Selection(builder.source)
    names = [field.name for field in context.access.fields(sobject)] if fields is None else fields
    for name in dict.fromkeys(names):
        parts = tuple(part for part in name.strip().split(".") if part)
        if not parts:
            continue
        if len(parts) == 1 and not _readable(context, sobject, parts[0]):
            raise no_such_column(name.strip(), sobject.name)
        selection.add_path(nodes.Path(parts, 0))
    sql = f"SELECT {', '.join(selection.columns)} FROM {builder.source.sql()} WHERE t0.Id = ?"
    record = selection.root.build(context.store.rows(sql, (record_id,))[0])
    if record is None:
        raise not_found()
    return record


def _readable(context: Context, sobject: SObject, name: str) -> bool:
    """Whether it is a field that the user may see, or a junction id list."""
    field = sobject.field(name)
    return bool(field and field.name not in context.access.hidden(sobject)) or bool(junction(context, sobject, name))


def relationship(
    context: Context, name: str, record_id: str, relation: str, fields: list[str] | None = None
) -> dict[str, Any]:
    """The parent, or the children as `{totalSize, done, records}`, at the end of a relationship."""
    sobject = context.sobject(name)
    row = existing(context, sobject, record_id)
    field = sobject.relation(relation)
    if field is not None and context.access.reads_field(sobject, field):
        target = row[field.name] and context.schema.of_id(row[field.name])
        if not target:
            raise not_found("The requested resource does not exist")
        return retrieve(context, target.name, row[field.name], fields)
    child = context.schema.child(sobject, relation)
    if child is None or not context.access.reads(child.sobject):
        raise not_found()
    where = nodes.Compare(nodes.Path((child.field.name,), 0), "=", nodes.Value("string", str(row["Id"]), 0))
    query = nodes.Query((), child.sobject.name, 0, where=where)
    sql, values = (builder := Builder.of(context, "", query, child.sobject)).where()
    ids = context.store.rows(f"SELECT t0.Id FROM {builder.source.sql()} WHERE {sql} ORDER BY t0.Id", values)
    records = [_read(context, child.sobject, found[0], fields) for found in ids]
    return {"totalSize": len(records), "done": True, "records": records}


def blob(context: Context, name: str, record_id: str, field_name: str) -> bytes:
    """The content of a base64 field such as Attachment.Body."""
    sobject = context.sobject(name)
    field = sobject.field(field_name)
    if field is None or field.type != "base64" or not context.access.reads_field(sobject, field):
        raise not_found()
    row = existing(context, sobject, record_id)
    return bytes(row[field.name] or b"")


def sobject_of(context: Context, record_id: str) -> str:
    """The object that an id belongs to, by its prefix."""
    full = to_18(record_id)
    if full is None:
        raise malformed_id(record_id)
    sobject = context.schema.of_id(full)
    if sobject is None or not context.access.reads(sobject):
        raise not_found()
    return sobject.name


def record_count(context: Context, names: list[str] | None) -> dict[str, Any]:
    """`{sObjects: [{count, name}]}`; names that are no objects are left out."""
    wanted = {name.strip().lower() for name in names} if names else None
    counts = []
    for sobject in context.schema:
        if wanted is not None and sobject.name.lower() not in wanted:
            continue
        live = " WHERE IsDeleted = 0" if sobject.soft_deletes else ""
        count = context.store.rows(f"SELECT COUNT(*) FROM {quoted(sobject.name)}{live}")[0][0]
        if (count or wanted) and context.access.reads(sobject):
            counts.append({"count": count, "name": sobject.name})
    return {"sObjects": sorted(counts, key=lambda entry: str(entry["name"]))}
