"""kill -9 of workers during runs (Must hold: no duplicate, nothing lost, the pair syncs again within 60 s)."""

import os
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from rq.registry import FailedJobRegistry, StartedJobRegistry
from sqlalchemy import func, select, update

from core import accounts
from core.migrations import upgrade
from core.models.accounts import Mailbox, Org
from core.models.sync import IntentRow, LeaseRow, RunRow
from core.queue import Queues, enqueue_sync, open_queues
from core.settings import load_settings
from ops import valkey
from ops.demo import connections
from ops.processes import programs
from ops.supervise import Supervisor
from sandbox.acting import OutlookUser, SalesforceUser, field
from sandbox.running import Running, run_sandbox
from tests.scenarios.people import new_user
from tests.seeds import seed_of
from tests.waiting import until
from worker.composition import Composition, compose

FOLDER = "Salesforce Contacts"
KILLS, WORKERS, CONTACTS = 20, 7, 60
MOST_WAVES = 8
RECOVERY_SECONDS = 60.0


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Running]:
    with run_sandbox("empty") as running:
        yield running


@pytest.fixture
def parts(sandbox: Running, monkeypatch: pytest.MonkeyPatch) -> Iterator[Composition]:
    home = Path(tempfile.mkdtemp(prefix="bw-"))
    assert sandbox.certificates is not None
    environ = {
        "BOTHWAYS_HOME": str(home),
        "BOTHWAYS_CA_FILE": str(sandbox.certificates.ca),
        "BOTHWAYS_SYNC_MINUTES": "1440",
        "BOTHWAYS_WORKERS": str(WORKERS),
        "BOTHWAYS_LOG_LEVEL": "error",
    }
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    settings = replace(load_settings(env_file=home / "no.env"), port=0)
    upgrade(settings.database_url)
    parts = compose(settings)
    yield parts
    parts.database.close()
    shutil.rmtree(home, ignore_errors=True)


