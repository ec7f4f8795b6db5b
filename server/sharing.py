"""The shares of an item, as the API tells them: what people shared in the pane, and emails that are filed because of
their category or folder, or by a colleague. A share of the latter kind has the id `filed-N`."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.item_ids import ews_id
from core.models.accounts import Mailbox
from core.models.filing import FILED, HELD, FiledMailRow, FiledRow
from core.models.pane import Person, ShareRow
from core.models.sync import LinkRow
from core.records import LinkState
from core.shares import EMAIL, PENDING, SHARED, UNDONE, wish_of
from server.auth import Caller
from server.plain_rows import Rows
from server.problems import localized

MOST = 20
FILED_ID = "filed-"


class Shares:
    """Tells the shares of one caller."""

    def __init__(self, session: Session, caller: Caller, rows: Rows) -> None:
        self._session, self._caller, self._rows = session, caller, rows
        self._mailbox_id = caller.own_mailbox()

    def of_item(self, item_id: str | None, message_id: str | None) -> list[dict[str, Any]]:
        """The newest first. What is filed without a wish of the pane stands last, unless one speaks of it."""
        shares = [self.told(row) for row in self._found(item_id, message_id)]
        if not any(one["kind"] == EMAIL and one["state"] != UNDONE for one in shares):
            filed = self._filed_as(message_id)
            shares += [self.told_filed(filed)] if filed else []
        return shares

    def of_draft(self, subject: str) -> list[dict[str, Any]]:
        """Of a mail that was just sent: a draft has no Message-ID, so the worker must find it by its key first."""
        mine = select(ShareRow).filter_by(mailbox_id=self._mailbox_id, kind=EMAIL, state=PENDING, message_id=None)
        rows = self._session.scalars(mine.order_by(ShareRow.at.desc(), ShareRow.id).limit(MOST))
        wishes = [(row, wish_of(row.wish)) for row in rows]
        return [self.told(row) for row, wish in wishes if wish.on_send and wish.subject == subject]

    def own(self, share_id: str) -> ShareRow | None:
        row = self._session.get(ShareRow, share_id)
        return row if row is not None and row.mailbox_id == self._mailbox_id else None

    def own_filed(self, share_id: str) -> FiledRow | None:
        """An email that a mail of the caller's holds."""
        number = share_id.removeprefix(FILED_ID)
        if number == share_id or not (number.isascii() and number.isdigit()) or len(number) > 15:
            return None
        row = self._session.get(FiledRow, int(number))
        return row if row is not None and self.holding(row) else None

    def holding(self, filed: FiledRow) -> FiledMailRow | None:
        """The caller's own mail that holds the email."""
        mine = (FiledMailRow.mailbox_id == self._mailbox_id) & (FiledMailRow.filed_id == filed.id)
        return self._session.scalars(select(FiledMailRow).where(mine, FiledMailRow.state == HELD)).first()

    def told(self, row: ShareRow) -> dict[str, Any]:
        wish, state = wish_of(row.wish), self._state(row)
        person = self._session.get(Person, row.person_id) if row.person_id else None
        told = {
            "id": row.id,
            "kind": row.kind,
            "state": state,
            "by": (person.name or person.address) if person else "",
            "by_me": row.person_id == self._caller.person_id,
            "at": row.done_at or row.at,
            "record": self._rows.row(row.crm_key, wish.subject) if state == SHARED else None,
            "problem": localized(row.problem) if row.problem else None,
            "candidates": self._candidates(self._held(row.message_id)) if row.kind == EMAIL else [],
        }
        if row.kind != EMAIL:
            told["attendees"] = [
                {"address": one.address, "status": one.status, "record": self._rows.row(one.key, one.name)}
                for one in wish.attendees
            ]
            names = wish.names if state == SHARED else {}
            told["who"] = [self._rows.row(key, names[key]) for key in wish.who if key in names]
            what = wish.related if wish.related in names else None
            told["what"] = self._rows.row(what, names[what]) if what else None
        return told

    def told_filed(self, filed: FiledRow) -> dict[str, Any]:
        """Of an email that only a colleague holds: that it is filed, and by whom. A Message-ID proves nothing."""
        box = self._session.get(Mailbox, filed.mailbox_id) if filed.mailbox_id else None
        mine = self.holding(filed) is not None
        return {
            "id": f"{FILED_ID}{filed.id}",
            "kind": EMAIL,
            "state": SHARED,
            "by": box.address if box else "",
            "by_me": mine and (box is None or box.id == self._mailbox_id),
            "at": filed.changed_at,
            "record": self._rows.row(filed.crm_key, filed.name) if mine else None,
            "problem": localized(filed.note) if mine and filed.note else None,
            "candidates": self._candidates(filed) if mine else [],
        }

    def _found(self, item_id: str | None, message_id: str | None) -> Iterable[ShareRow]:
        wanted = []
        if item_id:
            wanted.append(ShareRow.item_id == ews_id(item_id))
        if message_id:
            wanted.append(ShareRow.message_id == message_id)
        if not wanted:
            return []
        mine = select(ShareRow).where(ShareRow.mailbox_id == self._mailbox_id, or_(*wanted))
        return self._session.scalars(mine.order_by(ShareRow.at.desc(), ShareRow.id).limit(MOST)).all()

    def _state(self, row: ShareRow) -> str:
        """What was shared may have been taken back in Outlook since."""
        if row.state != SHARED:
            return row.state
        if row.kind == EMAIL:
            filed = self._filed(row.message_id)
            there = filed is not None and filed.state == FILED and filed.crm_key == row.crm_key
        else:
            mine = (LinkRow.mailbox_id == row.mailbox_id) & (LinkRow.crm_key == row.crm_key)
            there = self._session.scalar(select(LinkRow.state).where(mine)) == LinkState.LINKED.value
        return SHARED if there else UNDONE

    def _filed(self, message_id: str | None) -> FiledRow | None:
        if not message_id:
            return None
        mine = (FiledRow.org_id == self._caller.org_id) & (FiledRow.message_id == message_id)
        return self._session.scalars(select(FiledRow).where(mine)).first()

    def _held(self, message_id: str | None) -> FiledRow | None:
        """The filed email, where the caller's own mail holds it."""
        filed = self._filed(message_id)
        return filed if filed is not None and self.holding(filed) else None

    def _filed_as(self, message_id: str | None) -> FiledRow | None:
        filed = self._filed(message_id)
        return filed if filed is not None and filed.state == FILED and filed.crm_key else None

    def _candidates(self, filed: FiledRow | None) -> list[dict[str, Any]]:
        """Whom the email may be about, where that is not known yet."""
        question = filed.question if filed is not None and filed.state == FILED else None
        if not question:
            return []
        names = question.get("names") or {}
        rows = (self._rows.row(key, names.get(key, "")) for key in question["candidates"])
        return [row for row in rows if row]
