"""One meeting, one event: how the second colleague joins the event that the first one's run has made.

Colleagues have copies of a meeting in their own mailboxes and share them with Salesforce at any time. Three things tell
that an event there is the same meeting, each where the one before it does not know:

* A colleague's link names it (Change.joins): whatever became of its subject and its times, it is joined.
* `find`, by the natural key, tells only the user's own events and those that the user is invited to
  (core.salesforce.attendees), so that the engine links them without any write.
* What is still to be created is compared once more in `prepare`: an event with the same subject, start and end whose
  people and this user's know of each other, because this user is among its invitees, or its owner is among the
  attendees of this user's copy. Events of strangers with the same name at the same time have neither and stay apart,
  and an event without attendees is nobody else's.

Joining makes the user an EventRelation of that event unless invited already, and the record that is told as written is
that event, with all that it holds.

Between that look and the create the other's run may have created the event. Where the org has the unique External Id
field `Bothways_Meeting__c`, both runs write there what all copies of the meeting have in common (Record.identity);
Salesforce refuses the second and names the first, which is then joined. Without the field that moment stays open: two
runs in the same second can make two events.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from core.records import Fields, Key, Value
from core.salesforce.attendees import ATTENDEES, Book, invitations, invited, owned, owner_of
from core.salesforce.catalog import Catalog
from core.salesforce.composite import Row
from core.salesforce.event_times import END, START
from core.salesforce.lookup import Lookup, short
from core.salesforce.people import responses
from core.salesforce.shape import User
from core.salesforce.trait import Draft, Trait
from core.store import Change
from core.values import replace, valueclass

MEETING_FIELD = "Bothways_Meeting__c"
JOIN = "join"


@valueclass(frozen=True, slots=True)
class Frame:
    """By which one meeting is told from another. user: whose copies are compared."""

    user: User
    catalog: Catalog
    book: Book


class Meeting(Trait):
    """What a meeting's copies have in common, in a unique field."""

    def __init__(self, field: str) -> None:
        self.columns = (field,)

    def encode(self, draft: Draft) -> Mapping[str, Any]:
        identity = draft.wire.get(MEETING_FIELD)
        return {name: identity for name in self.columns if identity and not draft.row}


def joined(changes: Sequence[Change], lookup: Lookup, rows: Mapping[Key, Row], frame: Frame) -> list[Change]:
    """The changes, those to be created that are somebody's event already with its key in `wire[JOIN]`. rows: by short
    id, what `joins` names."""
    named = [
        replace(one, wire={**one.wire, MEETING_FIELD: one.identity}) if one.identity and not one.key else one
        for one in changes
    ]
    known = [
        _join(one, rows[short(one.joins)], frame) if one.joins and short(one.joins) in rows else one for one in named
    ]
    wanted = {
        place: natural
        for place, change in enumerate(known)
        if not change.key and JOIN not in change.wire and (natural := _natural(change.fields))
    }
    found = [row for row, _ in lookup.matching(list(wanted.values()))] if wanted else []
    return [_joined(one, found, frame) if place in wanted else one for place, one in enumerate(known)]


def _natural(fields: Fields) -> dict[str, Value]:
    """What finds a meeting; empty for what is none."""
    natural = {name: fields.get(name) for name in ("subject", START)}
    return natural if responses(fields.get(ATTENDEES)) and all(natural.values()) else {}


def _joined(change: Change, rows: Sequence[Row], frame: Frame) -> Change:
    same = (row for row in rows if same_meeting(change.fields, row, frame))
    return next((_join(change, row, frame) for row in same), change)


def _join(change: Change, row: Row, frame: Frame) -> Change:
    now = frame.catalog.decode(row)
    held = {name: now.get(name) for name in change.fields if now.get(name) != change.fields[name]}
    return replace(change, held=held, wire={**change.wire, JOIN: row["Id"]})


def is_known(change: Change, row: Row) -> bool:
    """Whether the row is the change's meeting by what does not change with its subject and times."""
    named = change.joins is not None and short(change.joins) == short(str(row.get("Id")))
    return named or (change.identity is not None and row.get(MEETING_FIELD) == change.identity)


def same_meeting(fields: Fields, row: Row, frame: Frame) -> bool:
    """Whether another's event is the meeting that these fields are this user's copy of."""
    now, others, user = frame.catalog.decode(row), responses(fields.get(ATTENDEES)), frame.user
    if owned(row, user.id) or not others or any(fields.get(name) != now.get(name) for name in (START, END)):
        return False
    if str(fields.get("subject") or "").casefold() != str(now.get("subject") or "").casefold():
        return False
    return invited(invitations(row), user.id) or owner_of(row, frame.book)[1] in others
