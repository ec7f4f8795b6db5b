"""People are invited to one event because somebody wished so: the only thing that Bothways ever sends to people.

The wish is an Intent of a type of its own, which no run takes up, written before the call. One that a crash or a lost
reply left open is settled by the next invitation of the mailbox, and at once where the server answers: who is among
those that were told by now was invited, and is not invited again.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any, Unpack

from sqlalchemy import insert, select

from core.errors import Rejected, Stale, SyncError, Transient, Unauthorized
from core.explain import listing
from core.models.sync import IntentRow
from core.objects import EVENT
from core.records import Side
from core.store import Outcome
from worker.invitation import Found, inviting_store
from worker.sync.actions import Reason
from worker.sync.context import Context, Parts
from worker.sync.frame import Frame, framed
from worker.sync.journal import INTENTS, Done, Entries
from worker.sync.report import RunReport
from worker.sync.run import Opened, open_context
from worker.sync.wish import Wish, Wishes

INVITATION = "invitation"


def invite(mailbox_id: str, parts: Parts, found: Found, **wishes: Unpack[Wishes]) -> None:
    """Sends the invitations, under the mailbox's lease.

    Raises:
        LeaseHeld: a run is under way. Stale: the event changed since it was looked at. Rejected: it is refused.
        Transient: nobody was told, or it is not known yet; the message says which. Unauthorized.
    """
    wish = Wish(**wishes)
    report = RunReport(wish.new_id(), mailbox_id)
    opened = Opened(parts.database, parts.open_stores, parts.policy_of, parts.now)
    with framed(Frame(parts.database, parts.now, "invite", wish), report) as lease:
        context = open_context(opened, wish, report, lease, EVENT)
        _settle(context)
        if found.people:
            _carry_out(context, found)


def _carry_out(context: Context, found: Found) -> None:
    stamp = _write_intent(context, found)
    error = _sent(context, found)
    if isinstance(error, Transient | Stale):
        _after_silence(context, found, stamp, error)
        return
    _close(context, stamp, _done(found, found.people, error=error.message if error else ""))
    if error:
        raise error


def _sent(context: Context, found: Found) -> SyncError | None:
    """What went wrong."""
    store = inviting_store(context.stores[Side.EXCHANGE])
    send = partial(store.invite, found.keys[Side.EXCHANGE], found.people, found.version)
    try:
        outcome: Outcome = context.call("exchange.invite", send)
    except Transient as error:
        return error
    return outcome if isinstance(outcome, SyncError) else None


def _after_silence(context: Context, found: Found, stamp: str, error: Transient | Stale) -> None:
    """The server may have told them before its reply was lost; a call that was repeated then meets its own change.

    Raises:
        Transient, Stale: not all were told, or it is not known.
    """
    try:
        invited = _settle(context).get(stamp, ())
    except (Transient, Unauthorized) as silence:
        text = f"Whether the invitation to {found.name} went out is not known yet; ask again: nobody is told twice."
        raise Transient(text, code="unknown_outcome", vendor=silence.vendor) from silence
    if set(invited) == set(found.people):
        return
    if isinstance(error, Stale):
        raise error
    text = f"The invitation to {found.name} did not go out, because the server did not answer; ask again."
    raise Transient(text, code=error.code, vendor=error.vendor) from error


def _write_intent(context: Context, found: Found) -> str:
    stamp = context.new_id()
    keys = {side.value: key for side, key in found.keys.items()}
    row = {
        "id": stamp,
        "mailbox_id": context.mailbox_id,
        "type": INVITATION,
        "run_id": context.report.run,
        "epoch": context.lease.epoch if context.lease else 0,
        "side": Side.EXCHANGE.value,
        "verb": "invite",
        "link_id": found.link_id,
        "action": {"keys": keys, "name": found.name, "people": found.people, "by": found.by},
        "held": {},
        "before": {},
        "created_at": context.now(),
    }
    with context.transaction("invitation: intent") as session:
        session.connection().execute(insert(INTENTS), [row])
    return stamp


def _settle(context: Context) -> dict[str, tuple[str, ...]]:
    """Finds out what became of invitations that were left open. By Intent, who was invited."""
    mine = (IntentRow.mailbox_id == context.mailbox_id) & (IntentRow.type == INVITATION)
    with context.look() as session:
        rows = list(session.scalars(select(IntentRow).where(mine).order_by(IntentRow.created_at, IntentRow.id)))
        session.expunge_all()
    store = inviting_store(context.stores[Side.EXCHANGE])
    invited: dict[str, tuple[str, ...]] = {}
    for row in rows:
        found = _of_intent(row.action, row.link_id)
        key = found.keys[Side.EXCHANGE]
        try:
            now = context.call("exchange.invitation", partial(store.invitation, key, found.people))
        except (Rejected, Stale) as error:
            text = f"{listing(found.people)} may not have got the invitation to {found.name}: {error.message}"
            _close(context, row.id, _done(found, found.people, error=text))
            continue
        invited[row.id] = now.already
        _close(context, row.id, _done(found, now.already, outcome="recovered") if now.already else None)
    return invited


def _of_intent(action: dict[str, Any], link_id: str | None) -> Found:
    keys = {Side(side): key for side, key in action["keys"].items()}
    return Found(keys, link_id, action["name"], action["people"], (), (), "", action["by"])


def _done(found: Found, people: Sequence[str], *, outcome: str = "done", error: str = "") -> Done:
    words = {"name": found.name, "people": listing(people), "by": found.by}
    return Done(
        Side.EXCHANGE,
        "invite",
        found.keys,
        found.name,
        Reason("invited", words),
        "failed" if error else outcome,
        found.link_id,
        after={"people": tuple(people)},
        error=error,
    )


def _close(context: Context, stamp: str, done: Done | None) -> None:
    entries = Entries(closed=[stamp], operations=[done] if done else [])
    with context.transaction("invitation: done") as session:
        entries.write(session, context)
    entries.tell(context)
