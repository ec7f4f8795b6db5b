"""Rows that belong to one mailbox, one of each kind whose ids the API's addresses, queries and bodies hold."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy.orm import Session

from core import accounts
from core.models.accounts import Mailbox
from core.models.filing import FILED, HELD, FiledMailRow, FiledRow
from core.models.pane import Person, ShareRow
from core.models.sync import ConflictRow, IssueRow, LinkRow, RunRow
from server import connecting, linking, signin, tickets
from server.tokens.own import hashed
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


def named_of(deployment: Deployment, mailbox_id: str, key: str, *, filed: bool = True) -> dict[str, str]:
    """What queries and bodies name: a mail and a draft that are shared, a contact that is kept in step. key: a record
    of their Salesforce. filed: the mail is in Salesforce, which colleagues may know of."""
    tag, now = uuid4().hex[:8], deployment.parts.now()
    of = {"mailbox_id": mailbox_id, "kind": "email", "at": now}
    named = {name: f"{name}-{tag}" for name in ("message_id", "subject", "on_send", "name")}
    named["item_id"] = f"AAMk{tag}"  # without what Office.js and EWS write differently
    draft = {"on_send": named["on_send"], "subject": named["subject"]}
    address = f"linked-{tag}@customer.example"
    base = {"surname": named["name"], "email_address_1": address}
    link = {"id": str(uuid4()), "mailbox_id": mailbox_id, "type": "contact", "exchange_key": f"AAMk-{tag}"}
    with deployment.parts.database.session() as session:
        item = {"item_id": named["item_id"], "message_id": named["message_id"]}
        session.add(ShareRow(**of, **item, state="failed", wish={}, problem=f"problem-{tag}"))
        session.add(ShareRow(**of, item_id=f"draft-{tag}", state="pending", wish=draft))
        session.add(LinkRow(**link, crm_key=key, base=base, state="linked", origin="crm"))
        if filed:
            _file(session, mailbox_id, named)
    return {**named, "address": address, "exchange_key": f"AAMk-{tag}", "tag": tag}


def _file(session: Session, mailbox_id: str, named: dict[str, str]) -> None:
    org_id, now = session.get_one(Mailbox, mailbox_id).org_id, session.get_one(Mailbox, mailbox_id).due_at
    row = FiledRow(org_id=org_id, message_id=named["message_id"], state=FILED, crm_key="02s000000000001AAA", epoch=1)
    row.name, row.reason, row.changed_at = named["subject"], {"code": "by_category"}, now
    session.add(row)
    session.flush()
    held = {"filed_id": row.id, "mailbox_id": mailbox_id, "key": named["item_id"], "how": "category"}
    session.add(FiledMailRow(**held, state=HELD, place="in"))


def codes_of(deployment: Deployment, person_id: str | None) -> dict[str, str]:
    """Codes good once, each of a window or a mailbox of this person; of nobody: some that were never given out."""
    made, codes = deployment.parts, {name: tickets.new_secret() for name in ("connect_code", "signin_code")}
    codes |= {"mailbox_code": "ABCDEFGH", "verifier": tickets.new_secret()}
    if person_id is None:
        return codes
    soon = made.now() + tickets.MINUTES_5
    data = {"challenge": signin.s256(codes["verifier"])}
    sealed = tickets.seal(made.keys, connecting.CODE, {"verifier": "v", "code": "c"})
    note = {"address": "x@y.example", "item_id": "x", "code": hashed(codes["mailbox_code"])}
    with made.database.session() as session:
        person = {"person_id": session.get_one(Person, person_id).id}
        tickets.issue(session, connecting.CODE, codes["connect_code"], soon, **person, data={"sealed": sealed})
        tickets.issue(session, signin.CODE, codes["signin_code"], soon, **person, data=data)
        tickets.issue(session, linking.CODE, tickets.new_secret(), soon, **person, data=note)
    return codes
