"""Looking records up by what a person types: a name, an e-mail address, a phone number.

Words go to Salesforce's search index (SOSL), which finds beginnings of words in all text fields; phone numbers and
words too short for the index go to the database (SOQL with LIKE). Either way it is one call, as long as describe
need not be asked which fields this user may see.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from core.salesforce.client import Part, unreadable
from core.salesforce.composite import PARTS, PLAIN, Answer, composite, query_part
from core.salesforce.desk.desk import ALL, Desk, NotThere, described
from core.salesforce.desk.fields import ObjectFacts
from core.salesforce.desk.objects import FIRST, Listed
from core.salesforce.desk.rows import Lister, Row, columns_of, look_of, value_at
from core.salesforce.errors import faults_of, of_call
from core.salesforce.soql import Condition, Query, Soql, any_holds, limited
from core.salesforce.sosl import digits_of, find, phone_digits, returning, searchable, words_of

# SOSL takes more, but each object costs time; custom objects come after the standard ones.
MOST_OBJECTS = 20
_UNSEEN = frozenset({"INVALID_FIELD", "INVALID_TYPE"})
_SHORT = ("Contact", "Account", "Lead", "Opportunity", "User")


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one object."""

    sobject: str
    label: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Found:
    """groups: the kinds with the best hits first. unsearched: labels of objects that cannot be searched at all."""

    groups: list[Group]
    unsearched: list[str]


def look_up(desk: Desk, text: str, lister: Lister, *, sobject: str | None = None, most: int = 5) -> Found:
    """Raises NotThere (of the object), Transient, Unauthorized."""
    objects = desk.objects()
    if sobject is not None and (sobject not in objects or not objects[sobject].queryable):
        raise NotThere("Salesforce has no such kind of record, or you may not see it.")
    wanted = [objects[sobject]] if sobject else [one for one in objects.values() if one.shown]
    unsearched = [one.plural for one in wanted if not one.searchable]
    words = words_of(text)
    digits = phone_digits(text)
    if digits is not None:
        rows = _by_phone(desk, digits, wanted if sobject else [objects[name] for name in _SHORT if name in objects])
    elif searchable(words) and any(one.searchable for one in wanted):
        rows = _by_words(desk, text, [one for one in wanted if one.searchable][:MOST_OBJECTS], 2 * most)
    elif words:
        rows = _by_beginning(desk, words, wanted if sobject else [objects[name] for name in _SHORT if name in objects])
    else:
        rows = {}
    groups = [_group(objects[name], _ranked(name, found, words), lister, most) for name, found in rows.items() if found]
    return Found(sorted(groups, key=lambda group: _rank(group, words)), unsearched if sobject is None else [])


def _group(listed: Listed, rows: Sequence[Mapping[str, Any]], lister: Lister, most: int) -> Group:
    told = [lister.row(listed.name, row, listed.name_field) for row in rows[:most]]
    return Group(listed.name, listed.plural, told)


def _by_words(desk: Desk, text: str, objects: Sequence[Listed], most: int) -> dict[str, list[dict[str, Any]]]:
    words = words_of(text)
    group = "EMAIL" if "@" in text else "ALL"

    def asked(columns: Mapping[str, Sequence[str]]) -> Part:
        wanted = [returning(Soql(name, fields), fields, most) for name, fields in columns.items()]
        return Part("GET", f"search?q={quote(find(words, group, wanted), safe=PLAIN)}")

    columns = {one.name: _columns(desk, one) for one in objects}
    status, body = desk.client.attempt(asked(columns), "search")
    if status >= 300 and any(fault.code in _UNSEEN for fault in faults_of(body)):
        desk.ask([described(name) for name in columns], purpose="describe")
        columns = {one.name: fields for one in objects if (fields := _columns(desk, one))}
        status, body = desk.client.attempt(asked(columns), "search")
    if status >= 300:
        raise of_call(status, body)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in columns}
    for row in _records(body, "searchRecords"):
        kind = value_at(row, "attributes.type")
        if kind in rows:
            rows[kind].append(row)
    if "@" in text:
        return {name: [row for row in found if _holds_address(row, text)] for name, found in rows.items()}
    return rows


def _holds_address(row: Mapping[str, Any], text: str) -> bool:
    """The index knows the parts of an address, not how they stand together; where it is hidden, the index decides."""
    address = row.get("Email")
    return not isinstance(address, str) or text.strip().casefold() in address.casefold()


