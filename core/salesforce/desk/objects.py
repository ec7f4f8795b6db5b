"""The objects of the org that a person would look up (REST API Developer Guide, "Describe Global")."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.salesforce.client import unreadable

# People who are no record of sales: shown, though they have no page layout.
_BESIDES = frozenset({"User"})
# They have layouts, and yet nobody looks for one of them.
_TECHNICAL = frozenset(
    {"ContentVersion", "ContentDocument", "EmailMessage", "FeedItem", "Attachment", "Note", "CollaborationGroup"}
)
# What people look for most, in this order; custom objects and the rest follow.
FIRST = ("Contact", "Account", "Lead", "Opportunity", "Case", "User", "Campaign", "Contract", "Order", "Product2")


@dataclass(frozen=True, slots=True)
class Listed:
    """One object as the listing of all tells it. shown: whether people look up its records."""

    name: str
    label: str
    plural: str
    createable: bool
    searchable: bool
    queryable: bool
    custom: bool
    shown: bool
    key_prefix: str | None


def listed_objects(body: object) -> dict[str, Listed]:
    """Read the global describe. Raises Transient when it is none."""
    rows = body.get("sobjects") if isinstance(body, dict) else None
    if not isinstance(rows, list):
        raise unreadable("objects")
    found = [_listed(row) for row in rows if isinstance(row, dict) and isinstance(row.get("name"), str)]
    return {one.name: one for one in sorted(found, key=_order)}


def _listed(row: Mapping[str, Any]) -> Listed:
    def flag(key: str) -> bool:
        return row.get(key) is True

    name, prefix = row["name"], row.get("keyPrefix")
    usable = flag("queryable") and flag("retrieveable") and flag("mruEnabled") and bool(prefix)
    odd = flag("deprecatedAndHidden") or flag("customSetting") or name in _TECHNICAL
    return Listed(
        name=name,
        label=str(row.get("label") or name),
        plural=str(row.get("labelPlural") or row.get("label") or name),
        createable=flag("createable"),
        searchable=flag("searchable"),
        queryable=flag("queryable"),
        custom=flag("custom"),
        shown=usable and not odd and (flag("layoutable") or name in _BESIDES),
        key_prefix=prefix if isinstance(prefix, str) else None,
    )


def _order(one: Listed) -> tuple[int, bool, str]:
    """Whoever made objects of their own looks for them."""
    place = FIRST.index(one.name) if one.name in FIRST else len(FIRST)
    return (place, not one.custom, one.label.casefold())
