"""The launcher, as a shell starts it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_modules_are_compiled_once_wherever_it_runs() -> None:
    """Where an environment forbids bytecode, each process would compile for seconds."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPYCACHEPREFIX"}
    environ["PYTHONDONTWRITEBYTECODE"] = "1"
    compiled = ROOT / ".venv" / "bytecode" / ROOT.relative_to("/") / "ops"
    for made in compiled.glob("cli.*.pyc"):
        made.unlink()
    command = [sys.executable, str(ROOT / "bothways"), "--help"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert list(compiled.glob("cli.*.pyc"))
