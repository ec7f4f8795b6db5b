"""A deployment of single processes: PostgreSQL by BOTHWAYS_DATABASE_URL, a queue of its own by BOTHWAYS_REDIS_URL,
`schedule` and `worker` apart; and `up`, which brings all but the sandbox itself."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ops import valkey
from ops.processes import answers
from ops.supervise import Program, Supervisor
from tests.ops.cli import Commands
from tests.ops.outside import ROOT, Outlook, Salesforce, free_base, running_sandbox
from tests.ops.test_cli import graph_options, salesforce_options
from tests.postgres import start_postgres
from tests.waiting import until

STOP_SECONDS = 20


@contextmanager
def started(run: Commands, *words: str) -> Iterator["subprocess.Popen[str]"]:
    """The command as a process, ended by SIGTERM as a service manager does."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ops.cli", *words], cwd=ROOT, env=run.env, stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=STOP_SECONDS)


@pytest.fixture(scope="module")
def told(homes: Path) -> Iterator[dict[str, Any]]:
    with running_sandbox(homes / "sandbox") as told:
        yield told


def introduced(run: Commands, told: dict[str, Any], files: Path) -> str:
    """The org and its first mailbox; the mailbox's address."""
    (files / "secret").write_text(told["microsoft"]["client_secret"])
    (files / "key.pem").write_text(told["salesforce"]["private_key"])
    address: str = told["microsoft"]["mailboxes"][0]["address"]
    run("org", "add", "Brightwater", *graph_options(told, files), *salesforce_options(told, files))
    run("mailbox", "add", address, "--org", "Brightwater", "--salesforce-user", address)
    return address


def test_postgresql_and_a_queue_of_ones_own(told: dict[str, Any], short_home: Path, tmp_path: Path) -> None:
    folder = short_home / "valkey"
    url = valkey.url(folder)
    queue = Program("valkey", valkey.command(folder), dict(os.environ), lambda: answers(url))
    (short_home / "pg").mkdir()
    (short_home / "pg").chmod(0o777)
    with start_postgres(short_home / "pg") as database, Supervisor([queue]):
        run = Commands(short_home, DATABASE_URL=database, REDIS_URL=url, CA_FILE=told["ca_file"])
        assert "run: bothways migrate" in run("org", "list", code=2).err
        assert "up to date" in run("migrate").out
        address = introduced(run, told, tmp_path)
        findings = {f["what"]: f for f in run("doctor", "--json").json()}
        assert "postgresql" in findings["database"]["says"]
        assert findings["queue"]["ok"]
        wanted = len(Salesforce(told, address).mine())
        with started(run, "schedule"), started(run, "worker"):
            until(lambda: _copies(told, address) == wanted, 60, "the first background run")
        assert f"{address}\tBrightwater\tgraph\tactive" in run("mailbox", "list").out
        assert run.sync(address)["operations"] == []
        run("mailbox", "forget", address, "--yes")


def test_up_runs_everything_and_ends_at_once(told: dict[str, Any], short_home: Path, tmp_path: Path) -> None:
    port = free_base(0)
    run = Commands(short_home, CA_FILE=told["ca_file"], PORT=str(port), WORKERS="1", LOG_LEVEL="error")
    address = introduced(run, told, tmp_path)
    with started(run, "up") as process:
        assert process.stdout is not None
        assert f"http://127.0.0.1:{port}/healthz" in process.stdout.readline()
        for path in ("healthz", "readyz"):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}") as answer:
                assert json.load(answer) == {"status": "ok"}
        wanted = len(Salesforce(told, address).mine())
        until(lambda: _copies(told, address) == wanted, 60, "the first background run")
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=STOP_SECONDS)
        assert said == "Stopped.\n"
    assert process.returncode == 0


def _copies(told: dict[str, Any], address: str) -> int:
    outlook = Outlook(told, address)
    try:
        return len(outlook.contacts())
    except ValueError:  # no folder yet
        return -1
