"""Queries on several objects in one call, over those columns that the user may see.

Nobody is told beforehand which columns field-level security hides: the query is refused then, describe is asked, and
the query is sent again without them. Describe is remembered, so that this happens once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.salesforce.client import unreadable
from core.salesforce.composite import PARTS, Answer, composite, query_part
from core.salesforce.desk.desk import ALL, Desk, described
from core.salesforce.desk.fields import ObjectFacts
from core.salesforce.errors import faults_of
from core.salesforce.soql import Query, Soql

UNSEEN = frozenset({"INVALID_FIELD", "INVALID_TYPE"})
Found = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wish:
    """columns: what to select, and what the conditions speak of. build: the query on those of them that are seen; None
    where it makes no sense without the others."""

    columns: Sequence[str]
    build: Callable[[Soql, Sequence[str]], Query | None]


def rows_of_kinds(desk: Desk, wishes: Mapping[str, Wish], purpose: str) -> dict[str, list[Found]]:
    """The first page of the rows of each object, five objects a call. An object that the user may not see has none.
    Raises Transient, Unauthorized."""
    names = list(wishes)
    found: dict[str, list[Found]] = {name: [] for name in names}
    for start in range(0, len(names), PARTS):
        group = {name: wishes[name] for name in names[start : start + PARTS]}
        answers = _answers(desk, group, purpose)
        refused = [name for name, answer in answers.items() if _unseen(answer)]
        hidden = {name: group[name] for name in refused if desk.known.doubt(described(name))}
        if hidden:
            desk.known.doubt(ALL)
            desk.ask([ALL, *map(described, hidden)], purpose="describe")
            answers |= _answers(desk, hidden, purpose)
        found |= {name: _rows(answer, purpose) for name, answer in answers.items()}
    return found


def _answers(desk: Desk, wishes: Mapping[str, Wish], purpose: str) -> dict[str, Answer]:
    queries: dict[str, Query] = {}
    for name, wish in wishes.items():
        seen = seen_columns(desk, name, [*wish.columns, desk.name_field(name)])
        query = wish.build(Soql(name, seen), seen) if seen else None
        if query is not None:
            queries[name] = query
    if not queries:
        return {}
    parts = [query_part(query) for query in queries.values()]
    return dict(zip(queries, composite(desk.client, parts, purpose, safe=True), strict=True))


def _unseen(answer: Answer) -> bool:
    return answer.status >= 300 and any(fault.code in UNSEEN for fault in faults_of(answer.body))


def _rows(answer: Answer, purpose: str) -> list[Found]:
    if _unseen(answer):
        return []
    body = answer.checked()
    rows = body.get("records") if isinstance(body, dict) else None
    if not isinstance(rows, list):
        raise unreadable(purpose)
    return [row for row in rows if isinstance(row, dict)]


def seen_columns(desk: Desk, sobject: str, columns: Sequence[str]) -> list[str]:
    """Without those that field-level security hides; all of them as long as describe was not asked."""
    facts = desk.known.get(described(sobject))
    if not isinstance(facts, ObjectFacts):
        return [] if desk.known.knows(described(sobject)) else list(dict.fromkeys(columns))
    visible = desk.known.get(ALL)
    relations = {field.relationship: field for field in facts.fields.values() if field.relationship}

    def seen(column: str) -> bool:
        head, dot, _ = column.partition(".")
        if not dot:
            return column in facts.fields
        field = relations.get(head)
        return field is not None and (not isinstance(visible, dict) or any(n in visible for n in field.reference_to))

    return [column for column in dict.fromkeys(columns) if seen(column)]
