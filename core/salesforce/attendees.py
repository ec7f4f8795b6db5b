"""Who takes part in an event: its EventRelations, by e-mail address.

A relation without an address that the user may see (a room, a hidden contact) is none of ours: it is neither told nor
taken away. The event's owner is no attendee of it. Writing relations through the API sends nobody anything.

With Shared Activities a relation also says whom the event is about (IsParent), invited or not; one relation says both
of a person (Object Reference, "EventRelation").
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.records import Fields, Key
from core.salesforce import values
from core.salesforce.client import unreadable
from core.salesforce.composite import Row, children
from core.salesforce.describe import ObjectFact
from core.salesforce.people import responses
from core.salesforce.shape import User
from core.salesforce.soql import Soql, all_hold, any_holds
from core.salesforce.trait import Draft, Trait
from core.store import Change

ATTENDEES = "attendees"
RELATIONS, RELATION = "EventRelations", "EventRelation"
MOST = 1_000
STATUS = {"none": "New", "accepted": "Accepted", "declined": "Declined", "tentative": "Maybe"}
_RESPONSE = {status: response for response, status in STATUS.items()}
INVITEE, PARENT = "IsInvitee", "IsParent"
_COLUMNS = ("Id", "RelationId", "Relation.Email", "Relation.Username", "Status")
_ROLES = (INVITEE, PARENT)
_OF_PARENTS = (*_ROLES, "Relation.Name", "Relation.Type")
_CHILDREN = Soql(RELATIONS, (*_COLUMNS, *_OF_PARENTS, "IsWhat", "IsDeleted"))


@dataclass(frozen=True, slots=True)
class Invitation:
    """One relation of an event. person: its id; address: lower-case, empty where it is not told. about: the event is
    about this person, too."""

    id: str
    person: str
    address: str
    response: str
    about: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """The addresses of people: of a user with a mailbox that is synchronised the mailbox's, by which the copies of
    meetings call people, whatever e-mail address the user has in Salesforce. mailboxes: address -> username."""

    mailboxes: Mapping[str, str]
    _by_username: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_username", {name: address for address, name in self.mailboxes.items()})

    def address(self, person: Row) -> str:
        """Lower-case, empty where it is not told. person: what a reference to a user, contact or lead leads to."""
        username, email = (str(person.get(name) or "").strip().lower() for name in ("Username", "Email"))
        return self._by_username.get(username, email)

    def own(self, user: User) -> frozenset[str]:
        return frozenset({user.email, self._by_username.get(user.username, user.email)})


NOBODY = Book({})


def invitations(row: Mapping[str, Any], book: Book = NOBODY) -> list[Invitation]:
    """Those of an event's row that were not taken back."""
    return [_invitation(child, book) for child in children(row, RELATIONS) if standing(child)]


def standing(relation: Row) -> bool:
    """Whether a relation that is not deleted invites, and was not taken back."""
    return relation.get(INVITEE) is not False and values.text(relation, "Status") != "Uninvited"


def parents(row: Mapping[str, Any]) -> dict[str, str]:
    """By the id of a person whom an event is about, the relation that says so; empty without Shared Activities."""
    found = (child for child in children(row, RELATIONS) if child.get(PARENT) is True)
    return {str(child.get("RelationId")): str(child.get("Id")) for child in found}


def _invitation(child: Row, book: Book) -> Invitation:
    relation = child.get("Relation")
    if not (relation is None or isinstance(relation, dict)):
        raise unreadable(f"Relation of {child.get('Id')}"[:200])
    address = book.address(relation) if relation else ""
    response = _RESPONSE.get(str(child.get("Status")), "none")
    person, about = str(child.get("RelationId")), child.get(PARENT) is True
    return Invitation(str(child.get("Id")), person, address, response, about)


def told(found: Iterable[Invitation]) -> tuple[str, ...] | None:
    """As the field says it. Where a contact and a user share an address, an answer goes before none."""
    by_address: dict[str, str] = {}
    for one in found:
        if one.address and by_address.get(one.address, "none") == "none":
            by_address[one.address] = one.response
    return tuple(sorted(f"{address}|{response}" for address, response in by_address.items())) or None


def as_known(found: Iterable[Invitation], change: Change) -> list[Invitation]:
    """By the addresses by which Exchange knows these people, as long as it does, whatever theirs is by now."""
    wanted = responses(change.fields.get(ATTENDEES))
    known = ((one, change.people.get(one.person, "")) for one in found)
    return [replace(one, address=was) if was and (was in wanted or not one.address) else one for one, was in known]


class Attendees(Trait):
    """Read with the event's row; written by core.salesforce.relations. Only the owner's event may be written."""

    holds = frozenset({ATTENDEES})
    columns = ("Owner.Name", "Owner.Email", "Owner.Username")

    def __init__(self, relation: ObjectFact, user_id: str, book: Book = NOBODY) -> None:
        where = [_CHILDREN.equals("IsDeleted", False)]
        # Without Shared Activities every relation is an invitation.
        self.shared = all(role in relation.fields for role in _ROLES)
        if self.shared:
            people = all_hold([_CHILDREN.equals(PARENT, True), _CHILDREN.equals("IsWhat", False)])
            where.append(any_holds([_CHILDREN.equals(INVITEE, True), people]))
        self.children = (_CHILDREN.select((*_COLUMNS, *(_OF_PARENTS if self.shared else ())), where),)
        self._user, self._book = user_id, book

    def decode(self, row: Mapping[str, Any]) -> Fields:
        """Without the user, whose own copy does not name them either."""
        return {ATTENDEES: told(self._others(row))}

    def people(self, row: Mapping[str, Any]) -> Mapping[Key, str]:
        return {one.person: f"{one.address}|{one.response}" for one in self._others(row)}

    def _others(self, row: Mapping[str, Any]) -> list[Invitation]:
        return [one for one in invitations(row, self._book) if one.person[:15] != self._user[:15]]

    def held(self, draft: Draft) -> Fields:
        """Unknown people are missing there, and so is the owner."""
        if ATTENDEES not in draft.fields:
            return {}
        wanted = responses(draft.fields[ATTENDEES])
        known = draft.wire.get(ATTENDEES)
        found = set(known) if isinstance(known, dict) else set()
        kept = tuple(sorted(f"{address}|{wanted[address]}" for address in wanted if address in found)) or None
        return {ATTENDEES: kept} if kept != draft.fields[ATTENDEES] else {}

    def writable(self, row: Mapping[str, Any]) -> bool:
        return owned(row, self._user)

    def owner(self, row: Mapping[str, Any]) -> str | None:
        return None if owned(row, self._user) else owner_of(row, self._book)[1] or None

    def reaches(self, row: Mapping[str, Any]) -> bool:
        """The user's own events, and those that the user is invited to."""
        return owned(row, self._user) or invited(invitations(row), self._user)


def owned(row: Mapping[str, Any], user_id: str) -> bool:
    return str(row.get("OwnerId"))[:15] == user_id[:15]


def invited(found: Sequence[Invitation], user_id: str) -> bool:
    return any(one.person[:15] == user_id[:15] for one in found)


def owner_of(row: Mapping[str, Any], book: Book = NOBODY) -> tuple[str, str]:
    """(name, address in lower-case) of an event's owner."""
    owner = row.get("Owner")
    named = owner if isinstance(owner, dict) else {}
    return str(named.get("Name") or "somebody else"), book.address(named)
