"""Invitations to an event of the user's own: the one write of this connector that is told to other people.

Exactly those who were named get exactly one. Who was invited before is not asked again. People of whom the event knows
but who were never told (a run wrote them down, or Outlook has not sent the meeting yet) would all be told with the
first invitation that goes out, so they have to be named with the others.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from core.errors import Rejected, Stale
from core.exchange.calendar import Calendar, Guests
from core.exchange.errors import REFUSED, changed, vanished
from core.exchange.event_states import EventStates
from core.exchange.mailbox import Item
from core.records import Key, Version, label
from core.store import Outcome, Written

# Exchange takes no more attendees (Exchange Online limits, "Recipient limits").
MOST = 500
SHOWN = 5
WHAT = "the event"
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,64}@[^\s@<>()\[\],;:\"\\.]+(\.[^\s@<>()\[\],;:\"\\.]+)+")
# RFC 5321, 4.5.3.1.3: a path has 256 octets, with its brackets.
LONGEST = 254


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who would be invited to the event now. people: those who get it. already: those who had it. name: how people call
    the event."""

    key: Key
    version: Version
    name: str
    people: tuple[str, ...]
    already: tuple[str, ...]


def planned(calendar: Calendar, states: EventStates, key: Key, addresses: Sequence[str]) -> Invitation:
    """Reads only. Raises Rejected for what is refused, Stale where there is no such event."""
    return _planned(calendar, states, key, addresses)[0]


def invite(
    calendar: Calendar, states: EventStates, key: Key, addresses: Sequence[str], version: Version | None
) -> Outcome:
    """Sends the invitations. version: what the decision saw, None for the event as it is now."""
    try:
        invitation, item, guests = _planned(calendar, states, key, addresses)
    except (Rejected, Stale) as error:
        return error
    if version is not None and invitation.version != version:
        return changed(WHAT)
    if not invitation.people:
        return Written(key, invitation.version)
    outcome = calendar.invite(item, guests, invitation.people)
    return Written(key) if isinstance(outcome, Written) else outcome


def _planned(
    calendar: Calendar, states: EventStates, key: Key, addresses: Sequence[str]
) -> tuple[Invitation, Item, Guests]:
    item = states.items([key]).get(key)
    if item is None:
        raise vanished(WHAT)
    _check_event(item)
    wanted = _checked(addresses, calendar.address)
    guests = calendar.guests(item)
    known = guests.addresses - {calendar.address.lower()}
    already = [one for one in wanted if guests.told and one in known]
    untold = known - set(wanted) if not guests.told else frozenset()
    if untold:
        _refuse("untold", _untold(item, sorted(untold)))
    count = len(known | set(wanted))
    if count > MOST:
        _refuse("too_many", f"{label(item.fields)} would have {count:,} attendees, and Exchange takes {MOST}.")
    people = tuple(one for one in wanted if one not in already)
    return Invitation(key, states.version(item), label(item.fields), people, tuple(already)), item, guests


def _check_event(item: Item) -> None:
    name, happening = label(item.fields), item.happening
    if happening.cancelled:
        _refuse("cancelled", f"{name} was cancelled; nobody can be invited to it.")
    if not happening.ours:
        _refuse("attendee_copy", f"{name} is somebody else's meeting; ask its organiser to invite people.")
    if happening.private:
        _refuse("private", f"{name} is private; make it public in Outlook, or invite people there.")


def _checked(addresses: Sequence[str], own: str) -> list[str]:
    """In lower case, each once, in their order."""
    wanted = list(dict.fromkeys(one.strip().lower() for one in addresses))
    if not wanted:
        _refuse("nobody", "Nobody was named; say who is to be invited.")
    for one in wanted:
        if len(one) > LONGEST or not one.isprintable() or not _ADDRESS.fullmatch(one):
            _refuse("bad_address", f"{one[:LONGEST]!r} is no e-mail address; nobody was invited.")
    if own.lower() in wanted:
        _refuse("organiser", f"{own} is the organiser and takes part anyway; name the others only.")
    return wanted


def _untold(item: Item, untold: Sequence[str]) -> str:
    more = f" and {len(untold) - SHOWN} more" if len(untold) > SHOWN else ""
    who = f"{', '.join(untold[:SHOWN])}{more}"
    return (
        f"{label(item.fields)} was never sent to its attendees, and they would be told with the first invitation: name"
        f" them too ({who}), or take them off the event in Outlook."
    )


def _refuse(code: str, text: str) -> NoReturn:
    raise Rejected(text, code=code, field="attendees", label=REFUSED)
