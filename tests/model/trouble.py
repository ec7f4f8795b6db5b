"""What goes wrong during a run: errors of calls and records, lost replies, crashes at checkpoints, and people who go
on working while it runs. Drawn by chance before the run, so that a seed tells the whole story."""

from collections import Counter
from collections.abc import Callable
from random import Random

from core.errors import Rejected, Stale, SyncError, Transient, Unauthorized
from core.records import Side
from tests.crashes import Crash
from tests.memory_store import WRITES, Moment

# Opportunities counted from the start of the run: (among which ones, how many of them a run has about).
REACH = {"write": 8, "feed": 4, "any": 40}


class Trouble:
    """Up to three events in a run, each at the n-th opportunity of its sort: an error or a person's act at a moment of
    a store's call, a crash at a checkpoint. Most of them aim at writes and at pages of the feeds. kinds: of events, as
    often as they are drawn; at_checkpoints: those that come there; writes: the calls that write."""

    kinds: tuple[str, ...] = ("error", "error", "edit", "crash", "none")
    at_checkpoints: tuple[str, ...] = ("crash",)
    writes: tuple[str, ...] = WRITES

    def __init__(self, chance: Random, edit: Callable[[Side | None], str]) -> None:
        """edit: an act of somebody, or with a side, an edit by its user."""
        self._chance = chance
        self._edit = edit
        self._passed: Counter[tuple[str, str]] = Counter()
        self._planned: dict[tuple[str, str, int], str] = {}
        self.story: list[str] = []

    def draw(self) -> None:
        """What the next run will meet."""
        self.over()
        self.story = []
        for kind in self._chance.choices(self.kinds, k=3):
            sort = self._chance.choice(["write", "write", "feed", "any"])
            place = "checkpoint" if kind in self.at_checkpoints else "call"
            self._planned[place, sort, self._chance.randint(1, REACH[sort])] = kind

    def over(self) -> None:
        self._planned = {}
        self._passed.clear()

    def at_call(self, side: Side, call: str, moment: Moment, position: int | None) -> SyncError | None:
        """For MemoryStore.faults of the side's store. Edits during an update are often made where it writes."""
        for kind in self._due("call", call):
            where = f"{side}.{call} {moment} {'' if position is None else position}"
            if kind != "error":
                self.story.append(f"{where}: {self.happen(kind, side, call)}")
                continue
            error = self._error(call, moment)
            self.story.append(f"{where}: {type(error).__name__}")
            return error
        return None

    def happen(self, kind: str, side: Side, call: str) -> str:
        """Something besides an error, during a call; what it was."""
        beside = side if call == "update" and self._chance.random() < 0.7 else None
        return self._edit(beside)

    def at_checkpoint(self, name: str) -> None:
        """For the engine's checkpoints."""
        for kind in self._due("checkpoint", name):
            self.stop(kind, name)

    def stop(self, kind: str, name: str) -> None:
        self.story.append(f"crash at {name}")
        raise Crash(name)

    def _due(self, place: str, name: str) -> list[str]:
        """The kinds of events that happen now, at this call or checkpoint."""
        sorts = ["any"]
        if any(word in name for word in self.writes):
            sorts.append("write")
        if "changed_since" in name:
            sorts.append("feed")
        self._passed.update((place, sort) for sort in sorts)
        due = [self._planned.get((place, sort, self._passed[place, sort])) for sort in sorts]
        return [kind for kind in due if kind is not None and kind != "none"]

    def _error(self, call: str, moment: Moment) -> SyncError:
        if moment is Moment.RECORD:
            kinds: list[SyncError] = [
                Transient("locked"),
                Rejected("A rule says no.", code="rule", label="A Salesforce rule refused it"),
            ]
            if call in self.writes and call != "create":
                kinds.append(Stale("moved on", code="changed"))
            return self._chance.choice(kinds)
        if moment is Moment.BEFORE and self._chance.random() < 0.2:
            return Unauthorized("who are you?", code="denied")
        return Transient(f"{call} is busy")
