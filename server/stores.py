"""The Stores of a mailbox, for questions that only the outside systems can answer (core.why_live)."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.access import access_to
from core.accounts import policy_of
from core.database import Database
from core.exchange.event_store import EventStore
from core.models.accounts import Mailbox
from core.objects import EVENT, ObjectType
from core.opening import StoreOpener
from core.policy import Policy
from core.records import Side
from core.store import Store
from server.parts import Parts


@dataclass(frozen=True, slots=True)
class Stores:
    """Opened anew for each request; nothing is sent before their first use."""

    made: Parts

    @property
    def database(self) -> Database:
        return self.made.database

    def open_stores(self, mailbox_id: str, object_type: ObjectType) -> Mapping[Side, Store]:
        """Raises AccountError, SecretError: a connection is missing or cannot be read."""
        access = {side: access_to(self.made, mailbox_id, side) for side in Side}
        opener = StoreOpener(access, {access[Side.CRM].row.id: self.made.crm_client(mailbox_id)})
        policy = self.policy_of(mailbox_id, object_type)
        return {Side.EXCHANGE: opener.exchange(object_type, policy), Side.CRM: opener.crm(object_type, policy)}

    def calendar(self, mailbox_id: str) -> EventStore:
        """Outlook's side of the events alone."""
        opener = StoreOpener({Side.EXCHANGE: access_to(self.made, mailbox_id, Side.EXCHANGE)})
        store = opener.exchange(EVENT, self.policy_of(mailbox_id, EVENT))
        if not isinstance(store, EventStore):
            raise AssertionError("Exchange's events have another store")
        return store

    def policy_of(self, mailbox_id: str, object_type: ObjectType) -> Policy:
        with self.database.reading() as session:
            return policy_of(session.get_one(Mailbox, mailbox_id), self.made.settings.sync_minutes, object_type.name)
