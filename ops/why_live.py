"""`why` of records of which nothing is saved: looked up where they are, and explained by the rule that keeps them out.
Reads only."""

from collections.abc import Iterator

from core.accounts import policy_of
from core.models.accounts import Mailbox
from core.objects import CONTACT
from core.policy import Policy
from core.records import Gone, Key, Place, Record, Side, label
from core.store import Store
from worker.composition import Composition
from worker.sync.why import UNKNOWN, why

ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
SHORT_ID = 15


def explained(parts: Composition, mailbox_id: str, key: str) -> list[str]:
    """Sentences about the record with this id, e-mail address or name.

    Raises:
        SyncError: nothing is saved of it, and a side does not answer.
    """
    key = long_id(key)
    said = why(parts.database, mailbox_id, key)
    if said != [UNKNOWN.format(key)]:
        return said
    with parts.database.session() as session:
        mailbox = session.get_one(Mailbox, mailbox_id)
        policy = policy_of(mailbox, parts.settings.sync_minutes)
    stores = parts.open_stores(mailbox_id, CONTACT)
    sides = [side for side in Side if "@" in key or (side is Side.CRM) == _is_salesforce(key)]
    lines = [line for side in sides for line in _of_side(parts, mailbox_id, (side, stores[side]), (key, policy))]
    return lines or [*said, _rules(policy)]


def _of_side(
    parts: Composition, mailbox_id: str, place: tuple[Side, Store], wanted: tuple[Key, Policy]
) -> Iterator[str]:
    (side, store), (key, policy) = place, wanted
    for found in _look(store, key):
        if isinstance(found, Gone):
            yield f"{key} was deleted in {_NAMES[side]} before it was ever synchronised."
            continue
        known = why(parts.database, mailbox_id, found.key)
        if known != [UNKNOWN.format(found.key)]:
            yield from known
        else:
            yield f"{label(found.fields)} ({_NAMES[side]} {found.key}) {_rule(side, found, policy)}"


def _look(store: Store, key: Key) -> list[Record | Gone]:
    if "@" in key:
        return [*store.find([{"email_address_1": key}])]
    if " " in key:
        return []
    state = store.read([key]).get(key)
    return [state] if isinstance(state, Record | Gone) else []


def _rule(side: Side, record: Record, policy: Policy) -> str:
    if record.in_scope:
        return "was not synchronised yet; the next run takes it."
    if side is Side.CRM:
        view = policy.list_view or "My Contacts"
        return f"is not on the Salesforce list view {view}, so it does not come to Outlook."
    if record.place is Place.DEFAULT:
        return (
            f"is a personal contact: it lies in Contacts without the category {policy.category}. Give it that category,"
            f" or drag it into the folder {policy.folder}, and it goes to Salesforce."
        )
    return f"lies outside the folder {policy.folder}, so it is not synchronised."


def _rules(policy: Policy) -> str:
    view = policy.list_view or "My Contacts"
    return (
        f"A contact comes to Outlook when it is on the Salesforce list view {view}, and goes to Salesforce"
        f" when it lies in the folder {policy.folder} or has the category {policy.category}."
    )


def _is_salesforce(key: Key) -> bool:
    return len(key) == len(long_id("003" + "0" * 12)) and key.isalnum() and key.startswith("003")


def long_id(key: Key) -> Key:
    """Salesforce's ids of 15 characters as those of 18 (help.salesforce.com 000385008); other keys as they are."""
    if len(key) != SHORT_ID or not (key.isascii() and key.isalnum()) or not key.startswith("003"):
        return key
    chunks = (key[at : at + 5] for at in range(0, SHORT_ID, 5))
    return key + "".join(ID_LETTERS[sum(1 << n for n, c in enumerate(chunk) if c.isupper())] for chunk in chunks)


_NAMES = {Side.EXCHANGE: "Outlook", Side.CRM: "Salesforce"}
