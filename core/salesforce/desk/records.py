"""Records with their forms: one that is there, and an empty one to fill."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.salesforce.client import Part, unreadable
from core.salesforce.desk.desk import ALL, Desk, NotThere, described, laid_out, named
from core.salesforce.desk.fields import MASTER, ObjectFacts
from core.salesforce.desk.forms import form
from core.salesforce.desk.names import access_part, may_edit, names_part, parents
from core.salesforce.desk.pages import Page
from core.salesforce.desk.refusals import NoRight, of_row
from core.salesforce.soql import is_id

Form = dict[str, Any]


def read(desk: Desk, sobject: str, record_id: str) -> Form:
    """The Form of a record, in one call when its object was described lately, else in two. Counts as viewed.
    Raises NotThere, NoRight, Transient, Unauthorized."""
    return read_row(desk, sobject, record_id)[0]


def read_row(desk: Desk, sobject: str, record_id: str) -> tuple[Form, Mapping[str, Any]]:
    """The Form, and the row it was made of."""
    if not is_id(record_id):
        raise NotThere
    paths = [ALL, described(named(sobject)), laid_out(sobject)]
    record = Part("GET", f"sobjects/{sobject}/{record_id}")
    row, access, *names = desk.ask(paths, [record, access_part(desk, record_id), *names_part(desk, sobject, record_id)])
    if row.status >= 300:
        raise of_row(row.status, row.body)
    facts, found = desk.object(sobject), row.body
    if not isinstance(found, dict):
        raise unreadable("record")
    record_type = _text(found.get("RecordTypeId"))
    own_layout = desk.missing_layout(sobject, record_type)
    lacking = [] if names else names_part(desk, sobject, record_id)
    if lacking or any(desk.known.stale(path) for path in own_layout):
        names = desk.ask(own_layout, lacking) or names
    facts = replace(facts, updateable=facts.updateable and may_edit(access))
    page = Page(facts, desk.layout(sobject, record_type), desk.layouts(sobject), record_type)
    told = form(page, found | parents(names))
    told |= {"url": desk.url(sobject, str(found.get("Id") or record_id)), "etag": etag_of(told, found)}
    return told, found


def blank(desk: Desk, sobject: str, record_type: str | None = None) -> Form:
    """The Form of a new record, with the values it begins with. Raises NotThere, NoRight, Transient, Unauthorized."""
    desk.ask([described(named(sobject)), laid_out(sobject)], purpose="form")
    facts = desk.object(sobject)
    if not facts.createable:
        raise NoRight(f"You have no right in Salesforce to create records of the kind {facts.label}.")
    if record_type is not None and record_type not in {one.id for one in facts.record_types}:
        raise NotThere("There is no such record type, or you may not use it.")
    record_type = record_type or _default_type(facts)
    desk.ask(desk.missing_layout(sobject, record_type), purpose="form")
    page = Page(facts, desk.layout(sobject, record_type), desk.layouts(sobject), record_type, creating=True)
    begin: dict[str, Any] = {}
    for field in facts.fields.values():
        chosen = next((choice.value for choice in page.choices(field) if choice.default), None)
        begin[field.name] = chosen if chosen is not None else field.default
    told = form(page, begin)
    if record_type and record_type != MASTER:
        told["values"]["RecordTypeId"] = record_type
    return told | {"url": None, "etag": None}


def _default_type(facts: ObjectFacts) -> str | None:
    return next((one.id for one in facts.record_types if one.default), None)


def etag_of(told: Form, row: Mapping[str, Any]) -> str:
    """Changes when one of the values changes that this person may edit, or cannot see at all but in the display."""
    seen = {name: told["values"].get(name) for name, field in told["fields"].items() if field["editable"]}
    text = json.dumps([row.get("Id"), seen], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
