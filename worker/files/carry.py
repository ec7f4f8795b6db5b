"""Carrying out what was decided about the files of one pair.

A file is read into a temporary file first, so that its digest is known; then comes the intent (committed), then the
write, then the result (committed). Killed in between, the next run finds the file by name and digest and adopts it.
What one side refuses is an issue of the file; its record and the other files go on.
"""

from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import Any

from core.errors import Rejected, Stale, Transient
from core.files import Shown
from core.records import Key, Side
from worker.files import ledger, trouble
from worker.files.cases import Action, Agree, Forget, Keep, Known, Now, Rest, Send, State, Stay, TakeOff, Wait
from worker.files.decide import is_told
from worker.files.frame import Frame
from worker.files.ledger import Paired
from worker.files.spool import Spool, spooled
from worker.files.telling import named, tell, told
from worker.filing.attachments import refusal_of, safe_name

# Of a row of which nothing is under way.
SETTLED: dict[str, Any] = {"target": None, "sending": None, "attempts": 0, "next_try": None, "note": ""}


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

    def carry_out(self, action: Action) -> None:
        """Raises Unauthorized, LeaseLost, and Transient where too much failed in a row."""
        match action:
            case Send():
                self._send(action)
            case Agree():
                self._agree(action)
            case Rest():
                self._remember(action.known, State.RESTS, action.now, digest=action.digest)
            case Stay():
                self._stay(action)
            case TakeOff():
                self._take_off(action.known.id, action.key)
            case Keep():
                self._keep(action)
            case Wait():
                self.failed.add(named(action.source, self._name))
            case Forget():
                with self._frame.context.transaction("file forgotten") as session:
                    ledger.forget(session, action.known.id)

    def _agree(self, action: Agree) -> None:
        """Also of what a dead run sent: its result was lost and is found."""
        known, former = action.known, {"former": action.former} if action.former else {}
        file_id = self._remember(known, State.LINKED, action.now, digest=action.digest, **former)
        if known is not None and known.state is State.SENDING and known.target is not None:
            shown = action.now[known.target]
            tell(self._frame, told(self._pair, self._name, shown, known.target, "file_added", "recovered"), "created")
        if action.former:
            self._take_off(file_id, action.former)

    def _stay(self, action: Stay) -> None:
        self._remember(action.known, State.STAYS, action.now, note=action.because or action.code)
        shown, to = action.now[action.side], action.side.other
        tell(self._frame, told(self._pair, self._name, shown, to, action.code, "reported", because=action.because))

    def _open(self) -> bool:
        """Whether the item may still be changed. Asked right before its first change: what was read with the others is
        old where large files went before, and an event that became a meeting tells its people."""
        if self._opened is None:
            store, key = self._frame.stores.exchange, self._pair.keys[Side.EXCHANGE]
            holder = self._frame.context.call("exchange.files", lambda: store.shown([key])).get(key)
            self._opened = holder is not None and not holder.closed and not holder.apart
        return self._opened

    @property
    def settled(self) -> bool:
        """False where the item is another one than what was decided on."""
        return self._opened is not False

    def _keep(self, action: Keep) -> None:
        shown, at = action.shown, Side.EXCHANGE
        keys, marks = {at: shown.info.key}, {at: shown.mark}
        row = {"state": State.RESTS.value, "keys": keys, "marks": marks, "digest": shown.digest}
        with self._frame.context.transaction("attachment kept") as session:
            ledger.put(session, self._frame, self._pair, action.known.id, former=None)
            ledger.put(session, self._frame, self._pair, None, name=safe_name(shown.info.name), **row)
        tell(self._frame, told(self._pair, self._name, shown, at, action.code, "reported"))

    def _remember(self, known: Known | None, state: State, now: Now, **values: Any) -> str:
        """As it is on both sides; nothing of it is under way any more."""
        with self._frame.context.transaction("file remembered") as session:
            return ledger.put(
                session,
                self._frame,
                self._pair,
                known.id if known else None,
                state=state.value,
                keys={side: shown.info.key for side, shown in now.items()},
                marks={side: shown.mark for side, shown in now.items()},
                name=safe_name(next(iter(now.values())).info.name),
                **{**SETTLED, **values},
            )

    def _take_off(self, file_id: str, key: Key | None) -> None:
        """The attachment whose place another took; None: it is gone already. What fails is done by the next run."""
        frame, record = self._frame, self._pair.keys[Side.EXCHANGE]
        if key is not None:
            try:
                if not self._open():
                    return
                frame.context.call("exchange.detach", partial(frame.stores.exchange.remove, record, key))
            except (Rejected, Stale, Transient) as error:
                self._standing.add(file_id)
                if isinstance(error, Transient):
                    frame.failed(error)
                return
        with frame.context.transaction("attachment taken off") as session:
            ledger.put(session, frame, self._pair, file_id, former=None)

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
                file_id = self._intend(action, spool)
                self._write(action, spool, file_id)
        except (Rejected, Stale, Transient) as error:
            self.failed.add(named(action.source, self._name))
            passes = trouble.failed(frame, self._pair, self._name, action, file_id, error)
            if passes and isinstance(error, Transient):
                frame.failed(error)
            return
        frame.failures = 0
        if action.replaces and action.to is Side.EXCHANGE:
            self._take_off(file_id, action.replaces)

    @property
    def _limit(self) -> int:
        return self._frame.stores.limit_mb

    def _read(self, action: Send, stack: ExitStack) -> Spool:
        side = action.to.other
        opened = spooled(self._frame.stores.on(side), self._pair.keys[side], action.source.body, self._limit)
        return self._frame.context.call(f"{side}.content", lambda: stack.enter_context(opened))

    def _intend(self, action: Send, spool: Spool) -> str:
        """The intent: what goes where, and how it is recognised there."""
        row = ledger.under_way(action) | {"sending": action.source.digest or spool.digest, "next_try": None}
        with self._frame.context.transaction("file intended") as session:
            return ledger.put(session, self._frame, self._pair, action.known.id if action.known else None, **row)

    def _write(self, action: Send, spool: Spool, file_id: str) -> None:
        frame, to = self._frame, action.to
        file = replace(action.file, size=spool.size)
        add = partial(frame.stores.on(to).add, self._pair.keys[to], file, spool.file, action.replaces)
        key = frame.context.call(f"{to}.attach", add)
        digest = action.source.digest or spool.digest
        former = action.replaces if to is Side.EXCHANGE else None
        marks = {to.other: action.source.mark} | ({to: digest} if to is Side.CRM else {})
        with frame.context.transaction("file sent") as session:
            ledger.put(
                session,
                frame,
                self._pair,
                file_id,
                state=State.LINKED.value,
                keys={to.other: action.source.info.key, to: key},
                marks=marks,
                digest=digest,
                former=former,
                **SETTLED,
            )
        code, count = ("file_changed", "updated") if action.replaces else ("file_added", "created")
        tell(frame, told(self._pair, self._name, action.source, to, code), count)
        if to is Side.EXCHANGE:
            self.sent[key] = file_id

    def marked(self, files: tuple[Shown, ...]) -> None:
        """The marks of what this run attached, as the server tells them."""
        found = [(self.sent[one.info.key], one.mark) for one in files if one.info.key in self.sent]
        if found:
            with self._frame.context.transaction("marks of files") as session:
                for file_id, mark in found:
                    ledger.set_mark(session, file_id, Side.EXCHANGE, mark)
