"""A throw-away Valkey for tests."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ops import valkey
from ops.processes import answers
from tests.waiting import until


@contextmanager
def start_valkey() -> Iterator[str]:
    """Run a server on a unix socket only; yields its URL."""
    with tempfile.TemporaryDirectory(prefix="bw-") as name:  # short: a unix socket's path is limited
        folder = Path(name) / "v"
        server = subprocess.Popen(valkey.command(folder), env=dict(os.environ))
        try:
            until(lambda: answers(valkey.url(folder)), what="Valkey's answer")
            yield valkey.url(folder)
        finally:
            server.terminate()
            server.wait()
