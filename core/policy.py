"""PURE. The customer's choices for one mailbox and one kind of record, as a value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Winner(StrEnum):
    """Who wins when the same field was changed on both sides; ASK lets the record rest until a person decides."""

    CRM = "crm"
    EXCHANGE = "exchange"
    NEWEST = "newest"
    ASK = "ask"


class Share(StrEnum):
    """Which events are synchronised: those with the category (or shared in the pane), or all of the calendar."""

    SHARED = "shared"
    ALL = "all"


# The category of an event that stays in Outlook though all of the calendar is synchronised.
LEFT_ALONE = "Not in Salesforce"


class Private(StrEnum):
    """What becomes of private events: they never leave Outlook, or go to the CRM as a time that is taken."""

    SKIP = "skip"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Policy:
    """winner: of a clash. delete_in_crm: an Outlook deletion deletes in the CRM, else the item is created again.
    delete_in_exchange: a CRM deletion removes the Outlook copy, else the pair is parked. remove_on_view_exit:
    leaving the list view removes the Outlook copy. natural_keys: alternatives in order, each a tuple of field
    names that must all be present and equal. guard_*: the mass-change guard, I12 (counts and shares of links).
    list_view: developer name or id of the CRM's list view, None for the kind's default. custom_fields: the CRM's
    field names shown below the notes. interval_minutes: 1 to 1,440. enabled: this kind is synchronised at all.
    files: attachments of contacts and events go along as files.

    Tasks: completed_days: so long a completed task stays in scope. Events: share: which of the calendar are in scope,
    window_back_days and window_ahead_days: those that begin in this rolling window, private: what Salesforce gets of
    private ones. Events have no folder.
    """

    winner: Winner = Winner.CRM
    delete_in_crm: bool = False
    delete_in_exchange: bool = True
    remove_on_view_exit: bool = True
    natural_keys: tuple[tuple[str, ...], ...] = (
        ("email_address_1",),
        ("given_name", "surname", "company_name"),
    )
    guard_deletes: int = 20
    guard_share: float = 0.05
    guard_listing_share: float = 0.20
    folder: str = "Salesforce Contacts"
    category: str = "Salesforce"
    error_category: str = "Sync Error"
    list_view: str | None = None
    custom_fields: tuple[str, ...] = ()
    interval_minutes: int = 30
    enabled: bool = True
    completed_days: int = 14
    share: Share = Share.SHARED
    window_back_days: int = 14
    window_ahead_days: int = 365
    private: Private = Private.SKIP
    files: bool = False

    def shares(self, categories: Iterable[str]) -> bool:
        """Whether people meant an event with these categories to be synchronised."""
        names = {one.casefold() for one in categories}
        if self.share is Share.ALL:
            return LEFT_ALONE.casefold() not in names
        return self.category.casefold() in names


# The kinds' own defaults, by the object type's name. A cancelled event that stays in the CRM misleads colleagues, so
# its deletion follows (into the recycle bin).
DEFAULTS: Mapping[str, Policy] = MappingProxyType(
    {
        "contact": Policy(),
        "task": Policy(folder="Salesforce Tasks", natural_keys=(("subject", "due_date"),)),
        "event": Policy(natural_keys=(("subject", "start"),), remove_on_view_exit=False, delete_in_crm=True),
    }
)
