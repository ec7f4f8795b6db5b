"""A Salesforce refresh token in its connection's row, which the API, the worker and their threads use side by side.

With rotation on, each refresh ends the token and brings another; one that is used again ends them all, and the user
must reconnect (Salesforce Help 005316711). So all processes together refresh one at a time, by a lease in the row."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from weakref import WeakValueDictionary

from sqlalchemy import CursorResult, select, update

from core.accounts import put_secret, secret_of
from core.database import Database
from core.errors import Transient
from core.models.accounts import Connection
from core.salesforce.auth import REFRESH_SECONDS
from core.secrets import KeyRing

# A refresh that was cut off holds the others up for so long; a living one is over before.
LEASE = timedelta(seconds=REFRESH_SECONDS + 15)
# Somebody sits before the pane.
PATIENCE_SECONDS, LOOK_SECONDS = 10.0, 0.05

# By the connection's id; a lock lives as long as somebody's token holds it.
_turns: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()
_guard = threading.Lock()


def _utc_now() -> datetime:
    return datetime.now(UTC)


class StoredToken:
    """As core.salesforce.auth.Kept wants it. A connection that is made anew has another id (core.accounts), so that a
    run which began before never touches its token. known: the token to go on with once the row is gone."""

    def __init__(
        self,
        database: Database,
        keys: KeyRing,
        connection_id: str,
        known: str,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._database, self._keys, self._id, self._known, self._now = database, keys, connection_id, known, now
        with _guard:
            self._turn = _turns.setdefault(connection_id, threading.Lock())

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Raises Transient: others take too long."""
        if not self._turn.acquire(timeout=PATIENCE_SECONDS):
            raise _held_up()
        try:
            until = self._leased()
            try:
                yield
            finally:
                self._give_back(until)
        finally:
            self._turn.release()

    def newest(self) -> str:
        """Raises SecretError: it does not decrypt."""
        with self._database.reading() as session:
            row = session.get(Connection, self._id)
            if row is not None:
                self._known = secret_of(self._keys, row).get("refresh_token", self._known)
        return self._known

    def replace(self, old: str, new: str) -> None:
        """Dropped where the row is gone or holds another token: then nobody is to go on with this one."""
        with self._database.session() as session:
            row = session.scalar(select(Connection).where(Connection.id == self._id).with_for_update())
            secret = secret_of(self._keys, row) if row is not None else {}
            if row is not None and secret.get("refresh_token") == old:
                put_secret(self._keys, row, secret | {"refresh_token": new})
                row.problem = ""
        self._known = new

    def _leased(self) -> datetime:
        give_up = time.monotonic() + PATIENCE_SECONDS
        while True:
            until = self._lease()
            if until is not None:
                return until
            if time.monotonic() > give_up:
                raise _held_up()
            time.sleep(LOOK_SECONDS)

    def _lease(self) -> datetime | None:
        """Until when; None: another has it. Of a row that is gone nobody wants it."""
        now, row = self._now(), Connection
        free = row.refreshing_until.is_(None) | (row.refreshing_until <= now)
        take = update(row).where(row.id == self._id, free).values(refreshing_until=now + LEASE)
        with self._database.session() as session:
            taken = session.execute(take)
            if isinstance(taken, CursorResult) and taken.rowcount == 1:
                return now + LEASE
            return None if session.get(row, self._id) is not None else now + LEASE

    def _give_back(self, until: datetime) -> None:
        """Unless it ended and is another's by now."""
        mine = (Connection.id == self._id) & (Connection.refreshing_until == until)
        with self._database.session() as session:
            session.execute(update(Connection).where(mine).values(refreshing_until=None))


def _held_up() -> Transient:
    words = "Another sign-in of this user to Salesforce takes too long; it is tried again by itself."
    return Transient(words, code="busy")
