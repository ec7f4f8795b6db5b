"""Withdrawing: a mail's user takes it back. The record goes with the last one who holds it, if we made it."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session

from core.errors import SyncError
from core.mails import EMAIL
from core.models.filing import DELETED, FILED, PENDING, UNFILED, UNFILING, WITHDRAWN
from core.records import Key, Side
from core.store import Written
from worker.filing import ledger, trouble
from worker.filing.cases import Hold, How, Skip
from worker.filing.frame import Email, Filing, Held, Job
from worker.filing.holding import settle
from worker.filing.marking import Look, mark
from worker.sync import hints
from worker.sync.journal import Done, Entries

_TOOK_BACK = {"category_removed": How.CATEGORY, "moved_out": How.FOLDER, "unshared": How.SHARED}
UNFINISHED = "The mail was deleted before its files were filed."
UNFINISHED_JUNK = "The mail was moved to Junk Email before its files were filed."


@dataclass(frozen=True, slots=True)
class Leaving:
    """A job whose record is to be deleted."""

    job: Job
    email: Email
    key: Key


def withdraw(filing: Filing, jobs: list[Job]) -> None:
    """First the decision is noted, then the record goes, then the marks."""
    if not jobs:
        return
    leaving = _note(filing, jobs)
    _delete(filing, leaving)
    marked = mark(filing, [(job, Look(None, filed=False)) for job in jobs])
    gone = {leave.job.hint.key for leave in leaving}
    settle(filing, list(zip(jobs, marked, strict=True)), "withdrawn", partial(_withdrawn, gone))


def keep(filing: Filing, jobs: list[Job]) -> None:
    """The mails were deleted or are junk, their records stay. One whose files were still missing stays without them."""
    if not jobs:
        return
    context, entries = filing.context, Entries()
    trouble.resolve(filing, entries, jobs)
    with context.transaction("mails deleted") as session:
        for job in jobs:
            held, email = _rows(job)
            ledger.set_mail(session, held, state=DELETED, marked=False)
            if email.state == PENDING:
                note = (
                    f"{email.note} {UNFINISHED_JUNK if job.decision.reason.code == 'mail_junk' else UNFINISHED}".strip()
                )
                ledger.set_email(session, filing, email.id, state=FILED, note=note)
            entries.dropped.append(job.hint)
            keys = {Side.EXCHANGE: held.key, Side.CRM: email.crm_key}
            entries.operations.append(Done(Side.EXCHANGE, "unlink", keys, job.name, job.decision.reason))
            context.report.count(context.object_type.name, "unlinked")
        entries.write(session, context)
    entries.tell(context)


def drop(filing: Filing, jobs: list[Job], waiting: list[tuple[Job, int]]) -> None:
    """Nothing to do now; `waiting` with the seconds after which to look again."""
    if not jobs and not waiting:
        return
    context, entries = filing.context, Entries()
    trouble.resolve(filing, entries, jobs)
    entries.dropped += [job.hint for job in jobs]
    entries.operations += [_told(job) for job in jobs if isinstance(job.decision, Skip) and job.decision.tell]
    for job, seconds in waiting:
        when = context.now() + timedelta(seconds=seconds)
        entries.postponed.append((job.hint, job.hint.attempts, when))
    with context.transaction("left alone") as session:
        for job in jobs:
            _seen(session, job)
        entries.write(session, context)
    entries.tell(context)


def _seen(session: Session, job: Job) -> None:
    """What is known of a mail that is not held (any more) follows it."""
    mail = job.case.mail
    if job.held is None:
        return
    if mail is not None:
        ledger.set_mail(session, job.held, place=mail.place.value, version=mail.version)
    elif job.held.holding.state is not Hold.DELETED:
        ledger.forget_mail(session, job.held)


def _told(job: Job) -> Done:
    keys: dict[Side, Key | None] = {Side.EXCHANGE: job.hint.key}
    return Done(Side.EXCHANGE, "report", keys, job.name, job.decision.reason, "reported")


def _note(filing: Filing, jobs: list[Job]) -> list[Leaving]:
    """What is to be deleted. A colleague who joins at the same time either comes first and keeps the record, or finds
    it leaving."""
    leaving: list[Leaving] = []
    with filing.context.transaction("withdrawing") as session:
        emails = ledger.emails_by_id(session, (_rows(job)[1].id for job in jobs), lock=True)
        for job in jobs:
            held, email = _rows(job)
            email = emails[email.id]
            how = _TOOK_BACK.get(job.decision.reason.code, held.holding.how)
            ledger.set_mail(session, held, state=WITHDRAWN, marked=True, how=how.value)
            last = not ledger.others(session, filing, email.id, [held.id])
            known = email.mailbox_id is not None
            if email.state in (FILED, PENDING) and email.crm_key and email.ours and last and known:
                claimed = ledger.claim(session, filing, email, UNFILING)
                leaving.append(Leaving(job, claimed, email.crm_key))
            elif email.state == FILED and last and not email.ours:
                ledger.set_email(session, filing, email.id, state=UNFILED)
            elif email.state == PENDING and not last and email.mailbox_id == filing.context.mailbox_id:
                _hand_over(session, filing, email)
    return leaving


def _hand_over(session: Session, filing: Filing, email: Email) -> None:
    """Its files are still missing: who holds it on adds them."""
    heirs = [(box, key) for box, key in ledger.holders(session, [email.id]) if box != filing.context.mailbox_id]
    for box, key in heirs[:1]:
        ledger.set_email(session, filing, email.id, mailbox_id=box)
        hints.wake(session, (box, EMAIL.name), Side.EXCHANGE, {key: False}, filing.context.now())


def _delete(filing: Filing, leaving: list[Leaving]) -> None:
    if not leaving:
        return
    context, entries = filing.context, Entries()
    keys = [leave.key for leave in leaving]
    outcomes = context.call("crm.unfile", lambda: filing.stores.emails.unfile(keys))
    with context.transaction("unfiled") as session:
        for leave, outcome in zip(leaving, outcomes, strict=True):
            # Another run may have taken the row over meanwhile, and filed the email anew.
            if isinstance(outcome, Written):
                ledger.change_if_same(session, filing, leave.email, state=UNFILED, crm_key=None, question=None)
            elif not trouble.may_pass(outcome):  # else `recover` tries again
                ledger.change_if_same(session, filing, leave.email, state=FILED)
            entries.operations.append(_deleted(leave, None if isinstance(outcome, Written) else outcome))
            word = "deleted" if isinstance(outcome, Written) else "failed"
            context.report.count(context.object_type.name, word)
        entries.write(session, context)
    entries.tell(context)


def _deleted(leave: Leaving, error: SyncError | None) -> Done:
    keys = {Side.EXCHANGE: leave.job.hint.key, Side.CRM: leave.key}
    outcome, text = ("done", "") if error is None else ("failed", error.message)
    return Done(Side.CRM, "delete", keys, leave.job.name, leave.job.decision.reason, outcome, error=text)


def _withdrawn(gone: set[Key], job: Job) -> tuple[dict[str, object], Done | None]:
    """A mail that leaves a record which others hold is told as that."""
    held, email = _rows(job)
    if job.hint.key in gone or held.holding.state is not Hold.HELD or email.crm_key is None:
        return {"marked": False}, None
    keys = {Side.EXCHANGE: job.mail.key, Side.CRM: email.crm_key}
    return {"marked": False}, Done(Side.EXCHANGE, "unlink", keys, job.name, job.decision.reason)


def _rows(job: Job) -> tuple[Held, Email]:
    """A mail is withdrawn or kept only where it was held."""
    if job.held is None or job.email is None:
        raise AssertionError("nothing is known of this mail")
    return job.held, job.email
