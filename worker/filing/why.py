"""Why a mail is filed or not, decided anew from what it looks like now; nothing is written."""

from core.emails import FilingPolicy, FilingStores
from core.explain import sentence
from core.reasons import Reason
from core.records import Key, Side
from worker.filing.cases import File
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
    name = context.object_type.name
    said = [sentence(job.decision.reason, name), job.email.note if job.email else ""]
    if job.case.apart and not isinstance(job.decision, File):
        said.append(sentence(Reason(job.case.apart, {"name": job.name}), name))
    return " ".join(one for one in said if one)
