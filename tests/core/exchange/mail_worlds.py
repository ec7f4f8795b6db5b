"""A mailbox with mail, on either protocol, and what its user does in Outlook."""

from dataclasses import replace
from itertools import chain
from typing import Any

from core.emails import FilingPolicy
from core.exchange.connection import EwsConnection, GraphConnection
from core.exchange.mail_opening import open_mails
from core.exchange.mail_store import ExchangeMails
from core.mails import Mail, MailLeft, MailPage, MailSeen, Mark, MarkOutcome
from core.records import Key
from sandbox.acting_mail import OutlookMail
from sandbox.microsoft.store import Item
from tests.contract.microsoft_world import MicrosoftWorld
from tests.contract.worlds_ews import EwsWorld
from tests.contract.worlds_graph import GraphWorld
from tests.core.exchange.task_worlds import app_id

POLICY = FilingPolicy()
ROLES = ("Mail.ReadWrite", "MailboxSettings.ReadWrite")
SENDER = "zoe@partner.example"


class MailWorld(MicrosoftWorld):
    """Mails instead of contacts. mails: opened anew by `run`, as the next run would."""

    def __init__(self) -> None:
        super().__init__()
        self.outlook = OutlookMail(self.microsoft.store, self.mailbox)
        self.mails = self.opened()

    def opened(self, policy: FilingPolicy = POLICY) -> ExchangeMails:
        return open_mails(self.connection(), self.address, policy, self.known)

    def run(self, cursor: str | None = None) -> list[MailPage]:
        self.mails = self.opened()
        return list(self.mails.changed_since(cursor))

    def receive(self, subject: str = "Offer", body: str = "Dear Anna", *categories: str, **fields: Any) -> Item:
        item = self.outlook.receive(SENDER, subject, body, **fields)
        return self.outlook.categorise(item, *categories) if categories else item

    def read(self, item: Item) -> Mail:
        [mail] = self.mails.read([self.key_of(item)]).values()
        return mail

    def mark(self, mail: Mail, *categories: str, peer: Key | None = "02s1", link: str | None = None) -> MarkOutcome:
        [outcome] = self.mails.mark([Mark(mail.key, mail.version, categories, peer, link)])
        return outcome

    def now(self, item: Item) -> Item:
        found = self.outlook.now(item)
        assert found is not None
        return found


class EwsMailWorld(MailWorld, EwsWorld):
    def connection(self) -> EwsConnection:
        return EwsWorld.connection(self)


class GraphMailWorld(MailWorld, GraphWorld):
    def connection(self) -> GraphConnection:
        return replace(GraphWorld.connection(self), client_id=app_id(ROLES))


def told(pages: list[MailPage]) -> list[MailSeen | MailLeft]:
    return list(chain.from_iterable(page.seen for page in pages))


def seen(pages: list[MailPage]) -> dict[Key, MailSeen]:
    return {one.key: one for one in told(pages) if isinstance(one, MailSeen)}


def left(pages: list[MailPage]) -> set[Key]:
    return {one.key for one in told(pages) if isinstance(one, MailLeft)}
