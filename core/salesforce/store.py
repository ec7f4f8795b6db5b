"""Records of Salesforce as Stores, acting as one user: each call has that user's rights, sharing and views."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial

from core.errors import Rejected, Stale, SyncError
from core.objects import CONTACT, TASK, ObjectType
from core.policy import Policy
from core.records import Fields, Key, Record, Side, State, Value
from core.salesforce.about import REGARDING, About
from core.salesforce.accounts import Account, matched
from core.salesforce.checks import checked, who_is
from core.salesforce.client import Client
from core.salesforce.composite import Row
from core.salesforce.contacts import ACCOUNT_ID, COMPANY, CONTACTS
from core.salesforce.feed import Feed
from core.salesforce.links import lightning
from core.salesforce.lookup import Lookup, short
from core.salesforce.setup import Setup
from core.salesforce.shape import Options, Shape
from core.salesforce.tasks import TASKS
from core.salesforce.trait import Draft
from core.salesforce.writes import BATCH, BODY, Writes
from core.store import Change, Cursor, Known, Outcome, Page, Removal, Written
from core.values import replace


class SalesforceStore:
    """The Store protocol (core.store) for the records of a shape. Built without a call; the first use asks what the
    user's records hold.

    Not for several threads: each takes a Client, and so a store, of its own; they may share a Login."""

    side: Side = Side.CRM
    object_type: ObjectType = CONTACT
    shape: Shape = CONTACTS
    batch: int = BATCH

    def __init__(self, client: Client, policy: Policy, options: Options | None = None) -> None:
        self.client = client
        self._options = options or Options()
        self._setup = Setup(client, self.shape, policy, self._options)
        self._lookup = Lookup(client, self._setup)
        self._feed = Feed(client, self._setup, self._lookup)
        self._writes = Writes(client, self._setup, self._lookup)

    @property
    def calls(self) -> Mapping[str, int]:
        """HTTP calls by purpose."""
        return self.client.calls

    @cached_property
    def holds(self) -> frozenset[str]:
        return self._setup.catalog.holds

    @property
    def stamps(self) -> bool:
        return self._setup.catalog.stamp is not None

    def link_to(self, key: Key) -> str | None:
        """Where people open the record in Lightning Experience."""
        instance = self.client.instance_url
        return lightning(instance, self.shape.sobject, key) if instance else None

    def changed_since(self, cursor: Cursor | None, known: Known | None = None) -> Iterator[Page]:
        return self._feed.changes(cursor, known)

    def read(self, keys: Sequence[Key]) -> dict[Key, State]:
        return self._lookup.read(keys)

    def find(self, wanted: Sequence[Fields]) -> list[Record]:
        return self._lookup.find(wanted)

    def find_stamp(self, stamps: Sequence[str]) -> dict[str, Record]:
        return self._lookup.find_stamp(stamps)

    def prepare(self, changes: Sequence[Change]) -> "list[Change | SyncError]":
        looked = [checked(change, self._setup.catalog, self.shape) for change in changes]
        placed = iter(self._place([change for change in looked if isinstance(change, Change)]))
        return [change if isinstance(change, Rejected) else next(placed) for change in looked]

    def _place(self, changes: list[Change]) -> "Sequence[Change | SyncError]":
        """The checked changes with what the kind looks up, and with what Salesforce will hold differently."""
        return [self._settled(change) for change in changes]

    def _settled(self, change: Change, draft: Draft | None = None) -> "Change | SyncError":
        """The change with what its traits hold differently, or what they refuse. A new record's with its body: what an
        update says is worked out from the record as it is just before."""
        catalog = self._setup.catalog
        who = partial(who_is, change, self.object_type.singular)
        draft = draft or Draft(change.fields, wire=change.wire, who=who)
        try:
            body = catalog.encode(draft)
        except Rejected as refusal:
            return refusal
        held = catalog.held(draft)
        if change.key is None:
            return replace(change, held={**change.held, **held}, wire={**change.wire, BODY: body})
        return replace(change, held={**change.held, **held}) if held else change

    def create(self, changes: Sequence[Change]) -> list[Outcome]:
        """What is refused with all that it should be about is created without: it must not cost the record."""
        outcomes = self._writes.create(changes)
        again = {
            place: replace(
                change, wire={name: one for name, one in change.wire.items() if name not in (REGARDING, BODY)}
            )
            for place, (change, outcome) in enumerate(zip(changes, outcomes, strict=True))
            if REGARDING in change.wire and _is_refused(outcome)
        }
        bare = self._writes.create(list(again.values())) if again else []
        for place, outcome in zip(again, bare, strict=True):
            outcomes[place] = replace(outcome, bare=True) if isinstance(outcome, Written) else outcome
        return outcomes

    def update(self, changes: Sequence[Change]) -> list[Outcome]:
        return self._writes.update(changes)

    def delete(self, removals: Sequence[Removal]) -> list[Outcome]:
        return self._writes.delete(removals)


class ContactStore(SalesforceStore):
    """Contacts; their company is looked up among the accounts."""

    def _place(self, changes: list[Change]) -> "Sequence[Change | SyncError]":
        companies = [change.fields.get(COMPANY) for change in changes]
        accounts = matched(self.client, (str(company) for company in companies if company))
        return [_with_account(change, accounts) for change in changes]


class TaskStore(SalesforceStore):
    """Tasks; a new one belongs to the user. The next of a series is about whom and what the one before it is about."""

    object_type = TASK
    shape = TASKS

    def _place(self, changes: list[Change]) -> "Sequence[Change | SyncError]":
        wanted = [change.after for change in changes if change.after]
        rows = self._lookup.fresh(wanted) if wanted else {}
        return [self._settled(self._about(change, rows.get(short(change.after or "")))) for change in changes]

    def _about(self, change: Change, before: Row | None) -> Change:
        if not before:
            return change
        about = next(trait for trait in self._setup.catalog.traits if isinstance(trait, About))
        return replace(change, wire={**change.wire, REGARDING: about.told(before)})


def _is_refused(outcome: Outcome) -> bool:
    """For something of its own: not for an event of the same meeting, nor for the moment alone."""
    return isinstance(outcome, Stale) or (isinstance(outcome, Rejected) and not outcome.candidates)


def _with_account(change: Change, accounts: "dict[str, Account | None]") -> Change:
    """The change with its account, and with the company as Salesforce will tell it."""
    if COMPANY not in change.fields:
        return change
    company = change.fields[COMPANY]
    account = accounts.get(str(company)) if company else None
    held: Value = account.name if account else None
    wire = {**change.wire, ACCOUNT_ID: account.id if account else None}
    return replace(change, wire=wire, held={**change.held, **({COMPANY: held} if held != company else {})})
