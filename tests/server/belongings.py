"""Rows that belong to one mailbox, one of each kind whose ids the API's addresses hold."""

from datetime import timedelta
from uuid import uuid4

from core import accounts
from core.models.pane import ShareRow
from core.models.sync import ConflictRow, IssueRow, RunRow
from tests.server.deployment import Deployment, User


def mailbox_of_another_org(deployment: Deployment) -> str:
    parts = deployment.parts
    with parts.database.session() as session:
        org = accounts.add_org(session, f"Other {uuid4().hex[:6]}", parts.now())
        accounts.put_connection(session, parts.keys, org, "graph", config={}, secret={})
        session.refresh(org)
        address = f"someone@{uuid4().hex[:6]}.example"
        return accounts.add_mailbox(session, org, address, crm_user=address, exchange=None, now=parts.now()).id


def rows_of(deployment: Deployment, mailbox_id: str) -> dict[str, str]:
    now = deployment.parts.now()
    run = RunRow(id=str(uuid4()), mailbox_id=mailbox_id, kind="preview", state="done", started_at=now, report={})
    share = ShareRow(
        mailbox_id=mailbox_id, kind="email", item_id=f"item-{mailbox_id}", state="shared", wish={}, at=now, done_at=now
    )
    of = {"mailbox_id": mailbox_id, "type": "contact", "run_id": run.id}
    crm = {"side": "crm", "key": "003000000000001AAA", "name": "Uma"}
    # Ids that no other kind of row has, or an issue of one's own looks like a colleague's conflict.
    number = uuid4().int % 400_000_000 + 1_000_000
    issue = IssueRow(id=number, **of, **crm, code="ambiguous_match", message="Two match.", opened_at=now, last_at=now)
    values = {"exchange": "a", "crm": "b", "base": "c"}
    told = {"name": "Uma", "field": "surname", "values": values, "opened_at": now - timedelta(minutes=1)}
    conflict = ConflictRow(id=number + 400_000_000, **of, **told)
    with deployment.parts.database.session() as session:
        session.add_all([run, share, issue, conflict])
        session.flush()
        return {
            "share_id": share.id,
            "run_id": run.id,
            "issue_id": str(issue.id),
            "conflict_id": str(conflict.id),
        }


def record_of(user: User) -> dict[str, str]:
    """A contact that belongs to no account is its owner's alone."""
    return {"sobject": "Contact", "key": user.crm.add("Contact", LastName=f"Private {uuid4().hex[:6]}")}
