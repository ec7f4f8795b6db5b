"""What the pane's API writes when a mail is shared or taken back (server.resources.shares), and what is open."""

from sqlalchemy import Select, select

from core.mails import EMAIL, Mail, identity
from core.models.filing import FILED, HELD, FiledMailRow, FiledRow
from core.models.pane import ShareRow
from core.models.sync import HintRow
from core.records import Key
from core.shares import OPEN, PENDING, UNDOING, UNDONE, ShareWish
from tests.model.mail_office import BOXES, MailOffice
from worker.filing.compose import About

NOBODY = About()


def ask(office: MailOffice, who: str, mail: Mail, wish: ShareWish) -> None:
    """A mail has one share: asked again it is the same one."""
    with office.database.session() as session:
        row = session.scalars(_of(who, mail)).first()
        if row is None:
            row = ShareRow(id=office.new_id(), mailbox_id=BOXES[who], kind=EMAIL.name)
            session.add(row)
        row.item_id, row.message_id = mail.key, mail.message_id or row.message_id
        row.state, row.wish, row.problem = PENDING, wish.to_json(), ""
        row.at, row.done_at = office.now(), None


def take_back(office: MailOffice, who: str, mail: Mail) -> bool:
    """Whether there was anything to take back: a share, or what the category or the folder filed."""
    with office.database.session() as session:
        row = session.scalars(_of(who, mail)).first()
        if row is None:
            held = select(FiledMailRow).where(FiledMailRow.mailbox_id == BOXES[who], FiledMailRow.key == mail.key)
            holding = session.scalars(held.where(FiledMailRow.state == HELD)).first()
            filed = session.get_one(FiledRow, holding.filed_id) if holding else None
            if filed is None or filed.state != FILED:
                return False
            wish = ShareWish(mail.subject, key=mail.key)
            row = ShareRow(id=office.new_id(), mailbox_id=BOXES[who], kind=EMAIL.name, item_id=mail.key)
            row.message_id, row.wish, row.crm_key = filed.message_id, wish.to_json(), filed.crm_key
            session.add(row)
        elif row.state == UNDONE:
            return False
        row.wish = {**row.wish, "begun": False}
        row.state, row.problem, row.at, row.done_at = UNDOING, "", office.now(), None
    return True


def is_undoing(office: MailOffice, who: str, mail: Mail) -> bool:
    """Nothing tells a category that is put on before it was taken off from the one that is to be taken off."""
    with office.database.session() as session:
        row = session.scalars(_of(who, mail)).first()
    return row is not None and row.state == UNDOING


def open_keys(office: MailOffice, who: str) -> set[Key]:
    """The mails of the mailbox about which something is left to do."""
    box = office.boxes[who]
    with office.database.session() as session:
        keys = set(session.scalars(select(HintRow.key).where(HintRow.mailbox_id == BOXES[who])))
        shares = select(ShareRow.message_id, ShareRow.item_id)
        for row in session.execute(shares.where(ShareRow.mailbox_id == BOXES[who], ShareRow.state.in_(OPEN))):
            keys |= {row.item_id} | {key for key, mail in box.mails.items() if identity(mail) == row.message_id}
    return keys


def _of(who: str, mail: Mail) -> Select[tuple[ShareRow]]:
    """Its newest one, by its Message-ID or the mail's id."""
    same = ShareRow.message_id == mail.message_id if mail.message_id else ShareRow.item_id == mail.key
    return select(ShareRow).where(ShareRow.mailbox_id == BOXES[who], same).order_by(ShareRow.at.desc(), ShareRow.id)
