"""One meeting, one event: how the second colleague joins the event that the first one's run has made.

Colleagues have copies of a meeting in their own mailboxes and share them with Salesforce at any time. An event there is
the same meeting when it has the same subject, start and end, and the two know of each other: this user is among its
invitees, or its owner is among the attendees of this user's copy. Events of strangers with the same name at the same
time have neither and stay apart, and an event without attendees is nobody else's. Two ways lead there:

* `find`, by the natural key, tells only the user's own events and those that the user is invited to
  (core.salesforce.attendees), so that the engine links them without any write.
* What is still to be created is compared once more in `prepare`. A hit is joined: the user becomes an EventRelation of
  that event unless invited already, and the record that is told as written is that event, with all that it holds.

Between that look and the create the other's run may have created the event. Where the org has the unique External Id
field `Bothways_Meeting__c`, both runs write the same digest of subject, start and participants there; Salesforce
refuses the second and names the first, which is then joined. The digest only serves this moment: a change of the
subject or the times empties it, so that a later meeting in the old place is not taken for the moved one. Without the
field that moment stays open: two runs in the same second can make two events.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2s
from typing import Any

from core.records import Fields, Value
from core.salesforce.attendees import ATTENDEES, invitations, invited, owned, owner_of
from core.salesforce.catalog import Catalog
from core.salesforce.composite import Row
from core.salesforce.event_times import END, START
from core.salesforce.lookup import Lookup
from core.salesforce.people import responses
from core.salesforce.shape import User
from core.salesforce.trait import Draft, Trait
from core.store import Change

MEETING_FIELD = "Bothways_Meeting__c"
JOIN = "join"


class Meeting(Trait):
    """The digest of a meeting in a unique field. address: of the user, lower-case."""

    def __init__(self, field: str, address: str) -> None:
        self._field, self._address = field, address

    def encode(self, draft: Draft) -> Mapping[str, Any]:
        if draft.row:
            return {self._field: None} if draft.touches("subject", START) else {}
        key = meeting_key(draft.fields, self._address)
        return {self._field: key} if key else {}


def meeting_key(fields: Fields, address: str) -> str | None:
    """The same for every participant's copy, whichever of them is its organiser; None for what is no meeting."""
    start, others = fields.get(START), responses(fields.get(ATTENDEES))
    if not others or not isinstance(start, datetime):
        return None
    people = sorted({*others, address})
    told = json.dumps([str(fields.get("subject") or "").casefold(), start.isoformat(), people])
    return blake2s(told.encode(), digest_size=16).hexdigest()


def joined(changes: Sequence[Change], lookup: Lookup, user: User, catalog: Catalog) -> list[Change]:
    """The changes, those to be created that are somebody's event already with its key in `wire[JOIN]`."""
    meetings = [change for change in changes if change.key is None and _natural(change.fields)]
    wanted = [_natural(change.fields) for change in meetings]
    rows = [row for row, _ in lookup.matching(wanted)] if wanted else []
    return [_join(change, rows, user, catalog) if change.key is None else change for change in changes]


def _natural(fields: Fields) -> dict[str, Value]:
    """What finds a meeting; empty for what is none."""
    natural = {name: fields.get(name) for name in ("subject", START)}
    return natural if responses(fields.get(ATTENDEES)) and all(natural.values()) else {}


def _join(change: Change, rows: Sequence[Row], user: User, catalog: Catalog) -> Change:
    for row in rows:
        now = catalog.decode(row)
        if same_meeting(change.fields, row, now, user):
            held = {name: now.get(name) for name in change.fields if now.get(name) != change.fields[name]}
            return replace(change, held=held, wire={**change.wire, JOIN: row["Id"]})
    return change


def same_meeting(fields: Fields, row: Row, now: Fields, user: User) -> bool:
    """Whether another's event is the meeting that these fields are this user's copy of. now: the row's fields."""
    others = responses(fields.get(ATTENDEES))
    if owned(row, user.id) or not others or any(fields.get(name) != now.get(name) for name in (START, END)):
        return False
    if str(fields.get("subject") or "").casefold() != str(now.get("subject") or "").casefold():
        return False
    return invited(invitations(row), user.id) or owner_of(row)[1] in others
