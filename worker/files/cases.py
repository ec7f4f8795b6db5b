"""PURE. What a decision about the files of one pair may see, and what it can lead to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from core.emails import FileInfo
from core.files import Holder, Shown
from core.records import Key, Side


class State(StrEnum):
    """LINKED: both sides have it. SENDING: one side is being given it. UNDOING: one side is being given what it had
    before a run, which is that side's news then. RESTS: one side has it, and it is not copied:
    it was removed on the other side, or is a double. STAYS: a rule keeps it, or its new content, on one side."""

    LINKED = "linked"
    SENDING = "sending"
    UNDOING = "undoing"
    RESTS = "rests"
    STAYS = "stays"


@dataclass(frozen=True, slots=True)
class Known:
    """A file as it is remembered (core.models.files.FileRow)."""

    id: str
    name: str
    keys: Mapping[Side, Key]
    marks: Mapping[Side, str]
    state: State
    digest: str | None = None
    target: Side | None = None
    sending: str | None = None
    former: Key | None = None
    note: str = ""
    next_try: datetime | None = None
    given: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """The files of one pair. anew: sides whose record is another one than when the files were last looked at, so that
    what it lacks was not removed by anybody. limit_mb: larger files stay where they are. now: what failed waits for
    its next try; None: all of it is tried at once. winner: whose name stays where both sides gave another one."""

    known: tuple[Known, ...]
    held: Mapping[Side, Holder]
    anew: frozenset[Side] = frozenset()
    limit_mb: int = 25
    now: datetime | None = None
    winner: Side = Side.CRM


# The files of one record by side, as they are now.
Now: TypeAlias = Mapping[Side, Shown]


@dataclass(frozen=True, slots=True)
class Send:
    """Give the file of the other side to `to`. replaced: the file there whose new content it is, or, where it renames,
    whose place the same content takes under another name. file: as it is to be called there."""

    known: Known | None
    to: Side
    source: Shown
    file: FileInfo
    replaced: Shown | None = None
    renames: bool = False

    @property
    def replaces(self) -> Key | None:
        return self.replaced.info.key if self.replaced else None

    @property
    def code(self) -> str:
        """A reason's (core.file_words)."""
        if self.renames:
            return "file_renamed"
        return "file_changed" if self.replaced else "file_added"


@dataclass(frozen=True, slots=True)
class Rename:
    """Call the CRM's file as the other side's is called: its content and its ending are the same."""

    known: Known
    source: Shown
    file: FileInfo
    replaced: Shown
    to: Side = Side.CRM
    code: str = "file_renamed"

    @property
    def replaces(self) -> Key:
        return self.replaced.info.key


@dataclass(frozen=True, slots=True)
class Agree:
    """Both sides hold the same under one name; only remembered. former: an attachment whose place it took."""

    known: Known | None
    now: Now
    digest: str
    name: str
    former: Shown | None = None


@dataclass(frozen=True, slots=True)
class Rest:
    """One side has it, and it is not copied to the other one."""

    known: Known | None
    now: Now
    digest: str | None


@dataclass(frozen=True, slots=True)
class Stay:
    """A rule keeps it on its side, or its new content. code: a reason's (core.file_words). because: the rule in a
    few words, for `file_left`."""

    known: Known | None
    side: Side
    now: Now
    name: str
    code: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class TakeOff:
    """The attachment that another took the place of goes; None: it is gone already."""

    known: Known
    shown: Shown | None


@dataclass(frozen=True, slots=True)
class Keep:
    """The attachment that another took the place of stays beside it: nothing may be taken off its record any more.
    code: a reason's."""

    known: Known
    shown: Shown
    code: str


@dataclass(frozen=True, slots=True)
class Wait:
    """What failed is tried again later. source: as it is now, of what is to be taken off the attachment itself."""

    known: Known
    source: Shown


@dataclass(frozen=True, slots=True)
class Forget:
    """It is on neither side any more."""

    known: Known


Giving: TypeAlias = Send | Rename
Action: TypeAlias = Send | Rename | Agree | Rest | Stay | TakeOff | Keep | Wait | Forget


@dataclass
class Match:
    """A remembered file with what is left of it on each side. arrived: what a dead run sent is there. former: the
    attachment whose place that took."""

    known: Known
    at: dict[Side, Shown] = field(default_factory=dict)
    arrived: bool = False
    former: Shown | None = None

    @property
    def content(self) -> str | None:
        """What both sides last agreed on."""
        sent = self.arrived and self.known.state is State.SENDING
        return self.known.sending if sent else self.known.digest


@dataclass(frozen=True, slots=True)
class Trace:
    """A file of one side as an operation keeps it. id: of its row (core.models.files.FileRow). digest: MD5 of the
    content, empty where it is not known."""

    id: str
    key: Key
    digest: str
    name: str
