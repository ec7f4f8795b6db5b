"""What can go wrong at a store, sorted by who must act. Connectors map vendor codes to these through one table;
any other exception is a defect of ours and fails the job."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.records import Side


class SyncError(Exception):
    """message: one sentence for people: what happened, to which record, what to do. code: stable, snake_case.
    vendor: the vendor's own code. field: the canonical field that is to blame. side: whose it is, as far as `raised_by`
    marked it. Never holds a secret."""

    side: Side | None = None

    def __init__(self, message: str, *, code: str, vendor: str = "", field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.vendor = vendor
        self.field = field


class Transient(SyncError):
    """Later it may work. retry_after: seconds, where the vendor told. Raised by a whole write call it leaves open
    whether the write was carried out; returned for one record it says that it was not."""

    def __init__(self, message: str, *, code: str = "busy", vendor: str = "", retry_after: float | None = None) -> None:
        super().__init__(message, code=code, vendor=vendor)
        self.retry_after = retry_after


class Unauthorized(SyncError):
    """The connection needs a person: reconnect, grant, pay. Raised, never returned."""


class Rejected(SyncError):
    """This record needs a person. label: a few words for the category in Outlook ("Last name is missing").
    candidates: keys of records that stand in the way (duplicates)."""

    def __init__(
        self,
        message: str,
        *,
        code: str,
        vendor: str = "",
        field: str | None = None,
        label: str | None = None,
        candidates: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message, code=code, vendor=vendor, field=field)
        self.label = label
        self.candidates = candidates


class Stale(SyncError):
    """The record changed or vanished since it was read: read it again and decide anew."""


class CursorExpired(SyncError):
    """The change feed cannot go on from this cursor: list everything again and reconcile; nothing is deleted."""


@contextmanager
def raised_by(side: Side) -> Iterator[None]:
    """Marks the errors of the calls within."""
    try:
        yield
    except SyncError as error:
        error.side = side
        raise
