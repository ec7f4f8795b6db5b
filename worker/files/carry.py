"""Carrying out what was decided about the files of one pair.

A file is read into a temporary file first, so that its digest is known; then comes the intent (committed), then the
write, then the result (committed). Killed in between, the next run finds the file by name and digest and adopts it.
What one side refuses is an issue of the file; its record and the other files go on.
"""

from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import Any

from core.errors import Rejected, Stale, SyncError, Transient
from core.files import Shown, mark_of
from core.records import Key, Side
from worker.files import ledger, rivals, trouble
from worker.files.cases import (
    Action,
    Agree,
    Forget,
    Giving,
    Keep,
    Known,
    Now,
    Rename,
    Rest,
    Send,
    State,
    Stay,
    TakeOff,
    Trace,
    Wait,
)
from worker.files.decide import is_told
from worker.files.frame import Frame
from worker.files.ledger import Paired
from worker.files.matching import called
from worker.files.spool import Spool, spooled
from worker.files.telling import named, tell, told
from worker.files.traces import before_of, traced
from worker.filing.attachments import refusal_of, safe_name

# Of a row of which nothing is under way.
RESTED: dict[str, Any] = {"attempts": 0, "next_try": None}
SETTLED: dict[str, Any] = {"target": None, "sending": None, "given": None, "note": "", **RESTED}


