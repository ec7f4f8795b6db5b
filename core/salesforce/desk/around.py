"""Who the people of an item are in Salesforce, and what goes on with them: two calls for all of them.

The first finds users, contacts and leads by e-mail address; the second what belongs to the contacts and leads found:
open opportunities and cases of their accounts, the last tasks and events with them. Where field-level security hides a
column, describe is asked once which are left.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.salesforce.composite import QUERY_CHARACTERS, Answer, composite, query_part
from core.salesforce.desk.desk import ALL, Desk, described
from core.salesforce.desk.rows import Lister, Row, columns_of, value_at
from core.salesforce.desk.search import known_columns
from core.salesforce.errors import faults_of
from core.salesforce.people import LONGEST_ADDRESS
from core.salesforce.soql import Condition, Query, Soql, any_holds, limited, literal

MOST_PEOPLE = 100
# Of each kind for one person, and rows of a kind for all of them.
SHOWN, ACTIVITIES = 5, 5
MOST_ROWS = 500
_UNSEEN = frozenset({"INVALID_FIELD", "INVALID_TYPE"})
_MORE = {
    "User": ("IsActive", "CreatedDate"),
    "Contact": ("AccountId", "CreatedDate"),
    "Lead": ("IsConverted", "CreatedDate"),
    "Opportunity": ("AccountId", "IsClosed"),
    "Case": ("AccountId", "ContactId", "IsClosed", "CreatedDate"),
    "Task": ("WhoId", "CreatedDate"),
    "Event": ("WhoId", "IsChild"),
}
Build = Callable[[Soql], Query | None]


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
    found = _asked(desk, {kind: _by_address(kind, wanted) for kind in ("User", "Contact", "Lead")}, "people")
    for kind in ("Contact", "Lead", "User"):
        for row in found[kind]:
            person = people.get(str(row.get("Email") or "").lower())
            if person is not None:
                person.records.append(lister.row(kind, row))
                person.internal = person.internal or kind == "User"
    accounts = _accounts(found["Contact"])
    who = {str(row["Id"]): str(row.get("Email") or "").lower() for kind in ("Contact", "Lead") for row in found[kind]}
    if not who:
        return Company(people, [], left_out)
    contacts = [str(row["Id"]) for row in found["Contact"]]
    more = _asked(desk, _belonging(list(who), contacts, list(accounts)), "around")
    _share_out(people, more, who, accounts, lister, now)
    return Company(people, _related(people, found["Contact"], lister), left_out)


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


def _by_address(kind: str, addresses: Sequence[str]) -> Build:
    only = {"User": ("IsActive", True), "Lead": ("IsConverted", False)}

    def build(soql: Soql) -> Query | None:
        if not soql.has("Email"):
            return None
        conditions = [soql.any_of("Email", addresses)]
        if kind in only and soql.has(only[kind][0]):
            conditions.append(soql.equals(*only[kind]))
        order = ["CreatedDate", "Id"] if soql.has("CreatedDate") else ["Id"]
        return limited(soql.select(_told(soql), conditions, order=order), MOST_ROWS)

    return build


def _belonging(who: Sequence[str], contacts: Sequence[str], accounts: Sequence[str]) -> dict[str, Build]:
    def of_accounts(order: str) -> Build:
        def build(soql: Soql) -> Query | None:
            owned = [*_among(soql, "AccountId", accounts), *_among(soql, "ContactId", contacts)]
            if not owned or not soql.has("IsClosed"):
                return None
            conditions: list[Condition] = [any_holds(owned), soql.equals("IsClosed", False)]
            return limited(soql.select(_told(soql), conditions, order=[order, "Id"]), MOST_ROWS)

        return build

    def of_people(order: str) -> Build:
        def build(soql: Soql) -> Query | None:
            found = _among(soql, "WhoId", who)
            if not found:
                return None
            own = [soql.equals("IsChild", False)] if soql.has("IsChild") else []
            by = [order] if soql.has(order.lstrip("-")) else ["Id"]
            return limited(soql.select(_told(soql), [*found, *own], order=by), MOST_ROWS)

        return build

    return {
        "Opportunity": of_accounts("CloseDate"),
        "Case": of_accounts("-CreatedDate"),
        "Task": of_people("-CreatedDate"),
        "Event": of_people("-StartDateTime"),
    }


def _among(soql: Soql, column: str, keys: Sequence[str]) -> list[Condition]:
    """Nothing where the column is hidden or there are no keys."""
    return [soql.any_of(column, keys)] if keys and soql.has(column) else []


def _told(soql: Soql) -> list[str]:
    wanted = dict.fromkeys([*columns_of(soql.sobject), *_MORE[soql.sobject]])
    return [column for column in wanted if soql.has(column)]


def _asked(desk: Desk, builds: Mapping[str, Build], purpose: str) -> dict[str, list[dict[str, Any]]]:
    """One call; a second and third only when a column turns out to be hidden, which describe then remembers."""
    queries = {kind: query for kind, build in builds.items() if (query := build(_soql(desk, kind))) is not None}
    answers = _answers(desk, queries, purpose)
    hidden = [kind for kind, answer in answers.items() if _unseen(answer) and not _described(desk, kind)]
    if hidden:
        desk.ask([ALL, *map(described, hidden)], purpose="describe")
        again = {kind: query for kind in hidden if (query := builds[kind](_soql(desk, kind))) is not None}
        answers |= _answers(desk, again, purpose)
    return {kind: _rows(answers.get(kind)) for kind in builds}


def _described(desk: Desk, kind: str) -> bool:
    return desk.known.knows(described(kind)) and not desk.known.stale(described(kind))


def _soql(desk: Desk, kind: str) -> Soql:
    """Over those columns that the user may see, as far as that is known."""
    return Soql(kind, known_columns(desk, kind, [*columns_of(kind), *_MORE[kind]]))


def _answers(desk: Desk, queries: Mapping[str, Query], purpose: str) -> dict[str, Answer]:
    if not queries:
        return {}
    parts = [query_part(query) for query in queries.values()]
    return dict(zip(queries, composite(desk.client, parts, purpose, safe=True), strict=True))


def _unseen(answer: Answer) -> bool:
    return answer.status >= 300 and any(fault.code in _UNSEEN for fault in faults_of(answer.body))


def _rows(answer: Answer | None) -> list[dict[str, Any]]:
    """An object that the user may not see has no records."""
    if answer is None or _unseen(answer):
        return []
    body = answer.checked()
    rows = body.get("records") if isinstance(body, dict) else None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _accounts(contacts: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Account -> the addresses of its contacts."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in contacts:
        if isinstance(row.get("AccountId"), str):
            found[row["AccountId"]].append(str(row.get("Email") or "").lower())
    return found


def _share_out(
    people: Mapping[str, Around],
    found: Mapping[str, Sequence[Mapping[str, Any]]],
    who: Mapping[str, str],
    accounts: Mapping[str, Sequence[str]],
    lister: Lister,
    now: datetime,
) -> None:
    for kind in ("Opportunity", "Case"):
        for row in found[kind]:
            owners = [*accounts.get(str(row.get("AccountId")), ()), who.get(str(row.get("ContactId")), "")]
            told = lister.row(kind, row)
            for person in (people[address] for address in dict.fromkeys(owners) if address in people):
                listed = person.opportunities if kind == "Opportunity" else person.cases
                if len(listed) < SHOWN:
                    listed.append(told)
    last: dict[str, list[Row]] = defaultdict(list)
    for kind in ("Task", "Event"):
        for row in found[kind]:
            last[who.get(str(row.get("WhoId")), "")].append(lister.row(kind, row))
    today = now.isoformat()
    for address, rows in last.items():
        if address in people:
            past = [row for row in rows if row.get("at") and row["at"] <= today]
            people[address].activities = sorted(past, key=lambda row: str(row["at"]), reverse=True)[:ACTIVITIES]


def _related(people: Mapping[str, Around], contacts: Iterable[Mapping[str, Any]], lister: Lister) -> list[Row]:
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
