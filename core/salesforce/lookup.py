"""Records by key, by natural key and by stamp: the rows of a condition, and which of them are in scope."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from core.records import Away, Fields, Key, Record, State, Value, canonical_fields
from core.salesforce.client import Client
from core.salesforce.composite import (
    PARTS,
    QUERY_CHARACTERS,
    Row,
    all_rows,
    chunks,
    composite_all,
    pages,
    query_part,
    sized,
)
from core.salesforce.setup import Setup
from core.salesforce.soql import Condition, is_id, literal

# Ids have 18 characters, quotes and a comma: four hundred fit.
KEYS = QUERY_CHARACTERS // 22


class Lookup:
    """Reads of core.store.Store. Calls raise Transient and Unauthorized."""

    def __init__(self, client: Client, setup: Setup) -> None:
        self._client, self._setup = client, setup

    def read(self, keys: Sequence[Key]) -> dict[Key, State]:
        """Deleted rows are Gone; what cannot be seen, and what is no id at all, is Away."""
        ids = [key for key in dict.fromkeys(keys) if is_id(key)]
        wanted = [self._setup.soql.any_of("Id", group) for group in chunks(ids, KEYS)]
        catalog, states = self._setup.catalog, dict[Key, State]()
        for row, inside in self._rows(wanted, "read", deleted=True):
            deleted = row.get("IsDeleted") is True
            states[short(row["Id"])] = catalog.gone(row) if deleted else catalog.record(row, in_scope=inside)
        return {key: states.get(short(key)) or Away(key) for key in keys}

    def reached(self, keys: Sequence[Key]) -> list[Record]:
        """Of these records those that may be matched with this user's items."""
        ids = chunks([key for key in dict.fromkeys(keys) if is_id(key)], KEYS)
        catalog, wanted = self._setup.catalog, [self._setup.soql.any_of("Id", group) for group in ids]
        return [
            catalog.record(row, in_scope=inside) for row, inside in self._rows(wanted, "find") if catalog.reaches(row)
        ]

    def find(self, wanted: Sequence[Fields]) -> list[Record]:
        return [record for row, record in self.matching(wanted) if self._setup.catalog.reaches(row)]

    def matching(self, wanted: Sequence[Fields]) -> list[tuple[Row, Record]]:
        """As `find`, with the records that may not be matched with this user's items."""
        groups: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
        asked: dict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)
        for fields in wanted:
            clean = canonical_fields(fields)
            names = tuple(sorted(clean))
            asked[names].add(_plain_values(fields, names))
            known = self._filters(clean, names)
            groups[tuple(known)].append(known)
        conditions = [c for names, group in groups.items() if names for c in self._conditions(names, group)]
        rows = self._rows(conditions, "find") if conditions else iter(())
        catalog = self._setup.catalog
        found = {row["Id"]: (row, catalog.record(row, in_scope=inside)) for row, inside in rows}
        asked.pop((), None)
        return [(row, record) for row, record in found.values() if _is_one_of(record, asked)]

    def find_stamp(self, stamps: Sequence[str]) -> dict[str, Record]:
        """Without a stamp field nothing is found: the natural key must do, through `find`."""
        field = self._setup.catalog.stamp
        if field is None:
            return {}
        wanted = [self._setup.soql.any_of(field, group) for group in chunks(dict.fromkeys(stamps), KEYS)]
        rows = self._rows(wanted, "find stamp") if wanted else iter(())
        return {str(row[field]): self._setup.catalog.record(row, in_scope=inside) for row, inside in rows}

    def fresh(self, keys: Sequence[Key]) -> dict[Key, Row]:
        """The rows as they are now, deleted ones too, by the first 15 characters of the id."""
        ids = chunks([key for key in dict.fromkeys(keys) if is_id(key)], KEYS)
        queries = [self._setup.select([self._setup.soql.any_of("Id", group)]) for group in ids]
        found = all_rows(self._client, queries, "re-read", deleted=True)
        return {short(str(row.get("Id"))): row for rows in found for row in rows}

    def _rows(
        self, conditions: Sequence[Condition], purpose: str, *, deleted: bool = False
    ) -> Iterator[tuple[Row, bool]]:
        """(row, whether it is in scope). The rows are asked before the scope, see core.salesforce.feed."""
        setup = self._setup
        for group in chunks(conditions, max(1, PARTS // (1 + len(setup.branches)))):
            parts = [query_part(setup.select([condition]), deleted=deleted) for condition in group]
            parts += [query_part(query) for condition in group for query in setup.ids(condition)]
            answers = composite_all(self._client, parts, purpose, safe=True)
            rows, inside = answers[: len(group)], answers[len(group) :]
            ids = {
                str(row.get("Id")) for answer in inside for page in pages(self._client, answer, purpose) for row in page
            }
            for answer in rows:
                for page in pages(self._client, answer, purpose):
                    yield from ((row, row["Id"] in ids) for row in page if isinstance(row.get("Id"), str))

    def _filters(self, clean: Fields, names: Iterable[str]) -> dict[str, str]:
        """clean: canonical; by name, sorted, the literals of those that a condition can be written on."""
        plain = {name: value for name in names if not isinstance(value := clean[name], tuple)}
        return {name: literal(value) for name, value in plain.items() if self._setup.catalog.filter_on(name)}

    def _conditions(self, names: Sequence[str], group: Iterable[dict[str, str]]) -> Iterator[Condition]:
        """Conditions that hold for every wanted record, and for some more: each field has one of the values."""
        for part in sized(group, _length, QUERY_CHARACTERS):
            terms = [self._term(name, {literals[name] for literals in part}) for name in names]
            yield Condition(" AND ".join(terms))

    def _term(self, name: str, literals: Iterable[str]) -> Condition:
        return self._setup.soql.one_of(str(self._setup.catalog.filter_on(name)), sorted(literals))


def short(record_id: str) -> str:
    """The 15 characters that tell ids apart (the other three only mend their case)."""
    return record_id[:15]


def _is_one_of(record: Record, asked: Mapping[tuple[str, ...], set[tuple[str, ...]]]) -> bool:
    """asked: names of fields -> the wanted values of them."""
    return any(_plain_values(record.fields, names) in values for names, values in asked.items())


def _plain_values(fields: Fields, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(_plain(fields.get(name)) for name in names)


def _plain(value: Value) -> str:
    return " ".join(unicodedata.normalize("NFKC", str(value or "")).casefold().split())


def _length(literals: dict[str, str]) -> int:
    return sum([len(one) + 1 for one in literals.values()])
