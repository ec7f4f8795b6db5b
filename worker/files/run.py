"""The files of one kind of record, after the records themselves: of contacts and events whose admin wants it.

Of Outlook's records those are looked at whose version moved on since the last look, for an attachment moves it; of
Salesforce, where files leave their record as it is, the links of all paired records are asked for, in lists.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from core.errors import Rejected, Stale, SyncError, Transient, Unauthorized
from core.files import FILE_TYPES, FileStores, Holder, Shown
from core.policy import Winner
from core.records import Key, Side, label
from worker.files import ledger, trouble
from worker.files.carry import Carrier
from worker.files.cases import Case, Known, Rename, Send, Stay
from worker.files.decide import decide, news
from worker.files.frame import BUDGET, SICK, Frame
from worker.files.ledger import Paired
from worker.files.matching import unsure
from worker.files.spool import digest_of
from worker.files.telling import tell, told
from worker.sync import kinds
from worker.sync.context import Context, Memory
from worker.sync.links import chunks, read_links_by_id
from worker.sync.report import CALLS

# Pairs whose documents are asked for together, and those whose attachments are.
LISTED, WINDOW = 2000, 100


def carry_files(records: Context, stores: FileStores) -> None:
    """records: of the kind's own run, which is over. What goes wrong with the files as a whole is told in the report,
    and keeps nothing else; the rest is done by a later run. Raises LeaseLost."""
    context = of_files(records)
    context.report.begin(context.object_type.name)
    before = {side: stores.on(side).calls for side in Side}
    try:
        until = None if context.dry else context.now() + BUDGET
        sync_files(Frame(context, records.object_type, stores, until=until))
        kinds.goes_on(context)
    except Unauthorized as error:
        kinds.stop(context, error)
    except SyncError as error:
        context.report.stopped[context.object_type.name] = error.message
    finally:
        for side in Side:
            context.report.calls[CALLS[side]] += stores.on(side).calls - before[side]


def of_files(records: Context) -> Context:
    """The same for the kind's files."""
    return replace(records, object_type=FILE_TYPES[records.object_type.name], stores={}, memory=Memory())


def sync_files(frame: Frame) -> None:
    """Raises Transient and Unauthorized of whole calls, and LeaseLost; what was done is saved."""
    trouble.read_issues(frame)
    with frame.context.look() as session:
        pairs = [one for one in ledger.paired(session, frame) if frame.stores.exchange.takes(one.keys[Side.EXCHANGE])]
        waiting = ledger.waiting(session, frame)
    for done, some in enumerate(chunks(pairs, LISTED)):
        keys = [one.keys[Side.CRM] for one in some]
        documents = frame.context.call("crm.files", partial(frame.stores.crm.shown, keys))
        with frame.context.look() as session:
            known = ledger.known_of(session, [one.link_id for one in some])
        due = [one for one in some if _is_due(frame, one, known.get(one.link_id, ()), documents, waiting)]
        for window in chunks(due, WINDOW):
            _settle(frame, window, known, documents)
            if frame.late:
                frame.context.report.more = True
                return
        frame.context.progress(frame.context.object_type.plural, min((done + 1) * LISTED, len(pairs)), len(pairs))


def _is_due(
    frame: Frame, pair: Paired, known: tuple[Known, ...], documents: dict[Key, Holder], waiting: set[str]
) -> bool:
    if pair.next_try is not None and pair.next_try > frame.context.now() and not frame.context.force:
        return False  # its files cannot be read
    marks = {one.info.key: one.mark for one in documents[pair.keys[Side.CRM]].files}
    return frame.context.force or pair.looked != pair.seen or pair.link_id in waiting or news(known, marks)


def _settle(
    frame: Frame, pairs: Sequence[Paired], known: dict[str, tuple[Known, ...]], documents: dict[Key, Holder]
) -> None:
    """The pairs' files, one pair after the other."""
    keys = [one.keys[Side.EXCHANGE] for one in pairs]
    items = frame.context.call("exchange.files", lambda: frame.stores.exchange.shown(keys))
    with frame.context.look() as session:
        names = {link.id: label(link.base) for link in read_links_by_id(session, [one.link_id for one in pairs])}
    batch = Batch(frame)
    try:
        _each(batch, pairs, items, documents, known, names)
    except (Transient, Unauthorized):
        batch.note()
        raise
    batch.note()
    passing = [error for _, error in batch.failed if isinstance(error, Transient)]
    if len(passing) == len(pairs) > 1:
        raise passing[-1]
    for pair, error in batch.failed:
        trouble.unread(frame, pair, names[pair.link_id], error)


