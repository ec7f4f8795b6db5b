"""The demo: the sandbox, the database, the embedded Valkey, API, workers and schedule on one machine, seeded."""

import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from core import accounts
from core.migrations import upgrade
from core.models.accounts import Mailbox, Org
from core.models.sync import RunRow
from core.queue import Queues, enqueue_sync, open_queues
from core.settings import Settings, load_settings
from ops.processes import programs
from ops.supervise import Supervisor
from sandbox.acting import OutlookUser, SalesforceUser
from sandbox.company import Company
from sandbox.running import Running, run_sandbox
from worker.composition import Composition, compose

ORG = "Brightwater"
RUN_SECONDS = 120.0


@dataclass(frozen=True)
class Desk:
    """One user's desk: Outlook and Salesforce side by side, and the mailbox that Bothways keeps in step."""

    address: str
    exchange: str
    mailbox_id: str
    outlook: OutlookUser
    crm: SalesforceUser


@dataclass(frozen=True)
class Demo:
    """The running demo. environment: what the children were started with."""

    sandbox: Running
    parts: Composition
    queues: Queues
    desks: tuple[Desk, ...]

    def urls(self) -> dict[str, str]:
        settings = self.parts.settings
        return {
            "api": settings.public_url,
            "salesforce": self.sandbox.salesforce_page,
            "microsoft": self.sandbox.microsoft_page,
        }

    def outlook_url(self, desk: Desk) -> str:
        """Mini Outlook with the desk's mailbox."""
        return f"{self.sandbox.microsoft_page}/owa/u/{desk.address}/"

    def sync(self, desk: Desk) -> RunRow:
        """Ask for a run as *Sync now* does, and wait until a worker has done it.

        Raises:
            TimeoutError: no worker did it in time.
        """
        asked = self.parts.now()
        with self.parts.database.session() as session:
            session.get_one(Mailbox, desk.mailbox_id).due_at = asked
        deadline = time.monotonic() + RUN_SECONDS
        enqueued = False
        while time.monotonic() < deadline:
            enqueued = enqueued or enqueue_sync(self.queues, desk.mailbox_id)
            if run := self._ended_since(desk, asked):
                return run
            time.sleep(0.02)
        raise TimeoutError(f"no run of {desk.address} ended within {RUN_SECONDS:.0f} s; is a worker running?")

    def _ended_since(self, desk: Desk, asked: datetime) -> RunRow | None:
        wanted = (
            select(RunRow)
            .where(RunRow.mailbox_id == desk.mailbox_id, RunRow.started_at >= asked, RunRow.ended_at.is_not(None))
            .order_by(RunRow.started_at.desc())
            .limit(1)
        )
        with self.parts.database.session() as session:
            return session.scalars(wanted).first()

    def choose(self, desk: Desk, **choices: object) -> None:
        with self.parts.database.session() as session:
            mailbox = session.get_one(Mailbox, desk.mailbox_id)
            mailbox.policy = {**mailbox.policy, **choices}


@contextmanager
def run_demo(port_base: int, *, sync_minutes: int = 1) -> Iterator[tuple[Demo, Supervisor]]:
    """Start everything in a fresh folder below the home; all of it is stopped at the end.

    Raises:
        RuntimeError, OSError: a part does not start; the message names it.
    """
    home = load_settings().home / "demo"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, mode=0o700)
    ports = (port_base + 41, port_base + 42)
    public_url = f"http://localhost:{port_base}"
    with run_sandbox("demo", folder=home / "certificates", ports=ports, public_url=public_url) as sandbox:
        sandbox.open_salesforce_to_browsers()
        settings = _settings(home, port_base, sync_minutes, sandbox)
        upgrade(settings.database_url)
        parts = compose(settings)
        desks = tuple(_introduce(parts, sandbox))
        with _environment(settings):
            plan = programs(settings)
            supervisor = Supervisor(plan)
            supervisor.start()
        try:
            queues = open_queues(settings.redis_url or f"unix://{home / 'valkey' / 'valkey.sock'}")
            yield Demo(sandbox, parts, queues, desks), supervisor
        finally:
            supervisor.stop()
            parts.database.close()


