"""`why` of records of which nothing is saved: looked up where they are, and explained by the rule that keeps them out.
Reads only."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol, runtime_checkable

from core.database import Database
from core.errors import Rejected
from core.objects import CONTACT, EVENT, OBJECT_TYPES, TASK, ObjectType
from core.policy import LEFT_ALONE, Policy, Private, Share
from core.records import Gone, Key, Place, Record, Side, label, one_line
from core.store import Store
from core.why import More, unknown, why

ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
SHORT_ID = 15
LONG_ID = 18
# The shortest id of any side: Graph's and EWS's have more than 60 letters.
SHORTEST_ID = SHORT_ID
# The key prefixes of Salesforce's ids (Salesforce, "Standard Field Record ID Prefix Decoder").
PREFIXES = {"003": CONTACT, "00T": TASK, "00U": EVENT}
PRIVATE = "Private events stay in Outlook."
VIEWS = {CONTACT.name: "My Contacts", TASK.name: "My Open Tasks"}


class Parts(Protocol):
    """What a process has: the worker's composition, or the API's (server.stores)."""

    @property
    def database(self) -> Database: ...
    def open_stores(self, mailbox_id: str, object_type: ObjectType, /) -> Mapping[Side, Store]: ...
    def policy_of(self, mailbox_id: str, object_type: ObjectType, /) -> Policy: ...


@runtime_checkable
class Called(Protocol):
    """What a Store has besides, where records can be looked for by name alone (core.exchange.event_store)."""

    def called(self, name: str) -> list[Record]: ...


# By the id of an Outlook item what else is known of it: sentences, none where it is of no such kind.
Other = Callable[[Key], Sequence[str]]


def explained(
    parts: Parts, mailbox_id: str, key: str, more: More = lambda *_: (), other: Other = lambda _: ()
) -> list[str]:
    """Sentences about the record with this id, e-mail address or name. more: as of core.why. other: asked where no kind
    has an item of this id; worker.filing.why knows mails.

    Raises:
        SyncError: nothing is saved of it, and a side does not answer.
    """
    key = long_id(key)
    said = why(parts.database, mailbox_id, key, more)
    if said != [unknown(key)]:
        return said
    chosen = {kind.name: parts.policy_of(mailbox_id, kind) for kind in _kinds_of(key)}
    policies = {name: policy for name, policy in chosen.items() if policy.enabled}
    lines: list[str] = []
    gone: dict[Side, None] = {}
    for kind in [one for one in _kinds_of(key) if one.name in policies]:
        stores = parts.open_stores(mailbox_id, kind)
        for side in _sides_of(key):
            for found in _look(stores[side], key):
                if isinstance(found, Gone):
                    gone[side] = None
                else:
                    lines += _of_record(parts, mailbox_id, (side, found), (kind, policies[kind.name]), key)
    if not lines and may_be_id(key) and not _is_salesforce(key):
        lines += other(key)
    lines = lines or [
        f"{one_line(key)} was deleted in {_NAMES[side]} before it was ever synchronised." for side in gone
    ]
    if lines:
        return lines
    private = EVENT.name in policies and policies[EVENT.name].private is Private.SKIP
    rules = [_rules(OBJECT_TYPES[name], policy) for name, policy in policies.items()]
    return [*said, *rules, *([PRIVATE] if private else [])]


def _kinds_of(key: Key) -> Sequence[ObjectType]:
    """The kinds that a record of this key or address may be of."""
    if _is_salesforce(key):
        return [PREFIXES[key[:3]]]
    return [CONTACT] if "@" in key else list(OBJECT_TYPES.values())


def _sides_of(key: Key) -> Sequence[Side]:
    if "@" in key:
        return list(Side)
    return [Side.CRM] if _is_salesforce(key) else [Side.EXCHANGE]


def _of_record(
    parts: Parts, mailbox_id: str, found: tuple[Side, Record], chosen: tuple[ObjectType, Policy], asked: str
) -> Iterator[str]:
    side, record = found
    name = one_line(asked) if record.nameless and asked != record.key else label(record.fields)
    known = why(parts.database, mailbox_id, record.key)
    if known != [unknown(record.key)]:
        yield from known
    else:
        yield f"{name} ({_NAMES[side]} {record.key}) {_rule(side, record, *chosen)}"


def _look(store: Store, key: Key) -> list[Record | Gone]:
    if "@" in key:
        return [*store.find([{"email_address_1": key}])]
    if not may_be_id(key):
        return [*store.called(key)] if isinstance(store, Called) else []
    try:
        state = store.read([key]).get(key)
    except Rejected:
        return []  # an id of another kind of record
    return [state] if isinstance(state, Record | Gone) else []


def _rule(side: Side, record: Record, kind: ObjectType, policy: Policy) -> str:
    if record.in_scope:
        return "was not synchronised yet; the next run takes it."
    if record.nameless and policy.private is Private.SKIP:
        return "is private, and private events stay in Outlook."
    if kind is EVENT:
        return f"is not among the synchronised events: {_event_rule(policy)}."
    if side is Side.CRM:
        view = policy.list_view or VIEWS[kind.name]
        return f"is not on the Salesforce list view {view}, so it does not come to Outlook."
    if record.place is Place.DEFAULT:
        return (
            f"is a personal {kind.singular}: it lies in {kind.plural.capitalize()} without the category"
            f" {policy.category}. Give it that category, or drag it into the folder {policy.folder}, and it goes to"
            " Salesforce."
        )
    return f"lies outside the folder {policy.folder}, so it is not synchronised."


def _rules(kind: ObjectType, policy: Policy) -> str:
    if kind is EVENT:
        return f"Events are synchronised so: {_event_rule(policy)}."
    view = policy.list_view or VIEWS[kind.name]
    return (
        f"A {kind.singular} comes to Outlook when it is on the Salesforce list view {view}, and goes to Salesforce"
        f" when it lies in the folder {policy.folder} or has the category {policy.category}."
    )


def _event_rule(policy: Policy) -> str:
    which = (
        f"all but those with the category {LEFT_ALONE}"
        if policy.share is Share.ALL
        else f"those with the category {policy.category}"
    )
    days = f"{policy.window_back_days} days back and {policy.window_ahead_days} days ahead"
    return f"of Outlook {which}, of Salesforce the user's own, in the window of {days}"


def may_be_id(key: Key) -> bool:
    """Whether it looks like an id of either side, and not like a name or an address."""
    return "@" not in key and " " not in key and len(key) >= SHORTEST_ID


def _is_salesforce(key: Key) -> bool:
    return len(key) == LONG_ID and key.isalnum() and key[:3] in PREFIXES


def long_id(key: Key) -> Key:
    """Salesforce's ids of 15 characters as those of 18 (help.salesforce.com 000385008); other keys as they are."""
    if len(key) != SHORT_ID or not (key.isascii() and key.isalnum()) or key[:3] not in PREFIXES:
        return key
    chunks = (key[at : at + 5] for at in range(0, SHORT_ID, 5))
    return key + "".join(ID_LETTERS[sum(1 << n for n, c in enumerate(chunk) if c.isupper())] for chunk in chunks)


_NAMES = {Side.EXCHANGE: "Outlook", Side.CRM: "Salesforce"}
