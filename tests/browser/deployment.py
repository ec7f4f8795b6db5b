"""What stands behind the browser: a deployment (see tests.server) with queue and worker, on this machine."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ops import valkey
from ops.processes import answers
from ops.supervise import Program, Supervisor
from tests.server.deployment import Deployment, run_deployment


@dataclass(frozen=True)
class Desktop:
    """The deployment, and where people open Outlook."""

    deployment: Deployment

    @property
    def outlook_url(self) -> str:
        return f"{self.deployment.sandbox.microsoft_page}/owa"


@contextmanager
def run_desktop() -> Iterator[Desktop]:
    """Some three seconds to start: sandbox, database, API in this process; Valkey and a worker beside it."""
    with tempfile.TemporaryDirectory(prefix="bw-") as name:  # short: a unix socket's path is limited
        folder = Path(name)
        server = Program("valkey", valkey.command(folder / "valkey"), dict(os.environ), lambda: answers(url))
        url = valkey.url(folder / "valkey")
        with Supervisor([server]), run_deployment(folder, browsers=True, REDIS_URL=url) as deployment:
            worker = Program("worker", [sys.executable, "-m", "worker"], _environment(deployment))
            with Supervisor([worker]):
                yield Desktop(deployment)


def _environment(deployment: Deployment) -> dict[str, str]:
    """What a worker of this deployment reads its settings from."""
    settings = deployment.settings
    chosen = {
        "HOME": settings.home,
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "KEY_FILE": settings.key_file,
        "CA_FILE": settings.ca_file or "",
        "PUBLIC_URL": settings.public_url,
        "LOG_LEVEL": "error",
    }
    return {**os.environ, **{f"BOTHWAYS_{name}": str(value) for name, value in chosen.items()}}
