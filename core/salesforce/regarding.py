"""PURE. Whom and what an event becomes about, by what a person chose in the pane and by what Salesforce can hold.

With Shared Activities that is up to 50 contacts or one lead, all of them EventRelations (IsParent), the first in WhoId;
without them one contact or lead (Object Reference, "EventRelation"). A lead stands alone: it has neither other people
nor a record beside it. Who takes part anyway is an invitee and known to the event in any case: such people fill what
room there is, and nobody is told of those for whom there is none.

What people put there in Salesforce stays: a choice is written where it is new, or where nobody chose otherwise since.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from core.records import Key
from core.store import NOTHING, Choice, Regarding

MOST = 50
LEAD = "00Q"
PEOPLE = ("003", LEAD)


@dataclass(frozen=True, slots=True)
class Room:
    """What the org has for one event. many: Shared Activities are on. invited: who takes part in it."""

    many: bool
    invited: Collection[Key] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """target: what the event is to be about. alone: whom or what was left out because of a lead; crowded: because
    there is no room."""

    target: Regarding
    alone: tuple[Key, ...] = ()
    crowded: tuple[Key, ...] = ()


def settled(key: Key, now: Regarding, choice: Choice, room: Room) -> Settled:
    """key: the event's, empty for a new one. now: what it is about."""
    lost, before = choice.lost(key), choice.before.get(key, NOTHING)
    what = _what(now, choice, before.what if now.what in lost else now.what)
    kept = [one for one in now.who if one not in lost]
    if not kept and now.who:  # without Shared Activities the chosen one took somebody's place
        kept = list(before.who[:1])
    lacking = [one for one in choice.chosen.who if one not in kept]
    added = [one for one in lacking if one not in choice.given] if kept else lacking
    chosen = any(one in choice.chosen.who and one not in room.invited for one in kept)
    return _fitted(now, Regarding(what, tuple(kept)), added, room, gives_way=not (room.many or chosen))


def _what(now: Regarding, choice: Choice, kept: Key | None) -> Key | None:
    """Another record that people related in Salesforce after the same choice was written stays."""
    chosen = choice.chosen.what
    again = chosen in choice.given and now.what is not None and now.what not in choice.given
    return chosen if chosen and not again else kept


def _fitted(now: Regarding, held: Regarding, added: Sequence[Key], room: Room, *, gives_way: bool) -> Settled:
    """held: what it is to be about in any case; gives_way: but for its people, if there is another one."""
    what, kept = held.what, held.who
    told = [one for one in added if one not in room.invited]
    leads = [one for one in told if _is_lead(one)]
    fitting = [one for one in told if one not in leads] or ([] if what else leads[:1])
    if fitting and gives_way:
        kept = ()
    if any(map(_is_lead, kept)):
        left = [what] if what and what != now.what else []
        return Settled(Regarding(now.what if left else what, kept), (*left, *told))
    people = [*kept, *(one for one in fitting if not (kept and _is_lead(one)))]
    if not any(map(_is_lead, people)):
        people += [one for one in added if one not in told and not _is_lead(one)]
    if not people and not what:
        people = list(added[:1])
    most = MOST if room.many else 1
    alone, crowded = [one for one in leads if one not in people], [one for one in people[most:] if one in told]
    return Settled(Regarding(what, tuple(people[:most])), tuple(alone), tuple(crowded))


def _is_lead(key: Key) -> bool:
    return key.startswith(LEAD)
