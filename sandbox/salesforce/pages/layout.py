"""A record's fields in the order of its page layout."""

from typing import Any

from sandbox.salesforce.acting import Acting
from sandbox.salesforce.errors import SalesforceError

SYSTEM = ("CreatedDate", "CreatedById", "LastModifiedDate", "LastModifiedById")

Section = tuple[str, list[dict[str, Any]]]


def field_names(section: dict[str, Any]) -> list[str]:
    """Names of the fields of one layout section, row by row."""
    return [
        component["value"]
        for row in section.get("layoutRows", ())
        for item in row.get("layoutItems", ())
        for component in item.get("layoutComponents", ())
        if component.get("type") == "Field"
    ]


def caption(field: dict[str, Any]) -> str:
    """The label as pages show it: a reference shows a name, not an id, so `Account ID` reads `Account`."""
    label = str(field["label"])
    return label.removesuffix(" ID") if field["type"] == "reference" else label


def parts_of(fields: dict[str, dict[str, Any]], name: str) -> list[str]:
    """The fields to type for a compound (a name, an address); a plain field itself."""
    parts = [field["name"] for field in fields.values() if field.get("compoundFieldName") == name != field["name"]]
    return [part for part in parts if fields[part]["updateable"]] or [name]


def sections(acting: Acting, sobject: str, *, editing: bool) -> list[Section]:
    """(heading, field describes), each field once; describe's own order where there is no layout."""
    fields = {field["name"]: field for field in acting.describe(sobject)["fields"]}
    found: list[Section] = []
    seen: set[str] = set()
    for section in _layout(acting, sobject, "editLayoutSections" if editing else "detailLayoutSections"):
        listed = field_names(section)
        if editing:
            listed = [part for name in listed for part in parts_of(fields, name)]
        names = [name for name in dict.fromkeys(listed) if name in fields and name not in seen]
        seen.update(names)
        if names:
            found.append((section.get("heading") or "", [fields[name] for name in names]))
    if not found:
        plain = [f for f in fields.values() if f["type"] not in ("id", "address") and f["name"] not in SYSTEM]
        found = [("", [f for f in plain if not editing or f["updateable"] or f["createable"]])]
    return found


def _layout(acting: Acting, sobject: str, which: str) -> list[dict[str, Any]]:
    try:
        body = acting.layouts(sobject)
    except SalesforceError:
        return []
    layouts = body.get("layouts") or []
    return list(layouts[0].get(which) or []) if layouts else []
