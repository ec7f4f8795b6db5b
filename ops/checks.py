"""`bothways test`: format, lint, types, import contracts, tests; stops at the first that fails."""

import os
import subprocess
import sys
import time
from pathlib import Path

PURE = (
    "core/records.py,core/objects.py,core/notes.py,core/policy.py,worker/sync/actions.py,worker/sync/match.py,"
    "worker/sync/merge.py,worker/sync/reconcile.py,worker/sync/explain.py,worker/sync/guard.py"
)


def run(root: Path, arguments: list[str]) -> int:
    """The exit code. With pytest arguments only these tests run."""
    python = sys.executable
    tests = [python, "-m", "pytest", "-n", str(os.cpu_count() or 2), "--dist", "worksteal"]
    if arguments:
        return subprocess.run([python, "-m", "pytest", *arguments], cwd=root, check=False).returncode
    coverage = [python, "-m", "coverage"]
    steps = [
        ("format", [python, "-m", "ruff", "format", "--check", "."]),
        ("lint", [python, "-m", "ruff", "check", "."]),
        ("types", [python, "-m", "mypy"]),
        ("imports", [str(Path(python).with_name("lint-imports")), "--no-cache"]),
        (
            "decisions",
            [
                *coverage,
                "run",
                "--branch",
                f"--include={PURE}",
                "-m",
                "pytest",
                "-q",
                "tests/worker/pure",
                "tests/core/pure",
            ],
        ),
        ("decisions covered", [*coverage, "report", "--fail-under=100", "--show-missing"]),
        ("tests", [*tests, "tests"]),
    ]
    for name, command in steps:
        started = time.monotonic()
        code = subprocess.run(command, cwd=root, check=False).returncode
        print(f"{name}: {'ok' if code == 0 else 'FAILED'} ({time.monotonic() - started:.1f} s)", flush=True)
        if code:
            return code
    return 0