class Carrier:
    """The files of one pair. name: what people call its record. sent: rows by the attachments that this run added,
    whose marks are still to be read. failed: names of files that wait for their next try."""

    def __init__(self, frame: Frame, pair: Paired, name: str) -> None:
        self._frame, self._pair, self._name = frame, pair, name
        self.sent: dict[Key, str] = {}
        self.failed: set[str] = set()
        # Files whose former attachment could not be taken off.
        self._standing: set[str] = set()
        self._opened: bool | None = None
        # A colleague's run has to do with one of the files, too.
        self._gave_way = False

    def carry_out(self, action: Action) -> None:
        """Raises Unauthorized, LeaseLost, and Transient where too much failed in a row."""
        match action:
            case Send():
                self._send(action)
            case Rename():
                self._rename(action)
            case Agree():
                self._agree(action)
            case Rest():
                [shown] = action.now.values()
                self._remember(action.known, State.RESTS, action.now, safe_name(shown.info.name), digest=action.digest)
            case Stay():
                self._stay(action)
            case TakeOff():
                self._take_off(action.known.id, action.shown)
            case Keep():
                self._keep(action)
            case Wait():
                self.failed.add(named(action.source, self._name))
                self._standing.add(action.known.id)
            case Forget():
                with self._frame.context.transaction("file forgotten") as session:
                    ledger.forget(session, action.known.id)

    def _agree(self, action: Agree) -> None:
        """Also of what a dead run sent: its result was lost and is found."""
        known, former = action.known, {"former": action.former.info.key} if action.former else {}
        file_id = self._remember(known, State.LINKED, action.now, action.name, digest=action.digest, **former)
        if known is not None and known.state is State.SENDING and known.target is not None:
            self._tell_recovered(known, known.target, file_id, action)
        if action.former:
            self._take_off(file_id, action.former)

    def _tell_recovered(self, known: Known, to: Side, file_id: str, action: Agree) -> None:
        shown, anew = action.now[to], known.digest is not None
        code = ("file_renamed" if known.digest == action.digest else "file_changed") if anew else "file_added"
        after = Trace(file_id, shown.info.key, action.digest, action.name)
        done = told(self._pair, self._name, shown, to, code, "recovered", former=known.name)
        tell(self._frame, traced(done, before_of(known, to), after), "updated" if anew else "created")

    def _stay(self, action: Stay) -> None:
        """Both sides go on by the name on which they agreed."""
        known, note = action.known, action.because or action.code
        self._remember(known, State.STAYS, action.now, known.name if known else action.name, note=note)
        shown, to = action.now[action.side], action.side.other
        tell(self._frame, told(self._pair, self._name, shown, to, action.code, "reported", because=action.because))

    def _open(self) -> bool:
        """Whether the item may still be changed. Asked right before its first change: what was read with the others is
        old where large files went before, and an event that became a meeting tells its people."""
        if self._opened is None:
            store, key = self._frame.stores.exchange, self._pair.keys[Side.EXCHANGE]
            holder = self._frame.context.call("exchange.files", lambda: store.shown([key])).get(key)
            self._opened = holder is not None and not (holder.closed or holder.apart or holder.problem)
        return self._opened

    @property
    def settled(self) -> bool:
        """False where the item or the record is another one than what was decided on."""
        return self._opened is not False and not self._gave_way

    def _keep(self, action: Keep) -> None:
        shown, at = action.shown, Side.EXCHANGE
        keys, marks = {at: shown.info.key}, {at: shown.mark}
        row = {"state": State.RESTS.value, "keys": keys, "marks": marks, "digest": shown.digest}
        with self._frame.context.transaction("attachment kept") as session:
            ledger.put(session, self._frame, self._pair, action.known.id, former=None, **RESTED)
            ledger.put(session, self._frame, self._pair, None, name=safe_name(shown.info.name), **row)
        tell(self._frame, told(self._pair, self._name, shown, at, action.code, "reported"))

    def _remember(self, known: Known | None, state: State, now: Now, name: str, **values: Any) -> str:
        """As it is on both sides; nothing of it is under way any more, but what is to be taken off. What an undo put
        back is still its side's news."""
        news = known.target if known and known.state is State.UNDOING else None
        if known is not None and known.former:
            values = {**{kept: value for kept, value in SETTLED.items() if kept not in RESTED}, **values}
        else:
            values = {**SETTLED, **values}
        with self._frame.context.transaction("file remembered") as session:
            return ledger.put(
                session,
                self._frame,
                self._pair,
                known.id if known else None,
                state=state.value,
                keys={side: shown.info.key for side, shown in now.items()},
                marks={side: shown.mark for side, shown in now.items() if side is not news},
                name=name,
                **values,
            )

    def _take_off(self, file_id: str, shown: Shown | None) -> None:
        """The attachment whose place another took; None: it is gone already. What fails is tried again later."""
        frame, record = self._frame, self._pair.keys[Side.EXCHANGE]
        if shown is not None:
            try:
                if not self._open():
                    return
                frame.context.call("exchange.detach", partial(frame.stores.exchange.remove, record, shown.info.key))
            except (Rejected, Stale, Transient) as error:
                self._standing.add(file_id)
                self.failed.add(named(shown, self._name))
                if trouble.stood(frame, self._pair, self._name, shown, file_id, error):
                    self._pass(error)
                return
        with frame.context.transaction("attachment taken off") as session:
            ledger.put(session, frame, self._pair, file_id, former=None, **RESTED)

    def _pass(self, error: SyncError) -> None:
        """Of a failure that may pass by itself."""
        if isinstance(error, Transient):
            self._frame.failed(error)

    # Sending

    def _send(self, action: Send) -> None:
        frame, file_id = self._frame, action.known.id if action.known else None
        if file_id in self._standing and action.to is Side.EXCHANGE:
            return  # one attachment after the other: only one former one is remembered
        try:
            with ExitStack() as stack:
                spool = self._read(action, stack)
                if because := refusal_of(replace(action.source.info, size=spool.size), action.file.name, self._limit):
                    now = {action.to.other: action.source} | ({action.to: action.replaced} if action.replaced else {})
                    stay = Stay(action.known, action.to.other, now, action.file.name, "file_left", because)
                    if not is_told(stay):
                        self._stay(stay)
                    return
                if action.to is Side.EXCHANGE and not self._open():
                    return
                file_id, elsewhere = self._intend(action, spool)
                if elsewhere or (elsewhere is False and rivals.is_there(frame, self._pair, action, spool.digest)):
                    self._give_way(action, file_id)
                    return
                self._write(action, spool, file_id)
        except (Rejected, Stale, Transient) as error:
            self._failed(action, file_id, error)
            return
        frame.failures = 0
        if action.replaced and action.to is Side.EXCHANGE:
            self._take_off(file_id, action.replaced)

    def _failed(self, action: Giving, file_id: str | None, error: SyncError) -> None:
        self.failed.add(named(action.source, self._name))
        if trouble.failed(self._frame, self._pair, self._name, action, file_id, error):
            self._pass(error)

    def _rename(self, action: Rename) -> None:
        """The name alone: done twice it is done once, so it needs no intent. How the CRM shows it, the next look
        tells."""
        frame, known, name = self._frame, action.known, action.file.name
        rename = partial(frame.stores.crm.rename, self._pair.keys[Side.CRM], action.replaces, name)
        try:
            frame.context.call("crm.rename", rename)
        except (Rejected, Stale, Transient) as error:
            self._failed(action, known.id, error)
            return
        frame.failures = 0
        keys = {Side.EXCHANGE: action.source.info.key, Side.CRM: action.replaces}
        row = {"state": State.LINKED.value, "keys": keys, "marks": {Side.EXCHANGE: action.source.mark}, "name": name}
        with frame.context.transaction("file renamed") as session:
            ledger.put(session, frame, self._pair, known.id, **row, **SETTLED)
        done = told(self._pair, self._name, action.source, Side.CRM, action.code, former=known.name)
        after = Trace(known.id, action.replaces, known.digest or "", name)
        tell(frame, traced(done, before_of(known, Side.CRM), after), "updated")

    @property
    def _limit(self) -> int:
        return self._frame.stores.limit_mb

    def _read(self, action: Send, stack: ExitStack) -> Spool:
        side = action.to.other
        opened = spooled(self._frame.stores.on(side), self._pair.keys[side], action.source.body, self._limit)
        return self._frame.context.call(f"{side}.content", lambda: stack.enter_context(opened))

    def _intend(self, action: Send, spool: Spool) -> tuple[str, bool | None]:
        """The intent: what goes where, and how it is recognised there. With what `given_elsewhere` says of it."""
        row = ledger.under_way(action) | {"sending": action.source.digest or spool.digest, "next_try": None}
        with self._frame.context.transaction("file intended") as session:
            known_id = action.known.id if action.known else None
            file_id = ledger.put(session, self._frame, self._pair, known_id, **row)
            if action.to is Side.EXCHANGE or action.replaced:
                return file_id, None
            return file_id, rivals.given_elsewhere(session, self._frame, self._pair, row["sending"])

    def _give_way(self, action: Send, file_id: str) -> None:
        """To a colleague's run; the next one of this mailbox finds what that one gave."""
        self._gave_way = self._frame.context.report.more = True
        if action.known is None:
            with self._frame.context.transaction("file left to a colleague") as session:
                ledger.forget(session, file_id)

    def _write(self, action: Send, spool: Spool, file_id: str) -> None:
        frame, to = self._frame, action.to
        file = replace(action.file, size=spool.size)
        add = partial(frame.stores.on(to).add, self._pair.keys[to], file, spool.file, action.replaces)
        key = frame.context.call(f"{to}.attach", add)
        digest = action.source.digest or spool.digest
        former = action.replaces if to is Side.EXCHANGE else None
        # New content under a name that is new on this side: the other one gets that at the next look.
        agreed = called(action.source) == file.name.casefold() or not action.known
        marks = {to.other: action.source.mark}
        if to is Side.CRM and agreed:
            marks[to] = mark_of(digest, file.name)
        name = file.name if agreed or not action.known else action.known.name
        with frame.context.transaction("file sent") as session:
            ledger.put(
                session,
                frame,
                self._pair,
                file_id,
                state=State.LINKED.value,
                keys={to.other: action.source.info.key, to: key},
                marks=marks,
                name=name,
                digest=digest,
                former=former,
                **SETTLED,
            )
        known = action.known if action.replaces else None
        done = told(self._pair, self._name, action.source, to, action.code, former=known.name if known else "")
        after = Trace(file_id, key, digest, file.name)
        tell(frame, traced(done, before_of(known, to) if known else None, after), "updated" if known else "created")
        if to is Side.EXCHANGE:
            self.sent[key] = file_id

    def marked(self, files: tuple[Shown, ...]) -> None:
        """The marks of what this run attached, as the server tells them."""
        found = [(self.sent[one.info.key], one.mark) for one in files if one.info.key in self.sent]
        if found:
            with self._frame.context.transaction("marks of files") as session:
                for file_id, mark in found:
                    ledger.set_mark(session, file_id, Side.EXCHANGE, mark)
