"""The company rule: which Account a company of Outlook means.

Exact match of the name, the earliest created if there are several; else the company as a sub-string of exactly one
Account name; else none. A whole batch is asked in one call, or two when some names did not match exactly. A company
that more than a page of account names hold ("a") means none of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from core.records import canonical
from core.salesforce.client import Client
from core.salesforce.composite import (
    PARTS,
    QUERY_CHARACTERS,
    Row,
    all_rows,
    chunks,
    composite,
    pages,
    query_part,
    sized,
)
from core.salesforce.soql import Soql, any_holds, literal

ACCOUNT = Soql("Account", ("Id", "Name", "CreatedDate"))
_COLUMNS = ("Id", "Name", "CreatedDate")
LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Account:
    """A matched account. name: canonical, as Salesforce holds it."""

    id: str
    name: str


def matched(client: Client, companies: Iterable[str]) -> dict[str, Account | None]:
    """Company -> its account. Raises Transient, Unauthorized."""
    names = sorted({company for company in companies if len(company) <= LONGEST_NAME})
    exact = _by_name(_exact(client, names))
    found = {name: exact.get(_folded(name)) for name in names}
    groups = list(sized([name for name in names if found[name] is None], _part_length, QUERY_CHARACTERS))
    while groups:
        wide: list[list[str]] = []
        for group, rows in zip(groups, _holding(client, groups), strict=True):
            if rows is None:
                wide += chunks(group, (len(group) + 1) // 2) if len(group) > 1 else []
            else:
                found.update(_by_part(group, rows))
        groups = wide
    return found


def _exact(client: Client, names: Iterable[str]) -> list[Row]:
    groups = sized(names, lambda name: len(literal(name)) + 1, QUERY_CHARACTERS)
    wanted = [ACCOUNT.any_of("Name", group) for group in groups]
    queries = [ACCOUNT.select(_COLUMNS, [condition], order=("CreatedDate", "Id")) for condition in wanted]
    return [row for rows in all_rows(client, queries, "accounts") for row in rows]


def _part_length(name: str) -> int:
    return len(any_holds([ACCOUNT.contains("Name", name)])) + len(" OR ")


def _holding(client: Client, groups: Iterable[list[str]]) -> Iterator[list[Row] | None]:
    """For each group of companies the accounts whose names hold one of them; None: too many for one page."""
    for part in chunks(groups, PARTS):
        wanted = [any_holds(ACCOUNT.contains("Name", name) for name in group) for group in part]
        queries = [query_part(ACCOUNT.select(_COLUMNS, [condition])) for condition in wanted]
        for answer in composite(client, queries, "accounts", safe=True):
            rows = next(pages(client, answer, "accounts"))
            yield rows if answer.body.get("done") is not False else None


def _by_name(rows: Iterable[Row]) -> dict[str, Account]:
    """The rows come earliest created first."""
    accounts: dict[str, Account] = {}
    for account in _accounts(rows):
        accounts.setdefault(_folded(account.name), account)
    return accounts


def _by_part(names: Iterable[str], rows: Iterable[Row]) -> Mapping[str, Account]:
    accounts = {account.id: account for account in _accounts(rows)}.values()
    matches = {name: [a for a in accounts if _folded(name) in _folded(a.name)] for name in names}
    return {name: hits[0] for name, hits in matches.items() if len(hits) == 1}


def _accounts(rows: Iterable[Row]) -> Iterable[Account]:
    for row in rows:
        name = canonical(row.get("Name")) if isinstance(row.get("Name"), str) else None
        if isinstance(row.get("Id"), str) and isinstance(name, str):
            yield Account(row["Id"], name)


def _folded(name: str) -> str:
    """SOQL compares without case."""
    return name.casefold()
