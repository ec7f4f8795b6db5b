"""What to ask of Salesforce about the people of an item: who they are, and what belongs to them."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from core.salesforce.desk.queries import Wish
from core.salesforce.desk.rows import columns_of
from core.salesforce.soql import Query, Soql, any_holds, limited

# Rows of a kind for all people of an item.
MOST_ROWS = 500
Build = Callable[[Soql, Sequence[str]], Query | None]
PEOPLE = ("Contact", "Lead", "User")
_LIVE: Mapping[str, tuple[str, bool]] = MappingProxyType({"User": ("IsActive", True), "Lead": ("IsConverted", False)})


def by_address(addresses: Sequence[str]) -> dict[str, Wish]:
    """Contacts, leads that were not converted, and active users."""
    more = {"Contact": ("AccountId",), "Lead": ("IsConverted",), "User": ("IsActive",)}
    return {kind: Wish([*columns_of(kind), *more[kind], "CreatedDate"], _having(kind, addresses)) for kind in PEOPLE}


def _having(kind: str, addresses: Sequence[str]) -> Build:
    def build(soql: Soql, seen: Sequence[str]) -> Query | None:
        if not soql.has("Email"):
            return None
        live = [soql.equals(*_LIVE[kind])] if kind in _LIVE and soql.has(_LIVE[kind][0]) else []
        conditions = [soql.any_of("Email", addresses), *live]
        return limited(soql.select(seen, conditions, order=_order(soql, "CreatedDate")), MOST_ROWS)

    return build


def belonging_to(people: Sequence[str], contacts: Sequence[str], accounts: Sequence[str]) -> dict[str, Wish]:
    """Open opportunities and cases of the accounts and contacts; tasks and events with the people, who are contacts
    and leads."""
    owners = {"AccountId": accounts, "ContactId": contacts}
    return {
        "Opportunity": Wish([*columns_of("Opportunity"), "IsClosed"], _open("CloseDate", owners)),
        "Case": Wish([*columns_of("Case"), "ContactId", "IsClosed", "CreatedDate"], _open("-CreatedDate", owners)),
        "Task": Wish(columns_of("Task"), _with("-CreatedDate", people)),
        "Event": Wish([*columns_of("Event"), "IsChild"], _with("-StartDateTime", people)),
    }


def _open(order: str, owners: Mapping[str, Sequence[str]]) -> Build:
    def build(soql: Soql, seen: Sequence[str]) -> Query | None:
        owned = [soql.any_of(column, keys) for column, keys in owners.items() if keys and soql.has(column)]
        if not owned or not soql.has("IsClosed"):
            return None
        conditions = [any_holds(owned), soql.equals("IsClosed", False)]
        return limited(soql.select(seen, conditions, order=_order(soql, order)), MOST_ROWS)

    return build


def _with(order: str, people: Sequence[str]) -> Build:
    def build(soql: Soql, seen: Sequence[str]) -> Query | None:
        if not people or not soql.has("WhoId"):
            return None
        # Users who are invited have a copy of the event each.
        own = [soql.equals("IsChild", False)] if soql.has("IsChild") else []
        conditions = [soql.any_of("WhoId", people), *own]
        return limited(soql.select(seen, conditions, order=_order(soql, order)), MOST_ROWS)

    return build


def _order(soql: Soql, column: str) -> list[str]:
    return [column, "Id"] if soql.has(column.lstrip("-")) else ["Id"]
