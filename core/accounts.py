"""Orgs, connections and mailboxes: made, found and read, with credentials sealed and opened."""

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from core.bulk import given
from core.choices import policy_from
from core.database import Model
from core.models.accounts import ACTIVE, Connection, Mailbox, Org, new_id
from core.objects import CONTACT
from core.policy import Policy
from core.records import Side
from core.secrets import KeyRing, Owner

SIDES = {"graph": Side.EXCHANGE, "ews": Side.EXCHANGE, "salesforce": Side.CRM}

_MAILBOX: Table = Model.metadata.tables[Mailbox.__tablename__]
_ORG: Table = Model.metadata.tables[Org.__tablename__]
_CONNECTION: Table = Model.metadata.tables[Connection.__tablename__]
_NOTE_PROBLEM = (
    update(_CONNECTION)
    .where(_CONNECTION.c.id == bindparam("connection"), _CONNECTION.c.mailbox_id.is_not(None))
    .where(_CONNECTION.c.problem != bindparam("told"))
    .values(problem=bindparam("told"))
)
# What is kept of a mailbox between runs.
KEPT = select(_MAILBOX.c.known).where(_MAILBOX.c.id == bindparam("mailbox"))
KEPT_TO_CHANGE = KEPT.with_for_update()
KEEP = update(_MAILBOX).where(_MAILBOX.c.id == bindparam("mailbox")).values(given("known"))
_ORG_OF = select(_MAILBOX.c.org_id).where(_MAILBOX.c.id == bindparam("mailbox")).scalar_subquery()
_USERS = select(_MAILBOX.c.address, _MAILBOX.c.crm_user).where(_MAILBOX.c.org_id == _ORG_OF)
_CONNECTIONS = select(Connection).where(
    Connection.org_id == bindparam("org"),
    Connection.kind.in_(bindparam("kinds", expanding=True)),
    (Connection.mailbox_id == bindparam("mailbox")) | Connection.mailbox_id.is_(None),
)


class AccountError(Exception):
    """An org, connection or mailbox is missing or exists already; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What a run needs of a mailbox, as at core.models.accounts, with its org's choices: values alone, for each run
    asks for them several times. The last one is of the org's row."""

    id: str
    org_id: str
    address: str
    exchange: str
    crm_user: str
    policy: Mapping[str, Any]
    known: Mapping[str, str]
    due_at: datetime
    org_policy: Mapping[str, Any]


_REACHED = (
    select(*(_MAILBOX.c[one.name] for one in fields(Reached)[:-1]), _ORG.c.policy)
    .join(_ORG, _ORG.c.id == _MAILBOX.c.org_id)
    .where(_MAILBOX.c.id == bindparam("mailbox"))
)


def find_reached(session: Session, mailbox_id: str) -> Reached | None:
    row = session.execute(_REACHED, {"mailbox": mailbox_id}).first()
    return None if row is None else Reached(*row)


def reached(session: Session, mailbox_id: str) -> Reached:
    """Raises NoResultFound: there is no such mailbox."""
    return Reached(*session.execute(_REACHED, {"mailbox": mailbox_id}).one())


def find_org(session: Session, name: str) -> Org:
    org = session.scalar(select(Org).where((Org.name == name) | (Org.id == name)))
    if org is None:
        names = ", ".join(session.scalars(select(Org.name).order_by(Org.name))) or "none yet"
        raise AccountError(f"There is no org {name!r}; there are: {names}. Add it with: bothways org add")
    return org


def find_mailbox(session: Session, name: str) -> Mailbox:
    """By address (case does not matter) or id."""
    rows = session.scalars(select(Mailbox).where((Mailbox.address == name.lower()) | (Mailbox.id == name))).all()
    if len(rows) > 1:
        raise AccountError(f"{name} is in several orgs; name it by its id: {', '.join(m.id for m in rows)}")
    if not rows:
        raise AccountError(f"There is no mailbox {name!r}. See: bothways mailbox list")
    return rows[0]


def add_org(session: Session, name: str, now: datetime) -> Org:
    if session.scalar(select(Org).where(Org.name == name)):
        raise AccountError(f"An org {name!r} exists already; change it with: bothways org change {name}")
    org = Org(name=name, created_at=now, policy={})
    session.add(org)
    session.flush()
    return org


def add_mailbox(
    session: Session, org: Org, address: str, *, crm_user: str, exchange: str | None, now: datetime
) -> Mailbox:
    """exchange: graph or ews; None where the org has only one of them."""
    address = address.strip().lower()
    kinds = sorted(c.kind for c in org.connections if c.side == Side.EXCHANGE)
    if exchange is None and len(kinds) == 1:
        exchange = kinds[0]
    if exchange not in kinds:
        have = " and ".join(kinds) or "none"
        raise AccountError(f"Say by --exchange which connection {address} uses; {org.name} has: {have}.")
    if "@" not in address or address.startswith("@") or address.endswith("@") or any(c.isspace() for c in address):
        raise AccountError(f"{address!r} is not an e-mail address.")
    if session.scalar(select(Mailbox).where(Mailbox.org_id == org.id, Mailbox.address == address)):
        raise AccountError(f"{address} is in {org.name} already.")
    mailbox = Mailbox(
        org=org, address=address, exchange=exchange, crm_user=crm_user.strip(), state=ACTIVE, due_at=now, created_at=now
    )
    session.add(mailbox)
    session.flush()
    return mailbox


