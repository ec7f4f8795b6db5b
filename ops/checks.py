"""`bothways test`: format, lint, types, import contracts, tests; stops at the first that fails."""

import os
import subprocess
import sys
import time
from pathlib import Path

COVERAGE = "--rcfile=tests/worker/pure/coverage.ini"
DECISIONS = ("tests/core/test_records.py", "tests/core/test_notes.py", "tests/worker/pure")
# One more than there are cores: many tests wait for timers and other processes.
SHARE = ("-n", str((os.cpu_count() or 2) + 1), "--dist", "worksteal")


def run(root: Path, arguments: list[str]) -> int:
    """The exit code. With pytest arguments only these tests run."""
    python = sys.executable
    pytest, coverage = [python, "-m", "pytest"], [python, "-m", "coverage"]
    if arguments:
        return subprocess.run([*pytest, *arguments], cwd=root, check=False).returncode
    (root / "var").mkdir(exist_ok=True)
    steps = [
        ("format", [python, "-m", "ruff", "format", "--check", "."]),
        ("lint", [python, "-m", "ruff", "check", "."]),
        ("types", [python, "-m", "mypy"]),
        ("imports", [str(Path(python).with_name("lint-imports")), "--no-cache"]),
        ("decisions", [*coverage, "run", COVERAGE, "-m", "pytest", "-q", *DECISIONS]),
        ("decisions covered", [*coverage, "report", COVERAGE]),
        ("tests", [*pytest, *SHARE, "-q", "tests"]),
    ]
    for name, command in steps:
        started = time.monotonic()
        code = subprocess.run(command, cwd=root, check=False).returncode
        print(f"{name}: {'ok' if code == 0 else 'FAILED'} ({time.monotonic() - started:.1f} s)", flush=True)
        if code:
            return code
    return 0
