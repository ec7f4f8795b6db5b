"""What people asked of issues and conflicts, carried out at once under the mailbox's lease: corrected values, chosen
ones, chosen candidates, or simply another try. The rows keep the wishes until they are carried out."""

from typing import Protocol, Unpack

from core.files import FILE_TYPES, FileStores
from core.mails import EMAIL
from core.models.accounts import ACTIVE, Mailbox
from core.objects import OBJECT_TYPES, ObjectType
from core.records import Side
from core.repairs import read_values
from worker.files.ledger import wake
from worker.files.run import carry_files, of_files
from worker.files.trouble import give_up
from worker.filing.run import file_mails, file_shared
from worker.mending import candidates, rows, values
from worker.mending.rows import Ask
from worker.sharing.run import SharingParts
from worker.sync import hints
from worker.sync.context import Context
from worker.sync.decide import look_again
from worker.sync.frame import Frame, framed
from worker.sync.issues import WHOLE
from worker.sync.recover import recover
from worker.sync.report import RunReport
from worker.sync.run import Opened, open_context, sync
from worker.sync.wish import Wish, Wishes


class MendingParts(SharingParts, Protocol):
    """What composition gives."""

    def open_files(self, mailbox_id: str, object_type: ObjectType, /) -> FileStores | None: ...


def mend(mailbox_id: str, parts: MendingParts, **wishes: Unpack[Wishes]) -> None:
    """Kind by kind; what is asked of a suspended mailbox waits. Raises LeaseHeld, SyncError, AccountError, SecretError;
    what is left is in the rows."""
    with parts.database.session() as session:
        runs = session.get_one(Mailbox, mailbox_id).state == ACTIVE
        kinds = rows.kinds(session, mailbox_id) if runs else set()
    if not kinds:
        return
    wish = Wish(**wishes)
    report = RunReport(wish.new_id(), mailbox_id)
    opened = Opened(parts.database, parts.open_stores, parts.policy_of, parts.now)
    with framed(Frame(parts.database, parts.now, "mend", wish), report) as lease:
        for kind in (one for one in (*OBJECT_TYPES.values(), EMAIL) if one.name in kinds):
            context = open_context(opened, wish, report, lease, kind)
            if kind is EMAIL:
                _emails(context, parts)
            else:
                _records(context)
        for name in (one for one, files in FILE_TYPES.items() if files.name in kinds):
            _files(open_context(opened, wish, report, lease, OBJECT_TYPES[name]), parts)


def _records(context: Context) -> None:
    recover(context)
    asks = _asks(context)
    for ask in asks:
        _carry_out(context, ask)
    with context.transaction("conflicts decided") as session:
        links, choices = rows.chosen(session, context.mailbox_id, context.object_type.name)
        for link in links:
            look_again(session, link, context.now())
    for choice in choices:
        values.restore(context, choice)
    context.memory.stale.clear()
    sync(context, prompt=True)
    _answered(context, asks)


def _carry_out(context: Context, ask: Ask) -> None:
    if "candidate" in ask.wish:
        candidates.settle(context, ask, ask.wish["candidate"])
    if ask.key == WHOLE:
        return
    if ask.wish.get("values"):
        values.correct(context, ask, read_values(context.object_type.name, ask.wish["values"]))
        return
    with context.transaction("tried again") as session:
        hints.add(session, context, ask.side, {ask.key: False})


def _emails(context: Context, parts: SharingParts) -> None:
    stores, policy = parts.open_filing(context.mailbox_id)
    asks = _asks(context)
    keys = [ask.key for ask in asks if ask.key != WHOLE]
    with context.transaction("tried again") as session:
        hints.add(session, context, Side.EXCHANGE, dict.fromkeys(keys, False))
    if len(keys) < len(asks):
        file_mails(context, stores, policy)
    else:
        file_shared(context, stores, policy, keys)
    _answered(context, asks)


def _files(records: Context, parts: MendingParts) -> None:
    """records: of whose files something is asked."""
    wanted = records.policy.enabled and records.policy.files
    stores = parts.open_files(records.mailbox_id, records.object_type) if wanted else None
    context = of_files(records)
    asks = _asks(context)
    with context.transaction("files tried again") as session:
        wake(session, context.mailbox_id, context.object_type.name, [one.link_id for one in asks if one.link_id])
    if stores is None:
        give_up(context)
    else:
        carry_files(records, stores)
    _answered(context, asks)


def _asks(context: Context) -> list[Ask]:
    with context.look() as session:
        return rows.asked(session, context.mailbox_id, context.object_type.name)


def _answered(context: Context, asks: list[Ask]) -> None:
    with context.transaction("asked and answered") as session:
        rows.answered(session, asks)
