"""`bothways demo --once --json`: the whole house on embedded parts, once, as the README promises it."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ops.cli import Commands
from tests.ops.outside import ROOT, environment, free_base
from tests.waiting import until

STOP_SECONDS = 20


@pytest.mark.timeout(600)
def test_the_story_holds_and_leaves_nothing_running(short_home: Path) -> None:
    run = Commands(short_home)
    base = free_base(0, 41, 42)
    told = run("demo", "--once", "--json", "--port-base", str(base), code=None).json()
    assert set(told) == {"ok", "seconds", "urls", "steps"}
    assert set(told["urls"]) == {"api", "salesforce", "microsoft"}
    assert all(set(step) == {"name", "ok", "detail", "seconds"} for step in told["steps"])
    assert [step for step in told["steps"] if not step["ok"]] == []
    assert told["ok"]
    assert {step["name"].split(":")[0] for step in told["steps"]} == {"Graph", "EWS"}
    assert _of(short_home) == []


# A terminal's Ctrl-C; what a service manager sends ends `up` in every run.
SIGNALS = [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.thorough)]


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_a_running_demo_ends_at_once_with_all_its_processes(short_home: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "ops.cli", "demo", "--port-base", str(free_base(0, 41, 42))]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(short_home), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "created" in line:  # the first background run
            break
    assert len(_of(short_home)) > 3
    process.send_signal(number)
    process.communicate(timeout=STOP_SECONDS)
    assert process.returncode == 0
    until(lambda: _of(short_home) == [], what="the end of all processes")
    said = "".join(lines)
    assert "Traceback" not in said
    assert "/healthz" in said


def test_ports_in_use_are_said_in_one_sentence(short_home: Path) -> None:
    run = Commands(short_home)
    base = free_base(0, 1, 41, 42)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", base))
        taken.listen()
        for words in (("demo", "--port-base", str(base)), ("sandbox", "--port-base", str(base - 1))):
            said = run(*words, code=2).err
            assert f"127.0.0.1:{base} (Address already in use)" in said
            assert said.count("\n") == 1
        run.env["BOTHWAYS_PORT"] = str(base)
        assert "set BOTHWAYS_PORT" in run("up", code=2).err


def _of(home: Path) -> list[int]:
    """Ids of the running processes that were started with this home, other than zombies."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environ = (folder / "environ").read_bytes()
            state = (folder / "stat").read_text().rsplit(")", 1)[1].split()[0]
        except (OSError, IndexError):
            continue
        if os.fsencode(home) in environ and state != "Z":
            found.append(int(folder.name))
    return found
