"""Why a mail is filed or not, decided anew from what it looks like now; nothing is written."""

from core.emails import FilingPolicy, FilingStores
from core.explain import sentence
from core.mails import identity
from core.records import Key, Side
from worker.filing.frame import Job
from worker.filing.load import load
from worker.filing.run import opened
from worker.sync.context import Context, Hint

APART_BY_ID = "Another mail was filed under its Message-ID before; this one has a record of its own."
APART_BY_LOOKS = (
    "Another mail of the same sender, recipients, second and subject was filed before; the texts or the files differ, "
    "so this one has a record of its own."
)


def why(context: Context, stores: FilingStores, policy: FilingPolicy, key: Key) -> str:
    """One sentence. context: without a lease.

    Raises:
        Transient, Unauthorized: a store cannot be asked.
    """
    with context.look() as session:
        filing = opened(session, context, stores, policy)
    [job] = load(filing, [Hint(Side.EXCHANGE, key)])
    said = [sentence(job.decision.reason, context.object_type.name), job.email.note if job.email else "", _apart(job)]
    return " ".join(one for one in said if one)


def _apart(job: Job) -> str:
    if job.case.mail is None or job.message_id == identity(job.mail):
        return ""
    return APART_BY_ID if job.mail.message_id else APART_BY_LOOKS
