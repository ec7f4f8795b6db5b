"""What was left out of filed emails, for people who ask."""

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.models.filing import HELD, FiledMailRow, FiledRow
from core.records import Key

LATEST = 5


def left_out(session: Session, mailbox_id: str, keys: set[Key]) -> Iterable[str]:
    """What was left out of the emails that mails of the mailbox hold, for core.why. keys: of mails or their records,
    or their names."""
    held = (FiledMailRow.mailbox_id == mailbox_id) & (FiledMailRow.state == HELD)
    named = or_(FiledMailRow.key.in_(keys), FiledRow.crm_key.in_(keys), FiledRow.name.in_(keys))
    found = select(FiledRow).join(FiledMailRow, FiledMailRow.filed_id == FiledRow.id).where(held, named)
    rows = session.scalars(found.order_by(FiledRow.id.desc()).limit(LATEST)).unique()
    return [f"{row.name}: {row.note}" for row in rows if row.note]
