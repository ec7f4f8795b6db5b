"""What a person typed, checked before it is sent: unknown fields, rights, types, lengths, choices.

Nothing is shortened, rounded or left out in silence. Numbers are JSON numbers, compared with the precision and scale
of describe as they are written.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from core.salesforce.checks import EARLIEST, EMAIL, LATEST
from core.salesforce.desk.fields import LAST_NAME, FieldFacts, ObjectFacts
from core.salesforce.soql import is_id

LARGEST = 10**18
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?Z?\Z")
_BROKEN = re.compile("[\ud800-\udfff]")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
_FREE = frozenset({"picklist", "multipicklist", "combobox"})


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field, in a sentence for people. name: None for the record as a whole."""

    name: str | None
    label: str | None
    message: str


class Wrong(ValueError):
    """A value that the field cannot hold; the message is the sentence."""


def checked(facts: ObjectFacts, values: Mapping[str, Any], *, creating: bool) -> tuple[dict[str, Any], list[Fault]]:
    """The values as Salesforce takes them, and what is wrong with others. An emptied field is null."""
    wire: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, value in values.items():
        field = facts.fields.get(name)
        try:
            if field is None:
                raise Wrong("There is no such field, or you may not see it.")
            if field.rich or not (field.createable if creating else field.updateable):
                raise Wrong("This field cannot be changed here.")
            wire[field.name] = wire_value(field, value)
        except Wrong as wrong:
            faults.append(Fault(name, field.label if field else name, str(wrong)))
    if creating:
        wire = {name: value for name, value in wire.items() if value is not None}
        told = {fault.name for fault in faults}
        absent = [one for one in _needed(facts, values) if one.name not in wire]
        faults += [Fault(one.name, one.label, "Fill this in.") for one in absent if one.name not in told]
    return wire, faults


def _needed(facts: ObjectFacts, values: Mapping[str, Any]) -> Iterator[FieldFacts]:
    """What a new record must have. The account of a person has a last name in place of a name (Object Reference,
    "Account": Person Account Fields)."""
    for field in facts.fields.values():
        parts = {part.name: part for part in facts.parts(field.name)}
        if field.must_be_given:
            yield parts[LAST_NAME] if LAST_NAME in parts and parts.keys() & values.keys() else field


def wire_value(field: FieldFacts, value: Any) -> Any:
    """Raises Wrong."""
    if isinstance(value, str):
        if _BROKEN.search(value):
            raise Wrong("This text holds half a character; type it again.")
        # Salesforce cuts blanks at both ends and takes nothing but blanks for nothing.
        value = value if value.strip() else None
    if value is None:
        if field.type == "boolean":
            raise Wrong("This is either ticked or not.")
        if not field.nillable and not field.defaulted:
            raise Wrong("Fill this in.")
        return None
    reader = _READERS.get(field.type) or _text
    return reader(field, value)


def _text(field: FieldFacts, value: Any) -> str:
    if not isinstance(value, str):
        raise Wrong("This takes a text.")
    # Salesforce counts UTF-16 units.
    length = len(value.encode("utf-16-le")) // 2
    if field.length and length > field.length:
        raise Wrong(f"This has {length:,} characters, and Salesforce holds {field.length:,}: shorten it.")
    return value


def _email(field: FieldFacts, value: Any) -> str:
    text = _text(field, value).strip()
    if not EMAIL.match(text):
        raise Wrong("This is not an e-mail address.")
    return text


def _choice(field: FieldFacts, value: Any) -> str:
    text = _text(field, value)
    chosen = text.split(";") if field.type == "multipicklist" else [text]
    if field.restricted:
        allowed = {choice.value for choice in field.choices}
        strange = [one for one in chosen if one not in allowed]
        if strange:
            raise Wrong(f"“{strange[0][:60]}” is not one of the choices.")
    return text


def _flag(field: FieldFacts, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Wrong("This is either ticked or not.")
    return value


def _whole(field: FieldFacts, value: Any) -> int:
    number = _finite(value)
    if not float(number).is_integer():
        raise Wrong("This takes a whole number.")
    if field.digits and abs(int(number)) >= 10**field.digits:
        raise Wrong(f"This takes at most {field.digits} digits.")
    return int(number)


def _number(field: FieldFacts, value: Any) -> int | float:
    number = _finite(value)
    exact = Decimal(repr(number)).normalize()
    places = max(0, -int(exact.as_tuple().exponent))
    if field.precision:
        if places > field.scale:
            few = f"This takes at most {field.scale} decimals."
            raise Wrong(few if field.scale else "This takes a whole number.")
        most = field.precision - field.scale
        if abs(exact) >= Decimal(10) ** most:
            raise Wrong(f"This takes at most {most} digits before the decimal sign.")
    return number


def _finite(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Wrong("This takes a number.")
    if (isinstance(value, float) and not math.isfinite(value)) or abs(value) >= LARGEST:
        raise Wrong("This number is larger than Salesforce can hold.")
    return value


def _date(field: FieldFacts, value: Any) -> str:
    try:
        found = date.fromisoformat(value) if isinstance(value, str) and _DAY.match(value) else None
    except ValueError:
        found = None
    if found is None or not EARLIEST <= found <= LATEST:
        raise Wrong("This takes a date from 1700 to 4000.")
    return found.isoformat()


def _moment(field: FieldFacts, value: Any) -> str:
    try:
        found = datetime.fromisoformat(value).astimezone(UTC) if isinstance(value, str) and "T" in value else None
    except (ValueError, OverflowError):
        found = None
    if found is None or not EARLIEST <= found.date() <= LATEST or datetime.fromisoformat(value).tzinfo is None:
        raise Wrong("This takes a date and a time from 1700 to 4000.")
    return found.strftime("%Y-%m-%dT%H:%M:%SZ")


def _time(field: FieldFacts, value: Any) -> str:
    if not isinstance(value, str) or not _TIME.match(value):
        raise Wrong("This takes a time of day.")
    hours = value.rstrip("Z")
    head = hours if hours.count(":") == 2 else f"{hours}:00"
    whole, _, part = head.partition(".")
    return f"{whole}.{part:0<3}Z"


def _reference(field: FieldFacts, value: Any) -> str:
    if not isinstance(value, str) or not is_id(value):
        raise Wrong("Choose a record.")
    return value


_READERS: dict[str, Callable[[FieldFacts, Any], Any]] = {
    "email": _email,
    "picklist": _choice,
    "multipicklist": _choice,
    "boolean": _flag,
    "int": _whole,
    "long": _whole,
    "double": _number,
    "currency": _number,
    "percent": _number,
    "date": _date,
    "datetime": _moment,
    "time": _time,
    "reference": _reference,
    "id": _reference,
}
