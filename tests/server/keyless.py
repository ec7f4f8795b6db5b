"""A company whose administrator has given Bothways no key of its own: each person connects Salesforce."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from core import accounts
from core.models.accounts import Connection, Org
from tests.server.deployment import Deployment


@contextmanager
def without_key(deployment: Deployment) -> Iterator[None]:
    """Meanwhile; the External Client App stays."""
    parts = deployment.parts
    with parts.database.reading() as session:
        wanted = select(Connection).where(Connection.kind == "salesforce", Connection.mailbox_id.is_(None))
        shared = session.scalars(wanted.where(Connection.org_id == deployment.org_id)).one()
        config, kept = shared.config, accounts.secret_of(parts.keys, shared)

    def put(secret: dict[str, str]) -> None:
        with parts.database.session() as session:
            org = session.get_one(Org, deployment.org_id)
            accounts.put_connection(session, parts.keys, org, "salesforce", config=config, secret=secret)

    put({name: value for name, value in kept.items() if name != "private_key"})
    try:
        yield
    finally:
        put(kept)
