"""One worker process: warms up first, then forks a child for each job (a child that had to import would cost 0.8 s of
CPU a job)."""

from datetime import timedelta

from rq import Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from core.logs import configure_logs
from core.queue import Queues, open_queues
from core.settings import Settings, load_settings
from worker.warm import warm_up

MONITOR_SECONDS = 3
MAINTENANCE_SECONDS = 3
WORKER_TTL_SECONDS = 20


class PromptWorker(Worker):
    """Notices a killed colleague's job within some ten seconds; RQ itself hard-codes a minute."""

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:
        return int(self.job_monitoring_interval) * 3 + 1


def run_worker(settings: Settings, *, burst: bool = False) -> None:
    """Work until told to stop by SIGTERM or SIGINT (`burst`: until the queues are empty)."""
    warm_up(settings)
    worker = worker_of(open_queues(settings.redis_url))
    worker.work(burst=burst, logging_level="WARNING", with_scheduler=False)


def worker_of(queues: Queues) -> PromptWorker:
    """It takes from the first queue as long as anything is in it. RQ takes from several queues without its
    intermediate list, from which it would not run a job again either: the database is the schedule."""
    return PromptWorker(
        list(queues.in_order),
        connection=queues.connection,
        serializer=JSONSerializer,
        worker_ttl=WORKER_TTL_SECONDS,
        job_monitoring_interval=MONITOR_SECONDS,
        maintenance_interval=timedelta(seconds=MAINTENANCE_SECONDS).seconds,
    )


if __name__ == "__main__":
    chosen = load_settings()
    configure_logs(chosen.log_level)
    run_worker(chosen)