@dataclass
class Batch:
    """What became of some pairs. failed: those whose files could not be read, with why. in_a_row: so many since one
    that could be read."""

    frame: Frame
    carriers: dict[Key, Carrier] = field(default_factory=dict)
    settled: list[Paired] = field(default_factory=list)
    failed: list[tuple[Paired, SyncError]] = field(default_factory=list)
    in_a_row: int = 0

    def sick(self, pair: Paired, error: SyncError) -> None:
        """Raises the error where it was one too many: it is the system then and not the records."""
        self.failed.append((pair, error))
        self.in_a_row += 1
        if self.in_a_row == SICK and isinstance(error, Transient):
            raise error

    def note(self) -> None:
        if self.settled:
            with self.frame.context.transaction("files looked at") as session:
                ledger.looked(session, self.settled)
        _note_marks(self.frame, {key: one for key, one in self.carriers.items() if one.sent})


def _each(
    batch: Batch,
    pairs: Sequence[Paired],
    items: dict[Key, Holder],
    documents: dict[Key, Holder],
    known: dict[str, tuple[Known, ...]],
    names: dict[str, str],
) -> None:
    frame = batch.frame
    for pair in pairs:
        if frame.late:
            return
        holder = items.get(pair.keys[Side.EXCHANGE])
        if holder is None or pair.link_id not in names:
            continue  # it is gone: the records' own run says so
        if holder.problem is not None:
            batch.sick(pair, holder.problem)
            continue
        held = {Side.EXCHANGE: holder, Side.CRM: documents[pair.keys[Side.CRM]]}
        now = None if frame.context.force else frame.context.now()
        limit, winner = frame.stores.limit_mb, _winner(frame)
        case = Case(known.get(pair.link_id, ()), held, pair.anew, limit, now, winner)
        try:
            case = _compared(frame, pair, case)
        except Transient as error:
            batch.sick(pair, error)
            continue
        batch.in_a_row = 0
        if frame.context.dry:
            _preview(frame, pair, names[pair.link_id], case)
            continue
        carrier = batch.carriers[pair.keys[Side.EXCHANGE]] = Carrier(frame, pair, names[pair.link_id])
        for action in decide(case):
            carrier.carry_out(action)
        if carrier.settled:
            trouble.settle(frame, pair.link_id, carrier.failed)
            batch.settled.append(pair)
            frame.worked = True


def _winner(frame: Frame) -> Side:
    """No side tells when a file got its name: where the newest is to win, or a person to choose, the CRM does."""
    return Side.EXCHANGE if frame.context.policy.winner is Winner.EXCHANGE else Side.CRM


def _compared(frame: Frame, pair: Paired, case: Case) -> Case:
    """With the digests of the attachments that must be known; of one that cannot be read there is none."""
    store, record = frame.stores.exchange, pair.keys[Side.EXCHANGE]
    wanted = {one.info.key for one in unsure(case)} if not case.held[Side.EXCHANGE].apart else set()
    if not wanted:
        return case

    def compared(one: Shown) -> Shown:
        try:
            found = frame.context.call("exchange.content", lambda: digest_of(store, record, one.body))
        except (Rejected, Stale):
            return one
        return replace(one, digest=found)

    files = tuple(compared(one) if one.info.key in wanted else one for one in case.held[Side.EXCHANGE].files)
    return replace(case, held={**case.held, Side.EXCHANGE: replace(case.held[Side.EXCHANGE], files=files)})


def _note_marks(frame: Frame, carriers: dict[Key, Carrier]) -> None:
    """As which the server shows what was attached, so that it need not be read again to be known."""
    if carriers:
        keys = list(carriers)
        items = frame.context.call("exchange.files", lambda: frame.stores.exchange.shown(keys))
        for key, carrier in carriers.items():
            carrier.marked(items[key].files if key in items else ())


def _preview(frame: Frame, pair: Paired, name: str, case: Case) -> None:
    """What a run would do."""
    for action in decide(case):
        if isinstance(action, Send | Rename):
            former = action.known.name if action.known and action.replaces else ""
            done = told(pair, name, action.source, action.to, action.code, "planned", former=former)
            tell(frame, done, "updated" if action.replaces else "created")
        elif isinstance(action, Stay):
            shown = action.now[action.side]
            tell(frame, told(pair, name, shown, action.side.other, action.code, "planned", because=action.because))
