"""What goes wrong during a run: errors of calls and records, lost replies, crashes at checkpoints, and people who go
on working while it runs. Drawn by chance before the run, so that a seed tells the whole story."""

from collections.abc import Callable
from random import Random

from core.errors import Rejected, Stale, SyncError, Transient, Unauthorized
from tests.memory_store import WRITES, Moment
from tests.model.office import Crash

REACH = 40


class Trouble:
    """Up to two events at the n-th opportunity of a run: `errors` at a store's call, `edits` at a store's call,
    `crash` at a checkpoint."""

    def __init__(self, chance: Random, edit: Callable[[], str]) -> None:
        self._chance = chance
        self._edit = edit
        self._moment = 0
        self._point = 0
        self.story: list[str] = []
        self._errors: set[int] = set()
        self._edits: set[int] = set()
        self._crash = 0

    def draw(self) -> None:
        """What the next run will meet."""
        self._moment = self._point = 0
        self.story = []
        kinds = self._chance.sample(["error", "error", "edit", "edit", "crash", "none"], k=2)
        self._errors = self._points(kinds, "error")
        self._edits = self._points(kinds, "edit")
        self._crash = self._chance.randint(1, REACH) if "crash" in kinds else 0

    def over(self) -> None:
        self._errors, self._edits, self._crash = set(), set(), 0

    def _points(self, kinds: list[str], kind: str) -> set[int]:
        return {self._chance.randint(1, REACH) for one in kinds if one == kind}

    def at_call(self, call: str, moment: Moment, position: int | None) -> SyncError | None:
        """For MemoryStore.faults of both stores."""
        self._moment += 1
        if self._moment in self._edits:
            self.story.append(f"{call} {moment} {position}: {self._edit()}")
        if self._moment in self._errors:
            error = self._error(call, moment)
            self.story.append(f"{call} {moment} {position}: {type(error).__name__}")
            return error
        return None

    def at_checkpoint(self, name: str) -> None:
        """For the engine's checkpoints."""
        self._point += 1
        if self._point == self._crash:
            self.story.append(f"crash at {name}")
            raise Crash(name)

    def _error(self, call: str, moment: Moment) -> SyncError:
        if moment is Moment.RECORD:
            kinds = [
                Transient("locked"),
                Rejected("A rule says no.", code="rule", label="A Salesforce rule refused it"),
            ]
            if call in WRITES and call != "create":
                kinds.append(Stale("moved on", code="changed"))
            return self._chance.choice(kinds)
        if moment is Moment.BEFORE and self._chance.random() < 0.2:
            return Unauthorized("who are you?", code="denied")
        return Transient(f"{call} is busy")
