"""The filing of one mailbox, in a run of it: recover, observe, then window by window load, decide, file, mark."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from core.emails import FilingPolicy, FilingStores
from core.models.accounts import Mailbox
from core.records import Key, Side
from core.shares import EMAIL
from worker.filing import ledger
from worker.filing.cases import File, Join, Keep, Setting, Skip, Wait, Withdraw
from worker.filing.cleared import clear
from worker.filing.decide import has_category
from worker.filing.departing import Departing
from worker.filing.filing import file
from worker.filing.frame import Filing, Job
from worker.filing.holding import hold
from worker.filing.load import load
from worker.filing.observe import observe
from worker.filing.recover import interrupted, recover
from worker.filing.shared import conclude, seek
from worker.filing.withdrawing import drop, keep, withdraw
from worker.sharing.rows import unsettled
from worker.sync import hints, kinds
from worker.sync.context import Context, Hint
from worker.sync.feed import read_feeds
from worker.sync.journal import Done
from worker.sync.report import CALLS

# So many mails, with their bodies, are in memory at once: two full batches for Graph's connector.
WINDOW = 40
ROUNDS = 3
# Where the mailbox keeps since when its new mails are filed automatically, and the categories that ever filed mails.
SINCE, CATEGORIES = "filing_since", "filing_categories"
# And the name of the folder that files.
FOLDER = "filing_folder"
# And since when emails are filed again; empty while they are not.
RESUMED = "filing_resumed"
_NOTES = (SINCE, CATEGORIES, FOLDER, RESUMED)
_MAILBOX = select(Mailbox.org_id, Mailbox.known).where(Mailbox.id == bindparam("mailbox"))


def file_mails(context: Context, stores: FilingStores, policy: FilingPolicy) -> None:
    """Raises what the stores raise for calls as a whole; what was done is saved, a later run does the rest."""
    with context.look() as session:
        filing = opened(session, context, stores, policy)
        begun, shares = interrupted(session, filing), unsettled(session, context.mailbox_id, EMAIL)
        feed = read_feeds(session, context)[Side.EXCHANGE]
        kinds.look(session, context)
    note_choices(filing)
    recover(filing, begun)
    filing = seek(filing, shares)
    observe(filing, feed)
    _follow(filing, _windows(context))
    conclude(filing)


def file_shared(context: Context, stores: FilingStores, policy: FilingPolicy, keys: Iterable[Key] = ()) -> None:
    """Only what people shared in the pane, and mails that are hinted (keys), at once; the feed waits for the next
    run."""
    with context.look() as session:
        filing = opened(session, context, stores, policy)
        begun, shares = interrupted(session, filing), unsettled(session, context.mailbox_id, EMAIL)
    note_choices(filing)
    recover(filing, begun)
    filing = seek(filing, shares)
    with context.look() as session:
        found = hints.of_keys(session, context, {Side.EXCHANGE: [*filing.asked, *keys]})
    _follow(filing, chain(_parts(found), _again(context)))
    conclude(filing)


def file_counted(context: Context, stores: FilingStores, policy: FilingPolicy) -> None:
    """The same, with its calls in the report whatever comes."""
    before = {Side.EXCHANGE: stores.mails.calls, Side.CRM: stores.emails.calls}
    try:
        file_mails(context, stores, policy)
    finally:
        for side, count in ((Side.EXCHANGE, stores.mails.calls), (Side.CRM, stores.emails.calls)):
            context.report.calls[CALLS[side]] += count - before[side]


def pause(context: Context) -> None:
    """Emails are switched off. What comes meanwhile is not filed automatically afterwards, either. context: of the
    object type EMAIL."""
    with context.look() as session:
        known = session.execute(_MAILBOX, {"mailbox": context.mailbox_id}).one().known
    if CATEGORIES in known and known.get(RESUMED) != "":
        with context.transaction("filing paused") as session:
            mailbox = session.get_one(Mailbox, context.mailbox_id)
            mailbox.known = mailbox.known | {RESUMED: ""}


def opened(session: Session, context: Context, stores: FilingStores, policy: FilingPolicy) -> Filing:
    """Only new mail is filed automatically: what came after it was switched on."""
    org_id, known = session.execute(_MAILBOX, {"mailbox": context.mailbox_id}).one()
    since = policy.automatic_since
    if policy.automatic and since is None:
        since = datetime.fromisoformat(known[SINCE]) if SINCE in known else context.now()
    resumed = _resumed(context, known)
    if since is not None and resumed is not None:
        since = max(since, resumed)
    former = tuple(
        one for one in known.get(CATEGORIES, "").split("\n") if one and not has_category([one], policy.category)
    )
    setting = Setting(policy, stores.mails.address.lower(), since if policy.automatic else None, former)
    return Filing(context, stores, setting, org_id, known)


def _resumed(context: Context, known: Mapping[str, str]) -> datetime | None:
    """Since when emails are filed again; None where they were never switched off."""
    if RESUMED not in known:
        return None
    return datetime.fromisoformat(known[RESUMED]) if known[RESUMED] else context.now()


def note_choices(filing: Filing) -> None:
    """Since when mail is filed automatically stays known as long as it is (an admin's own choice needs no noting), and
    which categories filed mails for good. Mails in a folder that files no more stay filed, wherever they go."""
    context, policy, setting = filing.context, filing.setting.policy, filing.setting
    chosen = policy.automatic and policy.automatic_since is not None
    notes = {CATEGORIES: "\n".join((policy.category, *setting.former)), FOLDER: policy.folder}
    if setting.since and not chosen:
        notes[SINCE] = setting.since.isoformat()
    elif chosen and SINCE in filing.known:
        notes[SINCE] = filing.known[SINCE]
    if resumed := _resumed(context, filing.known):
        notes[RESUMED] = resumed.isoformat()
    if context.dry or notes == {name: filing.known[name] for name in _NOTES if name in filing.known}:
        return
    former = filing.known.get(FOLDER, policy.folder)
    with context.transaction("filing opened") as session:
        mailbox = session.get_one(Mailbox, context.mailbox_id)
        rest = {name: value for name, value in mailbox.known.items() if name not in _NOTES}
        mailbox.known = rest | notes
        if former.casefold() != policy.folder.casefold():
            ledger.leave_folder(session, context.mailbox_id)


def _follow(filing: Filing, windows: Iterable[list[Hint]]) -> None:
    """What people take back comes last, and all at once."""
    departing = Departing()
    for window in windows:
        _settle(filing, departing.set_aside(load(filing, window)))
    if departing.may_go(filing):
        for window in chain(_parts(departing.hints), _again(filing.context)):
            _settle(filing, load(filing, window))


def _settle(filing: Filing, jobs: list[Job]) -> None:
    """Files first, so that another copy in the same window joins what was made."""
    if filing.context.dry:
        _preview(filing, jobs)
        return
    chosen = {kind: [job for job in jobs if isinstance(job.decision, kind)] for kind in (File, Join, Withdraw, Keep)}
    filed = file(filing, chosen[File])
    hold(filing, [*filed, *chosen[Join]])
    withdraw(filing, chosen[Withdraw])
    keep(filing, chosen[Keep])
    waiting = [(job, job.decision.seconds) for job in jobs if isinstance(job.decision, Wait)]
    left, later = clear(filing, [job for job in jobs if isinstance(job.decision, Skip)])
    drop(filing, left, waiting + later)


def _windows(context: Context) -> Iterator[list[Hint]]:
    """All that is due, then what must be decided again, a few times."""
    if context.dry:
        yield from _parts(list(context.memory.hints.values()))
        return
    with context.look() as session:
        waiting = hints.count_due(session, context)
    for departed in (False, True) if waiting else ():
        after = 0
        while True:
            with context.look() as session:
                window = hints.in_turn(session, context, departed=departed, after=after, limit=WINDOW)
            if not window:
                break
            after = window[-1].id
            yield window
    yield from _again(context)


def _again(context: Context) -> Iterator[list[Hint]]:
    """What must be decided a second time, a few times."""
    for _ in range(ROUNDS):
        again = list({hint.id: hint for hint in context.memory.stale}.values())
        context.memory.stale.clear()
        yield from _parts(again)


def _parts(found: list[Hint]) -> Iterator[list[Hint]]:
    yield from (found[start : start + WINDOW] for start in range(0, len(found), WINDOW))


_VERBS: dict[type[Any], tuple[Side, str]] = {
    File: (Side.CRM, "create"),
    Join: (Side.EXCHANGE, "link"),
    Withdraw: (Side.CRM, "delete"),
}


def _preview(filing: Filing, jobs: list[Job]) -> None:
    """What a run would do. A mail that is held and shows it needs nothing."""
    name = filing.context.object_type.name
    for job in jobs:
        if type(job.decision) not in _VERBS or (isinstance(job.decision, Join) and job.held is not None):
            continue
        side, verb = _VERBS[type(job.decision)]
        keys = {Side.EXCHANGE: job.hint.key, Side.CRM: job.crm_key}
        done = Done(side, verb, keys, job.name, job.decision.reason, "planned")
        filing.context.report.add([done.line(name)])
        word = {"create": "created", "link": "linked", "delete": "deleted"}[verb]
        filing.context.report.count(name, word)
