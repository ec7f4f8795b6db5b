"""What one run works with at the files of one kind of record."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.errors import SyncError
from core.files import FileStores
from core.objects import ObjectType
from worker.sync.context import Context

# Failures in a row after which the rest waits for the next run: it is the system then and not the files.
PATIENCE = 3
# The same of pairs whose attachments cannot be read: each may wait for a connection.
SICK = 10
# So long one run is at the files of one kind: whose records wait for nothing.
BUDGET = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Issue:
    """An open issue of a file."""

    id: int
    attempts: int


@dataclass
class Frame:
    """context: of the files, whose type is `<kind>.file`. kind: of the records. issues: the open ones by link and name,
    under an empty link those whose pair is no more. failures: in a row. until: when the rest is left to the next run.
    worked: something was done already."""

    context: Context
    kind: ObjectType
    stores: FileStores
    issues: dict[str, dict[str, Issue]] = field(default_factory=dict)
    failures: int = 0
    until: datetime | None = None
    worked: bool = False

    @property
    def late(self) -> bool:
        """Whether the rest is left to the next run; each one does something."""
        return self.worked and self.until is not None and self.context.now() >= self.until

    def failed(self, error: SyncError) -> None:
        """Raises the error where it was one too many."""
        self.failures += 1
        if self.failures >= PATIENCE:
            raise error
