"""One worker process: warms up first, then forks a child for each job (a child that had to import would cost 0.8 s of
CPU a job)."""

from datetime import timedelta

from rq import Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from core.logs import configure_logs
from core.queue import open_queue
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
    """Work until told to stop by SIGTERM or SIGINT (`burst`: until the queue is empty)."""
    warm_up(settings)
    queue = open_queue(settings.redis_url)
    worker = PromptWorker(
        [queue],
        connection=queue.connection,
        serializer=JSONSerializer,
        worker_ttl=WORKER_TTL_SECONDS,
        job_monitoring_interval=MONITOR_SECONDS,
        maintenance_interval=timedelta(seconds=MAINTENANCE_SECONDS).seconds,
    )
    worker.work(burst=burst, logging_level="WARNING", with_scheduler=False)


if __name__ == "__main__":
    chosen = load_settings()
    configure_logs(chosen.log_level)
    run_worker(chosen)
