"""Why a mail is filed or not, decided anew from what it looks like now; nothing is written."""

from core.emails import FilingPolicy, FilingStores
from core.explain import sentence
from core.records import Key, Side
from worker.filing.load import load
from worker.filing.run import opened
from worker.sync.context import Context, Hint


def why(context: Context, stores: FilingStores, policy: FilingPolicy, key: Key) -> str:
    """One sentence. context: without a lease.

    Raises:
        Transient, Unauthorized: a store cannot be asked.
    """
    with context.look() as session:
        filing = opened(session, context, stores, policy)
    [job] = load(filing, [Hint(Side.EXCHANGE, key)])
    note = f" {job.email.note}" if job.email and job.email.note else ""
    return f"{sentence(job.decision.reason, context.object_type.name)}{note}"
