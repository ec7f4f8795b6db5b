"""Why a mail is filed or not, decided anew from what it looks like now; nothing is written."""

from core.emails import FilingPolicy, FilingStores
from core.explain import sentence
from core.mails import EMAIL
from core.reasons import Reason
from core.records import Key, Side
from worker.composition import Composition
from worker.filing.cases import File, Join
from worker.filing.load import load
from worker.filing.run import opened
from worker.sync.context import Context, Hint
from worker.sync.report import RunReport
from worker.sync.run import Opened, open_context
from worker.sync.wish import Wish


def of_mail(parts: Composition, mailbox_id: str, key: Key) -> list[str]:
    """What `why` says of a mail of which nothing is saved, by its id in Outlook; empty where emails are not filed, or
    there is no such mail.

    Raises:
        AccountError, SecretError: a connection is missing or cannot be read. Transient, Unauthorized: as `why`.
    """
    stores, policy = parts.open_filing(mailbox_id)
    if not policy.enabled:
        return []
    opener, wish = Opened(parts.database, parts.open_stores, parts.policy_of, parts.now), Wish(dry_run=True)
    context = open_context(opener, wish, RunReport(wish.new_id(), mailbox_id), None, EMAIL)
    said = why(context, stores, policy, key)
    return [said] if said else []


def why(context: Context, stores: FilingStores, policy: FilingPolicy, key: Key) -> str:
    """In sentences; empty where there is no such mail. context: without a lease.

    Raises:
        Transient, Unauthorized: a store cannot be asked.
    """
    with context.look() as session:
        filing = opened(session, context, stores, policy)
    [job] = load(filing, [Hint(Side.EXCHANGE, key)])
    if job.case.mail is None:
        return ""
    if job.held is None and isinstance(job.decision, File | Join):
        return f"{job.name} was not filed yet; the next run takes it."
    name = context.object_type.name
    said = [sentence(job.decision.reason, name), job.email.note if job.email else ""]
    if job.case.apart and not isinstance(job.decision, File):
        said.append(sentence(Reason(job.case.apart, {"name": job.name}), name))
    return " ".join(one for one in said if one)
