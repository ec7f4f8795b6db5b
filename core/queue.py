"""Redis or Valkey: wake-ups only. Losing it costs latency, never data. Jobs are JSON, never pickle.

RQ's own unique job ids are not used: with RQ 3.0.0 a job of the same id that follows a killed one cannot be deleted
(its dead execution is "not found in Redis"), which takes worker and schedule down. Instead a short-lived mark keeps a
mailbox from being asked for twice; a job that comes twice all the same finds nothing due, or the lease taken.

What people wait for stands in a queue of its own, which workers empty first: each of them in the order of asking. (In
one queue, RQ's `at_front` would serve the last who asked first.)
"""

from dataclasses import dataclass

from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

QUEUE = "bothways"
URGENT = "bothways-urgent"
SYNC = "worker.jobs.sync_mailbox"
SHARE = "worker.jobs.share"
RETRY = "worker.jobs.retry"
JOB_SECONDS = 3600
# A mark outlives a worker that was killed before it began by no more than this.
MARK_SECONDS = 15
# Not zero: with zero RQ deletes a failed job at once, and stumbles over its dead execution.
FAILED_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Queues:
    """urgent: what people wait for. regular: what the schedule asks for."""

    urgent: Queue
    regular: Queue

    @property
    def in_order(self) -> tuple[Queue, Queue]:
        """As workers empty them."""
        return self.urgent, self.regular

    @property
    def connection(self) -> Redis:
        return self.regular.connection


def open_queues(redis_url: str) -> Queues:
    """Nothing is connected before their first use."""
    connection = Redis.from_url(redis_url, socket_connect_timeout=5, health_check_interval=30)
    urgent, regular = (Queue(name, connection=connection, serializer=JSONSerializer) for name in (URGENT, QUEUE))
    return Queues(urgent, regular)


def enqueue_sync(queues: Queues, mailbox_id: str, *, first: bool = False) -> bool:
    """Ask for a run of a mailbox that is due; False when it was asked for just before. Call it after the commit that
    made it due. first: as at enqueue_once."""
    return enqueue_once(queues, SYNC, mailbox_id, of=mailbox_id, first=first)


def enqueue_once(queues: Queues, job: str, *arguments: str, of: str, first: bool = False) -> bool:
    """Ask for a job that does all that is open of one kind; False when it waits already. of: the mailbox, or what else
    the job is for. first: somebody waits for it, so it goes before what the schedule asked for, of itself too, and
    behind what others wait for already."""
    if not queues.connection.set(_mark(job, of, first=first), 1, nx=True, ex=MARK_SECONDS):
        return False
    queue = queues.urgent if first else queues.regular
    queue.enqueue(job, *arguments, job_timeout=JOB_SECONDS, result_ttl=0, failure_ttl=FAILED_SECONDS)
    return True


def may_ask_again(queues: Queues, job: str, of: str, every: int) -> bool:
    """For those who look again and again: True once in `every` seconds, whether the job began or not."""
    return bool(queues.connection.set(f"{_mark(job, of, first=True)}:again", 1, nx=True, ex=every))


def begun(queues: Queues, job: str, of: str) -> None:
    """The job begins: from now on a wake-up is a new one."""
    queues.connection.delete(*(_mark(job, of, first=first) for first in (True, False)))


def _mark(job: str, of: str, *, first: bool) -> str:
    return f"{QUEUE}:asked:{job}:{of}{':first' if first else ''}"
