"""Who may open which mailbox through EWS: passwords, impersonation (ApplicationImpersonation) and delegates."""

import threading

from sandbox.microsoft.store import Mailbox, Store


class Access:
    """Grants by address in any case; "*" stands for every mailbox. A denial beats every grant."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._impersonation: dict[str, set[str]] = {}
        self._delegates: dict[str, set[str]] = {}
        self._denied: dict[str, set[str]] = {}

    def authenticate(self, user: str, password: str) -> Mailbox | None:
        """A user name as an address or `DOMAIN\\name` (the part before the @), and its password."""
        name = user.rsplit("\\", 1)[-1].lower()
        for mailbox in self._store.mailboxes():
            address = mailbox.address.lower()
            if name in (address, address.split("@")[0]) and mailbox.has_password(password):
                return mailbox
        return None

    def grant(self, account: str, *mailboxes: str) -> None:
        """Let the account impersonate these mailboxes and lift their denials."""
        self._put(self._impersonation, account, mailboxes)
        with self._lock:
            self._denied.get(account.lower(), set()).difference_update(m.lower() for m in mailboxes)

    def grant_delegate(self, account: str, *mailboxes: str) -> None:
        self._put(self._delegates, account, mailboxes)

    def deny(self, account: str, *mailboxes: str) -> None:
        self._put(self._denied, account, mailboxes)

    def revoke(self, account: str) -> None:
        """Take the impersonation right away altogether."""
        with self._lock:
            self._impersonation.pop(account.lower(), None)

    def has_impersonation(self, account: str) -> bool:
        """Whether the account holds the role at all, whatever its scope."""
        with self._lock:
            return bool(self._impersonation.get(account.lower()))

    def may_impersonate(self, account: str, mailbox: str) -> bool:
        return self._covers(self._impersonation, account, mailbox)

    def may_open(self, account: str, mailbox: str) -> bool:
        """Own mailbox or a delegate's right."""
        return account.lower() == mailbox.lower() or self._covers(self._delegates, account, mailbox)

    def _put(self, table: dict[str, set[str]], account: str, mailboxes: tuple[str, ...]) -> None:
        with self._lock:
            table.setdefault(account.lower(), set()).update(m.lower() for m in mailboxes)

    def _covers(self, table: dict[str, set[str]], account: str, mailbox: str) -> bool:
        with self._lock:
            denied = self._denied.get(account.lower(), set())
            granted = table.get(account.lower(), set())
        names = {"*", mailbox.lower()}
        return bool(names & granted) and not names & denied
