"""A stored value as a person reads it."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from sandbox.salesforce.acting import Acting
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.pages.inputs import NUMBERS, WIRE, zone_of


def shown(acting: Acting, field: dict[str, Any], record: dict[str, Any], user: dict[str, Any]) -> dict[str, str]:
    """{text, href}: href is "" for what is no link."""
    value, kind = record.get(field["name"]), field["type"]
    if value is None or value == "":
        return {"text": "", "href": ""}
    if kind == "reference":
        return named(acting, str(value))
    if kind == "datetime":
        local = datetime.strptime(value, WIRE).astimezone(zone_of(user))
        return {"text": local.strftime("%d %b %Y, %H:%M"), "href": ""}
    if kind == "date":
        return {"text": date.fromisoformat(value).strftime("%d %b %Y"), "href": ""}
    if kind == "boolean":
        return {"text": "Yes" if value else "No", "href": ""}
    if kind == "address":
        return {"text": address(value), "href": ""}
    if kind in NUMBERS:
        return {"text": number(field, value), "href": ""}
    if kind == "multipicklist":
        return {"text": str(value).replace(";", "; "), "href": ""}
    return {"text": str(value), "href": _link(kind, str(value))}


def number(field: dict[str, Any], value: float) -> str:
    """With the decimal places of its field, and the percent sign."""
    return f"{value:,.{field['scale']}f}{'%' if field['type'] == 'percent' else ''}"


def _link(kind: str, text: str) -> str:
    if kind == "email":
        return f"mailto:{text}"
    if kind == "url":
        full = text if "://" in text else f"https://{text}"
        return full if urlsplit(full).scheme in ("http", "https") else ""
    return ""


def named(acting: Acting, record_id: str) -> dict[str, str]:
    """A record by its name, or by its subject; by its id where this user may not see it."""
    try:
        sobject = acting.sobject_of(record_id)
        row = acting.retrieve(sobject, record_id)
    except SalesforceError:
        return {"text": record_id, "href": ""}
    name = row.get("Name") or row.get("Subject") or record_id
    return {"text": str(name), "href": f"/lightning/r/{sobject}/{record_id}/view"}


def address(parts: dict[str, Any]) -> str:
    """Street, then postal code and city with state, then country, each on its line."""
    town = " ".join(str(parts[name]) for name in ("postalCode", "city", "state") if parts.get(name))
    lines = [parts.get("street"), town, parts.get("country")]
    return "\n".join(str(line) for line in lines if line)
