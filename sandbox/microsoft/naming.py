"""How Exchange names a contact by itself: display name, file-as and subject from the parts of the name."""

from typing import Any

NAME_PARTS = ("given_name", "middle_name", "surname", "generation", "company_name")
DEFAULT_MAPPING = "LastCommaFirst"


def display_name(fields: dict[str, Any]) -> str:
    parts = (fields.get(p) for p in ("given_name", "middle_name", "surname", "generation"))
    return " ".join(p for p in parts if p) or fields.get("company_name") or ""


def file_as(fields: dict[str, Any], mapping: str = DEFAULT_MAPPING) -> str:
    """By EWS's FileAsMapping (MS-OXWSCDATA); an unknown one counts as LastCommaFirst."""
    first = " ".join(p for p in (fields.get("given_name"), fields.get("middle_name")) if p)
    last, company = fields.get("surname") or "", fields.get("company_name") or ""
    if mapping == "FirstSpaceLast":
        return " ".join(p for p in (first, last) if p) or company
    if mapping == "LastSpaceFirst":
        return " ".join(p for p in (last, first) if p) or company
    if mapping == "Company":
        return company
    return ", ".join(p for p in (last, first) if p) or company


def complete_new(fields: dict[str, Any]) -> None:
    """Fill in what the client left out, in place."""
    if not fields.get("display_name"):
        _put(fields, "display_name", display_name(fields))
    if "file_as_mapping" not in fields:
        fields["file_as_mapping"] = "None" if fields.get("file_as") else DEFAULT_MAPPING
    if not fields.get("file_as"):
        _put(fields, "file_as", file_as(fields, fields["file_as_mapping"]))
    if not fields.get("subject"):
        _put(fields, "subject", fields.get("display_name", ""))


def complete_changed(fields: dict[str, Any], touched: set[str]) -> None:
    """After a change of the touched fields: file-as follows the name unless it was set, subject the display name."""
    if "file_as" in touched and fields.get("file_as") and "file_as_mapping" not in touched:
        fields["file_as_mapping"] = "None"
    elif fields.get("file_as_mapping") != "None" and touched & {*NAME_PARTS, "file_as_mapping"}:
        _put(fields, "file_as", file_as(fields, fields.get("file_as_mapping", DEFAULT_MAPPING)))
    if "display_name" in touched and "subject" not in touched:
        _put(fields, "subject", fields.get("display_name", ""))


def _put(fields: dict[str, Any], name: str, value: str) -> None:
    if value:
        fields[name] = value
    else:
        fields.pop(name, None)
