"""Writes the relations of events and emails. Of an event what is missing is made, a changed answer is set, and who left
is taken away. Whom the event is about stays related when leaving, and is invited by the relation that is there.

The record's own relations are read just before, so that a write that is repeated finds its own work done. A relation
that was made meanwhile by somebody else counts as made.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import SyncError
from core.salesforce.attendees import ATTENDEES, INVITEE, RELATION, STATUS, Invitation, parents
from core.salesforce.client import Client, Part, unreadable
from core.salesforce.composite import COLLECTION, Answer, Row, chunks, composite_all
from core.salesforce.errors import faults_of, of_call, of_record
from core.salesforce.people import responses
from core.store import Change

# Made by another run in the same moment, or taken away by it.
_DONE = frozenset({"DUPLICATE_VALUE", "ENTITY_IS_DELETED"})


@dataclass(frozen=True, slots=True)
class Step:
    """One write of a relation. owner: the index of the change or email that it belongs to. body: as in a collection; a
    removal has the id alone."""

    owner: int
    method: str
    body: Mapping[str, Any]
    sobject: str = RELATION


def steps(event: int, change: Change, row: Row, invited: Sequence[Invitation]) -> Iterator[Step]:
    """What turns the relations of the row into the attendees of a prepared change. invited: those of the row."""
    wanted = responses(change.fields.get(ATTENDEES))
    known = change.wire.get(ATTENDEES)
    people = known if isinstance(known, Mapping) else {}
    present = [one for one in invited if one.address]
    for one in present:
        if one.address not in wanted:
            yield Step(event, *(("PATCH", {"id": one.id, INVITEE: False}) if one.about else ("DELETE", {"id": one.id})))
        elif one.response != wanted[one.address]:
            yield Step(event, "PATCH", {"id": one.id, "Status": STATUS.get(wanted[one.address], "New")})
    there = {one.address for one in present} | {one.person for one in invited}
    for address, person in people.items():
        if address in wanted and address not in there and person not in there:
            yield invitation(event, row, str(person), wanted[address])


def invitation(event: int, row: Row, person: str, response: str) -> Step:
    """A new relation, or another role of one: a person has one for each event."""
    known = parents(row).get(person)
    if known:
        return Step(event, "PATCH", {"id": known, INVITEE: True, "Status": STATUS.get(response, "New")})
    status = {"Status": STATUS[response]} if response in STATUS and response != "none" else {}
    return Step(event, "POST", {"EventId": row["Id"], "RelationId": person, **status})


def carry_out(client: Client, wanted: Sequence[Step], who: Mapping[int, str], *, safe: bool) -> dict[int, SyncError]:
    """Writes them in collections; by the owner's index the first refusal. safe: a repetition does no harm, so that it
    is tried again by itself when a reply is lost. Raises Transient and Unauthorized. who: how people call the owners.
    """
    groups = [part for method in ("DELETE", "PATCH", "POST") for part in _parts(method, wanted)]
    answers = composite_all(client, [part for part, _ in groups], "relations", safe=safe)
    refusals: dict[int, SyncError] = {}
    for (_, group), answer in zip(groups, answers, strict=True):
        for step, errors in zip(group, _errors(answer, len(group)), strict=True):
            if errors and not all(fault.code in _DONE for fault in faults_of(errors)):
                refusals.setdefault(step.owner, of_record(errors, who[step.owner], {}))
    return refusals


def _parts(method: str, wanted: Sequence[Step]) -> Iterator[tuple[Part, list[Step]]]:
    for group in chunks([step for step in wanted if step.method == method], COLLECTION):
        if method == "DELETE":
            ids = ",".join(str(step.body["id"]) for step in group)
            yield Part(method, f"composite/sobjects?ids={ids}&allOrNone=false"), group
        else:
            records = [{"attributes": {"type": step.sobject}, **step.body} for step in group]
            yield Part(method, "composite/sobjects", {"allOrNone": False, "records": records}), group


def _errors(answer: Answer, count: int) -> list[object]:
    """For each record what went wrong with it, empty when nothing did."""
    if answer.status >= 500:
        raise of_call(answer.status, answer.body)
    if answer.status >= 300:
        return [answer.body] * count
    results = answer.body
    if not isinstance(results, list) or len(results) != count or not all(isinstance(one, dict) for one in results):
        raise unreadable("relations")
    return [None if one.get("success") is True else one.get("errors") or [{}] for one in results]
