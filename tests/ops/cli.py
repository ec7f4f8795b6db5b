"""The real command line in tests: each call is a process of its own, as a person or a script would run it
(tests.ops.forks spares it the imports)."""

import atexit
import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any

from tests.ops.outside import ROOT, environment

PATIENCE = 600.0


@dataclass(frozen=True)
class Answer:
    """What a command printed. code: its exit code."""

    out: str
    err: str
    code: int

    def json(self) -> Any:
        return json.loads(self.out)


class Commands:
    """Calls `bothways` with one home. secrets: texts that no output may ever hold."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.home = home
        self.env = environment(home, **settings)
        self.secrets: list[str] = []

    def __call__(self, *words: str, code: int | None = 0, typed: str = "") -> Answer:
        answer = _run(words, self.env, typed)
        said = answer.out + answer.err
        assert "Traceback" not in said, said
        for secret in self.secrets:
            assert secret not in said, f"a secret is visible in the output of {words}"
        assert code is None or answer.code == code, f"{words} ended with {answer.code}:\n{said}"
        return answer

    def sync(self, address: str, *options: str, code: int = 0) -> dict[str, Any]:
        report: dict[str, Any] = self("sync", "--mailbox", address, "--json", *options, code=code).json()
        return report


def _run(words: Sequence[str], env: Mapping[str, str], typed: str) -> Answer:
    """Files, not pipes, stand for the streams: what a command leaves running may keep them open."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(typed.encode())
        given.seek(0)
        asked = json.dumps({"words": list(words), "env": dict(env)}).encode()
        line = _forks()
        socket.send_fds(line, [asked], [given.fileno(), out.fileno(), err.fileno()])
        code = line.recv(16)
        assert code, "the process that forks the commands has ended"
        return Answer(_text(out), _text(err), int(code))


def _text(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode()


@cache
def _forks() -> socket.socket:
    """The connection to this process's own server of forks (tests.ops.forks)."""
    folder = tempfile.TemporaryDirectory(prefix="bw-")
    path = f"{folder.name}/forks"
    server = subprocess.Popen([sys.executable, "-m", "tests.ops.forks", path], cwd=ROOT, stdout=subprocess.PIPE)
    assert server.stdout is not None
    assert server.stdout.readline() == b"ready\n"
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(PATIENCE)
    line.connect(path)

    def end() -> None:
        line.close()
        server.wait()
        folder.cleanup()

    atexit.register(end)
    return line
