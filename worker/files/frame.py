"""What one run works with at the files of one kind of record."""

from dataclasses import dataclass, field

from core.errors import SyncError
from core.files import FileStores
from core.objects import ObjectType
from worker.sync.context import Context

# Failures in a row after which the rest waits for the next run: it is the system then and not the files.
PATIENCE = 3


@dataclass(frozen=True, slots=True)
class Issue:
    """An open issue of a file."""

    id: int
    attempts: int


@dataclass
class Frame:
    """context: of the files, whose type is `<kind>.file`. kind: of the records. issues: the open ones by link and name,
    under an empty link those whose pair is no more. failures: in a row."""

    context: Context
    kind: ObjectType
    stores: FileStores
    issues: dict[str, dict[str, Issue]] = field(default_factory=dict)
    failures: int = 0

    def failed(self, error: SyncError) -> None:
        """Raises the error where it was one too many."""
        self.failures += 1
        if self.failures >= PATIENCE:
            raise error
