"""Nobody is told: over a whole run of the suite, no program makes Exchange send anything to people.

Every message that a sandbox of the process records counts, also where its log was emptied since. What Graph or EWS was
asked to send fails its test, unless the test says by the marker `invites` that it is about sending. What a test's own
people do at their screens (sandbox.acting) is theirs.
"""

from collections import Counter
from collections.abc import Generator
from typing import Any

import pytest

from sandbox.outgoing import Sent, witnesses

PROGRAMS = ("graph", "ews")
UNASKED, ASKED, TESTS, PEOPLE = "unasked", "asked", "tests", "people"


class Invitations:
    """The plugin: one in each process that runs tests, and one that adds up."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._sent: list[Sent] = []
        witnesses.append(self._sent.append)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, None, None]:
        yield
        unasked = self._count(expected=item.get_closest_marker("invites") is not None)
        if unasked:
            told = "\n".join(f"{one.kind} to {one.to} through {one.face}: {one.subject}" for one in unasked)
            pytest.fail(f"people were told, and the test is not marked `invites`:\n{told}", pytrace=False)

    def _count(self, *, expected: bool) -> list[Sent]:
        """What was sent since the last call; those of programs that nobody announced."""
        sent = list(self._sent)
        del self._sent[: len(sent)]
        by_programs = [one for one in sent if one.face in PROGRAMS]
        self.counts[PEOPLE] += len(sent) - len(by_programs)
        self.counts[ASKED if expected else UNASKED] += len(by_programs)
        self.counts[TESTS] += bool(expected and by_programs)
        return [] if expected else by_programs

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """With what was sent after the last test."""
        self._count(expected=False)
        if self.counts[UNASKED] and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["invitations"] = dict(self.counts)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A process of pytest-xdist ends."""
        self.counts.update(getattr(node, "workeroutput", {}).get("invitations", {}))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        told, tests, people = self.counts[ASKED], self.counts[TESTS], self.counts[PEOPLE]
        line = f"invitations: {self.counts[UNASKED]} unasked; {told} in {tests} tests of sending them; "
        terminalreporter.write_line(f"{line}{people} by the tests' own people")
