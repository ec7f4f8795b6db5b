"""Opens the Stores of a mailbox from its stored connections. Nothing is sent before a store's first use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from core.access import access_of
from core.accounts import Reached, policy_of, reached
from core.choices import filing_policy_from
from core.emails import FilingPolicy, FilingStores
from core.exchange.event_store import EventStore
from core.exchange.store import ItemStore
from core.files import FileStores
from core.objects import ObjectType
from core.opening import StoreOpener
from core.policy import Policy
from core.records import Side
from core.salesforce.client import Client
from core.salesforce.emails import SalesforceEmails
from core.salesforce.record_files import SalesforceFiles
from core.salesforce.store import SalesforceStore
from core.store import Store

if TYPE_CHECKING:
    from worker.composition import Composition

NEVER_SENT = "<nothing@bothways.invalid>"


def check_store(parts: "Composition", mailbox_id: str, object_type: ObjectType, side: Side) -> str:
    """Sign in, look for the folders or at the fields that this side offers; writes nothing.

    Raises:
        SyncError: what is wrong with the connection, in a sentence.
    """
    store = parts.open_stores(mailbox_id, object_type)[side]
    if isinstance(store, ItemStore | EventStore):
        store.check()
        return f"signed in; the mailbox's {object_type.singular} folders can be read"
    return f"signed in; {len(store.holds)} of {len(object_type.fields)} {object_type.singular} fields can be kept there"


def check_filing(parts: "Composition", mailbox_id: str, side: Side) -> str:
    """The same for the filing of emails, by looking for a mail that nobody ever sent."""
    stores, _ = parts.open_filing(mailbox_id)
    if side is Side.EXCHANGE:
        stores.mails.find([NEVER_SENT])
        return "signed in; the mailbox's mails can be read"
    stores.emails.known([NEVER_SENT])
    return "signed in; emails can be filed there"


def clock_offset(parts: "Composition", mailbox_id: str, object_type: ObjectType) -> timedelta | None:
    """How far this machine's clock is ahead of Salesforce's; None where its answers tell no time.

    Raises:
        SyncError: what is wrong with the connection, in a sentence.
    """
    store = parts.open_stores(mailbox_id, object_type)[Side.CRM]
    told = store.client.server_time if isinstance(store, SalesforceStore) and store.holds else None
    return parts.now() - told if told else None


@dataclass
class RunStores:
    """Opens the stores of one run, kind by kind. A run signs in to Salesforce once; each kind of record holds to what
    was chosen and connected when its turn came."""

    parts: "Composition"
    clients: dict[str, Client] = field(default_factory=dict)
    mailboxes: dict[str, Reached] = field(default_factory=dict)
    openers: dict[str, StoreOpener] = field(default_factory=dict)

    def __call__(self, mailbox_id: str, object_type: ObjectType) -> Mapping[Side, Store]:
        """Both Stores of the mailbox. Nothing is sent before their first use.

        Raises:
            AccountError, SecretError: a connection is missing or its credentials do not decrypt.
        """
        self._turn(mailbox_id)
        opener, policy = self._opened(mailbox_id), self.policy_of(mailbox_id, object_type)
        return {Side.EXCHANGE: opener.exchange(object_type, policy), Side.CRM: opener.crm(object_type, policy)}

    def filing(self, mailbox_id: str) -> tuple[FilingStores, FilingPolicy]:
        """The same for emails, with what was chosen about them."""
        self._turn(mailbox_id)
        opener, policy = self._opened(mailbox_id), self._filing_policy(mailbox_id)
        emails = SalesforceEmails(opener.client(), opener.access[Side.CRM].crm_users)
        return FilingStores(opener.mails(policy), emails), policy

    def files(self, mailbox_id: str, object_type: ObjectType) -> FileStores | None:
        """The same for the files of one kind of record; None where Exchange has none for it. Their size is limited as
        that of emails' attachments."""
        self._turn(mailbox_id)
        opener = self._opened(mailbox_id)
        exchange = opener.files(object_type)
        if exchange is None:
            return None
        limit = self._filing_policy(mailbox_id).attachment_limit_mb
        return FileStores(exchange, SalesforceFiles(opener.client()), limit)

    def is_filing(self, mailbox_id: str) -> bool:
        """Whether emails are filed at all; nothing is opened for the question."""
        return self._filing_policy(mailbox_id).enabled

    def policy_of(self, mailbox_id: str, object_type: ObjectType) -> Policy:
        return policy_of(self._mailbox(mailbox_id), self.parts.settings.sync_minutes, object_type.name)

    def _turn(self, mailbox_id: str) -> None:
        """A run may take long: what was switched off or disconnected meanwhile ends with the kind that it is at."""
        self.mailboxes.pop(mailbox_id, None)
        self.openers.pop(mailbox_id, None)

    def _filing_policy(self, mailbox_id: str) -> FilingPolicy:
        mailbox = self._mailbox(mailbox_id)
        return filing_policy_from(mailbox.org_policy, mailbox.policy)

    def _mailbox(self, mailbox_id: str) -> Reached:
        if mailbox_id not in self.mailboxes:
            with self.parts.database.reading() as session:
                self.mailboxes[mailbox_id] = reached(session, mailbox_id)
        return self.mailboxes[mailbox_id]

    def _opened(self, mailbox_id: str) -> StoreOpener:
        """With what was chosen when it was opened."""
        if mailbox_id not in self.openers:
            with self.parts.database.reading() as session:
                mailbox = self.mailboxes[mailbox_id] = reached(session, mailbox_id)
                access = access_of(self.parts, session, mailbox)
            self.openers[mailbox_id] = StoreOpener(access, self.clients)
        return self.openers[mailbox_id]
