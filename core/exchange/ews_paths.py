"""EWS's XML: namespaces, elements, and how properties of any item are addressed (MS-OXWSCDATA, MS-OXWSXPROP)."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Any

from lxml import etree

from core.exchange.mailbox import PROPERTY_NAMES, PROPERTY_SET

MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
M, T = f"{{{MESSAGES}}}", f"{{{TYPES}}}"
NAMESPACES = {"m": MESSAGES, "t": TYPES}
Element = Any  # lxml's element type is a private name


def t(tag: str, text: str | None = None, **attributes: str) -> Element:
    """Without namespaces of its own: merging them into the parent's took most of the time of building a request.
    exchangelib registers the prefix."""
    element = etree.Element(T + tag, attributes)
    element.text = text
    return element


def put(parent: Element, *children: Element) -> Element:
    parent.extend(children)
    return parent


@dataclass(frozen=True, slots=True)
class Path:
    """How a property is addressed: an element such as t:FieldURI with its attributes."""

    tag: str
    attributes: tuple[tuple[str, str], ...]

    def element(self) -> Element:
        """A new one; a copy takes a quarter of the time of making it."""
        return copy(_made(self))


@cache
def _made(path: Path) -> Element:
    return t(path.tag, **dict(path.attributes))


def field(uri: str) -> Path:
    """The path of a property by its FieldURI, `item:Subject`."""
    return Path("FieldURI", (("FieldURI", uri),))


def indexed(uri: str, index: str) -> Path:
    return Path("IndexedFieldURI", (("FieldURI", uri), ("FieldIndex", index)))


def extended(**attributes: str) -> Path:
    return Path("ExtendedFieldURI", tuple(attributes.items()))


@cache
def named(name: str) -> Path:
    """One of our named properties."""
    return extended(PropertySetId=PROPERTY_SET, PropertyName=name, PropertyType="String")


CATEGORIES = field("item:Categories")
BODY = field("item:Body")
# Stays with an item through all moves within a mailbox (MS-OXPROPS PidTagSearchKey).
SEARCH_KEY = extended(PropertyTag="0x300B", PropertyType="Binary")
# What is read of an item of any kind.
COMMON = (
    field("item:ParentFolderId"),
    field("item:LastModifiedTime"),
    CATEGORIES,
    BODY,
    *(named(name) for name in PROPERTY_NAMES),
    SEARCH_KEY,
)


def shape(paths: Iterable[Path], tag: str = "ItemShape", form: str = "Text") -> Element:
    """An ItemShape that asks for ids and these paths. form: of the notes: Text, or Best for as they are."""
    paths = list(paths)
    element = etree.Element(M + tag, nsmap=NAMESPACES)
    put(element, t("BaseShape", "IdOnly"))
    if BODY in paths:
        put(element, t("BodyType", form))
    if paths:
        put(element, put(t("AdditionalProperties"), *(path.element() for path in paths)))
    return element
