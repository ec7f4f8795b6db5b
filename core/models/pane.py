"""What the task pane needs: who signed in, with which of our own tokens, one-time codes, favourites and shares."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model, UtcDateTime
from core.mails import MESSAGE_ID_LIMIT
from core.models.accounts import new_id
from core.models.sync import KEY

USER, ADMIN = "user", "admin"
SUBJECT = String(600)


class Person(Model):
    """Who signed in. subject: `entra:{tid}:{oid}` or `exchange:{amurl}:{msexchuid}`, never an address. mailbox_id: the
    mailbox that is theirs, None until it was found or proven. role: user or admin. locale: as Outlook's, `de-DE`."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    org_id: Mapped[str] = mapped_column(ForeignKey("org.id", ondelete="CASCADE"), index=True)
    subject: Mapped[str] = mapped_column(SUBJECT, unique=True)
    name: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(String(320), default="")
    role: Mapped[str] = mapped_column(String(10), default=USER)
    mailbox_id: Mapped[str | None] = mapped_column(ForeignKey("mailbox.id", ondelete="SET NULL"), index=True)
    locale: Mapped[str] = mapped_column(String(20), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SessionRow(Model):
    """A token of our own, given after the sign-in in a dialog. token_hash: SHA-256 in hexadecimal; the token itself is
    kept nowhere."""

    __tablename__ = "session"
    __table_args__ = (Index("ix_session_expires", "expires_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TicketRow(Model):
    """Something that is good once and for minutes: a one-time code, or the state of a sign-in under way. kind: what it
    opens. hash: SHA-256 of the secret part. data: what belongs to it, secrets sealed. attempts: wrong tries."""

    __tablename__ = "ticket"
    __table_args__ = (Index("ix_ticket_expires", "expires_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(20))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)


class FavouriteRow(Model):
    """A CRM record that a person keeps at hand. name: as it was when it was chosen."""

    __tablename__ = "favourite"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    sobject: Mapped[str] = mapped_column(String(80), primary_key=True)
    crm_key: Mapped[str] = mapped_column(String(18), primary_key=True)
    name: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ShareRow(Model):
    """The wish of a person that an item of their mailbox be in the CRM, and what became of it. kind: email or event.
    state: pending, shared, undoing, undone or failed. wish: people, related record and attachments as they were chosen.
    problem: why it failed, in a sentence."""

    __tablename__ = "share"
    __table_args__ = (
        Index("ix_share_item", "mailbox_id", "item_id"),
        Index("ix_share_message", "mailbox_id", "message_id"),
        Index("ix_share_state", "mailbox_id", "state"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    mailbox_id: Mapped[str] = mapped_column(ForeignKey("mailbox.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    item_id: Mapped[str] = mapped_column(KEY)
    message_id: Mapped[str | None] = mapped_column(String(MESSAGE_ID_LIMIT))
    state: Mapped[str] = mapped_column(String(10))
    wish: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    crm_key: Mapped[str | None] = mapped_column(KEY)
    problem: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
