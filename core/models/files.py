"""What is remembered of the files of contacts and events: one row per file and pair, and when a pair was looked at.

A row is there, in state `sending`, before the other side is asked to take the file: it is the intent of the crash
protocol, with the digest by which the file is recognised where the answer was lost.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model, UtcDateTime
from core.models.sync import KEY, VERSION, Number, OfMailbox

# MD5 in hex takes 32; what a CRM calls its checksum may be longer.
DIGEST = String(64)


class FileRow(OfMailbox, Model):
    """One file of a linked pair; id: its identity, whatever it is called and on which side. name: what both sides last
    called it. exchange_key, crm_key: of the attachment and of the document, where they are. *_mark: as core.files.Shown
    has it, when last looked at. digest: MD5 of the content that both sides last agreed on. state:
    worker.files.cases.State; while it is `sending`, target is the side that gets the content `sending` under the name
    `given`. former: an attachment of ours that is to go, as another took its place. note: why it stays on one side.
    attempts, next_try: after failures. epoch: of the lease that wrote the row."""

    __tablename__ = "file"
    __table_args__ = (
        Index("ix_file_link", "link_id"),
        Index("ix_file_mailbox", "mailbox_id", "type", "next_try"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    link_id: Mapped[str] = mapped_column(ForeignKey("link.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    exchange_key: Mapped[str | None] = mapped_column(KEY)
    crm_key: Mapped[str | None] = mapped_column(KEY)
    exchange_mark: Mapped[str | None] = mapped_column(VERSION)
    crm_mark: Mapped[str | None] = mapped_column(VERSION)
    digest: Mapped[str | None] = mapped_column(DIGEST)
    state: Mapped[str] = mapped_column(String(10))
    target: Mapped[str | None] = mapped_column(String(10))
    sending: Mapped[str | None] = mapped_column(DIGEST)
    given: Mapped[str | None] = mapped_column(Text)
    former: Mapped[str | None] = mapped_column(KEY)
    note: Mapped[str] = mapped_column(Text, default="")
    attempts: Mapped[int] = mapped_column(Number, default=0)
    next_try: Mapped[datetime | None] = mapped_column(UtcDateTime)
    epoch: Mapped[int] = mapped_column(Number, default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FileLookRow(Model):
    """As which the records of a pair were when all of their files were last settled (without keys: they never were).
    attempts, next_try: since when its files cannot be read."""

    __tablename__ = "file_look"

    link_id: Mapped[str] = mapped_column(ForeignKey("link.id", ondelete="CASCADE"), primary_key=True)
    exchange_key: Mapped[str | None] = mapped_column(KEY)
    exchange_version: Mapped[str | None] = mapped_column(VERSION)
    crm_key: Mapped[str | None] = mapped_column(KEY)
    attempts: Mapped[int] = mapped_column(Number, default=0, server_default="0")
    next_try: Mapped[datetime | None] = mapped_column(UtcDateTime)
