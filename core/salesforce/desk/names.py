"""What is asked together with a record: the names of those it refers to, and whether this user may edit it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.salesforce.client import Part
from core.salesforce.composite import Answer, query_part
from core.salesforce.desk.desk import ALL, Desk, described
from core.salesforce.desk.fields import NAME_FIELDS, NAMED, FieldFacts, ObjectFacts
from core.salesforce.desk.objects import Listed
from core.salesforce.soql import Soql, for_view, limited

# Background work does not count as viewing (see core.salesforce.client); opening a record does.
SEEN = {"Sforce-Mru": "updateMru=true"}
_VIEWED = "LastViewedDate"
# SOQL and SOSL Reference, "Relationship Query Limitations": at most 55 parents in a query.
PARENTS = 50
# Object Reference, "UserRecordAccess": sharing of one record, which describe knows nothing of.
_ACCESS = Soql("UserRecordAccess", ("UserId", "RecordId", "HasEditAccess"))


def access_part(desk: Desk, record_id: str) -> Part:
    conditions = [_ACCESS.equals("UserId", desk.client.user_id), _ACCESS.equals("RecordId", record_id)]
    return query_part(_ACCESS.select(["RecordId", "HasEditAccess"], conditions))


def may_edit(answer: Answer) -> bool:
    """Only a plain no counts: where Salesforce does not tell, it decides when the record is saved."""
    row = _first(answer)
    return not row or row.get("HasEditAccess") is not False


def names_part(desk: Desk, sobject: str, record_id: str) -> list[Part]:
    """A query for the names of the records that this one refers to; none as long as its object is not described. It
    makes the record one of those that the user viewed last."""
    facts = desk.known.get(described(sobject))
    visible = desk.known.get(ALL)
    if not isinstance(facts, ObjectFacts) or not isinstance(visible, dict):
        return []
    paths = [path for field in facts.fields.values() if (path := _name_path(field, visible))][:PARENTS]
    viewed = _VIEWED in facts.fields
    if not paths and not viewed:
        return []
    soql = Soql(sobject, ["Id", *paths])
    query = limited(soql.select(["Id", *paths], [soql.equals("Id", record_id)]), 1)
    return [replace(query_part(for_view(query) if viewed else query), headers=SEEN)]


def _name_path(field: FieldFacts, visible: Mapping[str, Listed]) -> str | None:
    """`Account.Name`; of a reference to several kinds of record the name that all of them have. One wrong name would
    cost all others: a kind of which it is not known has none."""
    targets = [name for name in field.reference_to if name in visible]
    if field.type != "reference" or not field.relationship or not targets:
        return None
    if len(field.reference_to) > 1:
        return f"{field.relationship}.Name"
    named = "Name" if targets[0] in NAMED or visible[targets[0]].custom else NAME_FIELDS.get(targets[0])
    return f"{field.relationship}.{named}" if named else None


def parents(answers: list[Answer]) -> dict[str, Any]:
    """Names only help: a form without them is better than none."""
    row = _first(answers[0]) if answers else {}
    return {key: value for key, value in row.items() if isinstance(value, dict)}


def _first(answer: Answer) -> dict[str, Any]:
    body = answer.body if answer.status < 300 else None
    rows = body.get("records") if isinstance(body, dict) else None
    row = rows[0] if isinstance(rows, list) and rows else None
    return row if isinstance(row, dict) else {}
