"""The real command line in tests: each call is a process of its own, as a person or a script would run it."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.ops.outside import ROOT, environment


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
        done = subprocess.run(
            [sys.executable, "-m", "ops.cli", *words],
            cwd=ROOT,
            env=self.env,
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        said = done.stdout + done.stderr
        assert "Traceback" not in said, said
        for secret in self.secrets:
            assert secret not in said, f"a secret is visible in the output of {words}"
        assert code is None or done.returncode == code, f"{words} ended with {done.returncode}:\n{said}"
        return Answer(done.stdout, done.stderr, done.returncode)

    def sync(self, address: str, *options: str, code: int = 0) -> dict[str, Any]:
        report: dict[str, Any] = self("sync", "--mailbox", address, "--json", *options, code=code).json()
        return report
