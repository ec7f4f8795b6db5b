"""Holding: mails whose email is in the CRM join it and are marked."""

from collections.abc import Callable

from core.errors import SyncError
from core.models.filing import FILED, HELD, PENDING
from core.records import Key, Side
from worker.filing import ledger, trouble
from worker.filing.cases import File, Hold, Stand
from worker.filing.files import complete
from worker.filing.frame import Filing, Held, Job
from worker.filing.marking import Look, Marked, mark
from worker.filing.relating import relate
from worker.sync.actions import Reason
from worker.sync.journal import Done, Entries

_WORDS = {"create": "created", "link": "linked", "unlink": "unlinked"}


def hold(filing: Filing, jobs: list[Job]) -> None:
    """Each mail holds its email, the email has its files, and the mail shows it. A record that went meanwhile is
    decided upon again."""
    joined = relate(filing, _join(filing, jobs))
    complete(filing, joined)
    marked = mark(filing, [(job, Look(job.crm_key, filed=True)) for job in joined])
    settle(filing, list(zip(joined, marked, strict=True)), "marked", _held)


def settle(
    filing: Filing,
    marked: list[tuple[Job, Marked]],
    name: str,
    values: Callable[[Job], tuple[dict[str, object], Done | None]],
) -> None:
    """What was written to mails is noted, their hints are dropped and their issues closed; what was refused is noted
    as that. values: of a job, the new values of its mail's row, and what to tell."""
    if not marked:
        return
    context, entries = filing.context, Entries()
    context.memory.again(job.hint for job, one in marked if one.stale)
    good = [(job, one) for job, one in marked if one.error is None]
    trouble.resolve(filing, entries, (job for job, _ in good))
    with context.transaction(name) as session:
        rows = ledger.mails_by_key(session, context.mailbox_id, [job.mail.key for job, _ in good])
        changes: list[tuple[Held, dict[str, object]]] = []
        for job, one in good:
            row, done = values(job)
            place = job.mail.place.value
            changes.append((rows[job.mail.key], {"key": one.key, "version": one.version, "place": place, **row}))
            entries.dropped.append(job.hint)
            if done is not None:
                entries.operations.append(done)
            word = _WORDS.get(done.action, "unchanged") if done else "unchanged"
            context.report.count(context.object_type.name, word, int(not isinstance(job.decision, File)))
        ledger.set_mails(session, changes)
        entries.write(session, context)
    entries.tell(context)
    bad: list[tuple[Job, SyncError]] = [(job, one.error) for job, one in marked if one.error and not one.stale]
    trouble.refused(filing, bad, Side.EXCHANGE)


def _join(filing: Filing, jobs: list[Job]) -> list[Job]:
    """The jobs whose record is still there, with their mails' rows."""
    context, joined = filing.context, []
    if not jobs:
        return []
    with context.transaction("joined") as session:
        ids = ledger.emails_of(session, filing.org_id, (job.message_id for job in jobs))
        emails = ledger.emails_by_id(session, (email.id for email in ids.values()), lock=True)
        by_message = {email.message_id: email for email in emails.values()}
        rows: dict[Key, dict[str, object]] = {}
        for job in jobs:
            email = by_message.get(job.message_id)
            if email is None or email.state not in (FILED, PENDING) or email.crm_key is None:
                context.memory.again([job.hint])
                continue
            job.has_record(email.crm_key)
            held = job.held.holding if job.held else None
            marked = held is not None and held.marked and held.state is Hold.HELD
            row = {"how": job.how.value, "state": HELD, "marked": marked, "place": job.mail.place.value}
            rows[job.mail.key] = {"filed_id": email.id, **row}
            joined.append(job)
        ledger.put_mails(session, filing, rows)
    return joined


def _held(job: Job) -> tuple[dict[str, object], Done | None]:
    return {"marked": True}, _told(job, job.crm_key)


def _told(job: Job, key: Key | None) -> Done | None:
    """A fresh record was told when it was made; a mail that was only looked at is no news."""
    if isinstance(job.decision, File):
        return None
    keys: dict[Side, Key | None] = {Side.EXCHANGE: job.mail.key, Side.CRM: key}
    if job.case.stand is Stand.UNFINISHED:
        return Done(Side.CRM, "create", keys, job.name, job.decision.reason, "recovered")
    if job.held is None or job.held.holding.state is not Hold.HELD:
        return Done(Side.EXCHANGE, "link", keys, job.name, Reason("joined", {"name": job.name}))
    return None
