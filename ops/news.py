"""What the background runs do, as lines for a person who watches."""

import time
from datetime import datetime

import click
from sqlalchemy import select

from core.models.accounts import Mailbox
from core.models.sync import RunRow
from worker.composition import Composition

LOOK_SECONDS = 1.0
LATEST = 50


class News:
    """Call it often; it prints the runs that have ended since, at most once a second."""

    def __init__(self, parts: Composition) -> None:
        self._parts = parts
        self._told: set[str] = set()
        self._next = 0.0

    def __call__(self) -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + LOOK_SECONDS
        ended = select(RunRow, Mailbox.address).join(Mailbox).where(RunRow.ended_at.is_not(None))
        with self._parts.database.session() as session:
            rows = session.execute(ended.order_by(RunRow.ended_at.desc()).limit(LATEST)).all()
        for run, address in reversed(rows):
            if run.id not in self._told and run.ended_at:
                self._told.add(run.id)
                click.echo(f"{_clock(run.ended_at)}  {address}: {_said(run)}")


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone():%H:%M:%S}"


def _said(run: RunRow) -> str:
    if run.held or run.error:
        return run.held or run.error
    types = run.report.get("types", {}).values()
    words = [f"{count} {word}" for counts in types for word, count in counts.items() if count and word != "unchanged"]
    return ", ".join(words) or "nothing to do"
