"""Reading mails. Of those that are filed already where they lie and what they carry is all that matters: their bodies
are left where they are, also while many of them wait for an approval. Should one be filed anew it is read whole."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.mails import Mail
from core.models.filing import FILED
from core.records import Key
from worker.filing import ledger
from worker.filing.cases import File, Hold, Join, Stand
from worker.filing.frame import Filing, Job


def read(filing: Filing, keys: Sequence[Key]) -> tuple[dict[Key, Mail], set[Key]]:
    """The mails that exist, by the keys asked for, and which of these were read without their bodies."""
    bare = _filed(filing, keys)
    whole = [key for key in keys if key not in bare]
    mails = _read(filing, whole, whole=True) | _read(filing, [key for key in keys if key in bare], whole=False)
    return mails, bare


def complete(filing: Filing, jobs: Iterable[Job], bare: set[Key]) -> list[Job]:
    """Those whose decision needs more than was read, with their mails whole; they are to be decided again."""
    lacking = [job for job in jobs if job.hint.key in bare and job.case.mail is not None and _needs_all(job)]
    mails = _read(filing, [job.mail.key for job in lacking], whole=True)
    for job in lacking:
        job.case = replace(job.case, mail=mails.get(job.mail.key))
    return lacking


def _filed(filing: Filing, keys: Sequence[Key]) -> set[Key]:
    """Of mails that hold a finished record, show it, and of which nobody asks for anything in the pane."""
    with filing.context.look() as session:
        rows = ledger.mails_by_key(session, filing.context.mailbox_id, keys)
        emails = ledger.emails_by_id(session, (one.filed_id for one in rows.values()))
    finished = {email.id for email in emails.values() if email.state == FILED and email.crm_key}
    return {
        key
        for key, one in rows.items()
        if one.holding.state is Hold.HELD
        and one.holding.marked
        and one.filed_id in finished
        and key not in filing.asked
    }


def _read(filing: Filing, keys: Sequence[Key], *, whole: bool) -> dict[Key, Mail]:
    if not keys:
        return {}
    return filing.context.call("exchange.read", lambda: filing.stores.mails.read(keys, whole=whole))


def _needs_all(job: Job) -> bool:
    unfinished = isinstance(job.decision, Join) and job.case.stand is Stand.UNFINISHED
    return unfinished or isinstance(job.decision, File) or job.case.wanted is not None
