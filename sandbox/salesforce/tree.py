"""`/composite/tree/X`: new rows with their children, up to 200 in all, every one or none."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.salesforce import faulting
from sandbox.salesforce.collections import check_count, type_of
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.row_results import failure
from sandbox.salesforce.wire import RestCall, RestReply, json_error

DEEPEST = 5


class _RefusedError(Exception):
    """Leaves the transaction when a row was refused."""


@dataclass
class Node:
    """One new row; parent_field: the child's field that will hold the parent's id."""

    sobject: str
    reference: str
    values: dict[str, Any]
    parent: "Node | None" = None
    parent_field: str = ""
    id: str = ""
    errors: list[dict[str, Any]] = field(default_factory=list)


def rows_under(value: Any, where: str) -> list[dict[str, Any]]:
    rows = value.get("records") if isinstance(value, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise json_error(f"{where} must be an object with an array of records")
    return rows


def nodes_of(call: RestCall, row: dict[str, Any], parent: Node | None, parent_field: str, depth: int) -> list[Node]:
    """A row and its descendants, parents first. Raises 400 for what is no tree."""
    sobject = type_of(row)
    reference = row["attributes"].get("referenceId")
    if not isinstance(reference, str) or not reference:
        raise SalesforceError("INVALID_INPUT", "Every record needs attributes.referenceId")
    if depth > DEEPEST:
        raise SalesforceError("INVALID_INPUT", f"A tree is at most {DEEPEST} levels deep")
    plain = {k: v for k, v in row.items() if k != "attributes" and not (isinstance(v, dict) and "records" in v)}
    node = Node(sobject, reference, plain, parent, parent_field)
    children = {k: v for k, v in row.items() if isinstance(v, dict) and "records" in v}
    found = [node]
    if children:
        known = {c["relationshipName"]: c for c in call.acting.describe(sobject)["childRelationships"]}
        for name, value in children.items():
            if name not in known:
                raise SalesforceError("INVALID_FIELD", f"No such relationship '{name}' on sobject of type {sobject}")
            for child in rows_under(value, name):
                found += nodes_of(call, child, node, known[name]["field"], depth + 1)
    return found


def insert_all(call: RestCall, nodes: list[Node]) -> None:
    """Raises _RefusedError after every row was tried; children of a refused row are not."""
    locked = faulting.lock_error(call)
    for node in nodes:
        if node.parent and node.parent.errors:
            continue
        if node.parent:
            node.values[node.parent_field] = node.parent.id
        try:
            if locked:
                raise locked
            faulting.check_row(call, node.sobject)
            node.id = call.acting.insert(node.sobject, node.values)
        except SalesforceError as error:
            node.errors = failure(error)["errors"]
    if any(node.errors for node in nodes):
        raise _RefusedError


def tree(call: RestCall, sobject: str) -> RestReply:
    nodes: list[Node] = []
    for row in rows_under(call.json_object(), "The body"):
        if type_of(row).lower() != sobject.lower():
            raise SalesforceError("INVALID_INPUT", f"Every record of this tree must be of type {sobject}")
        nodes += nodes_of(call, row, None, "", 1)
    check_count(nodes)
    if len({node.reference for node in nodes}) < len(nodes):
        raise SalesforceError("INVALID_INPUT", "Duplicate ReferenceId provided in the request.")
    try:
        with call.face.org.transaction():
            insert_all(call, nodes)
    except _RefusedError:
        results = [{"referenceId": node.reference, "errors": node.errors} for node in nodes if node.errors]
        return RestReply(400, {"hasErrors": True, "results": results}, units=len(nodes), write=True)
    made = [{"referenceId": node.reference, "id": node.id} for node in nodes]
    return RestReply(201, {"hasErrors": False, "results": made}, units=max(1, len(nodes)), write=True)
