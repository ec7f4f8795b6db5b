"""What the servers would have sent to people: every invitation, update, cancellation and answer, so tests can count."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import overload

KINDS = ("request", "update", "cancel", "response")


@dataclass(frozen=True)
class Sent:
    """One message to one person.

    kind: request, update, cancel or response; organizer, to: addresses (of a response, `to` is the organizer);
    uid: the event's; sender: whose mailbox sent it; answer: Accept, Decline or Tentative of a response;
    original_start: of the one occurrence that it is about; comment: what its sender wrote; face: graph or ews where a
    program asked for it by that protocol, empty where a person did.
    """

    kind: str
    organizer: str
    to: str
    uid: str
    subject: str
    when: datetime
    sender: str = ""
    answer: str | None = None
    original_start: datetime | None = None
    comment: str = ""
    face: str = ""


# Told of all that any sandbox of this process sends, whatever becomes of its own log.
witnesses: list[Callable[[Sent], None]] = []


class Outgoing(Sequence[Sent]):
    """All that was sent, oldest first; may be read and added to from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sent: list[Sent] = []

    def add(self, sent: Sent) -> None:
        with self._lock:
            self._sent.append(sent)
        for witness in witnesses:
            witness(sent)

    def clear(self) -> None:
        with self._lock:
            self._sent.clear()

    def only(self, kind: str | None = None, to: str | None = None) -> list[Sent]:
        """Those of a kind, to an address in any case."""
        return [s for s in self if kind in (None, s.kind) and (to is None or s.to.lower() == to.lower())]

    @overload
    def __getitem__(self, index: int) -> Sent: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Sent]: ...

    def __getitem__(self, index: int | slice) -> Sent | Sequence[Sent]:
        with self._lock:
            return self._sent[index]

    def __len__(self) -> int:
        with self._lock:
            return len(self._sent)

    def __iter__(self) -> Iterator[Sent]:
        with self._lock:
            return iter(tuple(self._sent))

    def __repr__(self) -> str:
        return f"<Outgoing {len(self)}>"
