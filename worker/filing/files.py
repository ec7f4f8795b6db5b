"""The files of filed emails: added one by one, streamed; after a crash only what is missing.

That an email has all of its files is noted for the whole window at its end: until then it counts as unfinished, and
what Salesforce has of it is asked for again.
"""

from functools import partial

from core.emails import FileInfo
from core.errors import Rejected, Stale
from core.mails import AttachmentInfo
from core.models.filing import FILED
from core.records import Key
from worker.filing import ledger
from worker.filing.attachments import chosen_of, safe_name
from worker.filing.cases import Stand
from worker.filing.compose import noted
from worker.filing.frame import Filing, Job


def complete(filing: Filing, jobs: list[Job]) -> None:
    """Every record with all its files; what the CRM or the mailbox refuses is noted in the email's row."""
    unfinished = [job for job in jobs if job.case.stand is Stand.UNFINISHED and job.crm_key]
    if not unfinished:
        return
    keys = list(dict.fromkeys(job.crm_key for job in unfinished if job.crm_key))
    there = filing.context.call("crm.attached", lambda: filing.stores.emails.attached(keys))
    known = {key: {_known_as(file) for file in there.get(key, ())} for key in keys}
    notes: dict[str, str] = {}
    for job in unfinished:
        key = job.crm_key or ""
        names = known[key]
        chosen = chosen_of(job.mail, filing.setting.policy, job.case.wanted)
        missing = [one for one in chosen.taken if _known_as(one[1]) not in names]
        refusals = [refusal for one in missing if (refusal := _add(filing, job, key, one))]
        names.update(_known_as(file) for _, file in missing)  # another copy of the mail may stand in the same window
        notes[job.message_id] = noted(job.mail, *chosen.left, *refusals)
    with filing.context.transaction("files complete") as session:
        found = ledger.emails_of(session, filing.org_id, notes)
        changes = {one.id: {"state": FILED, "note": notes[one.message_id]} for one in found.values()}
        ledger.set_emails(session, filing, changes)


def _known_as(file: FileInfo) -> str:
    """By which name the CRM's file is the mail's: no two of one email differ in case alone."""
    return safe_name(file.name).casefold()


def _add(filing: Filing, job: Job, key: Key, one: tuple[AttachmentInfo, FileInfo]) -> str:
    """What to say where it could not be added."""
    attachment, file = one
    try:
        filing.context.call("crm.attach", partial(_stream, filing, job.mail.key, attachment.key, key, file))
    except (Rejected, Stale) as error:
        return f"{file.name} was not filed: {error.message}"
    return ""


def _stream(filing: Filing, mail_key: Key, attachment_key: str, key: Key, file: FileInfo) -> None:
    with filing.stores.mails.attachment(mail_key, attachment_key) as chunks:
        filing.stores.emails.attach(key, file, chunks)
