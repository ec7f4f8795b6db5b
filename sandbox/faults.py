"""What can go wrong on purpose, per mailbox or org. The faces ask `Faults.take`; each renders the fault its own way."""

import itertools
import re
import threading
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

KINDS = {
    "latency": "wait `seconds` before answering",
    "unauthorized": "401: the session or token is not valid",
    "forbidden": "403: no right",
    "throttled": "429 with Retry-After `seconds`",
    "server_error": "500",
    "unavailable": "503, with Retry-After when `seconds` is given",
    "server_busy": "EWS ErrorServerBusy with BackOffMilliseconds = `seconds` * 1000",
    "expired_cursor": "410 syncStateNotFound / ErrorInvalidSyncStateData / INVALID_REPLICATION_DATE",
    "impersonation_denied": "EWS ErrorImpersonateUserDenied",
    "mailbox_moving": "ErrorMailboxMoveInProgress",
    "row_lock": "Salesforce UNABLE_TO_LOCK_ROW for the rows of the call",
    "quota": "Salesforce REQUEST_LIMIT_EXCEEDED / Exchange ErrorQuotaExceeded, 507",
    "validation_rule": "Salesforce FIELD_CUSTOM_VALIDATION_EXCEPTION with `message` and `field`",
    "lost_reply": "the call is carried out, then the connection is cut without an answer",
    "malformed_reply": "the answer is cut in half",
}


@dataclass
class Fault:
    """One planned fault.

    target: a mailbox address, an org id or "*"; operation: a regular expression over the operation's
    name (EWS operation such as `UpdateItem`, or `METHOD path` for Graph and Salesforce); after: how many
    matching calls pass first; times: how many then fail (None: all); params: as KINDS says.
    """

    kind: str
    target: str = "*"
    operation: str = ".*"
    times: int | None = 1
    after: int = 0
    params: dict[str, Any] = field(default_factory=dict)
    id: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown fault {self.kind!r}; known are {', '.join(sorted(KINDS))}")
        re.compile(self.operation)

    def matches(self, targets: Collection[str], operation: str) -> bool:
        named = self.target == "*" or self.target.lower() in {target.lower() for target in targets}
        return named and re.search(self.operation, operation) is not None


class Faults:
    """The plan of faults of one sandbox; safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._plan: list[Fault] = []
        self._ids = itertools.count(1)

    def add(self, kind: str, **options: Any) -> Fault:
        """Plan a fault; options are Fault's fields, any other keyword goes to `params`."""
        own = {k: options.pop(k) for k in ("target", "operation", "times", "after") if k in options}
        fault = Fault(kind, **own, params=options.pop("params", {}) | options, id=next(self._ids))
        with self._lock:
            self._plan.append(fault)
        return fault

    def take(self, target: str, operation: str, kinds: Iterable[str], aliases: Collection[str] = ()) -> Fault | None:
        """The first planned fault of these kinds that this call must suffer; counts it as used.

        aliases: other names of the same target (the user of a call besides its org), so that it counts once.
        """
        wanted, targets = set(kinds), (target, *aliases)
        with self._lock:
            for fault in self._plan:
                if fault.kind not in wanted or not fault.matches(targets, operation):
                    continue
                if fault.after > 0:
                    fault.after -= 1
                    continue
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._plan.remove(fault)
                return fault
        return None

    def planned(self) -> list[Fault]:
        with self._lock:
            return list(self._plan)

    def remove(self, fault_id: int) -> bool:
        with self._lock:
            kept = [f for f in self._plan if f.id != fault_id]
            found = len(kept) != len(self._plan)
            self._plan = kept
        return found

    def clear(self) -> None:
        with self._lock:
            self._plan.clear()