def crm_users(session: Session, mailbox_id: str) -> dict[str, str]:
    """Address -> username in the CRM, of all mailboxes of the mailbox's org, in lower case; without users who have
    several."""
    rows = session.execute(_USERS, {"mailbox": mailbox_id})
    found = {address.lower(): username.lower() for address, username in rows if username}
    times = Counter(found.values())
    return {address: username for address, username in found.items() if times[username] == 1}


def put_connection(
    session: Session,
    keys: KeyRing,
    org: Org,
    kind: str,
    *,
    config: Mapping[str, Any],
    secret: Mapping[str, str],
    mailbox: Mailbox | None = None,
) -> Connection:
    """Add or replace the org's connection of this kind, or the mailbox's own one. What replaces another gets a new id:
    whoever still works with the old credentials neither changes nor blames the new ones."""
    mailbox_id = mailbox.id if mailbox else None
    connection = session.scalar(
        select(Connection).where(
            Connection.org_id == org.id, Connection.kind == kind, Connection.mailbox_id.is_not_distinct_from(mailbox_id)
        )
    )
    if connection is None:
        connection = Connection(org=org, org_id=org.id, mailbox_id=mailbox_id, side=SIDES[kind], kind=kind)
        session.add(connection)
    connection.id = new_id()
    connection.config = dict(config)
    connection.problem = ""
    put_secret(keys, connection, secret)
    session.flush()
    return connection


def note_problem(session: Session, connection_id: str, problem: str) -> None:
    """That a mailbox's own credentials are refused, until they are renewed, or work again (empty). A connection that
    was made anew meanwhile has another id."""
    session.execute(_NOTE_PROBLEM, {"connection": connection_id, "told": problem})


def put_secret(keys: KeyRing, connection: Connection, secret: Mapping[str, str]) -> None:
    owner = _owner(connection.org_id, connection.mailbox_id, connection.kind)
    connection.secret = keys.seal(json.dumps(dict(secret)), owner)


def connection_of(session: Session, mailbox: Mailbox, side: Side) -> Connection:
    """The mailbox's own connection where it has one, else its org's. Raises AccountError: there is neither."""
    return connections_of(session, mailbox, [side])[side]


def connections_of(session: Session, mailbox: Mailbox | Reached, sides: Collection[Side]) -> dict[Side, Connection]:
    """The same of several sides at once."""
    kinds = {side: mailbox.exchange if side is Side.EXCHANGE else "salesforce" for side in sides}
    about = {"org": mailbox.org_id, "mailbox": mailbox.id, "kinds": list(kinds.values())}
    rows = session.scalars(_CONNECTIONS, about).all()
    found: dict[Side, Connection] = {}
    for side, kind in kinds.items():
        of_kind = [row for row in rows if row.kind == kind]
        if not of_kind:
            raise AccountError(f"{mailbox.address} has no {kind} connection. Add one with: bothways org change")
        found[side] = max(of_kind, key=lambda row: row.mailbox_id is not None)
    return found


def secret_of(keys: KeyRing, connection: Connection) -> dict[str, str]:
    """The connection's secret values by name.

    Raises:
        SecretError: it does not decrypt.
    """
    if connection.secret is None:
        return {}
    plain = keys.open(connection.secret, _owner(connection.org_id, connection.mailbox_id, connection.kind))
    return dict(json.loads(plain))


def reseal_all(session: Session, old: KeyRing, new: KeyRing) -> int:
    """Encrypt every credential with the new current key; the count."""
    rows = session.scalars(select(Connection).where(Connection.secret.is_not(None))).all()
    for row in rows:
        owner = _owner(row.org_id, row.mailbox_id, row.kind)
        row.secret = new.seal(old.open(row.secret or b"", owner), owner)
    return len(rows)


def policy_of(mailbox: Mailbox | Reached, interval_minutes: int = 30, kind: str = CONTACT.name) -> Policy:
    """What its org and its user chose for one kind of record (the object type's name)."""
    of_org = mailbox.org_policy if isinstance(mailbox, Reached) else mailbox.org.policy
    return policy_from(of_org, mailbox.policy, interval_minutes=interval_minutes, kind=kind)


def next_due(mailbox: Mailbox | Reached, now: datetime, interval_minutes: int) -> datetime:
    return now + timedelta(minutes=policy_of(mailbox, interval_minutes).interval_minutes)


def _owner(org_id: str, mailbox_id: str | None, kind: str) -> Owner:
    return Owner(org_id, mailbox_id or "*", SIDES[kind], f"{kind} credentials")
