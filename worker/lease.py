"""One run per mailbox: a lease row with owner, epoch and expiry fences every write.

A run holds the lease for LEASE_SECONDS and renews it while it lives. Whoever finds it expired takes it with the next
epoch; from then on every transaction of the former owner fails with LeaseLost, because each one checks the epoch
(`guard`), and so does the moment before each remote call (`assert_fresh`).
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.bulk import given
from core.database import Database, Model
from core.models.sync import LeaseRow

LEASE_SECONDS = 30.0
# A remote call is not begun when the lease ends sooner than this.
MARGIN_SECONDS = 2.0
_LEASE: Table = Model.metadata.tables[LeaseRow.__tablename__]
_MAILBOX = _LEASE.c.mailbox_id == bindparam("mailbox")
_HOLDS = select(_LEASE.c.epoch).where(_MAILBOX).with_for_update(read=True)
_READ = select(_LEASE.c.epoch, _LEASE.c.expires_at).where(_MAILBOX).with_for_update()
_NEW = insert(_LEASE)
_TAKE = update(_LEASE).where(_MAILBOX).values(given("owner", "epoch", "expires_at"))
_GIVE_BACK = update(_LEASE).where(_MAILBOX, _LEASE.c.epoch == bindparam("held")).values(given("expires_at"))


class LeaseHeld(Exception):
    """Another worker runs this mailbox; it is tried again a little later."""


class LeaseLost(LeaseHeld):
    """Another worker took this mailbox over; this run stops without writing anything more."""


@dataclass
class Lease:
    """A lease as its owner knows it."""

    mailbox_id: str
    owner: str
    epoch: int
    expires_at: datetime

    def assert_fresh(self, now: datetime) -> None:
        """Raises LeaseLost when the lease is over, as after a pause of the process."""
        if now + timedelta(seconds=MARGIN_SECONDS) >= self.expires_at:
            raise LeaseLost(self.mailbox_id)

    def guard(self, session: Session) -> None:
        """Raises LeaseLost unless this epoch still holds; keeps the row until the transaction ends."""
        if session.execute(_HOLDS, {"mailbox": self.mailbox_id}).scalar() != self.epoch:
            raise LeaseLost(self.mailbox_id)


def take(
    database: Database, mailbox_id: str, owner: str, now: datetime, begin: Callable[[Session], object] | None = None
) -> Lease | None:
    """The lease with a new epoch, or None while another run holds it. begin: what becomes true with it."""
    try:
        with database.session() as session:
            lease = _taken(session, mailbox_id, owner, now)
            if lease is not None and begin is not None:
                begin(session)
            return lease
    except IntegrityError:  # two workers inserted the first row at once
        return None


def _taken(session: Session, mailbox_id: str, owner: str, now: datetime) -> Lease | None:
    expires = now + timedelta(seconds=LEASE_SECONDS)
    row = session.execute(_READ, {"mailbox": mailbox_id}).first()
    if row is None:
        values = {"mailbox_id": mailbox_id, "owner": owner, "epoch": 1, "expires_at": expires}
        session.execute(_NEW, values)
        return Lease(mailbox_id, owner, 1, expires)
    if row.expires_at > now:
        return None
    taken = Lease(mailbox_id, owner, row.epoch + 1, expires)
    session.execute(_TAKE, {"mailbox": mailbox_id, "owner": owner, "epoch": taken.epoch, "expires_at": expires})
    return taken


def renew(database: Database, lease: Lease, now: datetime) -> None:
    """Hold on for LEASE_SECONDS more. Raises LeaseLost when another worker has it."""
    expires = now + timedelta(seconds=LEASE_SECONDS)
    mine = (LeaseRow.mailbox_id == lease.mailbox_id) & (LeaseRow.epoch == lease.epoch)
    with database.session() as session:
        renewed = session.execute(update(LeaseRow).where(mine).values(expires_at=expires).returning(LeaseRow.epoch))
        if renewed.scalar() is None:
            raise LeaseLost(lease.mailbox_id)
    lease.expires_at = expires


def release(database: Database, lease: Lease, now: datetime) -> None:
    with database.session() as session:
        give_back(session, lease, now)


def give_back(session: Session, lease: Lease, now: datetime) -> None:
    """Let others run at once; the epoch stays, so that it is never given out twice."""
    session.execute(_GIVE_BACK, {"mailbox": lease.mailbox_id, "held": lease.epoch, "expires_at": now})


@contextmanager
def kept_alive(database: Database, lease: Lease, now: Callable[[], datetime]) -> Iterator[None]:
    """Renews the lease from a thread while the body runs, for remote calls that take longer than the lease. A paused
    process renews nothing. When the lease is lost the thread ends; the run notices at its next transaction."""
    done = threading.Event()

    def beat() -> None:
        while not done.wait(LEASE_SECONDS / 3):
            try:
                renew(database, lease, now())
            except LeaseLost:
                return

    thread = threading.Thread(target=beat, name=f"lease-{lease.mailbox_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