def _settings(home: Path, port_base: int, sync_minutes: int, sandbox: Running) -> Settings:
    return replace(
        load_settings(),
        home=home,
        database_url=f"sqlite:///{home / 'bothways.db'}",
        redis_url="",
        key_file=home / "keys.json",
        ca_file=sandbox.certificates.ca if sandbox.certificates else None,
        port=port_base,
        sync_minutes=sync_minutes,
        log_level="warning",
        **pane_settings(sandbox),
    )


def pane_settings(sandbox: Running) -> dict[str, Any]:
    """The task pane's part of the settings, for Mini Outlook as its host."""
    addin, outlook = sandbox.describe()["addin"], sandbox.microsoft_page
    return {
        "public_url": addin["public_url"],
        "addin_client_id": addin["client_id"],
        "authority_url": addin["authority_url"],
        "office_js_url": addin["office_js_url"],
        "frame_ancestors": (outlook,),
    }


@contextmanager
def _environment(settings: Settings) -> Iterator[None]:
    """The children read their settings from the environment."""
    wanted = {
        "BOTHWAYS_HOME": str(settings.home),
        "BOTHWAYS_DATABASE_URL": settings.database_url,
        "BOTHWAYS_KEY_FILE": str(settings.key_file),
        "BOTHWAYS_CA_FILE": str(settings.ca_file or ""),
        "BOTHWAYS_PORT": str(settings.port),
        "BOTHWAYS_SYNC_MINUTES": str(settings.sync_minutes),
        "BOTHWAYS_LOG_LEVEL": settings.log_level,
        "BOTHWAYS_REDIS_URL": "",
        "BOTHWAYS_PUBLIC_URL": settings.public_url,
        "BOTHWAYS_ADDIN_CLIENT_ID": settings.addin_client_id,
        "BOTHWAYS_AUTHORITY_URL": settings.authority_url,
        "BOTHWAYS_OFFICE_JS_URL": settings.office_js_url,
        "BOTHWAYS_FRAME_ANCESTORS": " ".join(settings.frame_ancestors),
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _introduce(parts: Composition, sandbox: Running) -> Iterator[Desk]:
    """The company's org, its three connections and its two mailboxes."""
    company = sandbox.company
    with parts.database.session() as session:
        org = accounts.add_org(session, ORG, datetime.now(UTC))
        enrol(org, sandbox)
        for kind, (config, secret) in connections(sandbox, company).items():
            accounts.put_connection(session, parts.keys, org, kind, config=config, secret=secret)
        boxes = [
            accounts.add_mailbox(
                session, org, person.address, crm_user=person.address, exchange=person.exchange, now=parts.now()
            )
            for person in company.users
        ]
        ids = [box.id for box in boxes]
    for person, mailbox_id in zip(company.users, ids, strict=True):
        outlook = OutlookUser(sandbox.microsoft.store, person.address)
        crm = SalesforceUser(sandbox.salesforce.org, person.address)
        yield Desk(person.address, person.exchange, mailbox_id, outlook, crm)


def enrol(org: Org, sandbox: Running) -> None:
    """The company's people may sign in to the pane: those of its Entra tenant, and those of its Exchange Server."""
    told = sandbox.describe()
    org.entra_tenant = told["microsoft"]["tenant"]
    org.metadata_urls = [told["addin"]["metadata_url"]]


def connections(sandbox: Running, company: Company) -> Mapping[str, tuple[dict[str, str], dict[str, str]]]:
    """By kind: (settings, secrets) of the connections to a running sandbox."""
    told = sandbox.describe()
    microsoft, salesforce = told["microsoft"], told["salesforce"]
    graph = {
        "tenant": microsoft["tenant"],
        "client_id": microsoft["client_id"],
        "url": microsoft["graph_url"],
        "authority_url": sandbox.microsoft_url,
    }
    ews = {
        "url": microsoft["ews_url"],
        "user": company.service.address,
        "auth": "basic",
        "access": "impersonation",
    }
    crm = {"login_url": salesforce["login_url"], "client_id": salesforce["client_id"]}
    return {
        "graph": (graph, {"client_secret": microsoft["client_secret"]}),
        "ews": (ews, {"password": company.service.password}),
        "salesforce": (crm, {"private_key": company.salesforce_key}),
    }
