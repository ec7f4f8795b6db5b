"""What would surely be refused, found before sending: types, lengths, formats, choices, the required field.

Nothing is ever shortened or left out silently: the record goes to its owner with the field and what to do.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from core.errors import Rejected
from core.objects import Field, Kind
from core.records import Value, canonical, label
from core.salesforce.catalog import Catalog
from core.salesforce.codes import BAD_EMAIL, BAD_VALUE, TOO_LONG
from core.salesforce.describe import FieldFact
from core.salesforce.shape import Shape
from core.salesforce.trait import capital
from core.store import Change

# Looser than Salesforce: what fails here fails there; the rest is Salesforce's to judge.
EMAIL = re.compile(r"[^\s@,;<>()\"\\]+@[^\s@,;<>()\"\\]+\.[^\s@.,;<>()\"\\]+\Z")
# Help, "Valid Date Ranges".
EARLIEST, LATEST = date(1700, 1, 1), date(4000, 12, 31)


def checked(change: Change, catalog: Catalog, shape: Shape) -> Change | Rejected:
    """The change with canonical values of the fields held, or the first thing that is wrong with it."""
    who, holds = partial(who_is, change, shape.object_type.singular), catalog.holds
    fields: dict[str, Value] = {}
    for name, given in change.fields.items():
        value = canonical(given)
        fact = catalog.fields.get(name)
        if fact is not None:
            fault = _fault(catalog.object_type.fields[name], value, fact, who)
            if fault is not None:
                return fault
            value = _as_chosen(value, fact)
        if name in holds:
            fields[name] = value
    if shape.required and shape.required[0] in catalog.fields:
        required, missing, words = shape.required
        if not fields.get(required) and (change.key is None or required in fields):
            told = capital(f"{who()} {words}")
            return Rejected(told, code="required_field_missing", field=required, label=missing)
    return change if fields == change.fields else replace(change, fields=fields)


def who_is(change: Change, noun: str) -> str:
    """How people call the record: a create tells its name, an update only what changed."""
    named = change.key is None or any(change.fields.get(part) for part in ("surname", "email_address_1", "subject"))
    return f"the {noun} “{shortened(label(change.fields))}”" if named else f"the {noun}"


def _fault(field: Field, value: Value, fact: FieldFact, who: Callable[[], str]) -> Rejected | None:
    name = field.name
    if value is None:
        return None
    if field.kind is Kind.DATE:
        return _date_fault(field, value, who)
    if not isinstance(value, str):
        words = f"“{field.label}” of {who()} is not a text."
        return Rejected(words, code="value_not_allowed", field=name, label=BAD_VALUE)
    if fact.length and len(value) > fact.length:
        counted = f"has {len(value):,} characters, and Salesforce holds {fact.length:,}"
        words = f"“{field.label}” of {who()} {counted}: shorten it."
        return Rejected(words, code="value_too_long", field=name, label=TOO_LONG)
    if fact.type == "email" and not EMAIL.match(value):
        words = f"“{field.label}” of {who()} is not an e-mail address: “{shortened(value)}”. Correct it."
        return Rejected(words, code="email_not_valid", field=name, label=BAD_EMAIL)
    if fact.restricted and value.casefold() not in _choices(fact):
        taken = ", ".join(fact.choices[:12])
        words = f"“{field.label}” of {who()} cannot be “{shortened(value)}”: Salesforce takes {taken}."
        return Rejected(words, code="value_not_allowed", field=name, label=BAD_VALUE)
    return None


def _date_fault(field: Field, value: Value, who: Callable[[], str]) -> Rejected | None:
    if isinstance(value, date) and not isinstance(value, datetime) and EARLIEST <= value <= LATEST:
        return None
    words = f"“{field.label}” of {who()} is not a date from 1700 to 4000: correct it."
    return Rejected(words, code="value_not_allowed", field=field.name, label=BAD_VALUE)


def _as_chosen(value: Value, fact: FieldFact) -> Value:
    """A restricted choice as Salesforce spells it."""
    return _choices(fact).get(value.casefold(), value) if fact.restricted and isinstance(value, str) else value


def _choices(fact: FieldFact) -> Mapping[str, str]:
    return {choice.casefold(): choice for choice in fact.choices}


def shortened(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
