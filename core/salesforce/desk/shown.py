"""Values as the API of the pane tells them, and in words."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from core.salesforce.desk.fields import FieldFacts
from core.salesforce.desk.rich_text import text_of

_NUMBERS = frozenset({"int", "long", "double", "currency", "percent"})


def shown_value(field: FieldFacts, value: Any) -> Any:
    """A value of a row; what is none of the type that describe tells is shown as text."""
    if value is None:
        return False if field.type == "boolean" else None
    if field.type == "boolean":
        return value is True
    if field.type in _NUMBERS:
        return _number(field, value)
    if field.type == "datetime":
        return moment_text(str(value))
    text = value if isinstance(value, str) else str(value)
    return text_of(text) if field.rich else text


def _number(field: FieldFacts, value: Any) -> int | float | str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    whole = field.type in ("int", "long") or (field.precision and not field.scale)
    return int(value) if whole and float(value).is_integer() else value


def moment_text(told: str) -> str:
    """`2026-01-02T03:04:05.000+0000` as `2026-01-02T03:04:05Z`; anything else as it is."""
    try:
        found = datetime.fromisoformat(told)
    except ValueError:
        return told
    return found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if found.tzinfo else told


def chosen_labels(field: FieldFacts, value: str) -> str | None:
    """The labels of chosen values, where they differ from these."""
    labels = {choice.value: choice.label for choice in field.choices}
    chosen = value.split(";") if field.type == "multipicklist" else [value]
    text = "; ".join(labels.get(one, one) for one in chosen)
    return text if text != value else None


def coordinates(parts: Sequence[object]) -> str | None:
    """A place, as maps take it in any language: latitude and longitude in degrees."""
    degrees = [f"{part:.15g}" for part in parts if isinstance(part, int | float)]
    return ", ".join(degrees) if len(degrees) == 2 else None


def address_line(parts: Sequence[object]) -> str | None:
    """An address in one line."""
    texts = [" ".join(str(part).split()) for part in parts if part]
    return ", ".join(texts) or None
