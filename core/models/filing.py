"""What is remembered of filed emails: one row per Message-ID and org, and one per mail in a mailbox that holds it.

The row of the org is the reservation: it is there, in state `pending`, before the CRM is asked to make the record, so
that two colleagues never make two. It is the intent of the crash protocol, too.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model, UtcDateTime
from core.mails import MESSAGE_ID_LIMIT
from core.models.sync import KEY, VERSION, Number

# Of the email: being made (with a key: its files are missing), made or found, being deleted, deleted, refused.
PENDING, FILED, UNFILING, UNFILED, REFUSED = "pending", "filed", "unfiling", "unfiled", "refused"
# Of the mail: its user wants it filed, took that back, or deleted the mail (which says nothing about the record).
HELD, WITHDRAWN, DELETED = "held", "withdrawn", "deleted"


class FiledRow(Model):
    """One email of an org. ours: we made the record, so that we may delete it. mailbox_id: who filed it, and while it
    is pending or unfiling, whose run is at it, with the lease's epoch. reason: {"code", "words"}. question: what a
    person may answer, {"code", "addresses", "candidates", "names": {key: name}}, or None. note: what was left out.
    likeness: what tells it from another mail of its Message-ID (worker.filing.likeness); None from earlier versions."""

    __tablename__ = "filed"
    __table_args__ = (
        UniqueConstraint("org_id", "message_id"),
        Index("ix_filed_state", "org_id", "state"),
        Index("ix_filed_crm", "org_id", "crm_key"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=True)
    org_id: Mapped[str] = mapped_column(ForeignKey("org.id", ondelete="CASCADE"))
    message_id: Mapped[str] = mapped_column(String(MESSAGE_ID_LIMIT))
    state: Mapped[str] = mapped_column(String(10))
    crm_key: Mapped[str | None] = mapped_column(KEY)
    ours: Mapped[bool] = mapped_column(default=False)
    mailbox_id: Mapped[str | None] = mapped_column(ForeignKey("mailbox.id", ondelete="SET NULL"))
    epoch: Mapped[int] = mapped_column(Number)
    name: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[dict[str, Any]] = mapped_column(JSON)
    question: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(Text, default="")
    likeness: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FiledMailRow(Model):
    """One mail that holds, or held, an email. how: category, folder, automatic or shared; of one that was withdrawn,
    what took it back. marked: it carries our category and the record's key; only then is a missing category its user's
    wish. place, version: when it was last looked at."""

    __tablename__ = "filed_mail"
    __table_args__ = (UniqueConstraint("mailbox_id", "key"), Index("ix_filed_mail_filed", "filed_id"))

    id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=True)
    filed_id: Mapped[int] = mapped_column(ForeignKey("filed.id", ondelete="CASCADE"))
    mailbox_id: Mapped[str] = mapped_column(ForeignKey("mailbox.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(KEY)
    how: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    marked: Mapped[bool] = mapped_column(default=False)
    place: Mapped[str] = mapped_column(String(10))
    version: Mapped[str | None] = mapped_column(VERSION)
