"""Whom the addresses of an email mean, and the EmailMessageRelations that say so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.errors import SyncError
from core.filing import FiledEmail
from core.records import Key
from core.salesforce.client import Client
from core.salesforce.composite import QUERY_CHARACTERS, all_rows, chunks
from core.salesforce.people import Person
from core.salesforce.relations import Step, carry_out
from core.salesforce.soql import Soql

RELATION = "EmailMessageRelation"
_COLUMNS = ("EmailMessageId", "RelationId", "RelationType", "RelationAddress")
RELATIONS = Soql(RELATION, _COLUMNS)


@dataclass(frozen=True, slots=True)
class People:
    """found: address in lower-case -> everybody who has it, the nearest first."""

    found: Mapping[str, list[Person]]

    def of(self, email: FiledEmail, address: str) -> Key | None:
        """Whom the address means in this email: the choice of a person, a user, or the only contact or lead."""
        address = address.lower()
        chosen = email.chosen.get(address)
        if chosen is not None:
            return chosen
        people = self.found.get(address, [])
        clear = people and (len(people) == 1 or people[0].kind == "User")
        return people[0].id if clear else None

    def who(self, email: FiledEmail) -> Key | None:
        """The contact or lead that a task is about: of an incoming email the sender first, else a recipient."""
        order = email.people if email.incoming else (*email.people[1:], email.sender)
        found = (self.of(email, one.address) for one in order)
        return next((key for key in found if key and not key.startswith("005")), None)

    def questions(self, email: FiledEmail) -> dict[str, tuple[Key, ...]]:
        asked = {one.address.lower() for one in email.people}
        several = {address: self.found.get(address, []) for address in sorted(asked)}
        return {a: tuple(p.id for p in found) for a, found in several.items() if found and not self.of(email, a)}

    def unknown(self, email: FiledEmail) -> tuple[str, ...]:
        asked = {one.address.lower() for one in email.people}
        return tuple(sorted(a for a in asked if a not in self.found and a not in email.chosen))


def relate(client: Client, emails: Sequence[tuple[Key, FiledEmail]], people: People) -> dict[int, SyncError]:
    """Brings the relations of these records to what their emails say; those that are there stay. By index what was
    refused. Raises Transient and Unauthorized."""
    groups = chunks((key for key, _ in emails), QUERY_CHARACTERS // 22)
    queries = [RELATIONS.select(_COLUMNS, [RELATIONS.any_of("EmailMessageId", group)]) for group in groups]
    rows = [row for found in all_rows(client, queries, "relations") for row in found] if emails else []
    there = {(str(r["EmailMessageId"])[:15], str(r["RelationType"]), str(r["RelationId"])[:15]) for r in rows}
    wanted = [
        Step(place, "POST", dict(zip(_COLUMNS, (key, *one), strict=True)), RELATION)
        for place, (key, email) in enumerate(emails)
        for one in dict.fromkeys(_roles(email, people))
        if (key[:15], one[1], one[0][:15]) not in there
    ]
    who = {place: f"a participant of the email “{email.subject[:60]}”" for place, (_, email) in enumerate(emails)}
    return carry_out(client, wanted, who, safe=False) if wanted else {}


def _roles(email: FiledEmail, people: People) -> Iterator[tuple[Key, str, str]]:
    """(whom, relation type, address) of everybody who is known; the addresses of others are in the email itself."""
    roles = (
        ("FromAddress", (email.sender,)),
        ("ToAddress", email.to),
        ("CcAddress", email.cc),
        ("BccAddress", email.bcc),
    )
    for role, participants in roles:
        for one in participants:
            key = people.of(email, one.address)
            if key is not None:
                yield key, role, one.address[:255]
