"""A Salesforce refresh token in its connection's row: with rotation on, each refresh ends it and brings another, and
the API, the worker and their threads refresh side by side."""

import threading
from weakref import WeakValueDictionary

from sqlalchemy import select

from core.accounts import put_secret, secret_of
from core.database import Database
from core.models.accounts import Connection
from core.secrets import KeyRing

# By the connection's id; a lock lives as long as somebody's token holds it.
_turns: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()
_guard = threading.Lock()


class StoredToken:
    """As core.salesforce.auth.Kept wants it. A connection that is made anew has another id (core.accounts), so that a
    run which began before never touches its token. known: the token to go on with once the row is gone."""

    def __init__(self, database: Database, keys: KeyRing, connection_id: str, known: str) -> None:
        self._database, self._keys, self._id, self._known = database, keys, connection_id, known
        with _guard:
            self.turn = _turns.setdefault(connection_id, threading.Lock())

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
