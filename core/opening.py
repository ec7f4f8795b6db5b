"""Opens the Stores of a mailbox, for the worker's runs and for questions of the API."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from core.access import Access
from core.accounts import AccountError
from core.crm import crm
from core.crm import open_store as open_crm_store
from core.emails import FilingPolicy
from core.exchange.file_opening import open_files
from core.exchange.mail_opening import open_mails
from core.exchange.opening import open_store as open_exchange_store
from core.files import FileStore
from core.mails import MailStore
from core.objects import ObjectType
from core.policy import Policy
from core.records import Side
from core.salesforce.client import Client
from core.salesforce.shape import Options
from core.store import Store


@dataclass(frozen=True, slots=True)
class StoreOpener:
    """Opens the stores of one mailbox. access: both sides. clients: signed in to Salesforce already, by the
    connection's id; the stores of one run share them."""

    access: Mapping[Side, Access]
    clients: dict[str, Client] = field(default_factory=dict)

    def exchange(self, object_type: ObjectType, policy: Policy) -> Store:
        side = self.access[Side.EXCHANGE]
        try:
            return open_exchange_store(side.exchange(), side.address, object_type.name, policy, side.known())
        except KeyError as error:
            raise _not_here(object_type) from error

    def crm(self, object_type: ObjectType, policy: Policy) -> Store:
        row = self.access[Side.CRM].row
        options = Options(mailboxes=self.access[Side.CRM].crm_users() if object_type.meetings else {})
        if "stamp_field" in row.config:
            options = replace(options, stamp_field=row.config["stamp_field"])
        if object_type.name not in crm(row.kind).stores:
            raise _not_here(object_type)
        return open_crm_store(row.kind, object_type.name, self.client(), policy, options)

    def mails(self, policy: FilingPolicy) -> MailStore:
        side = self.access[Side.EXCHANGE]
        return open_mails(side.exchange(), side.address, policy, side.known())

    def files(self, object_type: ObjectType) -> FileStore | None:
        """Of Exchange; None where this kind of item has none."""
        side = self.access[Side.EXCHANGE]
        return open_files(side.exchange(), side.address, object_type.name)

    def client(self) -> Client:
        """The one of the CRM's connection."""
        side = self.access[Side.CRM]
        if side.row.id not in self.clients:
            self.clients[side.row.id] = Client(side.login())
        return self.clients[side.row.id]


def _not_here(object_type: ObjectType) -> AccountError:
    return AccountError(f"{object_type.plural.capitalize()} cannot be synchronised by this connection.")
