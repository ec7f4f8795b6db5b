"""The check of the whole suite that nobody is told: it fails a test in which a program sends something unasked."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONFTEST = """
from tests.invitations import Invitations

def pytest_configure(config):
    config.pluginmanager.register(Invitations(), "invitations")
"""
TESTS = """
import pytest
from sandbox.calls import Calls
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.microsoft import Microsoft
from sandbox.microsoft.calendar_meetings import Calendar

microsoft = Microsoft(Clock(), Faults(), Calls())
ann = microsoft.store.add_mailbox("ann@hooke.test", "Ann")
PATHS = ["/v1.0/me/events", "/EWS/Exchange.asmx"]

def tell():
    start = microsoft.clock.now()
    wish = {"subject": "Plan", "start": start, "end": start, "attendees": [{"name": "Bob", "address": "bob@b.example"}]}
    Calendar(microsoft.store, ann).create("calendar", wish, send="all")

def test_people():
    tell()

@pytest.mark.parametrize("path", PATHS)
def test_unasked(path):
    with microsoft.app.test_request_context(path, method="POST"):
        tell()
    microsoft.store.outgoing.clear()

@pytest.mark.invites
@pytest.mark.parametrize("path", PATHS)
def test_asked(path):
    with microsoft.app.test_request_context(path, method="POST"):
        tell()
        tell()
"""


def test_what_is_sent_unasked_fails(tmp_path: Path) -> None:
    """In a process of pytest-xdist, which tells what it saw to the one that sums up."""
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_telling.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "-p", "no:cacheprovider", "-n", "1"]
    done = subprocess.run([*command, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "invitations: 2 unasked; 4 in 2 tests of sending them; 1 by the tests' own people" in done.stdout
    assert "5 passed, 2 errors" in done.stdout
    assert all(f"request to bob@b.example through {face}: Plan" in done.stdout for face in ("graph", "ews"))
