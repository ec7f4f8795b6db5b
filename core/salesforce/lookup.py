"""Contacts by key, by natural key and by stamp: two queries a condition (the rows, and which are in the view)."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TypeAlias

from core.records import Away, Fields, Key, Record, State, Value, canonical_fields
from core.salesforce.catalog import ACCOUNT_NAME, COMPANY
from core.salesforce.client import Client
from core.salesforce.composite import PARTS, QUERY_CHARACTERS, Row, chunks, composite, pages, query_part, sized
from core.salesforce.feed import gone
from core.salesforce.setup import Setup
from core.salesforce.soql import Condition, is_id, literal

# Ids have 18 characters, quotes and a comma: four hundred fit.
KEYS = QUERY_CHARACTERS // 22
Literal: TypeAlias = str | int | bool | date | None


class Lookup:
    """Reads of core.store.Store. Calls raise Transient and Unauthorized."""

    def __init__(self, client: Client, setup: Setup) -> None:
        self._client, self._setup = client, setup

    def read(self, keys: Sequence[Key]) -> dict[Key, State]:
        """Deleted rows are Gone; what cannot be seen, and what is no id at all, is Away."""
        ids = [key for key in dict.fromkeys(keys) if is_id(key)]
        wanted = [self._setup.soql.any_of("Id", group) for group in chunks(ids, KEYS)]
        states: dict[Key, State] = {}
        for row, inside in self._rows(wanted, "read", deleted=True):
            deleted = row.get("IsDeleted") is True
            states[short(row["Id"])] = gone(row) if deleted else self._setup.catalog.record(row, in_scope=inside)
        return {key: states.get(short(key)) or Away(key) for key in keys}

    def find(self, wanted: Sequence[Fields]) -> list[Record]:
        groups: dict[tuple[str, ...], list[dict[str, Literal]]] = defaultdict(list)
        for fields in wanted:
            known = self._filters(fields)
            groups[tuple(known)].append(known)
        conditions = [c for names, group in groups.items() if names for c in self._conditions(names, group)]
        rows = self._rows(conditions, "find") if conditions else iter(())
        records = {row["Id"]: self._setup.catalog.record(row, in_scope=inside) for row, inside in rows}
        asked = [fields for fields in wanted if canonical_fields(fields)]
        return [record for record in records.values() if any(_has(record, fields) for fields in asked)]

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
        soql, columns = self._setup.soql, self._setup.catalog.columns
        found: dict[Key, Row] = {}
        for part in chunks(chunks([key for key in dict.fromkeys(keys) if is_id(key)], KEYS), PARTS):
            queries = [query_part(soql.select(columns, [soql.any_of("Id", ids)]), deleted=True) for ids in part]
            for answer in composite(self._client, queries, "re-read", safe=True):
                found |= {
                    short(str(row.get("Id"))): row for page in pages(self._client, answer, "re-read") for row in page
                }
        return found

    def _rows(
        self, conditions: Sequence[Condition], purpose: str, *, deleted: bool = False
    ) -> Iterator[tuple[Row, bool]]:
        """(row, whether the view holds it). The rows are asked before the view, see core.salesforce.feed."""
        soql, view, columns = self._setup.soql, self._setup.view, self._setup.catalog.columns
        for group in chunks(conditions, PARTS // 2):
            parts = [query_part(soql.select(columns, [condition]), deleted=deleted) for condition in group]
            parts += [query_part(soql.select(["Id"], [*view.conditions, c], scope=view.scope)) for c in group]
            answers = composite(self._client, parts, purpose, safe=True)
            rows, inside = answers[: len(group)], answers[len(group) :]
            ids = {
                str(row.get("Id")) for answer in inside for page in pages(self._client, answer, purpose) for row in page
            }
            for answer in rows:
                for page in pages(self._client, answer, purpose):
                    yield from ((row, row["Id"] in ids) for row in page if isinstance(row.get("Id"), str))

    def _column(self, name: str) -> str | None:
        """What a filter on the field is written on; None where none is possible (long texts)."""
        if name == COMPANY:
            return ACCOUNT_NAME if self._setup.catalog.company else None
        fact = self._setup.catalog.fields.get(name)
        return fact.name if fact is not None and fact.filterable else None

    def _filters(self, fields: Fields) -> dict[str, Literal]:
        clean = canonical_fields(fields)
        plain = {name: value for name, value in sorted(clean.items()) if not isinstance(value, tuple)}
        return {name: value for name, value in plain.items() if self._column(name)}

    def _conditions(self, names: Sequence[str], group: Iterable[dict[str, Literal]]) -> Iterator[Condition]:
        """Conditions that hold for every wanted record, and for some more: each field has one of the values."""
        for part in sized(group, _length, QUERY_CHARACTERS):
            columns = [(str(self._column(name)), {values[name] for values in part}) for name in names]
            terms = [
                self._setup.soql.any_of(column, sorted(v for v in values if v is not None))
                for column, values in columns
            ]
            yield Condition(" AND ".join(terms))


def short(record_id: str) -> str:
    """The 15 characters that tell ids apart (the other three only mend their case)."""
    return record_id[:15]


def _has(record: Record, fields: Fields) -> bool:
    return all(_plain(record.fields.get(name)) == _plain(value) for name, value in fields.items() if value is not None)


def _plain(value: Value) -> str:
    return " ".join(unicodedata.normalize("NFKC", str(value or "")).casefold().split())


def _length(values: dict[str, Literal]) -> int:
    return sum(len(literal(value)) + 1 for value in values.values())