class Pair:
    """One mailbox and its Salesforce user, with some contacts on either side."""

    def __init__(self, sandbox: Running, parts: Composition, org_id: str, number: int) -> None:
        address = new_user(sandbox, f"kill{number}")
        self.outlook = OutlookUser(sandbox.microsoft.store, address)
        self.crm = SalesforceUser(sandbox.salesforce.org, address)
        with parts.database.session() as session:
            org = session.get_one(Org, org_id)
            exchange = ("graph", "ews")[number % 2]
            box = accounts.add_mailbox(session, org, address, crm_user=address, exchange=exchange, now=parts.now())
            box.due_at += timedelta(days=1)  # the schedule must not begin before the kills can
            self.id = box.id
        self.expected = set()
        for n in range(CONTACTS // 2):
            self.crm.add(LastName=f"From Salesforce {n}", Email=f"s{n}.{number}@x.example")
            self.expected.add(f"s{n}.{number}@x.example")

    def fill_outlook(self, number: int) -> None:
        for n in range(CONTACTS // 2):
            address = f"o{n}.{number}@x.example"
            self.outlook.add("contacts", ("Salesforce",), surname=f"From Outlook {n}", email_address_1=address)
            self.expected.add(address)

    def check(self) -> None:
        there = [row["Email"] for row in self.crm.query("SELECT Email FROM Contact USING SCOPE mine")]
        here = [field(item, "email_address_1") for item in self.outlook.contacts(FOLDER)]
        assert sorted(there) == sorted(self.expected), "Salesforce has lost or doubled contacts"
        assert sorted(here) == sorted(self.expected), "Outlook has lost or doubled contacts"
        assert self.outlook.contacts("contacts") == []


def _horses(parent: int) -> list[int]:
    """The processes that a worker forked for its job."""
    path = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(pid) for pid in path.read_text().split()] if path.exists() else []


def _kill_tree(pid: int) -> None:
    for victim in [*_horses(pid), pid]:
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _done(parts: Composition, ids: list[str], since: datetime) -> bool:
    wanted = select(RunRow.mailbox_id).where(
        RunRow.mailbox_id.in_(ids), RunRow.state == "done", RunRow.started_at >= since
    )
    with parts.database.session() as session:
        open_intents = session.scalar(select(func.count()).select_from(IntentRow).where(IntentRow.mailbox_id.in_(ids)))
        return set(session.scalars(wanted)) == set(ids) and not open_intents


class Company:
    """An org whose mailboxes are synchronised by workers, each of which may be killed."""

    def __init__(self, sandbox: Running, parts: Composition, supervisor: Supervisor) -> None:
        self.sandbox, self.parts, self.supervisor = sandbox, parts, supervisor
        self.queues = open_queues(valkey.url(parts.settings.home / "valkey"))
        with parts.database.session() as session:
            org = accounts.add_org(session, "Killed", datetime.now(UTC))
            for kind, (config, secret) in connections(sandbox, sandbox.company).items():
                accounts.put_connection(session, parts.keys, org, kind, config=config, secret=secret)
            self.org_id = org.id

    def begin(self, wave: int) -> tuple[list[Pair], datetime]:
        """New pairs, as many as workers, whose first runs are under way; and since when."""
        numbers = range(wave * WORKERS, (wave + 1) * WORKERS)
        pairs = [Pair(self.sandbox, self.parts, self.org_id, n) for n in numbers]
        for pair, number in zip(pairs, numbers, strict=True):
            pair.fill_outlook(number)
        began = self.parts.now()
        _make_due(self.parts, [pair.id for pair in pairs], began)
        for pair in pairs:
            enqueue_sync(self.queues, pair.id)
        until(partial(_any_lease, self.parts, began), what="the start of a run")
        return pairs, began

    def kill_workers(self, rng: random.Random) -> int:
        """Each at a random point; how many of them were at a run."""
        killed = 0
        for pid in [pid for name, pid in self.supervisor.pids().items() if name.startswith("worker")]:
            time.sleep(rng.uniform(0.0, 0.8))  # the random point of the kill
            killed += bool(_horses(pid))
            _kill_tree(pid)
        return killed

    def recover(self, ids: list[str], since: datetime) -> float:
        """Seconds until each of these mailboxes had a complete run."""
        at = time.monotonic()

        def again() -> bool:
            self.supervisor.watch()
            return _done(self.parts, ids, since)

        try:
            until(again, RECOVERY_SECONDS + 5, "the pairs' next complete run")
        except TimeoutError as error:
            error.add_note(_story(self.parts, self.queues))
            raise
        return time.monotonic() - at


@pytest.mark.timeout(900)
def test_twenty_kills_leave_no_duplicate_and_lose_nothing(sandbox: Running, parts: Composition) -> None:
    rng = random.Random(seed_of("kill"))
    supervisor = Supervisor([p for p in programs(parts.settings) if p.name != "api"])
    supervisor.start()
    killed, slowest = 0, 0.0
    try:
        company = Company(sandbox, parts, supervisor)
        for wave in range(MOST_WAVES):
            if killed >= KILLS:
                break
            pairs, began = company.begin(wave)
            killed += company.kill_workers(rng)
            slowest = max(slowest, company.recover([pair.id for pair in pairs], began))
            for pair in pairs:
                pair.check()
    finally:
        supervisor.stop()
    print(f"{killed} kills hit a running job; the slowest pair synchronised again after {slowest:.1f} s")
    assert killed >= KILLS
    assert slowest <= RECOVERY_SECONDS
    with parts.database.session() as session:
        assert session.scalars(select(Mailbox.problem).where(Mailbox.problem != "")).all() == []


def _story(parts: Composition, queues: Queues) -> str:
    """What was going on, for the message of a failure."""
    with parts.database.session() as session:
        runs = session.scalars(select(RunRow).order_by(RunRow.started_at)).all()
        lines = [f"run {r.mailbox_id} {r.state} {r.started_at} {r.ended_at} {r.error}" for r in runs]
        boxes = session.scalars(select(Mailbox)).all()
        lines += [f"mailbox {b.id} {b.address} due {b.due_at} {b.problem}" for b in boxes]
        lines += [f"lease {r.mailbox_id} {r.epoch} {r.expires_at}" for r in session.scalars(select(LeaseRow))]
    for queue in queues.in_order:
        started = StartedJobRegistry(queue=queue).get_job_ids(cleanup=False)
        failed = [(i, j.exc_info) for i in FailedJobRegistry(queue=queue).get_job_ids() if (j := queue.fetch_job(i))]
        lines += [f"{queue.name}: queued {queue.get_job_ids()}", f"started {started}", f"failed {failed}"]
    return "\n".join(lines)


def _make_due(parts: Composition, ids: list[str], at: datetime) -> None:
    with parts.database.session() as session:
        session.execute(update(Mailbox).where(Mailbox.id.in_(ids)).values(due_at=at))


def _any_lease(parts: Composition, since: datetime) -> bool:
    with parts.database.session() as session:
        return session.scalar(select(LeaseRow.mailbox_id).where(LeaseRow.expires_at > since).limit(1)) is not None
