"""What was refused: tried again where it may pass, else an issue and the category that says so on the mail."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from core.errors import Stale, SyncError, Transient
from core.explain import issue_text
from core.records import Side
from worker.filing import ledger
from worker.filing.frame import Filing, Job
from worker.filing.marking import Look, mark
from worker.sync import issues
from worker.sync.hints import DAILY, RETRIES
from worker.sync.issues import Open
from worker.sync.journal import Done, Entries, save


def may_pass(error: SyncError) -> bool:
    return isinstance(error, Transient | Stale)


def refused(filing: Filing, refusals: list[tuple[Job, SyncError]], side: Side) -> None:
    """side: who refused. The hints stay, for later."""
    resting = [(job, error) for job, error in refusals if not _waits(job, error)]
    if refusals:
        _note(filing, [one for one in refusals if _waits(*one)], resting, side)
    if not resting:
        return
    looks = [(job, Look(job.mail.peer, filed=False, refused=True)) for job, _ in resting]
    looks = [(job, replace(look, filed=_carries(filing, job))) for job, look in looks]
    marked = mark(filing, looks)
    with filing.context.transaction("refusals marked") as session:
        for (job, _), one in zip(resting, marked, strict=True):
            held = ledger.mails_by_key(session, filing.context.mailbox_id, [job.mail.key]).get(job.mail.key)
            if held is not None and one.error is None:
                ledger.set_mail(session, held, key=one.key, version=one.version)


def resolve(filing: Filing, entries: Entries, jobs: Iterable[Job]) -> None:
    """The issues of mails that are settled."""
    with filing.context.look() as session:
        opened = issues.read_open(session, filing.context)
    keys = {key for job in jobs for key in (job.hint.key, job.case.mail.key if job.case.mail else "")}
    entries.resolved += [one.id for key in sorted(keys) if (one := opened.of(Side.EXCHANGE, key))]


def _waits(job: Job, error: SyncError) -> bool:
    return may_pass(error) and job.hint.attempts < len(RETRIES)


def _carries(filing: Filing, job: Job) -> bool:
    """Whether the category is on the mail: it stays as it is, as it is the user's."""
    name = filing.setting.policy.category.casefold()
    return name in {one.casefold() for one in job.mail.categories}


def _note(
    filing: Filing, waiting: list[tuple[Job, SyncError]], resting: list[tuple[Job, SyncError]], side: Side
) -> None:
    context, entries = filing.context, Entries()
    with context.look() as session:
        opened = issues.read_open(session, context)
    for job, error in waiting:
        told = error.retry_after if isinstance(error, Transient) else None
        when = context.now() + (timedelta(seconds=told) if told else RETRIES[job.hint.attempts])
        entries.postponed.append((job.hint, job.hint.attempts + 1, when))
        entries.operations.append(_done(job, error, side, "deferred"))
        context.report.count(context.object_type.name, "deferred")
    for job, error in resting:
        known = opened.of(Side.EXCHANGE, job.mail.key)
        entries.opened.append(_issue(job, error, known))
        entries.postponed.append((job.hint, job.hint.attempts, context.now() + DAILY))
        entries.operations.append(_done(job, error, side, "failed"))
        context.report.count(context.object_type.name, "failed")
    save(context, "refused", entries)


def _issue(job: Job, error: SyncError, known: Open | None) -> Open:
    opened = issues.of_error(error, Side.EXCHANGE, job.mail.key)
    text = issue_text(error.code, job.name, error.message)
    opened = replace(opened, message=text, name=job.name, versions={Side.EXCHANGE.value: job.mail.version})
    return replace(opened, id=known.id, attempts=known.attempts + 1) if known else opened


def _done(job: Job, error: SyncError, side: Side, outcome: str) -> Done:
    verb = "create" if job.crm_key is None else "update"
    keys = {Side.EXCHANGE: job.mail.key, Side.CRM: job.crm_key}
    text = issue_text(error.code, job.name, error.message)
    return Done(side, verb, keys, job.name, job.decision.reason, outcome, error=text)
