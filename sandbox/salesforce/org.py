"""One Salesforce org: its users, its setup and its records, in one SQLite database."""

import hashlib
import secrets
from contextlib import AbstractContextManager
from typing import Any

from sandbox.salesforce.acting import Acting
from sandbox.salesforce.administration import DEFAULT_VERSION, Administration
from sandbox.salesforce.context import DuplicateOptions, Options
from sandbox.salesforce.settings import STANDARD_PROFILE
from sandbox.salesforce.setup import profile_id
from sandbox.salesforce.soql.run import Rows
from sandbox.salesforce.store import fold
from sandbox.salesforce.values import clean

__all__ = ["Acting", "Org", "Rows"]


class Org(Administration):
    """An org with its people, and each one's view of it."""

    def as_user(
        self,
        user_id: str,
        version: str = DEFAULT_VERSION,
        *,
        auto_assign: bool = True,
        duplicate_rule: dict[str, bool] | None = None,
        update_mru: bool = True,
    ) -> Acting:
        """The org as one user sees it; the keywords are the request headers that change what a write does."""
        header = duplicate_rule or {}
        duplicates = DuplicateOptions(
            bool(header.get("allowSave")),
            bool(header.get("includeRecordDetails")),
            bool(header.get("runAsCurrentUser")),
        )
        rows = self.store.rows(
            'SELECT p.Name FROM "User" u JOIN "Profile" p ON p.Id = u.ProfileId WHERE u.Id = ?', (user_id,)
        )
        profile = rows[0][0] if rows else STANDARD_PROFILE
        return Acting(self.context(user_id, profile, version, Options(auto_assign, duplicates, update_mru)))

    def create_user(
        self,
        *,
        username: str,
        password: str,
        email: str,
        first_name: str,
        last_name: str,
        profile: str = STANDARD_PROFILE,
        time_zone: str = "Europe/Paris",
        security_token: str = "",
    ) -> str:
        """A new active user; the password is kept as a salted hash."""
        values = {
            "Username": username,
            "Email": email,
            "FirstName": first_name,
            "LastName": last_name,
            "Alias": (first_name[:1] + last_name)[:8],
            "ProfileId": profile_id(self.store, profile),
            "TimeZoneSidKey": time_zone,
            "LocaleSidKey": "en_US",
            "LanguageLocaleKey": "en_US",
            "EmailEncodingKey": "UTF-8",
            "IsActive": True,
        }
        user_id = self.system().insert("User", values)
        salt = secrets.token_hex(8)
        row = (user_id, salt, _hash(salt, password), security_token)
        self.store.execute("INSERT OR REPLACE INTO _password VALUES (?, ?, ?, ?)", row)
        return user_id

    def authenticate(self, username: str, password: str) -> str | None:
        """The id of the active user with this password, alone or followed by the security token."""
        user = self.user(username)
        if user is None or not user["IsActive"]:
            return None
        rows = self.store.rows("SELECT salt, hash, token FROM _password WHERE user = ?", (user["Id"],))
        for salt, kept, token in rows:
            if _hash(salt, password) == kept:
                return str(user["Id"])
            if token and password.endswith(token) and _hash(salt, password.removesuffix(token)) == kept:
                return str(user["Id"])
        return None

    def user(self, user_id_or_username: str) -> dict[str, Any] | None:
        name = clean(user_id_or_username)
        short = name[:15]  # of an id, which the other three only check
        last = f"{short}zzz" if len(short) == 15 else short
        wanted = (name, short, last, fold(name))  # each is for an index, however many users there are
        return next(iter(self._users("Id = ? OR Id BETWEEN ? AND ? OR fold(Username) = ?", wanted)), None)

    def users(self) -> list[dict[str, Any]]:
        return self._users("1 ORDER BY Id", ())

    def _users(self, where: str, values: tuple[Any, ...]) -> list[dict[str, Any]]:
        sobject = self.schema["User"]
        rows = self.store.select(sobject, where, values)
        flags = [field.name for field in sobject.fields.values() if field.type == "boolean"]
        return [row | {flag: bool(row[flag]) for flag in flags} for row in rows]

    def transaction(self) -> AbstractContextManager[None]:
        """A savepoint; undone when an exception leaves it. Savepoints nest."""
        return self.store.transaction()

    def snapshot(self) -> bytes:
        return self.store.snapshot()

    def restore(self, content: bytes) -> None:
        self.store.restore(content)
        self._reload()


def _hash(salt: str, password: str) -> str:
    return hashlib.sha256(f"{salt}:{password}".encode()).hexdigest()
