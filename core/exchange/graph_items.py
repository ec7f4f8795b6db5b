"""What the kinds of items have in common on Graph's wire (learn.microsoft.com, singleValueLegacyExtendedProperty)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.exchange import wire
from core.exchange.graph import IMMUTABLE, Json
from core.exchange.mailbox import PROPERTY_SET, Item, Write
from core.records import canonical

VALUES = "singleValueExtendedProperties"
_TAG = re.compile(r"\w+ 0x([0-9a-f]{1,8})", re.I)
_NAMED = re.compile(r"\w+ \{?" + PROPERTY_SET + r"\}? Name (\w+)", re.I)


@dataclass(frozen=True, slots=True)
class GraphKind:
    """One kind of item. items, item: paths below the user, of a folder and of a key in it. sighted: query options of
    its change feed. shape: those of a whole item. decode: an item of a folder, None for what is none. version: that of
    a row of a feed. encode: the body of a POST or PATCH. condition: a filter for one field that equals a text, None
    where Graph has none. identity: what stays of an item in a feed when its id changes. prefer:
    a preference that goes with every request. is_whole: whether a row of a feed tells all."""

    what: str
    items: Callable[[str], str]
    item: Callable[[str, str], str]
    sighted: Mapping[str, str]
    shape: Mapping[str, str]
    decode: Callable[[Json, str], Item | None]
    version: Callable[[Json, str], str]
    encode: Callable[[Write], Json]
    condition: Callable[[str, str], str | None]
    identity: Callable[[Json], str | None] = lambda row: None
    prefer: str = ""
    is_whole: Callable[[Json], bool] = lambda row: False
    feed_page: int = 500
    list_page: int = 500


def body_of(write: Write) -> Json:
    """The itemBody of a write that has notes."""
    if write.html is not None:
        return {"contentType": "html", "content": write.html}
    return {"contentType": "text", "content": canonical(write.fields["body"]) or ""}


def html_of(body: object) -> str | None:
    """The content of an itemBody that is HTML."""
    content = body.get("content") if isinstance(body, dict) and body.get("contentType") == "html" else None
    return content if isinstance(content, str) and content else None


def headers_of(kind: GraphKind) -> dict[str, str]:
    return {"Prefer": f"{IMMUTABLE}, {kind.prefer}"} if kind.prefer else {}


def item_of(kind: GraphKind, row: object, folder: str) -> Item | None:
    """None for what is no item of the kind, or has no id."""
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        return None
    return kind.decode(row, folder)


def tag_id(tag: int) -> str:
    return f"String 0x{tag:04X}"


def name_id(name: str) -> str:
    return f"String {{{PROPERTY_SET}}} Name {name}"


def our_rows(write: Write) -> list[Json]:
    return [{"id": name_id(name), "value": value} for name, value in write.properties.items()]


def version_of(item: Json) -> str:
    """The etag, which If-Match takes; `W/"<changeKey>"` where it is missing."""
    etag, change_key = item.get("@odata.etag"), item.get("changeKey")
    return str(etag) if etag else f'W/"{change_key}"' if change_key else ""


def categories(item: Json) -> tuple[str, ...]:
    names = item.get("categories")
    return wire.categories_of(names) if isinstance(names, list) else ()


def text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def extended(rows: object) -> tuple[dict[int, str], dict[str, str]]:
    """Extended properties by tag, and ours by name."""
    tagged: dict[int, str] = {}
    ours: dict[str, str] = {}
    for row in rows if isinstance(rows, list) else []:
        identity, value = (row.get("id"), row.get("value")) if isinstance(row, dict) else (None, None)
        if not isinstance(identity, str) or not isinstance(value, str) or not value:
            continue
        if found := _TAG.fullmatch(identity):
            number = int(found[1], 16)
            # A full tag carries its type in the low half.
            tagged[number >> 16 if number > 0xFFFF else number] = value
        elif found := _NAMED.fullmatch(identity):
            ours[found[1]] = value
    return tagged, ours
