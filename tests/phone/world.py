"""One user with a phone: a new mailbox of a running sandbox, its Salesforce user, and the runs in the background."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests

from core import accounts
from core.database import Database
from core.models.accounts import Mailbox, Org
from core.secrets import KeyRing
from core.settings import load_settings
from ops.demo import connections
from sandbox.running import Running
from tests.phone.crm import Crm, open_crm
from tests.phone.ews_phone import open_phone
from tests.phone.graph_phone import CALLBACK, SCOPES, GraphPhone, sign_in
from tests.phone.things import Phone
from tests.trusting import TrustingAdapter
from worker.composition import Composition
from worker.jobs import run_and_note


@dataclass
class World:
    """phone and crm are plain clients over HTTPS; `run` is what a worker does in the background."""

    sandbox: Running
    parts: Composition
    address: str
    mailbox_id: str
    session: requests.Session
    phone: Phone
    crm: Crm

    def run(self) -> int:
        """One background run; the number of records that it wrote on both sides."""
        before = len(self._calls())
        report = run_and_note(self.parts, self.mailbox_id)
        assert not report.held and not report.stopped, (report.held, report.stopped)
        with self.parts.database.session() as session:
            assert session.get_one(Mailbox, self.mailbox_id).problem == ""
        return sum(call["units"] for call in self._calls()[before:] if call["write"])

    def _calls(self) -> list[dict[str, Any]]:
        """Both servers log into one."""
        answer = self.session.get(f"{self.sandbox.microsoft_url}/_sandbox/calls", timeout=20)
        return list(answer.json()["calls"])

    def outgoing(self) -> list[dict[str, Any]]:
        """What people were told."""
        return list(self.session.get(f"{self.sandbox.microsoft_url}/_sandbox/outgoing", timeout=20).json()["sent"])

    def add_mail_folder(self, name: str) -> None:
        store = self.sandbox.microsoft.store
        mailbox = store.mailbox(self.address)
        assert mailbox is not None
        with store.lock:
            mailbox.create_folder(mailbox.well_known("msgfolderroot").id, name, "IPF.Note")

    def receive(self, sender: str, subject: str) -> None:
        """Somebody outside writes to the user."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, self.address, subject
        mail["Date"], mail["Message-ID"] = format_datetime(datetime.now(UTC)), make_msgid(domain="customer.example")
        mail.set_content("Good morning.")
        self.sandbox.microsoft.store.deliver(mail.as_bytes(), self.address)


def make_world(sandbox: Running, database: Database, exchange: str, folder: Path) -> World:
    """exchange: graph or ews. All choices are as they are after `bothways mailbox add`."""
    assert sandbox.certificates is not None
    ca, password = sandbox.certificates.ca, uuid4().hex
    address = f"{exchange}{uuid4().hex[:8]}@brightwater.example"
    sandbox.microsoft.store.add_mailbox(address, "Uma Field", password=password)
    sandbox.microsoft.access.grant(sandbox.company.service.address, address)
    sandbox.salesforce.org.create_user(
        username=address, password=password, email=address, first_name="Uma", last_name="Field"
    )
    settings = load_settings({"BOTHWAYS_HOME": str(folder), "BOTHWAYS_CA_FILE": str(ca)}, folder / "no.env")
    parts = Composition(settings, database, KeyRing.load(folder / "keys.json"))
    mailbox_id = _introduce(parts, sandbox, exchange, address)
    session = requests.Session()
    session.mount("https://", TrustingAdapter(ca))
    phone: Phone = (
        open_phone(f"{sandbox.microsoft_url}/EWS/Exchange.asmx", address, password)
        if exchange == "ews"
        else _graph_phone(sandbox, session, address)
    )
    crm = open_crm(sandbox.salesforce_url, ca, address, password)
    plain = requests.Session()
    plain.mount("https://", TrustingAdapter(ca))
    return World(sandbox, parts, address, mailbox_id, plain, phone, crm)


def _introduce(parts: Composition, sandbox: Running, exchange: str, address: str) -> str:
    now = datetime.now(UTC)
    with parts.database.session() as session:
        org = Org(name=f"org {uuid4().hex[:8]}", created_at=now, policy={})
        session.add(org)
        session.flush()
        for kind, (config, secret) in connections(sandbox, sandbox.company).items():
            if kind in (exchange, "salesforce"):
                accounts.put_connection(session, parts.keys, org, kind, config=config, secret=secret)
        session.refresh(org)
        return accounts.add_mailbox(session, org, address, crm_user=address, exchange=exchange, now=now).id


def _graph_phone(sandbox: Running, session: requests.Session, address: str) -> Phone:
    """The mail app is an app of its own in Entra, with what the user lets it do."""
    entra = sandbox.microsoft.entra
    app = entra.register_app("Phone", scopes=SCOPES.split(), redirect_uris=[CALLBACK])
    token = sign_in(session, f"{sandbox.microsoft_url}/{entra.tenant_id}", app.client_id, address)
    session.headers["Authorization"] = f"Bearer {token}"
    return GraphPhone(session, f"{sandbox.microsoft_url}/v1.0")