def _by_phone(desk: Desk, digits: str, objects: Sequence[Listed]) -> dict[str, list[dict[str, Any]]]:
    desk.ask([described(one.name) for one in objects], purpose="describe")
    queries = {}
    for one in objects:
        facts = desk.known.get(described(one.name))
        names = [f.name for f in facts.fields.values() if f.type == "phone"] if isinstance(facts, ObjectFacts) else []
        if names:
            columns = list(dict.fromkeys([*_columns(desk, one), *names]))
            soql = Soql(one.name, columns)
            condition = any_holds(soql.holds_digits(name, digits) for name in names)
            queries[one.name] = (
                limited(soql.select(columns, [condition], order=["-LastModifiedDate"]), 50)
                if soql.has("LastModifiedDate")
                else limited(soql.select(columns, [condition]), 50)
            )
    found = _answered(desk, queries)
    return {name: [row for row in rows if _has_digits(row, digits)] for name, rows in found.items()}


def _has_digits(row: Mapping[str, Any], digits: str) -> bool:
    """The database compared digits with anything between them, letters too."""
    return any(digits in digits_of(value) for value in row.values())


def _by_beginning(desk: Desk, words: Sequence[str], objects: Sequence[Listed]) -> dict[str, list[dict[str, Any]]]:
    """Names that begin with the words."""
    desk.ask([described(one.name) for one in objects], purpose="describe")
    queries = {}
    for one in objects:
        columns = _columns(desk, one)
        soql = Soql(one.name, columns)
        if soql.has(one.name_field):
            text = " ".join(words)
            conditions: list[Condition] = [soql.begins(one.name_field, text)]
            queries[one.name] = limited(soql.select(columns, conditions, order=[one.name_field]), 50)
    return _answered(desk, queries)


def _answered(desk: Desk, queries: Mapping[str, Query]) -> dict[str, list[dict[str, Any]]]:
    """Five queries a call, which are all that are ever asked here."""
    if not queries:
        return {}
    asked = dict(list(queries.items())[:PARTS])
    answers = composite(desk.client, [query_part(query) for query in asked.values()], "search", safe=True)
    return dict(zip(asked, map(_rows, answers), strict=True))


def _rows(answer: Answer) -> list[dict[str, Any]]:
    if answer.status >= 300 and any(fault.code in _UNSEEN for fault in faults_of(answer.body)):
        return []
    return list(_records(answer.checked(), "records"))


def _records(body: object, key: str) -> Iterator[dict[str, Any]]:
    rows = body.get(key) if isinstance(body, dict) else None
    if not isinstance(rows, list):
        raise unreadable("search")
    yield from (row for row in rows if isinstance(row, dict))


def _columns(desk: Desk, one: Listed) -> list[str]:
    """Those of a Row that describe knows; all of them as long as it was not asked."""
    return known_columns(desk, one.name, columns_of(one.name, one.name_field))


def known_columns(desk: Desk, sobject: str, columns: Sequence[str]) -> list[str]:
    """Without those that field-level security hides, as far as describe was asked."""
    facts = desk.known.get(described(sobject))
    if not isinstance(facts, ObjectFacts):
        return [] if desk.known.knows(described(sobject)) else list(columns)
    visible = desk.known.get(ALL)
    relations = {field.relationship: field for field in facts.fields.values() if field.relationship}

    def seen(column: str) -> bool:
        head, dot, _ = column.partition(".")
        if not dot:
            return column in facts.fields
        field = relations.get(head)
        return field is not None and (not isinstance(visible, dict) or any(n in visible for n in field.reference_to))

    return [column for column in columns if seen(column)]


def _ranked(sobject: str, rows: list[dict[str, Any]], words: Sequence[str]) -> list[dict[str, Any]]:
    """Hits in the name first, else in the order of Salesforce's relevance."""
    look = look_of(sobject)
    shown = [name for name in ("Name", "CaseNumber", look.title, look.email) if name]
    return sorted(rows, key=lambda row: not _begins(" ".join(str(row.get(name) or "") for name in shown), words))


def _begins(text: str, words: Iterable[str]) -> bool:
    """Whether each of the words begins one of the text's."""
    there = [word.casefold() for word in words_of(text)]
    return all(any(one.startswith(word.casefold()) for one in there) for word in words)


def _rank(group: Group, words: Sequence[str]) -> tuple[bool, int]:
    best = bool(group.rows) and _begins(str(group.rows[0]["name"]), words)
    return (not best, FIRST.index(group.sobject) if group.sobject in FIRST else len(FIRST))
