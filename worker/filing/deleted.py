"""Records that somebody deleted in the CRM: looked for where a mail is to join one, and let go of, so that the email is
filed anew. The mails that held such a record are looked at again, and show the new one."""

from collections import defaultdict
from dataclasses import replace

from core.mails import EMAIL
from core.models.filing import UNFILED
from core.records import Key, Side
from worker.filing import ledger
from worker.filing.cases import Stand
from worker.filing.decide import asks_anew
from worker.filing.frame import Filing, Job
from worker.sync import hints


def find_deleted(filing: Filing, jobs: list[Job]) -> None:
    """Notes in the jobs whose record is gone; one call for all of them, none where nobody asks for a filed email."""
    asking = [job for job in jobs if job.crm_key and asks_anew(job.case, filing.setting)]
    if not asking:
        return
    keys = list(dict.fromkeys(job.crm_key for job in asking if job.crm_key))
    there = filing.context.call("crm.there", lambda: filing.stores.emails.there(keys))
    for job in asking:
        if job.crm_key not in there:
            job.case = replace(job.case, stand=Stand.GONE, crm_key=None)


def let_go(filing: Filing, jobs: list[Job]) -> None:
    """Frees the rows of such emails for whoever files them first, this run as a rule."""
    gone = {job.email.id: job.email for job in jobs if job.case.stand is Stand.GONE and job.email}
    if not gone:
        return
    context, mine = filing.context, {job.mail.key for job in jobs}
    with context.transaction("deleted records let go") as session:
        freed = [
            email.id
            for email in gone.values()
            if ledger.change_if_same(session, filing, email, state=UNFILED, crm_key=None, question=None)
        ]
        holders: dict[str, dict[Key, bool]] = defaultdict(dict)
        for mailbox_id, key in ledger.holders(session, freed):
            if mailbox_id != context.mailbox_id or key not in mine:
                holders[mailbox_id][key] = False
        for mailbox_id, keys in holders.items():
            hints.wake(session, (mailbox_id, EMAIL.name), Side.EXCHANGE, keys, context.now())
