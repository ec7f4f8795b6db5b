"""Two colleagues' mailboxes and their CRM for the model: memory stores, the real engine, and the database that all
histories share."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.database import Database
from core.emails import FilingPolicy, FilingStores
from core.mails import EMAIL
from core.models.accounts import Mailbox
from core.objects import ObjectType
from core.policy import Policy
from core.records import Side
from core.store import Store
from tests.memory_emails import MemoryEmails
from tests.memory_mailbox import MemoryMailbox
from tests.memory_mails import MemoryMails
from tests.model.kinds import START
from tests.model.letters import ANN, BEN, PEOPLE
from tests.model.office import COLLEAGUE, MAILBOX
from worker.lease import LeaseHeld
from worker.sharing.run import share
from worker.sync.report import RunReport
from worker.sync.run import sync_mailbox

BOXES = {ANN: MAILBOX, BEN: COLLEAGUE}


@dataclass(frozen=True)
class MailTraits:
    """keys_move: of which mailboxes a move gives a mail a new key (EWS). joins: see MemoryEmails. page: mails a page of
    the feed. disorder: for feeds that repeat and shuffle."""

    keys_move: frozenset[str] = frozenset()
    joins: bool = True
    page: int = 3
    disorder: Random | None = None


class MailOffice:
    """Both mailboxes' users, the stores, the org's choices, the clock. For planted faults: stores, what the engine is
    given; believed: the choices that it is told; before_run: done to the database before each run."""

    def __init__(self, traits: MailTraits, policy: FilingPolicy, database: Database) -> None:
        self.moment = START
        self.boxes = {one: MemoryMailbox(one, one in traits.keys_move) for one in BOXES}
        self.mails = {
            one: MemoryMails(box, page=traits.page, disorder=traits.disorder) for one, box in self.boxes.items()
        }
        self.crm = MemoryEmails(list(PEOPLE), joins=traits.joins)
        self.stores = {one: FilingStores(mails, self.crm) for one, mails in self.mails.items()}
        self.policy = policy
        self.believed: Callable[[FilingPolicy], FilingPolicy] = lambda policy: policy
        self.before_run: Callable[[Session], object] | None = None
        self.database = database
        self._ids = count(1)
        with database.session() as session:
            session.execute(update(Mailbox).values(known={}))

    def now(self) -> datetime:
        """Every look at the clock takes a millisecond."""
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def later(self, **delta: float) -> None:
        self.moment += timedelta(**delta)

    def run(
        self, who: str, *, force: bool = False, checkpoint: Callable[[str], None] = lambda _name: None
    ) -> RunReport:
        """A run of the mailbox, as its schedule has it."""
        if self.before_run is not None:
            with self.database.session() as session:
                self.before_run(session)
        return sync_mailbox(
            BOXES[who],
            database=self.database,
            open_stores=self.open_stores,
            open_filing=self.open_filing,
            policy_of=self.policy_of,
            types=[EMAIL],
            now=self.now,
            new_id=self.new_id,
            heartbeat=False,
            force=force,
            checkpoint=checkpoint,
        )

    def share(self, who: str, *, checkpoint: Callable[[str], None] = lambda _name: None) -> None:
        """What its user shared in the pane, at once."""
        share(BOXES[who], self, new_id=self.new_id, heartbeat=False, checkpoint=checkpoint)

    def beside(self, who: str) -> str:
        """A run of the mailbox while another one is under way; what came of it."""
        with suppress(LeaseHeld):
            return f"{who} ran: {self.run(who).types['email']}"
        return f"{who} was busy"

    @property
    def writes(self) -> int:
        return self.crm.writes + sum(mails.writes for mails in self.mails.values())

    def rows(self, model: type[Any]) -> list[Any]:
        with self.database.session() as session:
            return list(session.scalars(select(model)))

    # What composition gives to the engine's commands.

    def open_filing(self, mailbox_id: str, /) -> tuple[FilingStores, FilingPolicy]:
        [who] = [one for one, box_id in BOXES.items() if box_id == mailbox_id]
        return self.stores[who], self.believed(self.policy)

    def open_stores(self, mailbox_id: str, object_type: ObjectType, /) -> Mapping[Side, Store]:
        return {}

    def policy_of(self, mailbox_id: str, object_type: ObjectType, /) -> Policy:
        return Policy()

    def new_id(self) -> str:
        return f"{next(self._ids):032}"
