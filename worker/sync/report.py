"""What a run did, counted and listed, in the form that `sync --json` prints."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from core.explain import sentence
from core.reasons import Reason
from core.records import Side
from core.values import valueclass

COUNTS = (
    "created",
    "updated",
    "deleted",
    "linked",
    "unlinked",
    "unchanged",
    "deferred",
    "ambiguous",
    "conflicts",
    "failed",
    "waiting",
)
# What waits for a person counts as, by the code of its issue; all else as failed.
REPORTED = {
    "ambiguous": "ambiguous",
    "duplicate": "ambiguous",
    "conflict": "conflicts",
    "turned_private": "waiting",
}
CALLS = {Side.EXCHANGE: "exchange", Side.CRM: "salesforce"}


@valueclass(frozen=True, slots=True)
class Line:
    """One operation of the report. action: create, update, delete, link, unlink, park, report, hold. fields: the
    canonical names that were written. outcome: done, recovered, planned (dry run), held, reported, failed. error: a
    sentence for people, empty where there is none."""

    type: str
    side: Side
    action: str
    key: str | None
    name: str
    fields: tuple[str, ...]
    why: Reason
    outcome: str
    error: str = ""

    @property
    def reason(self) -> str:
        """A sentence for people: made when it is read, for nobody reads those of a scheduled run."""
        return sentence(self.why, self.type)

    def to_json(self) -> dict[str, Any]:
        return {
            "type": self.type,
            "side": self.side.value,
            "action": self.action,
            "key": self.key,
            "name": self.name,
            "fields": list(self.fields),
            "reason": self.reason,
            "outcome": self.outcome,
            "error": self.error,
        }


@dataclass
class RunReport:
    """seconds: by the engine's clock. calls: sent to each side, as far as its store counts them. held: why the plan
    waits for an approval, or empty. stopped: why a kind could not be synchronised, by the kind. more: the next run is
    to begin soon, for what this one had no time for. telling: whether each operation is told here, too, and not in its
    row alone."""

    run: str
    mailbox: str
    seconds: float = 0.0
    calls: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CALLS.values(), 0))
    types: dict[str, dict[str, int]] = field(default_factory=dict)
    operations: list[Line] = field(default_factory=list)
    held: str = ""
    stopped: dict[str, str] = field(default_factory=dict)
    more: bool = False
    telling: bool = True

    def begin(self, type_name: str) -> None:
        self.types[type_name] = dict.fromkeys(COUNTS, 0)

    def count(self, type_name: str, word: str, number: int = 1) -> None:
        self.types[type_name][word] += number

    def add(self, lines: Iterable[Line]) -> None:
        if self.telling:
            self.operations.extend(lines)

    def summary(self) -> dict[str, Any]:
        """The report without its operations, which are rows of their own."""
        return {
            "run": self.run,
            "mailbox": self.mailbox,
            "seconds": round(self.seconds, 3),
            "calls": self.calls,
            "types": self.types,
            **({"stopped": self.stopped} if self.stopped else {}),
        }

    def to_json(self) -> dict[str, Any]:
        return {**self.summary(), "operations": [line.to_json() for line in self.operations]}
