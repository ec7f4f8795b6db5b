"""Relating: what a person chose in the pane reaches a record that was there already, and answers its question."""

from functools import partial

from core.emails import FileOutcome
from core.errors import Stale, SyncError
from core.models.filing import UNFILED
from core.records import Side
from core.store import Written
from worker.filing import ledger, trouble
from worker.filing.cases import File
from worker.filing.compose import about, email_of
from worker.filing.frame import Filing, Job


def relate(filing: Filing, jobs: list[Job]) -> list[Job]:
    """Those jobs that go on. A record that is made just now is about the right people already; one that somebody
    deleted in the CRM is made anew. Of a person who was deleted the CRM may say the same as of the record."""
    left: list[Job] = []
    refusals: list[tuple[Job, SyncError]] = []
    for job in [one for one in jobs if _chooses(one)]:
        outcome = _related(filing, job)
        if isinstance(outcome, Written):
            _note(filing, job, question=None)
            continue
        left.append(job)
        if isinstance(outcome, Stale) and not _is_there(filing, job):
            _note(filing, job, state=UNFILED, crm_key=None)
            filing.context.memory.again([job.hint])
        else:
            refusals.append((job, outcome))
    trouble.refused(filing, refusals, Side.CRM)
    return [job for job in jobs if job not in left]


def _chooses(job: Job) -> bool:
    wanted = job.case.wanted
    return wanted is not None and bool(wanted.who or wanted.related) and not isinstance(job.decision, File)


def _related(filing: Filing, job: Job) -> FileOutcome:
    whom = about(job.mail, job.case.people, filing.setting.policy, job.case.wanted)
    email = email_of(job.mail, None, job.case.people, whom)
    call = partial(filing.stores.emails.relate, job.crm_key or "", email)
    return filing.context.call("crm.relate", call)


def _is_there(filing: Filing, job: Job) -> bool:
    key = job.crm_key or ""
    return key in filing.context.call("crm.there", lambda: filing.stores.emails.there([key]))


def _note(filing: Filing, job: Job, **values: object) -> None:
    with filing.context.transaction("related") as session:
        for email in ledger.emails_of(session, filing.org_id, [job.message_id]).values():
            ledger.set_email(session, filing, email.id, **values)
