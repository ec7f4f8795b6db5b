"""Undoing what a run did to files: each is looked at, put back where it is as the run left it, or left alone and named.

What is put back is an edit of its side like any other: the base stays, and the next sync carries it to the other one.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from core.emails import FileInfo
from core.errors import Rejected, Stale, Transient
from core.explain import SIDES
from core.files import FileStores, Holder, Shown
from core.models.sync import OperationRow
from core.reasons import Reason
from core.records import Key, Side
from worker.files import ledger
from worker.files.carry import RESTED, SETTLED
from worker.files.cases import Known, State, Trace
from worker.files.frame import Frame
from worker.files.ledger import Paired
from worker.files.reverse import CallAgain, Deed, LeaveAlone, Restore, Reversal, Stand, TakeOffAgain, reverse
from worker.files.run import of_files
from worker.files.spool import digest_of, spooled
from worker.files.telling import tell
from worker.files.traces import read_trace, traced
from worker.filing.attachments import DEFAULT_TYPE
from worker.sync.context import Context
from worker.sync.journal import Done

NOT_KEPT = "its record is not synchronised any more"
OFF = "files of {} do not go along any more"


def deeds_of(rows: Iterable[OperationRow]) -> list[Deed]:
    """What a run did in all to each file of each side. rows: its operations about files, the oldest first."""
    deeds: dict[tuple[str, Side], Deed] = {}
    for row in rows:
        before, after = read_trace(row.before), read_trace(row.after)
        kept, side = after or before, Side(row.side)
        key = (kept.id if kept else f"operation {row.id}", side)
        first = deeds[key].before if key in deeds else before
        deeds[key] = Deed(side, row.link_id or "", row.name, first, after)
    return list(deeds.values())


def undo_files(records: Context, stores: FileStores | None, deeds: Sequence[Deed]) -> list[str]:
    """One sentence for each. records: of the kind, with its lease; without one nothing is written. stores: None where
    files do not go along. Raises Unauthorized, LeaseLost, and Transient of whole calls."""
    if stores is None:
        return [_said(deed, f"left alone, because {OFF.format(records.object_type.plural)}.") for deed in deeds]
    frame = Frame(of_files(records), records.object_type, stores)
    if deeds:
        frame.context.report.begin(frame.context.object_type.name)
    with frame.context.look() as session:
        wanted = {deed.link_id for deed in deeds}
        pairs = {one.link_id: one for one in ledger.paired(session, frame) if one.link_id in wanted}
        known = ledger.known_of(session, list(pairs))
    held = _held(frame, list(pairs.values()))
    lines = []
    for deed in reversed(deeds):
        kept = deed.after or deed.before
        row = next((one for one in known.get(deed.link_id, ()) if kept and one.id == kept.id), None)
        lines.append(_undo(frame, deed, pairs.get(deed.link_id), row, held))
    return lines


def _held(frame: Frame, pairs: Sequence[Paired]) -> dict[Side, dict[Key, Holder]]:
    held: dict[Side, dict[Key, Holder]] = {}
    for side in Side:
        keys = [one.keys[side] for one in pairs]
        held[side] = frame.context.call(f"{side}.files", partial(frame.stores.on(side).shown, keys)) if keys else {}
    return held


def _undo(
    frame: Frame, deed: Deed, pair: Paired | None, known: Known | None, held: Mapping[Side, Mapping[Key, Holder]]
) -> str:
    if pair is None:
        return _said(deed, f"left alone, because {NOT_KEPT}.")
    if known is None:
        return _said(deed, "left alone, because nothing is remembered of it.")
    here = held[deed.side].get(pair.keys[deed.side], Holder())
    if here.problem is not None:
        return _said(deed, f"left alone: {here.problem.message}")
    try:
        step = reverse(deed, _stand(frame, deed, pair, known, held))
        if not isinstance(step, LeaveAlone) and not frame.context.dry:
            _Undoing(frame, deed, pair, known).carry_out(step)
    except (Rejected, Stale, Transient) as error:
        return _said(deed, f"left alone: {error.message}")
    return _said(deed, _words(step))


def _stand(frame: Frame, deed: Deed, pair: Paired, known: Known, held: Mapping[Side, Mapping[Key, Holder]]) -> Stand:
    """With the digests that tell whether it is as it was left."""
    found: dict[Side, Shown | None] = {}
    for side in Side:
        kept = deed.after or deed.before
        key = known.keys.get(side) or (kept.key if kept and side is deed.side else None)
        files = held[side].get(pair.keys[side], Holder()).files
        shown = next((one for one in files if one.info.key == key), None)
        found[side] = _compared(frame, pair, side, shown) if shown else None
    document = known.keys.get(Side.CRM)
    versions = frame.context.call("crm.versions", partial(frame.stores.crm.former, document)) if document else {}
    closed = held[deed.side].get(pair.keys[deed.side], Holder()).closed
    return Stand(found[deed.side], found[deed.side.other], closed, versions)


def _compared(frame: Frame, pair: Paired, side: Side, shown: Shown) -> Shown:
    if shown.digest is not None:
        return shown
    store, record = frame.stores.on(side), pair.keys[side]
    return replace(shown, digest=frame.context.call(f"{side}.content", lambda: digest_of(store, record, shown.body)))


def _said(deed: Deed, words: str) -> str:
    return f"{deed.name} ({SIDES[deed.side.value]}): {words}"


def _words(step: Reversal) -> str:
    match step:
        case TakeOffAgain():
            return "taken off again."
        case CallAgain():
            return f"called {step.name} again."
        case Restore():
            return f"put back as {step.name}." if step.replaced else "added again."
        case LeaveAlone():
            return f"left alone, because {step.because}."


@dataclass(frozen=True)
class _Undoing:
    """One file of the deed's side, whose row is `known`."""

    frame: Frame
    deed: Deed
    pair: Paired
    known: Known

    def carry_out(self, step: Reversal) -> None:
        """Raises Rejected, Stale and Transient, where nothing was done as far as is known."""
        side, record = self.deed.side, self.pair.keys[self.deed.side]
        store = self.frame.stores.on(side)
        match step:
            case TakeOffAgain():
                self.frame.context.call(f"{side}.detach", partial(store.remove, record, step.key))
                self._noted(self._resting(), None, "deleted")
            case CallAgain():
                self.frame.context.call(f"{side}.rename", partial(store.rename, record, step.key, step.name))
                self._noted({}, Trace(self.known.id, step.key, self.known.digest or "", step.name), "updated")
            case Restore():
                key = self._restore(step)
                after = Trace(self.known.id, key, step.digest, step.name)
                self._noted(self._restored(step, key), after, "updated" if step.replaced else "created")
                self._take_off(step)

    def _resting(self) -> dict[str, Any] | None:
        """The row of what is on the other side alone; None where it is nowhere any more."""
        other = self.deed.side.other
        if other not in self.known.keys:
            return None
        marks = {other: self.known.marks[other]} if other in self.known.marks else {}
        keys = {other: self.known.keys[other]}
        return {"state": State.RESTS.value, "keys": keys, "marks": marks, "former": None, **SETTLED}

    def _restore(self, step: Restore) -> Key:
        """The key of what was added. The other file goes when this is noted."""
        side, record, frame = self.deed.side, self.pair.keys[self.deed.side], self.frame
        opened = spooled(frame.stores.on(step.source), self.pair.keys[step.source], step.body, frame.stores.limit_mb)
        with ExitStack() as stack:
            spool = frame.context.call(f"{step.source}.content", lambda: stack.enter_context(opened))
            if spool.digest != step.digest:
                raise Rejected("What is kept of it is not what it was.", code="file_changed")
            former = step.replaced.info.key if step.replaced else None
            if former and side is Side.EXCHANGE:
                self._intend(step)
            known_type = step.replaced.info.content_type if step.replaced else ""
            file = FileInfo(step.name, known_type or DEFAULT_TYPE, spool.size)
            add = partial(frame.stores.on(side).add, record, file, spool.file, former)
            return frame.context.call(f"{side}.attach", add)

    def _intend(self, step: Restore) -> None:
        """Killed after it, the next sync finds by name and content what was added, and goes on from there."""
        under_way = {"target": self.deed.side.value, "sending": step.digest, "given": step.name, "next_try": None}
        with self.frame.context.transaction("undo of a file intended") as session:
            ledger.put(session, self.frame, self.pair, self.known.id, state=State.UNDOING.value, **under_way)

    def _restored(self, step: Restore, key: Key) -> dict[str, Any]:
        """Without the side's mark: it is that side's news."""
        side = self.deed.side
        keys = {**self.known.keys, side: key}
        marks = {other: mark for other, mark in self.known.marks.items() if other is not side}
        former = step.replaced.info.key if step.replaced and side is Side.EXCHANGE else None
        return {"state": State.LINKED.value, "keys": keys, "marks": marks, "former": former, **SETTLED}

    def _noted(self, row: dict[str, Any] | None, after: Trace | None, count: str) -> None:
        frame, deed = self.frame, self.deed
        with frame.context.transaction("undo of a file noted") as session:
            if row is None:
                ledger.forget(session, self.known.id)
            elif row:
                ledger.put(session, frame, self.pair, self.known.id, **row)
            ledger.look_again(session, self.pair.link_id)
        reason = Reason("file_undone", {"name": deed.name, "target": deed.side.value})
        done = Done(deed.side, "attach", dict(self.pair.keys), deed.name, reason, "done", deed.link_id)
        tell(frame, traced(done, deed.after, after), count)

    def _take_off(self, step: Restore) -> None:
        """What fails is done by the next sync."""
        if step.replaced is None or self.deed.side is not Side.EXCHANGE:
            return
        record, frame = self.pair.keys[Side.EXCHANGE], self.frame
        remove = partial(frame.stores.exchange.remove, record, step.replaced.info.key)
        try:
            frame.context.call("exchange.detach", remove)
        except (Rejected, Stale, Transient):
            return
        with frame.context.transaction("attachment taken off") as session:
            ledger.put(session, frame, self.pair, self.known.id, former=None, **RESTED)
