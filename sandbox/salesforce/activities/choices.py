"""The org's own statuses and priorities of tasks: TaskStatus and TaskPriority, and the picklists made of them."""

from dataclasses import replace

from sandbox.salesforce.schema import Choice, Schema
from sandbox.salesforce.store import Row, Store

TABLES = {"Status": ("TaskStatus", "IsClosed", "Completed"), "Priority": ("TaskPriority", "IsHighPriority", "High")}


def seed_choices(schema: Schema, store: Store, now: str) -> None:
    """What a new org has; an org that has some keeps them."""
    for name, (table, flag, flagged) in TABLES.items():
        if store.rows(f'SELECT 1 FROM "{table}" LIMIT 1'):  # noqa: S608  (a table of the schema)
            continue
        for choice in schema["Task"].fields[name].choices:
            facts: Row = {"IsDefault": int(choice.default), flag: int(choice.value == flagged)}
            _add(schema, store, table, choice.value, facts, now)


def add_choice(schema: Schema, store: Store, name: str, value: str, flagged: bool, now: str) -> None:
    """A new value of Status (flagged: closed) or Priority (flagged: high). Raises ValueError: there is one already."""
    table, flag, _ = TABLES[name]
    if any(choice.value.lower() == value.lower() for choice in schema["Task"].fields[name].choices):
        raise ValueError(f"tasks have a {name.lower()} {value!r} already")
    _add(schema, store, table, value, {"IsDefault": 0, flag: int(flagged)}, now)
    apply_choices(schema, store)


def apply_choices(schema: Schema, store: Store) -> None:
    """Bring the picklists to what the tables say."""
    task = schema["Task"]
    for name, (table, _, _) in TABLES.items():
        rows = store.select(schema[table], "1 ORDER BY SortOrder")
        choices = tuple(Choice(row["ApiName"], row["MasterLabel"], bool(row["IsDefault"])) for row in rows)
        task.add(replace(task.fields[name], choices=choices))


def _add(schema: Schema, store: Store, table: str, value: str, facts: Row, now: str) -> None:
    user = store.rows('SELECT CreatedById FROM "Organization"')[0][0]
    order = store.rows(f'SELECT COUNT(*) FROM "{table}"')[0][0] + 1  # noqa: S608  (a table of the schema)
    row: Row = {"Id": store.next_id(schema[table].prefix), "MasterLabel": value, "ApiName": value, "SortOrder": order}
    row |= {"CreatedById": user, "LastModifiedById": user}
    row |= {"CreatedDate": now, "LastModifiedDate": now, "SystemModstamp": now}
    store.insert(schema[table], row | facts)
