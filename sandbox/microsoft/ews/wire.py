"""Building EWS XML with lxml: short constructors for the two EWS namespaces, and text that XML 1.0 can carry."""

import re
from datetime import UTC, datetime
from typing import Any

from lxml import etree

Element = etree._Element

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
ERRORS = "http://schemas.microsoft.com/exchange/services/2006/errors"
T = f"{{{TYPES}}}"
M = f"{{{MESSAGES}}}"
S = f"{{{SOAP}}}"
E = f"{{{ERRORS}}}"

_UNSENDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def text_of(value: str) -> str:
    """The text without what XML 1.0 cannot carry (control characters, lone surrogates)."""
    return _UNSENDABLE.sub("", value)


def t(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """Append `t:name`."""
    return _child(parent, T + name, text, attributes)


def m(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """Append `m:name`."""
    return _child(parent, M + name, text, attributes)


def _child(parent: Element, tag: str, text: str | None, attributes: dict[str, str]) -> Element:
    child = etree.SubElement(parent, tag)
    if text is not None:
        child.text = text_of(text)
    for key, value in attributes.items():
        child.set(key, text_of(value))
    return child


def local(element: Element) -> str:
    """The element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def line(element: Element) -> int:
    """The element's line in the request."""
    number: Any = element.sourceline
    return int(number or 1)


def boolean(value: object) -> str:
    return "true" if value else "false"


def moment(value: datetime) -> str:
    """A moment as Exchange prints it: UTC, whole seconds, `Z`."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def flag(text: str | None) -> bool:
    """An xs:boolean, which a request may spell `1` or `true`."""
    return (text or "").strip() in ("1", "true")


def children(request: Element, name: str) -> list[Element]:
    """What lies in the request's `m:{name}`; nothing when it is not there."""
    found = request.find(M + name)
    return [] if found is None else list(found)


def attributes(element: Element) -> dict[str, str]:
    return {str(key): str(value) for key, value in element.items()}
