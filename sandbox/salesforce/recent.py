"""The records that a user worked with last."""

# ruff: noqa: S608 - names in the SQL come from the schema; what a client sent is bound as a value

from typing import Any

from sandbox.salesforce.context import Context
from sandbox.salesforce.schema import SObject
from sandbox.salesforce.store import quoted


def remember(context: Context, sobject: SObject, record_id: str) -> None:
    if context.options.update_mru and "mruEnabled" in sobject.flags:
        turn = context.store.next_number("recent")
        row = (context.user_id, record_id, context.now(), turn)
        context.store.execute("INSERT OR REPLACE INTO _recent VALUES (?, ?, ?, ?)", row)


def recent_ids(context: Context, prefix: str = "") -> list[str]:
    """Latest first."""
    sql = "SELECT record FROM _recent WHERE user = ? AND record LIKE ? ORDER BY turn DESC LIMIT 200"
    return [row[0] for row in context.store.rows(sql, (context.user_id, f"{prefix}%"))]


def recent(context: Context, limit: int) -> list[dict[str, Any]]:
    """Rows with `attributes`, Id and Name of records that are still there and visible."""
    result: list[dict[str, Any]] = []
    for record_id in recent_ids(context):
        if len(result) >= limit:
            break
        sobject = context.schema.of_id(record_id)
        if sobject is None or not context.access.reads(sobject) or not context.access.sees(sobject, record_id):
            continue
        name = sobject.name_field.name if sobject.name_field else "Id"
        live = " AND IsDeleted = 0" if sobject.soft_deletes else ""
        sql = f"SELECT {quoted(name)} FROM {quoted(sobject.name)} WHERE Id = ?{live}"
        for row in context.store.rows(sql, (record_id,)):
            result.append({"attributes": context.attributes(sobject.name, record_id), "Id": record_id, name: row[0]})
    return result
