"""Errors that reach the command line, as one sentence and an exit code."""

from redis.exceptions import RedisError
from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError

from core.accounts import AccountError
from core.choices import ChoiceError
from core.errors import SyncError
from core.secrets import SecretError
from core.settings import SettingError
from ops.browser_parts import NoBrowserParts
from worker.lease import LeaseHeld
from worker.sync.decide import DecisionError

MENDABLE = (AccountError, ChoiceError, DecisionError, SecretError, SettingError)


def explained(error: Exception) -> tuple[str, int] | None:
    """(sentence, exit code); None for a defect of ours, whose traceback is wanted."""
    if isinstance(error, MENDABLE):
        return str(error), 2
    if isinstance(error, LeaseHeld):
        return "Another run of this mailbox is under way; try again in a moment.", 1
    if isinstance(error, NoBrowserParts):
        return str(error), 1
    if isinstance(error, SyncError):
        return error.message, 1
    if isinstance(error, RedisError):
        return f"The queue does not answer ({type(error).__name__}); check BOTHWAYS_REDIS_URL.", 1
    # SQLite says of a damaged file no more than DatabaseError; its subclasses speak of our own mistakes.
    if isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError:
        said = str(error.orig).strip().splitlines()[0] if error.orig else type(error).__name__
        return f"The database does not answer: {said}. Check BOTHWAYS_DATABASE_URL, or run: bothways doctor", 1
    if isinstance(error, PermissionError):
        return f"No permission for {error.filename}; check who owns it, or set BOTHWAYS_HOME.", 1
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"{error.filename} is a file where a folder is needed; move it away, or set BOTHWAYS_HOME.", 1
    return None
