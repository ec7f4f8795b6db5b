"""What a caller may wish of a run, besides the parts that it cannot do without."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import TypeAlias, TypedDict

from core.mails import EMAIL
from core.objects import OBJECT_TYPES, ObjectType
from worker.sync.context import Progress

Clock: TypeAlias = Callable[[], datetime]


def new_id() -> str:
    return token_hex(16)


class Wishes(TypedDict, total=False):
    """As keywords; each with its meaning at Wish."""

    types: Sequence[ObjectType] | None
    dry_run: bool
    force: bool
    progress: Progress | None
    approve: str | None
    new_id: Callable[[], str]
    checkpoint: Callable[[str], None]
    heartbeat: bool
    telling: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """types: None means those that are switched on, in catalog order, emails last. dry_run: say what would be done,
    write nothing. force: list both sides again and retry what was refused. approve: the name of the person who
    lets the held plan pass. new_id: makes run, stamp and link ids, 32 to 36 characters. checkpoint: called
    around each remote call and after each commit. heartbeat: renew the lease from a thread. telling: whether the report
    is to tell each operation; where nobody reads it, thousands would only take memory."""

    types: Sequence[ObjectType] | None = None
    dry_run: bool = False
    force: bool = False
    progress: Progress | None = None
    approve: str | None = None
    new_id: Callable[[], str] = new_id
    checkpoint: Callable[[str], None] = lambda _name: None
    heartbeat: bool = True
    telling: bool = True

    def chosen(self) -> Sequence[ObjectType]:
        return [*OBJECT_TYPES.values(), EMAIL] if self.types is None else self.types

    def told(self, phase: str, done: int, total: int | None) -> None:
        if self.progress is not None:
            self.progress(phase, done, total)
