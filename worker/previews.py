"""Previews: a dry run in the background, kept as a row of its own kind with its counts and some of its lines."""

from collections import defaultdict
from typing import Any

import structlog
from sqlalchemy import update

from core.accounts import AccountError
from core.errors import SyncError
from core.failures import packed
from core.models.accounts import DISABLED, Mailbox
from core.models.sync import RunRow
from core.runs import DONE, FAILED, PREVIEW, RUNNING, WAITING
from core.secrets import SecretError
from worker.composition import Composition
from worker.sync import run
from worker.sync.report import Line, RunReport

EXAMPLES = 5
SWITCHED_OFF = "Your administrator has switched your mailbox off in Bothways."

log = structlog.get_logger()


def preview(parts: Composition, run_id: str) -> None:
    """Writes nothing but the row."""
    mailbox_id = _claimed(parts, run_id)
    if mailbox_id is None:
        return
    if _is_disabled(parts, mailbox_id):
        _end(parts, run_id, state=FAILED, error=SWITCHED_OFF)
        return
    try:
        report = _dry(parts, mailbox_id)
    except (SyncError, AccountError, SecretError) as error:
        _end(parts, run_id, state=FAILED, error=str(error), report={"failure": packed(error)})
        return
    except Exception as error:
        _end(parts, run_id, state=FAILED, error=f"A defect of Bothways ended the preview ({type(error).__name__}).")
        raise
    told = " ".join((report.held, *report.stopped.values())).strip()
    _end(parts, run_id, state=DONE, report={**report.summary(), "examples": _examples(report)}, held=told)


def _claimed(parts: Composition, run_id: str) -> str | None:
    """Its mailbox, for one worker only; None: another has it, or there is none."""
    waiting = (RunRow.id == run_id) & (RunRow.kind == PREVIEW) & (RunRow.state == WAITING)
    claim = update(RunRow).where(waiting).values(state=RUNNING).returning(RunRow.mailbox_id)
    with parts.database.session() as session:
        return session.scalar(claim)


def _is_disabled(parts: Composition, mailbox_id: str) -> bool:
    with parts.database.session() as session:
        return session.get_one(Mailbox, mailbox_id).state == DISABLED


def _dry(parts: Composition, mailbox_id: str) -> RunReport:
    stores = parts.stores_of_run()
    return run.sync_mailbox(
        mailbox_id,
        database=parts.database,
        open_stores=stores,
        open_filing=stores.filing,
        is_filing=stores.is_filing,
        open_files=stores.files,
        policy_of=stores.policy_of,
        now=parts.now,
        dry_run=True,
    )


def _end(parts: Composition, run_id: str, **values: Any) -> None:
    with parts.database.session() as session:
        row = session.get(RunRow, run_id)
        if row is not None:
            row.ended_at = parts.now()
            for name, value in values.items():
                setattr(row, name, value)


def _examples(report: RunReport) -> dict[str, list[str]]:
    """Some sentences of each kind, of each thing that would be done at least one."""
    by_action: dict[str, dict[str, list[Line]]] = defaultdict(lambda: defaultdict(list))
    for line in report.operations:
        by_action[line.type][line.action].append(line)
    found: dict[str, list[str]] = {}
    for kind, actions in by_action.items():
        lines = [line for depth in range(EXAMPLES) for some in actions.values() for line in some[depth : depth + 1]]
        found[kind] = [line.reason for line in lines[:EXAMPLES]]
    return found
