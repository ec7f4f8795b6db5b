"""`bothways test`: format, lint, types, import contracts, tests; stops at the first that fails."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from ops import browser_parts

COVERAGE = "--rcfile=tests/worker/pure/coverage.ini"
DECISIONS = (
    "tests/core/test_records.py",
    "tests/core/test_notes.py",
    "tests/core/salesforce/test_regarding.py",
    "tests/worker/pure",
)
# One more than there are cores: many tests wait for timers and other processes.
SHARE = ("-n", str((os.cpu_count() or 2) + 1), "--dist", "worksteal")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
NO_CHROMIUM = f"""There is no Chromium here, which the browser tests need. To get it on Debian or Ubuntu:
  sudo apt-get install chromium fonts-dejavu-core
elsewhere install Chromium or Chrome, and have it on the PATH as one of: {", ".join(CHROMIUM)}."""


def run(root: Path, arguments: list[str]) -> int:
    """The exit code. With pytest arguments only these tests run."""
    python = sys.executable
    browser_parts.ensure(root, tools=True)
    pytest, coverage = [python, "-m", "pytest"], [python, "-m", "coverage"]
    if arguments:
        return subprocess.run([*pytest, *arguments], cwd=root, check=False).returncode
    if not (browser := chromium()):
        print(f"{NO_CHROMIUM}\nAll other tests run now.\n", flush=True)
    (root / "var").mkdir(exist_ok=True)
    decided = [*coverage, "run", COVERAGE, "-m", "pytest", "-q", *DECISIONS]
    rest = [f"--ignore={path}" for path in (*DECISIONS, *(() if browser else ("tests/browser",)))]
    # The processes that share the tests would each compile all of them at the same moment: that is done before, beside
    # what leaves a core free.
    compiled = [*pytest, "--collect-only", "-q", "tests", *rest]
    # Steps of one line run side by side: each of them keeps one core busy.
    lines: list[dict[str, list[str]]] = [
        {"format": [python, "-m", "ruff", "format", "--check", "."], "lint": [python, "-m", "ruff", "check", "."]},
        {"imports": [str(Path(python).with_name("lint-imports")), "--no-cache"]},
        {"types": [python, "-m", "mypy"], "decisions": decided, "tests compiled": compiled},
        {"decisions covered": [*coverage, "report", COVERAGE]},
        {"tests": [*pytest, *SHARE, "-q", "-m", "not thorough", "tests", *rest]},
    ]
    failed = next((code for steps in lines if (code := _side_by_side(root, steps))), 0)
    if not browser:
        print(f"\nNot run: the browser tests. {NO_CHROMIUM}")
    return failed or (0 if browser else 1)


def chromium() -> str | None:
    """The path of the browser for the browser tests."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def _side_by_side(root: Path, steps: Mapping[str, Sequence[str]]) -> int:
    """The first exit code that is not 0, else 0. What one step alone prints is seen at once; of several that went well
    only the last line."""
    started, alone, failed = time.monotonic(), len(steps) == 1, 0
    with ExitStack() as stack:
        outputs = {name: None if alone else stack.enter_context(tempfile.TemporaryFile()) for name in steps}
        running = {
            name: subprocess.Popen(command, cwd=root, stdout=outputs[name], stderr=outputs[name])
            for name, command in steps.items()
        }
        for name, process in running.items():
            code = process.wait()
            if output := outputs[name]:
                output.seek(0)
                said = output.read().decode(errors="replace").strip()
                print(said if code else said.rpartition("\n")[2])
            print(f"{name}: {'ok' if code == 0 else 'FAILED'} ({time.monotonic() - started:.1f} s)", flush=True)
            failed = failed or code
    return failed
