"""Which processes make a running Bothways, and how each is started."""

import os
import socket
import sys

from redis import Redis
from redis.exceptions import RedisError

from core.settings import Settings
from ops import valkey
from ops.supervise import Program


def with_redis(chosen: Settings) -> tuple[str, list[Program]]:
    """The URL of the queue, and the embedded server that must run for it, if any."""
    if chosen.redis_url:
        return chosen.redis_url, []
    folder = chosen.home / "valkey"
    url = valkey.url(folder)
    return url, [Program("valkey", valkey.command(folder), dict(os.environ), lambda: answers(url))]


def answers(url: str) -> bool:
    try:
        with Redis.from_url(url, socket_connect_timeout=1) as client:
            return bool(client.ping())
    except RedisError:
        return False


def listens(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def programs(chosen: Settings) -> list[Program]:
    """Everything that `up` runs, in the order of the start."""
    redis_url, wanted = with_redis(chosen)
    env = {**os.environ, "BOTHWAYS_REDIS_URL": redis_url}
    wanted.append(Program("api", gunicorn(bind(chosen)), env, lambda: listens(chosen.host, chosen.port)))
    wanted += [Program(f"worker {n + 1}", [sys.executable, "-m", "worker"], env) for n in range(chosen.workers)]
    wanted.append(Program("schedule", [sys.executable, "-m", "ops.cli", "schedule"], env))
    return wanted


def bind(chosen: Settings) -> str:
    """host:port, as gunicorn and URLs take it."""
    host = f"[{chosen.host}]" if ":" in chosen.host else chosen.host
    return f"{host}:{chosen.port}"


def gunicorn(address: str) -> list[str]:
    options = ["--workers", "2", "--worker-class", "gthread", "--threads", "8", "--log-level", "warning"]
    # Addresses of the API hold ids of messages, escaped.
    options += ["--limit-request-line", "8190", "--logger-class", "ops.gunicorn_log.Log"]
    return [sys.executable, "-m", "gunicorn", *options, "--bind", address, "server:create_app()"]
