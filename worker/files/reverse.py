"""PURE. How what a run did to one file is put back.

A file that was added is taken off again, where it is as the run left it; the other side keeps its own. Former content
comes from the versions that the CRM keeps; what an undo took off comes from whoever still holds it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from core.files import WOULD_TELL, Shown
from core.records import Key, Side
from worker.files.cases import Trace
from worker.files.matching import called, ending


@dataclass(frozen=True, slots=True)
class Deed:
    """What a run did to one file of one side in all. name: as the operation has it. before: None where it was added.
    after: None where it was taken off."""

    side: Side
    link_id: str
    name: str
    before: Trace | None
    after: Trace | None


@dataclass(frozen=True, slots=True)
class Stand:
    """The file now: on the deed's side, and on the other one, with their digests where they are known. closed: why the
    deed's record may not be changed (core.files). versions: of the CRM's file, by digest."""

    here: Shown | None = None
    there: Shown | None = None
    closed: str = ""
    versions: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class TakeOffAgain:
    """The file goes from its side."""

    key: Key


@dataclass(frozen=True, slots=True)
class CallAgain:
    """The CRM's file gets its former name."""

    key: Key
    name: str


@dataclass(frozen=True, slots=True)
class Restore:
    """The side gets content from `source`. body: as its store's `content` takes it. replaced: the file whose place it
    takes, None where there is none."""

    source: Side
    body: str
    digest: str
    name: str
    replaced: Shown | None = None


@dataclass(frozen=True, slots=True)
class LeaveAlone:
    """because: the end of a sentence."""

    because: str


Reversal: TypeAlias = TakeOffAgain | CallAgain | Restore | LeaveAlone


def reverse(deed: Deed, stand: Stand) -> Reversal:
    """The one thing to do."""
    if deed.before is None and deed.after is None:
        return LeaveAlone("nothing is remembered of what it was")
    if stand.closed:
        told = stand.closed == WOULD_TELL
        return LeaveAlone(
            "Microsoft 365 would tell the people of the meeting"
            if told
            else "the meeting is somebody else's or was cancelled"
        )
    if deed.after is None:
        return _again(deed, stand, deed.before)
    if stand.here is None:
        return LeaveAlone("it was removed since")
    if stand.here.digest != deed.after.digest or called(stand.here) != deed.after.name.casefold():
        return LeaveAlone("it was changed since")
    if deed.before is None:
        return TakeOffAgain(stand.here.info.key)
    return _as_before(deed.side, stand, stand.here, deed.before)


def _again(deed: Deed, stand: Stand, before: Trace | None) -> Reversal:
    """What was taken off is added again."""
    if stand.here is not None or before is None:
        return LeaveAlone("it is there again")
    if stand.there is not None and stand.there.digest == before.digest:
        return Restore(deed.side.other, stand.there.body, before.digest, before.name)
    if deed.side is Side.EXCHANGE and before.digest in (stand.versions or {}):
        return Restore(Side.CRM, (stand.versions or {})[before.digest], before.digest, before.name)
    return LeaveAlone("nobody holds its content any more")


def _as_before(side: Side, stand: Stand, here: Shown, before: Trace) -> Reversal:
    if before.digest == here.digest:
        if side is Side.CRM and ending(before.name) == ending(here.info.name):
            return CallAgain(here.info.key, before.name)
        return Restore(side, here.body, before.digest, before.name, here)
    body = (stand.versions or {}).get(before.digest)
    if body is None:
        return LeaveAlone("its former content is kept nowhere")
    return Restore(Side.CRM, body, before.digest, before.name, here)
