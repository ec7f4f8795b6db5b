"""Words in Salesforce's search index (SOSL), which finds beginnings of words in all text fields of many objects."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from core.salesforce.batch import batch
from core.salesforce.client import Part, unreadable
from core.salesforce.composite import PLAIN, Answer, chunks
from core.salesforce.desk.desk import Desk, described
from core.salesforce.desk.hits import holds_address
from core.salesforce.desk.objects import Listed
from core.salesforce.desk.queries import UNSEEN, seen_columns
from core.salesforce.desk.rows import columns_of, value_at
from core.salesforce.errors import faults_of
from core.salesforce.soql import Soql
from core.salesforce.sosl import find, returning, words_of

# Objects that one search takes, and searches that one look-up may cost: each counts against the org's allowance.
OBJECTS, SEARCHES = 20, 5
# Looked for often, and few have a page to themselves: never among those that a large org leaves out.
_ALWAYS = ("Task", "Event")
_Rows = list[dict[str, Any]]


def reached(objects: Sequence[Listed]) -> list[Listed]:
    """Those that one look-up searches, by their place in the listing."""
    indexed = [one for one in objects if one.searchable]
    first = sorted(indexed, key=lambda one: one.name not in _ALWAYS)[: OBJECTS * SEARCHES]
    return [one for one in indexed if one in first]


def by_words(desk: Desk, text: str, objects: Sequence[Listed], most: int) -> Mapping[str, Sequence[dict[str, Any]]]:
    """The rows of each object, `most` at most. objects: as `reached` gives them; one call for all of them. Raises
    Transient, Unauthorized."""
    group = "EMAIL" if "@" in text else "ALL"
    groups = list(chunks((one.name for one in objects), OBJECTS))
    answers = _asked(desk, text, groups, group, most)
    unseen = [names for names, answer in zip(groups, answers, strict=True) if _unseen(answer)]
    for names in unseen:
        # Of several objects the refusal names one column at a time: all are looked at.
        desk.ask([path for path in map(described, names) if desk.known.doubt(path)], purpose="describe")
    if unseen:
        answers = _asked(desk, text, groups, group, most)
    found: dict[str, _Rows] = {}
    for names, answer in zip(groups, answers, strict=True):
        found |= _by_kind(answer.checked(), names)
    if group == "EMAIL":
        return {name: [row for row in rows if holds_address(row, text)] for name, rows in found.items()}
    return found


def _unseen(answer: Answer) -> bool:
    return answer.status >= 300 and any(fault.code in UNSEEN for fault in faults_of(answer.body))


def _asked(desk: Desk, text: str, groups: Sequence[Sequence[str]], group: str, most: int) -> list[Answer]:
    """One answer for each group of objects; of which nothing may be seen, an empty one without a call."""
    parts: dict[int, Part] = {}
    for number, names in enumerate(groups):
        columns = {name: seen_columns(desk, name, columns_of(name, desk.name_field(name))) for name in names}
        wanted = [returning(Soql(name, seen), seen, most) for name, seen in columns.items() if seen]
        if wanted:
            sosl = find(words_of(text), group, wanted)
            parts[number] = Part("GET", f"search?q={quote(sosl, safe=PLAIN)}")
    told = dict(zip(parts, _sent(desk, list(parts.values())), strict=True))
    return [told.get(number, Answer(200, {"searchRecords": []})) for number in range(len(groups))]


def _sent(desk: Desk, parts: list[Part]) -> list[Answer]:
    if len(parts) == 1:
        status, body = desk.client.attempt(parts[0], "search")
        return [Answer(status, body)]
    return batch(desk.client, parts, "search") if parts else []


def _by_kind(body: object, names: Sequence[str]) -> dict[str, _Rows]:
    rows = body.get("searchRecords") if isinstance(body, dict) else None
    if not isinstance(rows, list):
        raise unreadable("search")
    found: dict[str, _Rows] = {name: [] for name in names}
    for row in rows:
        kind = value_at(row, "attributes.type") if isinstance(row, dict) else None
        if kind in found:
            found[kind].append(row)
    return found
