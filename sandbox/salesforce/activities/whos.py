"""Shared Activities: several people of one task or event, kept in TaskRelation and EventRelation.

Without the feature an activity has at most one person, in WhoId. With it WhoId is the first of up to 50 contacts, or
the one lead; the first of the list where none is named; another of the list when it is emptied.
"""

from sandbox.salesforce.activities.about import CONTACT, LEAD, account_of, integrity
from sandbox.salesforce.activities.companions import live
from sandbox.salesforce.changes import Change
from sandbox.salesforce.context import Context
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.ids import to_18
from sandbox.salesforce.lookups import check_target
from sandbox.salesforce.removal import discard
from sandbox.salesforce.schema import SObject
from sandbox.salesforce.stamped import add_row, change_row
from sandbox.salesforce.store import Row

LISTS = {"Task": "TaskWhoIds", "Event": "EventWhoIds"}
_TABLES = {"Task": ("TaskRelation", "TaskId"), "Event": ("EventRelation", "EventId")}
_MOST = 50


def shared(context: Context) -> bool:
    return context.settings.features["shared_activities"]


def people(context: Context, sobject: str, record_id: str) -> list[Row]:
    """The relations to the people that an activity is about, in the order of their making."""
    table, parent = _TABLES[sobject]
    rows = live(context, table, f"{parent} = ? AND IsParent = 1 AND IsWhat = 0", record_id)
    return sorted(rows, key=lambda row: str(row["Id"]))


def choose_who(change: Change) -> None:
    """Settle WhoId from the list and the people there are; check the list. Empties the list of what is in neither."""
    if not shared(change.context):
        return
    row, name = change.row, LISTS[change.sobject.name]
    if name in change.lists:
        wanted = _checked(change, change.lists[name] or [], name)
        _check_new(change, wanted)
        if "WhoId" not in change.given and (wanted or change.old is None):
            row["WhoId"] = wanted[0] if wanted else None
        change.lists[name] = list(dict.fromkeys([*([row["WhoId"]] if row.get("WhoId") else []), *wanted]))
        _checked(change, change.lists[name] or [], name)
    elif change.old is not None and change.changed("WhoId") and not row.get("WhoId"):
        others = [r["RelationId"] for r in people(change.context, change.sobject.name, row["Id"])]
        row["WhoId"] = next((key for key in others if key != change.was("WhoId")), None)


def _checked(change: Change, ids: list[str], name: str) -> list[str]:
    """Up to 50 contacts, or one lead."""
    keys = [to_18(key) or "" for key in ids]
    if len(keys) > _MOST:
        raise SalesforceError("LIMIT_EXCEEDED", f"{name}: at most {_MOST} contacts can be related", [name])
    leads = [key for key in keys if key.startswith(LEAD)]
    if any(key[:3] not in (LEAD, CONTACT) for key in keys) or (leads and len(set(keys)) > 1):
        raise integrity(f"{name}: takes contacts, or one lead", name)
    if leads and change.row.get("WhatId"):
        raise integrity("Related To ID: cannot be set when the Name ID is a lead", "WhatId")
    return keys


def _check_new(change: Change, keys: list[str]) -> None:
    """Who is there already may have been deleted since."""
    context, name = change.context, change.sobject.name
    present = [row["RelationId"] for row in people(context, name, change.row["Id"])] if change.old else []
    for key in keys:
        target = context.schema.of_id(key)
        if target and key not in present:
            check_target(context, target, key)


def follow_whos(change: Change) -> None:
    """Keep a relation for WhoId, for WhatId and for each of the list; count them."""
    context, row, name = change.context, change.row, change.sobject.name
    if not shared(context) or (name == "Event" and row["IsChild"]):
        return
    present = people(context, name, row["Id"])
    wanted = [r["RelationId"] for r in present]
    if change.changed("WhoId"):
        removed = change.was("WhoId") if row.get("WhoId") in wanted or not row.get("WhoId") else None
        wanted = [key for key in wanted if key != removed]
        wanted += [row["WhoId"]] if row.get("WhoId") and row["WhoId"] not in wanted else []
    if LISTS[name] in change.lists:
        wanted = list(change.lists[LISTS[name]] or [])
    _settle(context, name, row, present, wanted)
    if change.changed("WhatId"):
        _settle_what(context, name, row)
    counts = {"WhoCount": len(wanted), "WhatCount": int(bool(row.get("WhatId")))}
    if any(row.get(key) != value for key, value in counts.items()):
        context.store.update(change.sobject, row["Id"], dict(counts))
        row |= counts


def _settle(context: Context, name: str, row: Row, present: list[Row], wanted: list[str]) -> None:
    table, parent = _TABLES[name]
    sobject = context.schema[table]
    for key in wanted:
        if key in [found["RelationId"] for found in present]:
            continue
        invited = live(context, table, f"{parent} = ? AND RelationId = ?", row["Id"], key)
        if invited:
            change_row(context, sobject, invited[0]["Id"], {"IsParent": 1})
        else:
            account = account_of(context, {"WhoId": key})
            values: Row = {parent: row["Id"], "RelationId": key, "IsParent": 1, "AccountId": account}
            add_row(context, sobject, values | ({"Status": "New"} if table == "EventRelation" else {}))
    gone = [found for found in present if found["RelationId"] not in wanted]
    discard(context, sobject, [found for found in gone if not found.get("IsInvitee")])
    for found in (r for r in gone if r.get("IsInvitee")):
        change_row(context, sobject, found["Id"], {"IsParent": 0})


def _settle_what(context: Context, name: str, row: Row) -> None:
    table, parent = _TABLES[name]
    sobject = context.schema[table]
    discard(context, sobject, live(context, table, f"{parent} = ? AND IsWhat = 1", row["Id"]))
    if row.get("WhatId"):
        values: Row = {parent: row["Id"], "RelationId": row["WhatId"], "IsParent": 1, "IsWhat": 1}
        add_row(context, sobject, values | {"AccountId": row.get("AccountId")})


def follow_relation(change: Change) -> None:
    """A relation that a client made: the first person becomes WhoId."""
    context, row = change.context, change.row
    name = "Task" if change.sobject.name == "TaskRelation" else "Event"
    if not shared(context) or not row.get("IsParent") or row.get("IsWhat"):
        return
    _recount(context, name, row[_TABLES[name][1]])


def forget(context: Context, sobject: SObject, relation: Row) -> None:
    """After a relation was deleted: another person takes the place of WhoId."""
    if shared(context) and relation.get("IsParent"):
        name = "Task" if sobject.name == "TaskRelation" else "Event"
        _recount(context, name, relation[_TABLES[name][1]], gone=relation)


def _recount(context: Context, name: str, record_id: str, gone: Row | None = None) -> None:
    activity = context.store.fetch(context.schema[name], record_id)
    if activity is None or activity["IsDeleted"]:
        return
    keys = [row["RelationId"] for row in people(context, name, record_id)]
    changes: Row = {"WhoCount": len(keys)}
    if activity["WhoId"] not in keys:
        changes["WhoId"] = keys[0] if keys else None
    if gone and gone.get("IsWhat"):
        changes |= {"WhatId": None, "WhatCount": 0}
    changes["AccountId"] = account_of(context, activity | changes)
    change_row(context, context.schema[name], record_id, changes)
