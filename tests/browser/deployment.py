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
from tests.server.environment import environment_of


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
            environ = environment_of(deployment.settings, log_level="error")
            worker = Program("worker", [sys.executable, "-m", "worker"], environ)
            with Supervisor([worker]):
                yield Desktop(deployment)
