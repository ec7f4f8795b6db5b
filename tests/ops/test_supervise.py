import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from redis import Redis

from ops import valkey
from ops.processes import answers
from ops.supervise import Program, Supervisor
from tests.waiting import until


def _alive(pid: int) -> bool:
    """Running, and not merely a zombie that waits to be collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _sleeper(name: str) -> Program:
    return Program(name, [sys.executable, "-c", "import time; time.sleep(600)"], dict(os.environ))


def test_a_killed_process_is_restarted_and_all_stop_at_the_end() -> None:
    supervisor = Supervisor([_sleeper("one"), _sleeper("two")])
    supervisor.start()
    first = supervisor.pids()
    os.kill(first["two"], signal.SIGKILL)

    def restarted() -> bool:
        supervisor.watch()
        return supervisor.pids()["two"] != first["two"]

    until(restarted, what="the restart")
    pids = supervisor.pids()
    assert pids["one"] == first["one"]
    supervisor.stop()
    assert not any(_alive(pid) for pid in pids.values())


def test_a_process_that_ends_at_once_stops_the_start() -> None:
    broken = Program("broken", [sys.executable, "-c", "raise SystemExit(3)"], dict(os.environ), lambda: False)
    sleeper = _sleeper("before")
    supervisor = Supervisor([sleeper, broken])
    with pytest.raises(RuntimeError, match="broken ended at its start"):
        supervisor.start()
    assert supervisor.pids() == {}


def test_children_die_with_a_killed_supervisor(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    script = (
        "import os, sys, time\n"
        "from ops.supervise import Program, Supervisor\n"
        "s = Supervisor([Program('child', [sys.executable, '-c', 'import time; time.sleep(600)'], dict(os.environ))])\n"
        "s.start()\n"
        f"open({str(note)!r}, 'w').write(str(s.pids()['child']))\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=Path(__file__).parents[2])
    until(lambda: note.exists() and note.read_text(), what="the child's start")
    child = int(note.read_text())
    assert _alive(child)
    parent.kill()
    parent.wait()
    until(lambda: not _alive(child), what="the child's end")


def test_the_embedded_valkey_keeps_its_data_through_a_kill_and_listens_on_no_port(short_home: Path) -> None:
    folder = short_home / "valkey"
    url = valkey.url(folder)
    supervisor = Supervisor([Program("valkey", valkey.command(folder), dict(os.environ), lambda: answers(url))])
    supervisor.start()
    try:
        with Redis.from_url(url) as client:
            client.set("kept", "yes")
            client.execute_command("WAITAOF", 1, 0, 2000)
            assert client.config_get("port") == {"port": "0"}
        assert (folder / "valkey.sock").stat().st_mode & 0o077 == 0
        os.kill(supervisor.pids()["valkey"], signal.SIGKILL)

        def back() -> bool:
            supervisor.watch()
            return answers(url)

        until(lambda: not answers(url), what="the kill")
        until(back, what="the restart")
        with Redis.from_url(url, decode_responses=True) as client:
            assert client.get("kept") == "yes"
    finally:
        supervisor.stop()


def test_a_socket_path_that_is_too_long_is_said(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="BOTHWAYS_HOME"):
        valkey.url(tmp_path / ("x" * 120))
