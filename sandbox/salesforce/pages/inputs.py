"""Between a form's text and a row's values: every field type as an input, in the user's own time zone."""

import math
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.salesforce import ids
from sandbox.salesforce.acting import Acting
from sandbox.salesforce.errors import SalesforceError

WIRE = "%Y-%m-%dT%H:%M:%S.%f%z"
LOCAL = "%Y-%m-%dT%H:%M"
NUMBERS = ("int", "double", "currency", "percent")
INPUT_TYPES = {"email": "email", "phone": "tel", "url": "url", "date": "date", "datetime": "datetime-local"}


class FieldProblem(ValueError):
    """What a person typed into one field cannot be used; the text says why."""


def zone_of(user: dict[str, Any]) -> Any:
    try:
        return ZoneInfo(user.get("TimeZoneSidKey") or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def kind(field: dict[str, Any]) -> str:
    """How a field is shown: `select`, `area`, `check`, or a type of `<input>`."""
    if field["type"] == "picklist":
        return "select"
    if field["type"] == "textarea":
        return "area"
    if field["type"] == "boolean":
        return "check"
    return INPUT_TYPES.get(field["type"], "text")


def to_text(field: dict[str, Any], value: Any, user: dict[str, Any]) -> str:
    """The text of an input for a stored value."""
    if value is None:
        return ""
    if field["type"] == "datetime":
        return datetime.strptime(value, WIRE).astimezone(zone_of(user)).strftime(LOCAL)
    if field["type"] in NUMBERS and isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def to_value(field: dict[str, Any], text: str, user: dict[str, Any], acting: Acting) -> Any:
    """The value to save. Raises FieldProblem."""
    text = text.replace("\r\n", "\n").strip()
    if field["type"] == "boolean":
        return text == "on"
    if not text:
        return None
    if field["type"] in NUMBERS:
        return _number(text)
    if field["type"] == "datetime":
        return _moment(text, user)
    if field["type"] == "reference":
        return _reference(field, text, acting)
    return text


def _number(text: str) -> float | int:
    try:
        number = float(text.replace(" ", "").replace(",", "."))
    except ValueError:
        raise FieldProblem(f"“{text}” is not a number.") from None
    if not math.isfinite(number):
        raise FieldProblem(f"“{text}” is not a number.")
    return int(number) if number.is_integer() else number


def _moment(text: str, user: dict[str, Any]) -> str:
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=zone_of(user)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise FieldProblem(f"“{text}” is not a date and time.") from None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _reference(field: dict[str, Any], text: str, acting: Acting) -> str:
    """An id as it is; otherwise the one record of that name."""
    if ids.to_18(text):
        return text
    quoted = text.replace("\\", "\\\\").replace("'", "\\'")
    found: list[str] = []
    for target in field["referenceTo"]:
        try:
            soql = f"SELECT Id FROM {target} WHERE Name = '{quoted}' LIMIT 2"  # noqa: S608  (SOQL, its text escaped)
            rows = acting.query(soql).records
        except SalesforceError:
            continue
        found += [row["Id"] for row in rows]
    if len(found) != 1:
        names = " or ".join(field["referenceTo"])
        raise FieldProblem(f"{'No' if not found else 'More than one'} {names} is named “{text}”. Give its id instead.")
    return found[0]
