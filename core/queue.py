"""Redis or Valkey: wake-ups only. Losing it costs latency, never data. Jobs are JSON, never pickle."""

from redis import Redis
from rq import Queue, Retry
from rq.exceptions import DuplicateJobError
from rq.serializers import JSONSerializer

QUEUE = "bothways"
SYNC = "worker.jobs.sync_mailbox"
JOB_SECONDS = 3600


def open_queue(redis_url: str) -> Queue:
    """The one queue; nothing is connected before its first use."""
    connection = Redis.from_url(redis_url, socket_connect_timeout=5, health_check_interval=30)
    return Queue(QUEUE, connection=connection, serializer=JSONSerializer)


def enqueue_sync(queue: Queue, mailbox_id: str) -> bool:
    """Ask for a run of the mailbox; False when one waits or runs already. Call it after the commit that makes the
    run due. RQ keeps a job's id until its hash is gone, hence the TTLs of zero."""
    try:
        queue.enqueue(
            SYNC,
            mailbox_id,
            job_id=f"sync-{mailbox_id}",
            unique=True,
            retry=Retry(max=1),
            job_timeout=JOB_SECONDS,
            result_ttl=0,
            failure_ttl=0,
        )
    except DuplicateJobError:
        return False
    return True
