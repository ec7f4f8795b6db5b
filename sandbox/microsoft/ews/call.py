"""What one EWS call knows: who calls, whose mailbox, at what version, and what is to go wrong in its middle."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.clock import Clock
from sandbox.microsoft.access import Access
from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.store import Mailbox, Store


@dataclass
class Interruption:
    """A planned error inside the reply. first: the index of the message it hits; stops: the later messages
    are not run and say ErrorBatchProcessingStopped, else they all get the same error."""

    error: EwsError
    first: int = 0
    stops: bool = True


@dataclass
class Subscription:
    """A pull subscription. folders: None for all. It ends when nobody asks for `timeout`."""

    mailbox_id: str
    owner: str
    folders: set[str] | None
    kinds: set[str]
    timeout: timedelta
    since: int
    asked: datetime


@dataclass
class Call:
    """operation: its EWS name; mailbox: the one acted as; anonymous: nobody logged on, all is open;
    version: RequestServerVersion; time_zone: a Windows name or None; subscriptions: the server's, by id."""

    store: Store
    access: Access
    clock: Clock
    operation: str
    mailbox: Mailbox
    anonymous: bool = False
    version: str = "Exchange2016"
    time_zone: str | None = None
    interruption: Interruption | None = field(default=None)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    known: dict[str, Mailbox | None] = field(default_factory=dict)

    def mailbox_by_id(self, mailbox_id: str) -> Mailbox | None:
        """Remembered for the length of the call: a batch names the same one a hundred times."""
        if mailbox_id not in self.known:
            self.known[mailbox_id] = self.store.mailbox(mailbox_id)
        return self.known[mailbox_id]
