"""Contacts of Salesforce as a Store, acting as one user: each call has that user's rights, sharing and views."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from core.errors import Rejected, SyncError
from core.objects import CONTACT, ObjectType
from core.policy import Policy
from core.records import Fields, Key, Record, Side, State, Value
from core.salesforce.accounts import Account, matched
from core.salesforce.catalog import ACCOUNT_ID, COMPANY
from core.salesforce.checks import checked
from core.salesforce.client import Client
from core.salesforce.feed import Feed
from core.salesforce.lookup import Lookup
from core.salesforce.setup import Options, Setup
from core.salesforce.writes import BATCH, Writes
from core.store import Change, Cursor, Outcome, Page, Removal


class ContactStore:
    """The Store protocol (core.store). Built without a call; the first use asks what the user's contacts hold.

    Not for several threads: each takes a Client, and so a store, of its own; they may share a Login."""

    side: Side = Side.CRM
    object_type: ObjectType = CONTACT
    batch: int = BATCH

    def __init__(self, client: Client, policy: Policy, options: Options | None = None) -> None:
        self.client = client
        self._setup = Setup(client, policy, options or Options())
        self._feed = Feed(client, self._setup)
        self._lookup = Lookup(client, self._setup)
        self._writes = Writes(client, self._setup, self._lookup)

    @property
    def calls(self) -> Mapping[str, int]:
        """HTTP calls by purpose."""
        return self.client.calls

    @cached_property
    def holds(self) -> frozenset[str]:
        return self._setup.catalog.holds

    def changed_since(self, cursor: Cursor | None) -> Iterator[Page]:
        return self._feed.changes(cursor)

    def read(self, keys: Sequence[Key]) -> dict[Key, State]:
        return self._lookup.read(keys)

    def find(self, wanted: Sequence[Fields]) -> list[Record]:
        return self._lookup.find(wanted)

    def find_stamp(self, stamps: Sequence[str]) -> dict[str, Record]:
        return self._lookup.find_stamp(stamps)

    def prepare(self, changes: Sequence[Change]) -> "list[Change | SyncError]":
        looked = [checked(change, self._setup.catalog) for change in changes]
        good = [change.fields.get(COMPANY) for change in looked if isinstance(change, Change)]
        accounts = matched(self.client, (str(company) for company in good if company))
        return [change if isinstance(change, Rejected) else _placed(change, accounts) for change in looked]

    def create(self, changes: Sequence[Change]) -> list[Outcome]:
        return self._writes.create(changes)

    def update(self, changes: Sequence[Change]) -> list[Outcome]:
        return self._writes.update(changes)

    def delete(self, removals: Sequence[Removal]) -> list[Outcome]:
        return self._writes.delete(removals)


def _placed(change: Change, accounts: "dict[str, Account | None]") -> Change:
    """The change with its account, and with the company as Salesforce will tell it."""
    if COMPANY not in change.fields:
        return change
    company = change.fields[COMPANY]
    account = accounts.get(str(company)) if company else None
    held: Value = account.name if account else None
    wire = {**change.wire, ACCOUNT_ID: account.id if account else None}
    return replace(change, wire=wire, held={**change.held, **({COMPANY: held} if held != company else {})})
