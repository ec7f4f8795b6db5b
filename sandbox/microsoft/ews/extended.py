"""ExtendedFieldURI to and from the store's PropertyId, and values between their texts and Python (MS-OXWSXPROP)."""

import base64
import binascii
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from typing import Any

from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.wire import Element, T, boolean, moment, t
from sandbox.microsoft.properties import PROPERTY_SETS, PropertyId

LIMITS = {"Short": 2**15, "Integer": 2**31, "Long": 2**63, "Currency": 2**63}
_INTEGERS = tuple(LIMITS)


def property_id(element: Element) -> PropertyId:
    """From an ExtendedFieldURI. Raises EwsError: ErrorInvalidExtendedProperty for a bad combination."""
    get = element.get
    kind, tag, name, number = get("PropertyType", ""), get("PropertyTag"), get("PropertyName"), get("PropertyId")
    well_known, set_id = get("DistinguishedPropertySetId"), get("PropertySetId")
    if well_known and set_id:
        raise _invalid("DistinguishedPropertySetId and PropertySetId exclude each other.")
    if tag is not None and (name, number, well_known, set_id) != (None, None, None, None):
        raise _invalid("PropertyTag excludes all other attributes but PropertyType.")
    set_id = PROPERTY_SETS.get(well_known or "", set_id)
    try:
        if tag is not None:
            return _tagged(kind, int(tag, 0))
        return PropertyId(kind, set_id=set_id, name=name, dispid=None if number is None else int(number))
    except ValueError as error:
        raise _invalid(f"The combination of attributes of the extended property is invalid: {error}.") from None


def _tagged(kind: str, tag: int) -> PropertyId:
    if tag >= 0x8000:
        text = "Custom properties must be specified by property set and name or id, not by tag."
        raise EwsError("ErrorNoPropertyTagForCustomProperties", text)
    return PropertyId(kind, tag=tag)


def _invalid(text: str) -> EwsError:
    return EwsError("ErrorInvalidExtendedProperty", text)


def value_of(element: Element, asked: PropertyId) -> Any:
    """The value in a t:ExtendedProperty. Raises EwsError: ErrorInvalidExtendedPropertyValue."""
    many = asked.type.endswith("Array")
    values = element.find(f"{T}Values")
    single = element.find(f"{T}Value")
    if many != (values is not None) or (values is None and single is None):
        raise _bad_value(asked, "an array type takes Values, any other Value")
    if values is not None:
        return [parse(asked, child.text or "") for child in values]
    return parse(asked, single.text or "" if single is not None else "")


def parse(asked: PropertyId, text: str) -> Any:
    """One value from its text. Raises EwsError: ErrorInvalidExtendedPropertyValue."""
    kind = asked.type.removesuffix("Array")
    reader = _READERS.get(kind)
    if kind in ("Error", "Null", "Object"):
        raise EwsError("ErrorUnsupportedMapiPropertyType", f"The MAPI type {asked.type} is not supported.")
    try:
        value: Any = reader(text) if reader else text
    except (ValueError, OverflowError, binascii.Error):
        raise _bad_value(asked, f"{text[:80]!r} is no {kind}") from None
    limit = LIMITS.get(kind)
    if limit and not -limit <= value < limit:
        raise _bad_value(asked, f"{text[:80]!r} is out of range for {kind}")
    return value


def _bad_value(asked: PropertyId, why: str) -> EwsError:
    return EwsError("ErrorInvalidExtendedPropertyValue", f"The value of {asked.text} is invalid: {why}.")


def read_moment(text: str, zone: tzinfo = UTC) -> datetime:
    """An xs:dateTime in UTC; without an offset it counts as the zone's. Raises ValueError."""
    value = datetime.fromisoformat(text.strip())
    return (value.replace(tzinfo=zone) if value.tzinfo is None else value).astimezone(UTC)


def _read_flag(text: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[text.strip().lower()]


def _read_boolean(text: str) -> bool:
    try:
        return _read_flag(text)
    except KeyError:
        raise ValueError(text) from None


_READERS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(_INTEGERS, int),
    "Boolean": _read_boolean,
    "Double": float,
    "Float": float,
    "ApplicationTime": float,
    "SystemTime": read_moment,
    "CLSID": lambda text: str(uuid.UUID(text)),
    "Binary": lambda text: base64.b64decode(text, validate=True),
}


def as_text(value: Any) -> str:
    if isinstance(value, bool):
        return boolean(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value)


def write(parent: Element, uri: dict[str, str], value: Any) -> None:
    """Append a t:ExtendedProperty with the URI's attributes as they were asked for."""
    element = t(parent, "ExtendedProperty")
    t(element, "ExtendedFieldURI", **uri)
    if isinstance(value, list | tuple):
        values = t(element, "Values")
        for one in value:
            t(values, "Value", as_text(one))
    else:
        t(element, "Value", as_text(value))
