"""An org with two mailboxes, one CRM, a database and a clock that the test moves: all that filing needs."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import delete, select

from core.database import Database
from core.emails import FilingPolicy, FilingStores, Person, PersonKind
from core.mails import EMAIL, Address, AttachmentInfo, Mail, MailPlace
from core.models.accounts import Mailbox, Org
from core.policy import Policy
from tests.crashes import killed_at
from tests.memory_emails import MemoryEmails
from tests.memory_mailbox import MemoryMailbox
from tests.memory_mails import MemoryMails
from worker.filing.run import file_mails
from worker.filing.why import why
from worker.lease import Lease, LeaseHeld, release, take
from worker.sync.context import Context
from worker.sync.report import RunReport

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OWN, COLLEAGUE = "me@corp.example", "you@corp.example"
BOXES = {OWN: "00000000-0000-0000-0000-000000000001", COLLEAGUE: "00000000-0000-0000-0000-000000000002"}
ANN = Person("003A", PersonKind.CONTACT, "Ann Lee", "ann@lee.example", account="001L")
ME = Person("005M", PersonKind.USER, "Me", OWN)


def mail(number: int = 1, **values: Any) -> Mail:
    """From Ann to me."""
    usual: dict[str, Any] = {
        "key": "",
        "version": "",
        "place": MailPlace.INBOX,
        "message_id": f"<{number}@lee.example>",
        "subject": f"Offer {number}",
        "moment": START,
        "sender": Address("Ann Lee", ANN.address),
        "to": (Address("Me", OWN),),
        "body_text": "Hello",
        "body_html": "<p>Hello</p>",
    }
    return Mail(**{**usual, **values})


def with_files(one: Mail, *names: str) -> Mail:
    infos = tuple(AttachmentInfo(f"a{n}", name, "text/plain", 7) for n, name in enumerate(names))
    return replace(one, attachments=infos)


class World:
    """boxes: what the users see and do, mails: the stores over it, by address."""

    def __init__(self, where: str | Database = "sqlite://", *, moves_rename: bool = False) -> None:
        self.database = Database(where) if isinstance(where, str) else where
        if isinstance(where, str):
            self.database.create_tables()
        self.moment = START
        self.boxes = {address: MemoryMailbox(address, moves_rename) for address in BOXES}
        self.mails = {address: MemoryMails(box) for address, box in self.boxes.items()}
        self.box = self.boxes[OWN]
        self.crm = MemoryEmails([ANN, ME])
        self.policy = FilingPolicy()
        self._ids = count(1)
        self._add_org()

    def _add_org(self) -> None:
        with self.database.session() as session:
            session.execute(delete(Org))
            org = Org(name="Org", created_at=START)
            session.add(org)
            session.flush()
            for address, box_id in BOXES.items():
                made: dict[str, Any] = {"id": box_id, "org_id": org.id, "address": address, "crm_user": "u"}
                session.add(Mailbox(**made, exchange="graph", due_at=START, created_at=START))

    def choose(self, **choices: Any) -> None:
        self.policy = replace(self.policy, **choices)

    def later(self, **delta: float) -> None:
        self.moment += timedelta(**delta)

    def now(self) -> datetime:
        return self.moment

    def run(self, address: str = OWN, **wishes: Any) -> RunReport:
        """One run of one mailbox, a minute after the one before. A crash leaves the lease behind."""
        self.later(minutes=1)
        report = RunReport(wishes.pop("run", f"run-{next(self._ids)}"), BOXES[address])
        report.begin(EMAIL.name)
        lease = None if wishes.pop("dry_run", False) else take(self.database, BOXES[address], "test", self.moment)
        context = self.context(address, report, lease, **wishes)
        with suppress(LeaseHeld):
            try:
                file_mails(context, self.stores(address), self.policy)
            except Exception:
                if lease is not None:
                    release(self.database, lease, self.moment)
                raise
        if lease is not None:
            release(self.database, lease, self.moment)
        return report

    def stores(self, address: str = OWN) -> FilingStores:
        return FilingStores(self.mails[address], self.crm)

    def why(self, key: str) -> str:
        context = self.context(OWN, RunReport("why", BOXES[OWN]), None)
        return why(context, self.stores(), self.policy, key)

    def context(self, address: str, report: RunReport, lease: Lease | None, **wishes: Any) -> Context:
        return Context(
            mailbox_id=BOXES[address],
            object_type=EMAIL,
            database=self.database,
            stores={},
            policy=Policy(),
            now=self.now,
            new_id=lambda: f"id-{next(self._ids)}",
            report=report,
            lease=lease,
            **wishes,
        )

    def crash_at(self, number: int, address: str = OWN) -> list[str]:
        """A run that dies at its n-th checkpoint (from 0); the names of the checkpoints it passed."""
        return killed_at(number, lambda checkpoint: self.run(address, checkpoint=checkpoint))

    @property
    def writes(self) -> int:
        return self.crm.writes + sum(mails.writes for mails in self.mails.values())

    def rest(self, runs: int = 2) -> None:
        """More runs of everybody, which must write nothing."""
        before = self.writes
        for _ in range(runs):
            self.later(minutes=30)
            for address in BOXES:
                self.run(address)
        assert self.writes == before, "a run at rest wrote something"

    def subjects(self) -> list[str]:
        return sorted(email.subject for email in self.crm.records.values())

    def is_marked(self, key: str, address: str = OWN) -> bool:
        one = self.boxes[address].mails[key]
        return "Salesforce" in one.categories and one.peer in self.crm.records

    def is_bare(self, key: str, address: str = OWN) -> bool:
        one = self.boxes[address].mails[key]
        return one.categories == () and one.peer is None

    def rows(self, model: type[Any]) -> list[Any]:
        with self.database.session() as session:
            return list(session.scalars(select(model)))


def filed(world: World, *names: str) -> str:
    """A mail that is filed by its category."""
    key = world.box.add(replace(with_files(mail(), *names), categories=("Salesforce",)), [b"content"] * len(names))
    world.run()
    return key
