"""Canonical fields <-> Salesforce fields of one kind of record, as far as describe says that this user holds them.

Choices: a field that the user may read but not write is not held, because the base could never settle; custom
fields are shown as `Label: value` lines and never written.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from hashlib import blake2s
from typing import Any

from core.notes import END, START
from core.objects import Kind, ObjectType
from core.records import Fields, Gone, Record, Value, canonical_fields
from core.salesforce.client import unreadable
from core.salesforce.describe import FieldFact, ObjectFact
from core.salesforce.soql import Query
from core.salesforce.trait import Draft, Trait

SECTION = "crm_section"
STAMP_FIELD = "Bothways_Stamp__c"
_TEXT_TYPES = frozenset({"string", "textarea", "picklist", "combobox", "email", "phone", "url"})
# Compounds and blobs have no line of text to show.
_UNSHOWABLE = frozenset({"address", "location", "base64", "anyType", "complexvalue"})


@dataclass(frozen=True)  # without slots, for what is worked out once
class Catalog:
    """What this user's records of one kind hold. fields: canonical -> describe's fact, for those copied as they are.
    traits: what takes more than one Salesforce field. system: columns that every row needs. shown: custom fields in
    the notes. stamp: the unique external id field, where there is one."""

    object_type: ObjectType
    sobject: str
    system: tuple[str, ...]
    fields: Mapping[str, FieldFact]
    traits: tuple[Trait, ...]
    shown: tuple[FieldFact, ...]
    stamp: str | None

    @cached_property
    def holds(self) -> frozenset[str]:
        """Always with the section: when nothing is shown, an old section must go."""
        return frozenset(self.fields).union({SECTION}, *(trait.holds for trait in self.traits))

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Salesforce's name -> ours, for what an error tells."""
        names = {fact.name: name for name, fact in self.fields.items()}
        for trait in self.traits:
            names |= trait.names
        return names

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """What to select so that a row makes a Record; with the traits' children."""
        wanted = [*self.system, *(fact.name for fact in self.fields.values()), *(fact.name for fact in self.shown)]
        wanted += [column for trait in self.traits for column in trait.columns]
        return tuple(dict.fromkeys([*wanted, *([self.stamp] if self.stamp else [])]))

    @cached_property
    def _with(self) -> Mapping[str, tuple[Trait, ...]]:
        """By what a trait may say, those that say it; the others keep the neutral one's word."""
        asked = ("decode", "encode", "held", "lines", "writable", "owner", "about", "people", "series")
        return {
            name: tuple(trait for trait in self.traits if getattr(type(trait), name) is not getattr(Trait, name))
            for name in asked
        }

    @property
    def children(self) -> tuple[Query, ...]:
        return tuple(child for trait in self.traits for child in trait.children)

    def filter_on(self, name: str) -> str | None:
        """What a filter on the field is written on; None where none is possible (long texts)."""
        for trait in self.traits:
            if name in trait.holds:
                return trait.filters.get(name)
        fact = self.fields.get(name)
        return fact.name if fact is not None and fact.filterable else None

    def decode(self, row: Mapping[str, Any]) -> dict[str, Value]:
        """The canonical fields of a row. Raises Transient: a number where a text belongs must not count as an emptied
        field."""
        fields: dict[str, Value] = {}
        known = self.object_type.fields
        for name, fact in self.fields.items():
            value = row.get(fact.name)
            if not (value is None or isinstance(value, str)):
                raise unreadable(f"{fact.name} of {self.object_type.singular} {row.get('Id')}")
            fields[name] = date_of(value) if known[name].kind is Kind.DATE else value
        for trait in self._with["decode"]:
            fields |= trait.decode(row)
        lines = [line for trait in self._with["lines"] for line in trait.lines(row)] + section(self.shown, row)
        fields[SECTION] = _folded("\n".join(lines)) if lines else None
        return canonical_fields(fields)

    def encode(self, draft: Draft) -> dict[str, Any]:
        """Salesforce's fields of a prepared change; None empties. Raises Rejected: what cannot be said there."""
        body: dict[str, Any] = {}
        known = self.fields
        for name, value in draft.fields.items():
            if name in known:
                body[known[name].name] = value.isoformat() if isinstance(value, date) else value
        for trait in self._with["encode"]:
            body |= trait.encode(draft)
        return body

    def held(self, draft: Draft) -> dict[str, Value]:
        """The fields of a change that Salesforce will hold differently."""
        return {name: value for trait in self._with["held"] for name, value in trait.held(draft).items()}

    def record(self, row: Mapping[str, Any], *, in_scope: bool) -> Record:
        """A row that is not deleted as a Record."""
        fields = self.decode(row)
        told = self._with
        modified = moment_of(row.get("LastModifiedDate"))
        return Record(
            str(row["Id"]),
            version(row, fields),
            fields,
            in_scope,
            modified=modified,
            writable=all(trait.writable(row) for trait in told["writable"]),
            owner=next((one for trait in told["owner"] if (one := trait.owner(row))), None),
            series=self._series(row),
            about=next((who for trait in told["about"] if (who := trait.about(row))), frozenset()),
            people={key: answer for trait in told["people"] for key, answer in trait.people(row).items()},
        )

    def gone(self, row: Mapping[str, Any]) -> Gone:
        """A deleted row; a merge names the record that it went into."""
        successor = row.get("MasterRecordId")
        into = successor if isinstance(successor, str) and successor else None
        return Gone(str(row["Id"]), into, series=self._series(row))

    def _series(self, row: Mapping[str, Any]) -> str | None:
        return next((one for trait in self._with["series"] if (one := trait.series(row))), None)

    def reaches(self, row: Mapping[str, Any]) -> bool:
        """Whether the row may be matched with one of this user's items."""
        return all(trait.reaches(row) for trait in self.traits)


