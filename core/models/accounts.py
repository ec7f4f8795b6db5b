"""Who synchronises what: orgs, their connections, and mailboxes paired with CRM users."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Model, UtcDateTime

ACTIVE, SUSPENDED, DISABLED = "active", "suspended", "disabled"


def new_id() -> str:
    return str(uuid4())


class Org(Model):
    """The tenant. policy: what its admin chose for everybody, by the names of core.policy.Policy. entra_tenant: id of
    the Entra tenant whose people may sign in to the pane. metadata_urls: the same for Exchange Server, the addresses of
    the authentication metadata that its identity tokens may name."""

    __tablename__ = "org"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    policy: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    entra_tenant: Mapped[str | None] = mapped_column(String(36), unique=True, index=True)
    metadata_urls: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    connections: Mapped[list["Connection"]] = relationship(back_populates="org", cascade="all, delete-orphan")
    mailboxes: Mapped[list["Mailbox"]] = relationship(back_populates="org", cascade="all, delete-orphan")


class Connection(Model):
    """Stored access to one outside system. kind: graph, ews or salesforce. mailbox_id: set where the credentials
    are one user's (a refresh token), empty where they serve the org. config: what is no secret (URLs, client id).
    secret: encrypted by core.secrets. problem: what is wrong with it, in a sentence, or empty. refreshing_until: while
    somebody trades its refresh token for another, when that is given up at the latest."""

    __tablename__ = "connection"
    __table_args__ = (UniqueConstraint("org_id", "kind", "mailbox_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    org_id: Mapped[str] = mapped_column(ForeignKey("org.id", ondelete="CASCADE"), index=True)
    mailbox_id: Mapped[str | None] = mapped_column(ForeignKey("mailbox.id", ondelete="CASCADE"))
    side: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(20))
    config: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    problem: Mapped[str] = mapped_column(Text, default="")
    refreshing_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    org: Mapped[Org] = relationship(back_populates="connections")


class Mailbox(Model):
    """One user's mailbox paired with a CRM user. due_at: when the next run is due. known: what is kept
    between runs, mostly for the Exchange store (folder id, master categories). policy: what this user chose, over the
    org's. setup: the step of the pane's set-up that comes next, choose or preview; empty: it is done. problem: why
    nothing runs, in a sentence."""

    __tablename__ = "mailbox"
    __table_args__ = (UniqueConstraint("org_id", "address"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    org_id: Mapped[str] = mapped_column(ForeignKey("org.id", ondelete="CASCADE"), index=True)
    address: Mapped[str] = mapped_column(String(320))
    exchange: Mapped[str] = mapped_column(String(20))  # graph | ews
    crm_user: Mapped[str] = mapped_column(String(320))
    state: Mapped[str] = mapped_column(String(10), default=ACTIVE)
    setup: Mapped[str] = mapped_column(String(10), default="", server_default="")
    policy: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    known: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    last_run_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    problem: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    org: Mapped[Org] = relationship(back_populates="mailboxes")
