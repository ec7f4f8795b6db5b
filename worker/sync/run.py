"""One run of one mailbox: for each object type recover, observe, load, reconcile, apply.

No transaction spans a remote call. Everything is determined by the stores' answers, the clock and the ids that are
given (I15); nothing here reads the time or makes an id by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Unpack

from core.database import Database
from core.emails import FilingPolicy, FilingStores
from core.errors import Unauthorized
from core.files import FILE_TYPES, FileStores
from core.mails import EMAIL
from core.objects import EVENT, OBJECT_TYPES, ObjectType
from core.policy import Policy
from core.records import Side
from core.store import Store
from core.window import window_of
from worker.files.run import carry_files, of_files
from worker.files.trouble import give_up
from worker.filing.run import file_counted, pause
from worker.lease import Lease
from worker.sync import guard, held, kinds
from worker.sync.actions import Plan
from worker.sync.agenda import windows
from worker.sync.apply import apply
from worker.sync.context import Context, Memory, OpenStores, PolicyOf
from worker.sync.feed import listings_passed, read_feeds, scale_of
from worker.sync.frame import Frame, framed
from worker.sync.journal import open_intents
from worker.sync.load import load
from worker.sync.observe import observe
from worker.sync.reconcile import Setting, reconcile
from worker.sync.recover import settle
from worker.sync.report import CALLS, RunReport
from worker.sync.scene import Scene
from worker.sync.strangers import look_again
from worker.sync.wish import Clock, Wish, Wishes

# A mailbox's stores for the filing of emails, and what was chosen about it.
OpenFiling = Callable[[str], tuple[FilingStores, FilingPolicy]]
# Whether a mailbox's emails are filed at all.
IsFiling = Callable[[str], bool]
# The stores of the files of one kind of record; None where Exchange has none for it.
OpenFiles = Callable[[str, ObjectType], FileStores | None]


@dataclass(frozen=True, slots=True)
class Opened:
    """The parts of composition that a run needs (worker.sync.context.Parts)."""

    database: Database
    open_stores: OpenStores
    policy_of: PolicyOf
    now: Clock
    open_filing: OpenFiling | None = None
    is_filing: IsFiling | None = None
    open_files: OpenFiles | None = None


def sync_mailbox(
    mailbox_id: str,
    *,
    database: Database,
    open_stores: OpenStores,
    policy_of: PolicyOf,
    now: Clock,
    open_filing: OpenFiling | None = None,
    is_filing: IsFiling | None = None,
    open_files: OpenFiles | None = None,
    **wishes: Unpack[Wishes],
) -> RunReport:
    """One run; wishes as at worker.sync.wish.Wish. open_filing: where emails are to be filed, too; is_filing: whether
    they are, from who knows it without opening anything. open_files: where files of records may go along.

    Raises:
        LeaseHeld: another run has the mailbox, or took it over.
        Transient, Unauthorized: a whole call failed. What was done is saved; the rest is done by a later run. A
            right that is missing for one kind alone is in the report instead (worker.sync.kinds).
    """
    wish = Wish(**wishes)
    parts = Opened(database, open_stores, policy_of, now, open_filing, is_filing, open_files)
    report = RunReport(wish.new_id(), mailbox_id, telling=wish.telling)
    if wish.dry_run:
        _run(parts, wish, report, None)
        return report
    with framed(Frame(database, now, "sync", wish), report) as lease:
        _approve(parts, mailbox_id, wish)
        _run(parts, wish, report, lease)
    return report


def sync(context: Context, *, prompt: bool = False) -> None:
    """One object type. prompt: somebody waits for it, so that what need not be now is left to the next regular run."""
    with context.look() as session:
        intents, feeds = open_intents(session, context), read_feeds(session, context)
        kinds.look(session, context)
    settle(context, intents)
    observe(context, feeds)
    if not prompt:
        look_again(context)
    for window in windows(context):
        scene = load(context, window)
        plan = decide(context, scene)
        apply(context, scene, plan)
    listings_passed(context)


def decide(context: Context, scene: Scene) -> Plan:
    """The plan for the scene. The guard counts what earlier windows of the run removed too."""
    memory, setting = context.memory, setting_of(context)
    pairs = [unit.pair() for unit in scene.units]
    plan = reconcile(pairs, scene.found, setting)
    memory.removals.update(guard.removals(plan.actions))
    refused = plan.held or guard.held(list(memory.removals.values()), setting.scale, context.policy)
    if refused is None:
        return plan
    with context.look() as session:
        approved = held.approved(session, context.mailbox_id, context.object_type.name)
    if approved is not None and memory.removals.keys() <= approved:
        scale = replace(setting.scale, approved=True)
        return reconcile(pairs, scene.found, replace(setting, scale=scale))
    return replace(plan, held=refused)


def setting_of(context: Context) -> Setting:
    """What the decisions of this run have in common."""
    holds = {side: store.holds for side, store in context.stores.items()}
    window = window_of(context.policy, context.now()) if context.object_type is EVENT else None
    return Setting(context.object_type, context.policy, holds, scale_of(context), window, context.memory.unsure)


def open_context(parts: Opened, wish: Wish, report: RunReport, lease: Lease | None, object_type: ObjectType) -> Context:
    """What the run of one object type works with."""
    report.begin(object_type.name)
    context = _context(parts, wish, report, lease, object_type)
    if object_type is EMAIL:
        return context
    stores = parts.open_stores(report.mailbox, object_type)
    return replace(context, stores=stores, policy=parts.policy_of(report.mailbox, object_type))


def _context(parts: Opened, wish: Wish, report: RunReport, lease: Lease | None, object_type: ObjectType) -> Context:
    """Without the stores."""
    return Context(
        mailbox_id=report.mailbox,
        object_type=object_type,
        database=parts.database,
        stores={},
        policy=Policy(),
        now=parts.now,
        new_id=wish.new_id,
        report=report,
        lease=lease,
        force=wish.force,
        checkpoint=wish.checkpoint,
        progress=wish.told,
    )


def _run(parts: Opened, wish: Wish, report: RunReport, lease: Lease | None) -> None:
    started = parts.now()
    wanted = [one for one in wish.chosen() if wish.types is not None or _is_on(parts, report.mailbox, one)]
    refusals: list[Unauthorized] = []
    synced: list[Context] = []
    for object_type in wanted:
        wish.told(object_type.plural, 0, None)
        context = open_context(parts, wish, report, lease, object_type)
        try:
            _counted(parts, context)
            kinds.goes_on(context)
            if context.memory.held is None:
                synced.append(replace(context, memory=Memory()))
        except Unauthorized as error:
            works = len(refusals) < len(report.types) - 1
            if len(wanted) == 1 or not (works or error.code in kinds.OF_ONE_KIND):
                raise
            refusals.append(error)
            kinds.stop(context, error)
    if refusals and len(refusals) == len(wanted):
        raise refusals[0]
    for context in synced:
        files_too(parts, context)
    if wish.types is None and not wish.dry_run and parts.open_files is not None:
        off = [one for one in OBJECT_TYPES.values() if one.name in FILE_TYPES and one not in wanted]
        give_up(*(of_files(_context(parts, wish, report, lease, object_type)) for object_type in off))
    if wish.types is None and not wish.dry_run and parts.open_filing is not None and EMAIL not in wanted:
        pause(_context(parts, wish, report, lease, EMAIL))
    report.seconds = (parts.now() - started).total_seconds()


def _is_on(parts: Opened, mailbox_id: str, object_type: ObjectType) -> bool:
    if object_type is EMAIL:
        if parts.open_filing is None:
            return False
        return parts.is_filing(mailbox_id) if parts.is_filing else parts.open_filing(mailbox_id)[1].enabled
    return parts.policy_of(mailbox_id, object_type).enabled


def _counted(parts: Opened, context: Context) -> None:
    """One kind, with its calls in the report whatever comes."""
    if context.object_type is EMAIL:
        if parts.open_filing is not None:
            file_counted(context, *parts.open_filing(context.mailbox_id))
        return
    before = _calls(context.stores)
    try:
        sync(context)
    finally:
        for side, count in _calls(context.stores).items():
            context.report.calls[CALLS[side]] += count - before[side]


def files_too(parts: Opened, context: Context) -> None:
    """The files of a kind whose records were synchronised just now, where the admin wants that."""
    if parts.open_files is None or context.object_type.name not in FILE_TYPES:
        return
    stores = parts.open_files(context.mailbox_id, context.object_type) if context.policy.files else None
    if stores is None:
        give_up(of_files(context))
    else:
        carry_files(context, stores)


def _calls(stores: Mapping[Side, Store]) -> dict[Side, int]:
    """How many calls each store has sent, where it counts them in `calls`: a number, or numbers by kind of call."""
    counts: dict[Side, int] = {}
    for side, store in stores.items():
        calls = getattr(store, "calls", 0)
        counts[side] = sum(calls.values()) if isinstance(calls, Mapping) else int(calls)
    return counts


def _approve(parts: Opened, mailbox_id: str, wish: Wish) -> None:
    if wish.approve is None:
        return
    with parts.database.session() as session:
        row = held.latest(session, mailbox_id)
        if row is not None:
            row.approved_by, row.approved_at = wish.approve, parts.now()
