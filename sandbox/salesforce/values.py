"""Turns the values of a request into what is kept, and refuses what Salesforce refuses.

Messages follow "Core Data Types Used in API Calls" and "Error Handling" of the SOAP API Developer Guide; those of wrong
JSON types are what the REST API answers.
"""

import base64
import binascii
import math
import re
from typing import Any

from sandbox.salesforce import moments
from sandbox.salesforce.errors import SalesforceError, malformed_id
from sandbox.salesforce.ids import to_18
from sandbox.salesforce.schema import Field

_EMAIL = re.compile(r"[^\s@<>(),;:\\\"\[\]]+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]", re.UNICODE)
# not allowed in XML 1.0, which the platform keeps its texts in
_CONTROLS = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}
_SURROGATES = re.compile("[\ud800-\udfff]")
_TRUTHS = {"true": 1, "1": 1, "false": 0, "0": 0}


def stored(field: Field, value: Any) -> Any:
    """The kept form of one value; raises SalesforceError when the field cannot hold it."""
    if value is None:
        return _nothing(field)
    if isinstance(value, dict | list):
        token = "START_OBJECT" if isinstance(value, dict) else "START_ARRAY"
        raise _unreadable(field, token, value)
    return _CONVERSIONS.get(field.type, _text)(field, value)


def _nothing(field: Field) -> Any:
    if field.type == "boolean":
        raise SalesforceError(
            "INVALID_TYPE_ON_FIELD_IN_RECORD", f"{field.label}: value not of required type: null", [field.name]
        )
    return None


def _unreadable(field: Field, token: str, value: Any) -> SalesforceError:
    shown = "" if isinstance(value, dict | list) else f" value {value}"
    return SalesforceError(
        "JSON_PARSER_ERROR",
        f"Cannot deserialize instance of {field.type} from {token}{shown} or request may be missing a required field"
        f" ({field.name})",
    )


def _token(value: Any) -> str:
    if isinstance(value, bool):
        return "VALUE_TRUE" if value else "VALUE_FALSE"
    if isinstance(value, int):
        return "VALUE_NUMBER_INT"
    return "VALUE_NUMBER_FLOAT" if isinstance(value, float) else "VALUE_STRING"


def clean(text: str) -> str:
    """Without characters that no XML document may hold; half a surrogate pair becomes a question mark."""
    return _SURROGATES.sub("?", text.translate(_CONTROLS))


def length_of(text: str) -> int:
    """Characters as the platform counts them: UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _text(field: Field, value: Any) -> str | None:
    if not isinstance(value, str):
        raise _unreadable(field, _token(value), value)
    text = clean(value)
    text = text.rstrip() if field.type == "textarea" else text.strip()
    if not text.strip():
        return None
    if field.length and length_of(text) > field.length:
        raise SalesforceError(
            "STRING_TOO_LONG",
            f"{field.label}: data value too large: {text[:255]} (max length={field.length})",
            [field.name],
        )
    return text


def _email(field: Field, value: Any) -> str | None:
    text = _text(field, value)
    if text is not None and not _EMAIL.fullmatch(text):
        raise SalesforceError("INVALID_EMAIL_ADDRESS", f"{field.label}: invalid email address: {text}", [field.name])
    return text


def _picklist(field: Field, value: Any) -> str | None:
    text = _text(field, value)
    if text is None or not field.restricted:
        return text
    for choice in field.choices:
        if choice.value.lower() == text.lower() and choice.active:
            return choice.value
    raise SalesforceError(
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        f"{field.label}: bad value for restricted picklist field: {text}",
        [field.name],
    )


def _multipicklist(field: Field, value: Any) -> str | None:
    text = _text(field, value)
    if text is None:
        return None
    parts = [_picklist(field, part) for part in text.split(";") if part.strip()]
    return ";".join(dict.fromkeys(part for part in parts if part))


def _boolean(field: Field, value: Any) -> int:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and value.strip().lower() in _TRUTHS:
        return _TRUTHS[value.strip().lower()]
    raise _unreadable(field, _token(value), value)


def _number(field: Field, value: Any) -> float:
    if isinstance(value, bool):
        raise _unreadable(field, _token(value), value)
    try:
        number = float(value)
    except (ValueError, OverflowError):
        raise _unreadable(field, _token(value), value) from None
    digits = (field.precision or 18) - field.scale
    if not math.isfinite(number) or abs(number) >= 10**digits:
        raise _out_of_range(field, value)
    return round(number, field.scale)


def _integer(field: Field, value: Any) -> int:
    if isinstance(value, bool | float) and not (isinstance(value, float) and value.is_integer()):
        raise _unreadable(field, _token(value), value)
    try:
        number = int(value)
    except (ValueError, OverflowError):
        raise _unreadable(field, _token(value), value) from None
    if abs(number) >= 10 ** (field.digits or 9):
        raise _out_of_range(field, value)
    return number


def _out_of_range(field: Field, value: Any) -> SalesforceError:
    return SalesforceError(
        "NUMBER_OUTSIDE_VALID_RANGE",
        f"{field.label}: value outside of valid range on numeric field: {value}",
        [field.name],
    )


def _date(field: Field, value: Any) -> str | None:
    if value == "":
        return None
    day = None
    if isinstance(value, str):
        moment = moments.parse_datetime(value)
        day = moment.date() if moment else moments.parse_date(value.strip())
    if day is None:
        raise _unreadable(field, _token(value), value)
    if not 1700 <= day.year <= 4000:
        raise SalesforceError("INVALID_TYPE_ON_FIELD_IN_RECORD", f"{field.label}: invalid date: {value}", [field.name])
    return day.isoformat()


def _datetime(field: Field, value: Any) -> str | None:
    if value == "":
        return None
    moment = None
    if isinstance(value, str):
        moment = moments.parse_datetime(value)
        if moment is None and moments.parse_date(value):
            moment = moments.parse_datetime(f"{value}T00:00:00Z")
    if moment is None:
        raise _unreadable(field, _token(value), value)
    if not 1700 <= moment.year <= 4000:
        raise SalesforceError("INVALID_TYPE_ON_FIELD_IN_RECORD", f"{field.label}: invalid date: {value}", [field.name])
    return moments.stamp(moment)


def _time(field: Field, value: Any) -> str | None:
    parsed = moments.parse_time(value) if isinstance(value, str) else None
    if parsed is None:
        raise _unreadable(field, _token(value), value)
    return parsed


def _reference(field: Field, value: Any) -> str | None:
    if value == "":
        return None
    full = to_18(value)
    if full is None:
        raise malformed_id(value, field.label)
    return full


def _base64(field: Field, value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    if not isinstance(value, str):
        raise _unreadable(field, _token(value), value)
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise SalesforceError("JSON_PARSER_ERROR", f"{field.name}: the value is not base64") from None


_CONVERSIONS = {
    "email": _email,
    "picklist": _picklist,
    "multipicklist": _multipicklist,
    "boolean": _boolean,
    "double": _number,
    "currency": _number,
    "percent": _number,
    "int": _integer,
    "date": _date,
    "datetime": _datetime,
    "time": _time,
    "reference": _reference,
    "id": _reference,
    "base64": _base64,
}
