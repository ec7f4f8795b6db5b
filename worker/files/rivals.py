"""Colleagues' runs that keep the same record. The people of one meeting have its attachments in each of their copies,
and their runs may come at the same moment: one of them gives the CRM a file, and the others find it there."""

from sqlalchemy import Table, and_, select
from sqlalchemy.orm import Session

from core.database import Model
from core.models.accounts import Mailbox
from core.models.sync import LeaseRow
from core.records import Side
from worker.files.cases import Send, State
from worker.files.frame import Frame
from worker.files.ledger import FILES, Paired
from worker.files.matching import called
from worker.sync.links import TABLE as LINKS

_LEASES: Table = Model.metadata.tables[LeaseRow.__tablename__]


def given_elsewhere(session: Session, frame: Frame, pair: Paired, digest: str) -> bool | None:
    """Whether a colleague's living run is giving the CRM this content for the same record; None where nobody else
    keeps the record. To be asked in the transaction of the own intent, after it was written: of two that ask at once
    the second waits for the first, and sees its intent."""
    mailbox_id, now = frame.context.mailbox_id, frame.context.now()
    org = select(Mailbox.org_id).where(Mailbox.id == mailbox_id).scalar_subquery()
    boxes = select(Mailbox.id).where(Mailbox.org_id == org)
    same = and_(LINKS.c.type == frame.kind.name, LINKS.c.crm_key == pair.keys[Side.CRM])
    kept = select(LINKS.c.id, LINKS.c.mailbox_id).where(LINKS.c.mailbox_id.in_(boxes), same).order_by(LINKS.c.id)
    others = [row.id for row in session.execute(kept.with_for_update()) if row.mailbox_id != mailbox_id]
    if not others:
        return None
    given = and_(FILES.c.state == State.SENDING.value, FILES.c.target == Side.CRM.value, FILES.c.sending == digest)
    alive = and_(_LEASES.c.mailbox_id == FILES.c.mailbox_id, _LEASES.c.expires_at > now)
    asked = select(FILES.c.id).join(_LEASES, alive).where(FILES.c.link_id.in_(others), given).limit(1)
    return session.execute(asked).first() is not None


def is_there(frame: Frame, pair: Paired, action: Send, digest: str) -> bool:
    """Whether the CRM's record has the file by now: what it showed before is old where a colleague's run was at it."""
    key, name = pair.keys[Side.CRM], action.file.name.casefold()
    held = frame.context.call("crm.files", lambda: frame.stores.crm.shown([key]))
    return any(one.digest == digest and called(one) == name for one in held[key].files)