def held_fields(object_type: ObjectType, facts: ObjectFact, names: Mapping[str, str]) -> dict[str, FieldFact]:
    """names: canonical -> Salesforce; those of them that this user can read and write."""
    mapped = {name: facts.fields.get(vendor) for name, vendor in names.items()}
    return {name: fact for name, fact in mapped.items() if fact is not None and _fits(object_type, name, fact)}


def shown_fields(facts: ObjectFact, custom_fields: Iterable[str], own: Iterable[str]) -> tuple[FieldFact, ...]:
    """The custom fields for the notes. own: those of ours, which are not shown."""
    known = {fact.name.casefold(): fact for fact in facts.fields.values()}
    shown = [known[name.casefold()] for name in dict.fromkeys(custom_fields) if name.casefold() in known]
    hidden = set(own)
    return tuple(fact for fact in shown if fact.name not in hidden and fact.type not in _UNSHOWABLE)


def unique_field(facts: ObjectFact, name: str) -> str | None:
    """The field as far as it can keep a key of ours: a unique external id that the user may write."""
    fact = facts.fields.get(name)
    return name if fact and fact.external_id and fact.unique and fact.writable else None


def _fits(object_type: ObjectType, name: str, fact: FieldFact) -> bool:
    field = object_type.fields.get(name)
    if field is None or not fact.writable:
        return False
    return fact.type == "date" if field.kind is Kind.DATE else fact.type in _TEXT_TYPES


def version(row: Mapping[str, Any], fields: Fields) -> str:
    """SystemModstamp counts whole seconds, so two edits within one share it; a digest of the fields tells them
    apart."""
    values = sorted([(name, str(value)) for name, value in fields.items()])
    digest = blake2s(json.dumps(values).encode(), digest_size=6).hexdigest()
    return f"{row.get('SystemModstamp')}/{digest}"


def section(shown: Iterable[FieldFact], row: Mapping[str, Any]) -> list[str]:
    """One `Label: value` line for each field that has a value."""
    return [f"{fact.label}: {text}" for fact in shown if (text := _shown(fact, row.get(fact.name)))]


def _folded(text: str) -> str:
    """With single blanks, as HTML shows it."""
    return "\n".join(" ".join(line.split()) for line in text.split("\n"))


def unmarked(text: str) -> str:
    """A value of the section: it must not end the section or begin another."""
    return text.replace(START, "").replace(END, "").strip()


def _shown(fact: FieldFact, value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        return f"{value:.15g}" + (" %" if fact.type == "percent" else "")
    if not isinstance(value, str):
        return ""
    if fact.type == "multipicklist":
        return ", ".join(value.split(";"))
    if fact.type == "datetime":
        return f"{value[:10]} {value[11:16]} UTC"
    return unmarked(value)


def date_of(value: object) -> date | None:
    """`2026-01-02`, also at the head of a datetime; None for anything else."""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def moment_of(value: object) -> datetime | None:
    """`2026-01-02T03:04:05.000+0000`; None for anything else."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
