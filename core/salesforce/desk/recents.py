"""The records that the person worked with last, in Salesforce or here (REST API Developer Guide, "Recently Viewed")."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from core.salesforce.composite import PARTS, composite, query_part
from core.salesforce.desk.desk import ALL, Desk, NotThere, described
from core.salesforce.desk.rows import Lister, Row, columns_of
from core.salesforce.desk.search import known_columns
from core.salesforce.errors import faults_of
from core.salesforce.soql import Soql, is_id, limited

_VIEWED = "LastViewedDate"
_UNSEEN = frozenset({"INVALID_FIELD", "INVALID_TYPE"})


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
    facts, listed = desk.object(sobject), desk.objects()[sobject]
    if _VIEWED not in facts.fields:
        return []
    columns = known_columns(desk, sobject, columns_of(sobject, listed.name_field))
    soql = Soql(sobject, [*columns, _VIEWED])
    query = limited(soql.select(columns, [soql.differs(_VIEWED, None)], order=[f"-{_VIEWED}"]), most)
    answer = composite(desk.client, [query_part(query)], "recents", safe=True)[0]
    return [lister.row(sobject, row, listed.name_field) for row in answer.checked()["records"]]


def rows_of(desk: Desk, lister: Lister, keys: Sequence[tuple[str, str]]) -> list[Row]:
    """The Rows of records of any kinds, in the order of their keys; those that are gone, or out of sight, are left
    out. At most five kinds are asked for in one call. Raises Transient, Unauthorized."""
    objects = desk.objects()
    kinds: dict[str, list[str]] = defaultdict(list)
    for sobject, key in keys:
        if sobject in objects and is_id(key):
            kinds[sobject].append(key)
    found: dict[tuple[str, str], Row] = {}
    names = list(kinds)
    for start in range(0, len(names), PARTS):
        for sobject, rows in _asked(desk, {name: kinds[name] for name in names[start : start + PARTS]}).items():
            for row in rows:
                found[sobject, str(row.get("Id"))[:15]] = lister.row(sobject, row, objects[sobject].name_field)
    wanted = dict.fromkeys((sobject, key[:15]) for sobject, key in keys)
    return [found[one] for one in wanted if one in found]


def _asked(desk: Desk, kinds: Mapping[str, Sequence[str]]) -> dict[str, list[dict[str, Any]]]:
    objects = desk.objects()

    def query(sobject: str) -> Any:
        columns = known_columns(desk, sobject, columns_of(sobject, objects[sobject].name_field)) or ["Id"]
        soql = Soql(sobject, columns)
        return query_part(soql.select(columns, [soql.any_of("Id", kinds[sobject])]))

    answers = dict(zip(kinds, composite(desk.client, [query(n) for n in kinds], "rows", safe=True), strict=True))
    hidden = [n for n, a in answers.items() if a.status >= 300 and {f.code for f in faults_of(a.body)} & _UNSEEN]
    if hidden:
        desk.ask([described(name) for name in hidden], purpose="describe")
        seen = [name for name in hidden if desk.known.get(described(name)) is not None]
        again = composite(desk.client, [query(n) for n in seen], "rows", safe=True) if seen else []
        answers |= dict(zip(seen, again, strict=True))
    return {n: a.body["records"] for n, a in answers.items() if a.status < 300 and isinstance(a.body, dict)}
