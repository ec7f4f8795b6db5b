"""The records that the person worked with last, in Salesforce or here (REST API Developer Guide, "Recently Viewed")."""

from collections import defaultdict
from collections.abc import Sequence

from core.salesforce.desk.desk import ALL, Desk, NotThere, described
from core.salesforce.desk.queries import Wish, rows_of_kinds, seen_columns
from core.salesforce.desk.rows import Lister, Row, columns_of
from core.salesforce.soql import Query, Soql, is_id, limited

_VIEWED = "LastViewedDate"


def recent(desk: Desk, lister: Lister, *, sobject: str | None = None, most: int = 10) -> list[Row]:
    """Latest first. Raises NotThere (of the object), Transient, Unauthorized."""
    objects = desk.objects()
    if sobject is not None:
        if sobject not in objects:
            raise NotThere("Salesforce has no such kind of record, or you may not see it.")
        return _of_object(desk, sobject, lister, most)
    told = desk.client.get(f"recent?limit={3 * most}", "recents")
    keys: list[tuple[str, str]] = []
    for row in told if isinstance(told, list) else []:
        attributes = row.get("attributes") if isinstance(row, dict) else None
        kind = attributes.get("type") if isinstance(attributes, dict) else None
        if isinstance(kind, str) and kind in objects and objects[kind].shown and is_id(str(row.get("Id"))):
            keys.append((kind, row["Id"]))
    return rows_of(desk, lister, keys[:most])


def _of_object(desk: Desk, sobject: str, lister: Lister, most: int) -> list[Row]:
    desk.ask([ALL, described(sobject)], purpose="describe")
    if not seen_columns(desk, sobject, [_VIEWED]):
        return []
    columns = columns_of(sobject, desk.name_field(sobject))

    def viewed(soql: Soql, seen: Sequence[str]) -> Query:
        return limited(soql.select(seen, [soql.differs(_VIEWED, None)], order=[f"-{_VIEWED}"]), most)

    found = rows_of_kinds(desk, {sobject: Wish([*columns, _VIEWED], viewed)}, "recents")
    return [lister.row(sobject, row, desk.name_field(sobject)) for row in found[sobject]]


def rows_of(desk: Desk, lister: Lister, keys: Sequence[tuple[str, str]]) -> list[Row]:
    """The Rows of records of any kinds, in the order of their keys; those that are gone, or out of sight, are left
    out. Raises Transient, Unauthorized."""
    objects = desk.objects()
    kinds: dict[str, list[str]] = defaultdict(list)
    for sobject, key in keys:
        if sobject in objects and is_id(key):
            kinds[sobject].append(key)
    wishes = {name: _by_key(columns_of(name, desk.name_field(name)), ids) for name, ids in kinds.items()}
    found: dict[tuple[str, str], Row] = {}
    for sobject, rows in rows_of_kinds(desk, wishes, "rows").items():
        for row in rows:
            found[sobject, str(row.get("Id"))[:15]] = lister.row(sobject, row, desk.name_field(sobject))
    wanted = dict.fromkeys((sobject, key[:15]) for sobject, key in keys)
    return [found[one] for one in wanted if one in found]


def _by_key(columns: Sequence[str], keys: Sequence[str]) -> Wish:
    return Wish(columns, lambda soql, seen: soql.select(seen, [soql.any_of("Id", keys)]))
