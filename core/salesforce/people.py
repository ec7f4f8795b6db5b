"""Whom an e-mail address means: a user, else a contact, else a lead that was not converted; of several of a kind the
one that was made first. A whole batch is asked in one call for each five queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.salesforce.client import Client
from core.salesforce.composite import QUERY_CHARACTERS, Answer, composite_all, pages, query_part, sized
from core.salesforce.errors import faults_of
from core.salesforce.soql import Condition, Soql, literal

LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, less the brackets
_COLUMNS = ("Id", "Email", "CreatedDate")
_USER, _CONTACT, _LEAD = (
    Soql("User", (*_COLUMNS, "IsActive")),
    Soql("Contact", _COLUMNS),
    Soql("Lead", (*_COLUMNS, "IsConverted")),
)
_KINDS: tuple[tuple[Soql, tuple[Condition, ...]], ...] = (
    (_USER, (_USER.equals("IsActive", True),)),
    (_CONTACT, ()),
    (_LEAD, (_LEAD.equals("IsConverted", False),)),
)
_UNSEEN = frozenset({"INVALID_TYPE", "INVALID_FIELD"})


@dataclass(frozen=True, slots=True)
class Person:
    """kind: User, Contact or Lead."""

    id: str
    kind: str


def people(client: Client, addresses: Iterable[str]) -> dict[str, Person]:
    """Address (lower-case) -> whom it means; unknown ones are missing. Raises Transient, Unauthorized."""
    return {address: found[0] for address, found in candidates(client, addresses).items()}


def candidates(client: Client, addresses: Iterable[str]) -> dict[str, list[Person]]:
    """Address (lower-case) -> everybody who has it, the nearest first; unknown ones are missing."""
    wanted = sorted({address for address in addresses if "@" in address and len(address) <= LONGEST_ADDRESS})
    groups = list(sized(wanted, lambda address: len(literal(address)) + 1, QUERY_CHARACTERS))
    asked = [(soql, [*more, soql.any_of("Email", group)]) for soql, more in _KINDS for group in groups]
    parts = [query_part(soql.select(_COLUMNS, where, order=("CreatedDate", "Id"))) for soql, where in asked]
    found: dict[str, list[Person]] = defaultdict(list)
    for (soql, _), answer in zip(asked, composite_all(client, parts, "people", safe=True), strict=True):
        for address, key in _addresses(client, answer):
            found[address].append(Person(key, soql.sobject))
    return dict(found)


def _addresses(client: Client, answer: Answer) -> Iterable[tuple[str, str]]:
    """(address, id). An object that the user may not see holds nobody."""
    if answer.status >= 300 and any(fault.code in _UNSEEN for fault in faults_of(answer.body)):
        return
    for page in pages(client, answer, "people"):
        for row in page:
            yield str(row.get("Email") or "").lower(), str(row.get("Id"))


def split_person(text: str) -> tuple[str, str]:
    """`address|response` of the kind PEOPLE as its parts."""
    address, _, response = text.rpartition("|")
    return address, response


def responses(value: object) -> Mapping[str, str]:
    """Address -> response of a field of the kind PEOPLE; empty for any other value."""
    return dict(map(split_person, value)) if isinstance(value, tuple) else {}
