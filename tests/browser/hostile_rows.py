"""What waits for a person, with a hostile text in every place of it; rows as runs leave them."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from core.models.accounts import Mailbox
from core.models.filing import FILED, HELD, FiledMailRow, FiledRow
from core.models.pane import ShareRow
from core.models.sync import ConflictRow, IssueRow, OperationRow, RunRow
from tests.browser.hostile import ALL, PAYLOADS
from tests.server.deployment import Deployment, User

OPENED, TWINS, BOTH = "Opened", "Twins", "Both"


def waiting(deployment: Deployment, user: User, candidates: list[str]) -> None:
    """Thirty refused records, thirty that clash, one that the candidates match, and a run that stopped."""
    now = datetime.now(UTC)
    of = {"mailbox_id": user.mailbox_id, "type": "contact", "run_id": str(uuid4())}
    with deployment.parts.database.session() as session:
        mailbox = session.get_one(Mailbox, user.mailbox_id)
        mailbox.problem = f"Stopped: {ALL}"
        run = {"id": of["run_id"], "mailbox_id": user.mailbox_id, "state": "failed", "error": f"Ended: {ALL}"}
        session.add(RunRow(**run, started_at=now, ended_at=now, report={}))
        _refused(session, {**of, "opened_at": now, "last_at": now}, candidates)
        for number, payload in enumerate(PAYLOADS):
            told = {"exchange": f"ours {payload}", "crm": f"theirs {payload}", "base": f"once {payload}"}
            named = {"name": f"{BOTH} {number}", "field": payload[:60] if number else "job_title"}
            session.add(ConflictRow(**of, **named, link_id=str(uuid4()), values=told, opened_at=now))
        link = str(uuid4())
        for payload in PAYLOADS:
            values = {"exchange": f"ours {payload}", "crm": f"theirs {payload}", "base": f"once {payload}"}
            row = {"name": f"{BOTH} {ALL}", "field": "notes", "link_id": link, "values": values}
            session.add(ConflictRow(**of, **row, opened_at=now))


def _refused(session: Session, of: dict[str, Any], candidates: list[str]) -> None:
    for payload in (*PAYLOADS, ALL):
        key, name = f"AAMk-{uuid4()}", payload if payload != ALL else f"{OPENED} {ALL}"
        told = {"name": name, "code": "validation", "message": f"{name}: Refused {payload}", "field": "surname"}
        session.add(IssueRow(**of, **told, side="exchange", key=key))
        tried = {"side": "crm", "action": "create", "exchange_key": key, "after": {"fields": {"surname": payload}}}
        where = {name: of[name] for name in ("mailbox_id", "type", "run_id")}
        reason = {"code": "create", "words": {"name": payload}}
        done = OperationRow(**where, **tried, name=name, reason=reason, outcome="failed", error=payload)
        done.at = of["opened_at"]
        session.add(done)
    twins = {"name": f"{TWINS} {ALL}", "code": "ambiguous", "message": f"Several match: {ALL}"}
    session.add(IssueRow(**of, **twins, side="exchange", key=f"AAMk-{uuid4()}", candidates=candidates))


def filed(deployment: Deployment, user: User, message_id: str, candidates: list[str]) -> None:
    """An email that is in Salesforce, with a note, and the question whom of many it is about."""
    names = dict(zip(candidates, PAYLOADS, strict=True))
    question = {"code": "several", "addresses": [], "candidates": candidates, "names": names}
    now = datetime.now(UTC)
    row = FiledRow(org_id=deployment.org_id, message_id=message_id, state=FILED, crm_key="02s000000000001AAA", epoch=1)
    row.mailbox_id, row.name, row.note, row.question = user.mailbox_id, f"Email {ALL}", f"Left out: {ALL}", question
    row.reason, row.changed_at = {"code": "by_category", "words": {"name": ALL}}, now
    with deployment.parts.database.session() as session:
        session.add(row)
        session.flush()
        mine = {"filed_id": row.id, "mailbox_id": user.mailbox_id, "key": f"AAMk-{uuid4()}", "how": "category"}
        session.add(FiledMailRow(**mine, state=HELD, place="in"))


def stopped(deployment: Deployment, user: User, message_id: str) -> None:
    """A share that failed."""
    now = datetime.now(UTC)
    row = ShareRow(mailbox_id=user.mailbox_id, kind="email", item_id=f"item-{uuid4()}", message_id=message_id)
    row.state, row.wish, row.problem = "failed", {}, f"Not filed: {ALL}"
    row.person_id, row.at, row.done_at = user.person_id, now, now
    with deployment.parts.database.session() as session:
        session.add(row)
