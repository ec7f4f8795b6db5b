"""Who the people of an item are in Salesforce, and what goes on with them: two calls for all of them.

The first finds users, contacts and leads by e-mail address; the second what belongs to the contacts and leads found:
open opportunities and cases of their accounts, the last tasks and events with them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.salesforce.composite import QUERY_CHARACTERS
from core.salesforce.desk.belonging import PEOPLE, belonging_to, by_address
from core.salesforce.desk.desk import Desk
from core.salesforce.desk.queries import rows_of_kinds
from core.salesforce.desk.rows import Lister, Row, value_at
from core.salesforce.people import LONGEST_ADDRESS
from core.salesforce.soql import literal

MOST_PEOPLE = 100
# Of each kind for one person.
SHOWN = 5
Rows = Sequence[Mapping[str, Any]]


@dataclass(slots=True)
class Around:
    """One person with what was found, as Rows."""

    address: str
    internal: bool = False
    records: list[Row] = field(default_factory=list)
    opportunities: list[Row] = field(default_factory=list)
    cases: list[Row] = field(default_factory=list)
    activities: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Company:
    """people: by address. related: what an email or event of theirs may be about. left_out: addresses beyond what one
    call takes."""

    people: dict[str, Around]
    related: list[Row]
    left_out: int


def around(desk: Desk, addresses: Iterable[str], lister: Lister, now: datetime) -> Company:
    """addresses: in the order of importance. now: for what counts as past. Raises Transient, Unauthorized."""
    wanted, left_out = _fitting(addresses)
    people = {address: Around(address) for address in wanted}
    if not wanted:
        return Company(people, [], left_out)
    found = rows_of_kinds(desk, by_address(wanted), "people")
    for kind in PEOPLE:
        for row in found[kind]:
            person = people.get(_address(row))
            if person is not None:
                person.records.append(lister.row(kind, row))
                person.internal = person.internal or kind == "User"
    contacts, leads = found["Contact"], found["Lead"]
    if contacts or leads:
        ids = [str(row["Id"]) for row in (*contacts, *leads)]
        wishes = belonging_to(ids, ids[: len(contacts)], list(_accounts(contacts)))
        more = rows_of_kinds(desk, wishes, "around")
        _add_open(people, more, contacts, lister)
        _add_activities(people, more, {str(row["Id"]): _address(row) for row in (*contacts, *leads)}, lister, now)
    return Company(people, _related(people, contacts, lister), left_out)


def _fitting(addresses: Iterable[str]) -> tuple[list[str], int]:
    """As many as one query takes, in lower case, each once; and how many are left out."""
    listed = dict.fromkeys(address.strip().lower() for address in addresses)
    good = [address for address in listed if "@" in address and len(address) <= LONGEST_ADDRESS]
    kept, size = [], 0
    for address in good[:MOST_PEOPLE]:
        size += len(literal(address)) + 1
        if size <= QUERY_CHARACTERS:
            kept.append(address)
    return kept, len(good) - len(kept)


def _address(row: Mapping[str, Any]) -> str:
    return str(row.get("Email") or "").lower()


def _accounts(contacts: Rows) -> dict[str, list[str]]:
    """Account -> the addresses of its contacts."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in contacts:
        if isinstance(row.get("AccountId"), str):
            found[row["AccountId"]].append(_address(row))
    return found


def _add_open(people: Mapping[str, Around], found: Mapping[str, Rows], contacts: Rows, lister: Lister) -> None:
    """Everybody of an account sees what it has open; a case may belong to a contact without one."""
    accounts = _accounts(contacts)
    own = {str(row["Id"]): _address(row) for row in contacts}
    for kind in ("Opportunity", "Case"):
        for row in found[kind]:
            owners = [own.get(str(row.get("ContactId")), ""), *accounts.get(str(row.get("AccountId")), ())]
            told = lister.row(kind, row)
            for person in (people[address] for address in dict.fromkeys(owners) if address in people):
                listed = person.opportunities if kind == "Opportunity" else person.cases
                if len(listed) < SHOWN:
                    listed.append(told)


def _add_activities(
    people: Mapping[str, Around], found: Mapping[str, Rows], who: Mapping[str, str], lister: Lister, now: datetime
) -> None:
    """who: id -> address. The last ones, of both kinds together."""
    last: dict[str, list[Row]] = defaultdict(list)
    for kind in ("Task", "Event"):
        for row in found[kind]:
            last[who.get(str(row.get("WhoId")), "")].append(lister.row(kind, row))
    today = now.isoformat()
    for address, rows in last.items():
        if address in people:
            past = [row for row in rows if row.get("at") and row["at"] <= today]
            people[address].activities = sorted(past, key=lambda row: str(row["at"]), reverse=True)[:SHOWN]


def _related(people: Mapping[str, Around], contacts: Rows, lister: Lister) -> list[Row]:
    """Proposals of what an item is about: the people's open opportunities and cases, then their accounts."""
    found: dict[str, Row] = {}
    for listed in ("opportunities", "cases"):
        for person in people.values():
            found |= {row["id"]: row for row in getattr(person, listed) if row["id"] not in found}
    for row in contacts:
        name = value_at(row, "Account.Name")
        if isinstance(row.get("AccountId"), str) and name:
            account = {"Id": row["AccountId"], "Name": name}
            found.setdefault(row["AccountId"], lister.row("Account", account))
    return list(found.values())
