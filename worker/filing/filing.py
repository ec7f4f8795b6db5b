"""Filing: reserve the Message-IDs, ask the CRM what it knows, make the records.

The order is the protocol: reserved (committed), asked, made, noted (committed). Whatever is cut off is put right by
`recover`, and by the mail's hint, which stays until the mail is marked.
"""

from dataclasses import dataclass
from typing import Any

from core.emails import FiledEmail
from core.errors import SyncError
from core.models.filing import FILED, HELD, PENDING, REFUSED, UNFILED
from core.records import Key, Side
from core.store import Written
from core.values import replace
from worker.filing import ledger, trouble
from worker.filing.attachments import chosen_of
from worker.filing.cases import Join, Stand
from worker.filing.compose import About, about, email_of
from worker.filing.deleted import let_go
from worker.filing.frame import Filing, Job
from worker.filing.likeness import likeness_of
from worker.filing.sanitise import sanitise
from worker.sync.actions import Reason
from worker.sync.journal import Done, Entries


@dataclass
class Draft:
    """A job with the row that is reserved for it and the email to be made, which is to have files or none."""

    job: Job
    about: About
    email: FiledEmail
    files: bool
    filed_id: int = 0


def file(filing: Filing, jobs: list[Job]) -> list[Job]:
    """Makes or finds the records; those jobs that have one now. Another copy of a mail waits for its turn."""
    drafts: dict[str, Draft] = {}
    for job in jobs:
        if job.message_id in drafts:
            filing.context.memory.again([job.hint])
        else:
            drafts[job.message_id] = _draft(filing, job)
    if not drafts:
        return []
    let_go(filing, [draft.job for draft in drafts.values()])
    subjects = [draft.email.subject for draft in drafts.values()]
    known = filing.context.call("crm.known", lambda: filing.stores.emails.known(list(drafts), subjects))
    mine = _reserve(filing, drafts, known)
    fresh = [draft for draft in mine if draft.email.message_id not in known]
    for draft in mine:
        if draft.email.message_id in known:
            draft.job.has_record(known[draft.email.message_id])
            draft.job.decision = Join(draft.job.how, Reason("joined", {"name": draft.job.name}))
    _make(filing, fresh)
    return [draft.job for draft in mine if draft.job.crm_key]


def _draft(filing: Filing, job: Job) -> Draft:
    mail, people = job.mail, job.case.people
    whom = about(mail, people, filing.setting.policy, job.case.wanted)
    html = None if mail.encrypted else sanitise(mail.body_html)
    chosen = chosen_of(mail, filing.setting.policy, job.case.wanted)
    email = replace(email_of(mail, html, people, whom, chosen.note), message_id=job.message_id)
    return Draft(job, whom, email, bool(chosen.taken))


def _reserve(filing: Filing, drafts: dict[str, Draft], known: dict[str, Key]) -> list[Draft]:
    """The intent. What a colleague reserved in the meantime is decided again in this run."""
    context = filing.context
    wanted = {message_id: _row(draft, known.get(message_id)) for message_id, draft in drafts.items()}
    with context.transaction("reserved") as session:
        won = ledger.reserve(session, filing, wanted)
        rows: dict[Key, dict[str, Any]] = {}
        for message_id, filed_id in won.items():
            draft = drafts[message_id]
            draft.filed_id, mail = filed_id, draft.job.mail
            values = {"how": draft.job.how.value, "state": HELD, "marked": False, "place": mail.place.value}
            rows[mail.key] = {"filed_id": filed_id, **values, "version": None}
        ledger.put_mails(session, filing, rows)
    context.memory.again(draft.job.hint for message_id, draft in drafts.items() if message_id not in won)
    return [draft for message_id, draft in drafts.items() if message_id in won]


def _row(draft: Draft, known: Key | None) -> dict[str, Any]:
    return {
        "state": PENDING if known is None else FILED,
        "crm_key": known,
        "ours": False,
        "name": draft.job.name,
        "reason": ledger.reason_row(draft.job.decision.reason),
        "question": draft.about.question if known is None else None,
        "note": draft.email.note,
        "likeness": likeness_of(draft.job.mail).row(),
    }


def _make(filing: Filing, drafts: list[Draft]) -> None:
    if not drafts:
        return
    context, emails = filing.context, [draft.email for draft in drafts]
    outcomes = context.call("crm.file", lambda: filing.stores.emails.file(emails))
    entries = Entries()
    refusals: list[tuple[Job, SyncError]] = []
    changes: dict[int, dict[str, Any]] = {}
    for draft, outcome in zip(drafts, outcomes, strict=True):
        if isinstance(outcome, Written):
            _made(filing, entries, draft, outcome.key)
            state = PENDING if draft.job.case.stand is Stand.UNFINISHED else FILED
            changes[draft.filed_id] = {"crm_key": outcome.key, "ours": True, "state": state}
        else:
            state = UNFILED if trouble.may_pass(outcome) else REFUSED
            changes[draft.filed_id] = {"state": state, "question": None}
            refusals.append((draft.job, outcome))
    with context.transaction("filed") as session:
        ledger.set_emails(session, filing, changes)
        entries.write(session, context)
    entries.tell(context)
    trouble.refused(filing, refusals, Side.CRM)


def _made(filing: Filing, entries: Entries, draft: Draft, key: Key) -> None:
    """Its files are still missing, if it is to have some."""
    job = draft.job
    job.has_record(key)
    if draft.files:
        job.case = replace(job.case, stand=Stand.UNFINISHED)
    keys = {Side.EXCHANGE: job.mail.key, Side.CRM: key}
    after = {"fields": {"subject": job.name}}
    entries.operations.append(Done(Side.CRM, "create", keys, job.name, job.decision.reason, after=after))
    filing.context.report.count(filing.context.object_type.name, "created")
