"""How far a run is, into its row, for people who wait for it."""

import time

from sqlalchemy import update

from core.database import Database
from core.models.sync import RunRow
from core.objects import OBJECT_TYPES

EVERY_SECONDS = 1.0
KINDS = {one.plural: one.name for one in OBJECT_TYPES.values()} | {"emails": "email"}


class Told:
    """Called with (phase, done, total) as worker.sync.context.Progress; the plural of a kind says that it begins. The
    row's report is {"progress": {"kind", "done", "total"}} while the run lasts."""

    def __init__(self, database: Database, mailbox_id: str) -> None:
        self._database, self._mailbox_id = database, mailbox_id
        self._kind = ""
        self._told_at = 0.0

    def __call__(self, phase: str, done: int, total: int | None) -> None:
        begins = phase in KINDS
        self._kind = KINDS.get(phase, self._kind)
        if not begins and time.monotonic() - self._told_at < EVERY_SECONDS:
            return
        self._told_at = time.monotonic()
        progress = {"kind": self._kind, "done": done, "total": total}
        mine = (RunRow.mailbox_id == self._mailbox_id) & (RunRow.kind == "sync") & (RunRow.state == "running")
        with self._database.session() as session:
            session.execute(update(RunRow).where(mine).values(report={"progress": progress}))
