"""Each test of mails in every mailbox, each test of emails in every CRM."""

from collections.abc import Iterator

import pytest

from tests.contract.mails import memory, microsoft, salesforce
from tests.contract.mails.world import EmailOpener, EmailWorld, MailOpener, MailWorld
from tests.core.exchange.mail_worlds import EwsMailWorld, GraphMailWorld

MAILBOXES: dict[str, MailOpener] = {
    "memory-graph": memory.mails(moves_rename=False),
    "memory-ews": memory.mails(moves_rename=True),
    "graph": microsoft.mails(GraphMailWorld),
    "ews": microsoft.mails(EwsMailWorld),
}
CRMS: dict[str, EmailOpener] = {
    "memory": memory.emails,
    "salesforce": salesforce.emails(enhanced=True),
    "salesforce-tasks": salesforce.emails(enhanced=False),
}


@pytest.fixture(params=MAILBOXES)
def box(request: pytest.FixtureRequest) -> Iterator[MailWorld]:
    with MAILBOXES[request.param]() as opened:
        yield opened


@pytest.fixture(params=CRMS)
def crm(request: pytest.FixtureRequest) -> Iterator[EmailWorld]:
    with CRMS[request.param]() as opened:
        yield opened
