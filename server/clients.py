"""Signed-in Salesforce clients, kept for some minutes, so that a request need not sign in again.

A client serves one thread at a time; what is shared is the Login, which refreshes once for all. A connection made
anew is another entry, so a reconnected user is not held up by the old one.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from core.access import Access
from core.salesforce.auth import Login
from core.salesforce.client import Client

KEEP_SECONDS = 300.0
MOST = 500
IDLE = 4
# Somebody sits before the pane: (connect, read) in seconds.
PATIENCE = (5.0, 25.0)


class Entry:
    """What is signed in for one credential: its Login, and clients that nobody uses at the moment."""

    def __init__(self, login: Login) -> None:
        self.login = login
        self.used_at = 0.0
        self._idle: list[Client] = []
        self._lock = threading.Lock()

    def take(self) -> Client:
        with self._lock:
            return self._idle.pop() if self._idle else Client(self.login)

    def give_back(self, client: Client) -> None:
        with self._lock:
            if len(self._idle) < IDLE:
                self._idle.append(client)
                return
        client.close()

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for client in idle:
            client.close()


class Clients:
    """now: seconds of a clock that never goes back."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, Entry] = OrderedDict()

    def entry(self, access: Access) -> Entry:
        """Raises NotConnected where there is nothing to sign in with."""
        name = _name(access)
        with self._lock:
            dropped = self._stale()
            found = self._entries.get(name)
            if found is None:
                found = self._entries[name] = Entry(access.login(PATIENCE))
            found.used_at = self._now()
            self._entries.move_to_end(name)
        for entry in dropped:
            entry.close()
        return found

    def _stale(self) -> list[Entry]:
        """Entries that were not used for long, or are too many; the oldest come first."""
        dropped = []
        while self._entries:
            name, oldest = next(iter(self._entries.items()))
            if len(self._entries) < MOST and self._now() - oldest.used_at < KEEP_SECONDS:
                break
            dropped.append(self._entries.pop(name))
        return dropped


def _name(access: Access) -> str:
    """Changes when the connection is made anew, and not when Salesforce rotates its token."""
    row = access.row
    return "|".join((access.mailbox_id, access.crm_user, row.id, repr(sorted(row.config.items()))))
