"""What the engine remembers of each mailbox: cursors, hints, links, intents, operations, conflicts, issues, runs.

Record keys have up to 512 characters and are compared exactly (EWS ids differ in case only). Fields are stored as
JSON objects that come back as what they were (core.models.packing).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from core.database import Model, UtcDateTime
from core.models.packing import Packed

KEY = String(512)
VERSION = String(200)
# SQLite counts rows by INTEGER PRIMARY KEY only.
Number = BigInteger().with_variant(Integer, "sqlite")


class OfMailbox:
    """Columns of every row that belongs to one mailbox and one object type."""

    @declared_attr
    def mailbox_id(cls) -> Mapped[str]:
        return mapped_column(String(36), ForeignKey("mailbox.id", ondelete="CASCADE"))

    type: Mapped[str] = mapped_column(String(20))


class LeaseRow(Model):
    """Who may run a mailbox until when. epoch grows with every owner; what an older epoch writes is refused."""

    __tablename__ = "lease"

    mailbox_id: Mapped[str] = mapped_column(ForeignKey("mailbox.id", ondelete="CASCADE"), primary_key=True)
    owner: Mapped[str] = mapped_column(String(80))
    epoch: Mapped[int] = mapped_column(Number)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CursorRow(OfMailbox, Model):
    """Where a side's change feed goes on. generation: number of the latest full listing; links carry the number of
    the last listing that named them. listing: that listing has not reached its last page. listed: how many records
    it named; kept until a plan made from it was not held (None: nothing to compare). fields: the names of the fields
    that both sides held at the last run, in the CRM's row."""

    __tablename__ = "cursor"
    __table_args__ = (UniqueConstraint("mailbox_id", "type", "side"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=True)
    side: Mapped[str] = mapped_column(String(10))
    value: Mapped[str | None] = mapped_column(Text)
    generation: Mapped[int] = mapped_column(Integer, default=0)
    listing: Mapped[bool] = mapped_column(default=False)
    listed: Mapped[int | None] = mapped_column(Integer)
    fields: Mapped[str | None] = mapped_column(Text)


class HintRow(OfMailbox, Model):
    """A key to be looked at. departed: the feed told that it is gone, left the view or is missing from a full listing.
    turn: grows when the key is hinted again, so that a run drops only what it has looked at."""

    __tablename__ = "hint"
    __table_args__ = (
        UniqueConstraint("mailbox_id", "type", "side", "key"),
        Index("ix_hint_due", "mailbox_id", "type", "next_try"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=True)
    side: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(KEY)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_try: Mapped[datetime] = mapped_column(UtcDateTime)
    departed: Mapped[bool] = mapped_column(default=False)
    turn: Mapped[int] = mapped_column(Integer, default=0)


_SHARED = text("meeting IS NOT NULL")
_MEETINGS: dict[str, Any] = {"sqlite_where": _SHARED, "postgresql_where": _SHARED}


class LinkRow(OfMailbox, Model):
    """A core.records.Link. meeting: what colleagues' copies of the same meeting have, too. origin: the side whose
    record was there first (both: they were matched). awaited: the Exchange key is of our making and the feed has not
    named it yet."""

    __tablename__ = "link"
    __table_args__ = (
        UniqueConstraint("mailbox_id", "type", "exchange_key"),
        UniqueConstraint("mailbox_id", "type", "crm_key"),
        Index("ix_link_state", "mailbox_id", "type", "state"),
        Index("ix_link_awaited", "mailbox_id", "type", "awaited"),
        Index("ix_link_meeting", "meeting", **_MEETINGS),
        Index("ix_link_meeting_crm", "crm_key", **_MEETINGS),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    exchange_key: Mapped[str | None] = mapped_column(KEY)
    crm_key: Mapped[str | None] = mapped_column(KEY)
    exchange_version: Mapped[str | None] = mapped_column(VERSION)
    crm_version: Mapped[str | None] = mapped_column(VERSION)
    exchange_listed: Mapped[int] = mapped_column(Integer, default=0)
    crm_listed: Mapped[int] = mapped_column(Integer, default=0)
    base: Mapped[dict[str, Any]] = mapped_column(Packed)
    held: Mapped[dict[str, Any]] = mapped_column(Packed, default=dict)
    state: Mapped[str] = mapped_column(String(10))
    in_view: Mapped[bool] = mapped_column(default=True)
    parked: Mapped[str | None] = mapped_column(String(40))
    meeting: Mapped[str | None] = mapped_column(String(32))
    hosted: Mapped[bool] = mapped_column(default=False, server_default=false())
    origin: Mapped[str] = mapped_column(String(10))
    awaited: Mapped[bool] = mapped_column(default=False)


class IntentRow(OfMailbox, Model):
    """Written before a remote write. id: the stamp that travels with it. action: the whole Action, packed by
    worker.sync.codec; before: the record's fields and categories as the decision saw them."""

    __tablename__ = "intent"
    __table_args__ = (Index("ix_intent_mailbox", "mailbox_id", "type"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    run_id: Mapped[str] = mapped_column(String(36))
    epoch: Mapped[int] = mapped_column(Number)
    side: Mapped[str] = mapped_column(String(10))
    verb: Mapped[str] = mapped_column(String(10))
    link_id: Mapped[str | None] = mapped_column(String(36))
    action: Mapped[dict[str, Any]] = mapped_column(Packed)
    held: Mapped[dict[str, Any]] = mapped_column(Packed, default=dict)
    before: Mapped[dict[str, Any]] = mapped_column(Packed, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OperationRow(OfMailbox, Model):
    """What was done and why. before and after: {"fields": {...}, "categories": [...] or absent} of the written
    record. outcome: done, recovered, failed, reported. exchange_key, crm_key: both records as far as known."""

    __tablename__ = "operation"
    __table_args__ = (
        Index("ix_operation_run", "run_id"),
        Index("ix_operation_link", "link_id"),
        Index("ix_operation_exchange", "mailbox_id", "exchange_key"),
        Index("ix_operation_crm", "mailbox_id", "crm_key"),
        Index("ix_operation_at", "at"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=True)
    run_id: Mapped[str] = mapped_column(String(36))
    link_id: Mapped[str | None] = mapped_column(String(36))
    exchange_key: Mapped[str | None] = mapped_column(KEY)
    crm_key: Mapped[str | None] = mapped_column(KEY)
    side: Mapped[str] = mapped_column(String(10))
    action: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(Text)
    before: Mapped[dict[str, Any]] = mapped_column(Packed, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(Packed, default=dict)
    reason: Mapped[dict[str, Any]] = mapped_column(JSON)
    outcome: Mapped[str] = mapped_column(String(12))
    error: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ConflictRow(OfMailbox, Model):
    """The same field changed on both sides, all three values kept. values: {"exchange", "crm", "base"}. winner: the
    side that won, None while a person must choose; chosen: what the person chose."""

    __tablename__ = "conflict"
    __table_args__ = (Index("ix_conflict_link", "link_id"), Index("ix_conflict_open", "mailbox_id", "resolved_at"))

    id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=True)
    link_id: Mapped[str | None] = mapped_column(String(36))
    run_id: Mapped[str] = mapped_column(String(36))
    name: Mapped[str] = mapped_column(Text)
    field: Mapped[str] = mapped_column(String(60))
    values: Mapped[dict[str, Any]] = mapped_column(Packed)
    winner: Mapped[str | None] = mapped_column(String(10))
    chosen: Mapped[str | None] = mapped_column(String(10))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class IssueRow(OfMailbox, Model):
    """A record that needs a person. side, key: the record it speaks of. versions: of both records when it was last
    looked at (after marking), so that its own echo is not looked at again. resolved_at: None while it is open.
    ignored_at: a person does not want to be told of it any more, until it changes. wish: what a person asked for, until
    the worker carried it out: {"values": corrected fields}, {"candidate": a key, or None for none of them}, or {}: try
    again (worker.mending)."""

    __tablename__ = "issue"
    __table_args__ = (
        Index("ix_issue_open", "mailbox_id", "type", "resolved_at"),
        Index("ix_issue_link", "link_id"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=True)
    run_id: Mapped[str] = mapped_column(String(36))
    link_id: Mapped[str | None] = mapped_column(String(36))
    side: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(KEY)
    name: Mapped[str] = mapped_column(Text, default="")
    code: Mapped[str] = mapped_column(String(60))
    message: Mapped[str] = mapped_column(Text)
    label: Mapped[str | None] = mapped_column(String(120))
    field: Mapped[str | None] = mapped_column(String(60))
    vendor: Mapped[str] = mapped_column(String(120), default="")
    candidates: Mapped[list[str]] = mapped_column(JSON, default=list)
    versions: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    attempts: Mapped[int] = mapped_column(Integer, default=1)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ignored_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    wish: Mapped[dict[str, Any] | None] = mapped_column(Packed)


class RunRow(Model):
    """One run. state: see core.runs. plan: of a held run, by type, packed; digest: of the
    deletions that the plan holds; approved_by: who let it pass by name. report: RunReport without its operations."""

    __tablename__ = "run"
    __table_args__ = (Index("ix_run_mailbox", "mailbox_id", "started_at"), Index("ix_run_state", "mailbox_id", "state"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    mailbox_id: Mapped[str] = mapped_column(ForeignKey("mailbox.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(12), default="sync")
    state: Mapped[str] = mapped_column(String(12))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    plan: Mapped[dict[str, Any] | None] = mapped_column(Packed)
    digest: Mapped[str | None] = mapped_column(String(64))
    held: Mapped[str] = mapped_column(Text, default="")
    approved_by: Mapped[str | None] = mapped_column(String(320))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    error: Mapped[str] = mapped_column(Text, default="")
