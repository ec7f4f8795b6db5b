from datetime import UTC, datetime, timedelta, timezone

import pytest

from core.database import Database
from core.models.accounts import Mailbox, Org

NOW = datetime(2026, 3, 29, 0, 59, 59, 123456, tzinfo=UTC)


def test_moments_keep_their_instant_on_both_databases(database_url: str) -> None:
    database = Database(database_url)
    database.create_tables()
    tokyo = NOW.astimezone(timezone(timedelta(hours=9)))
    with database.session() as session:
        org = Org(name="Öst & Söhne", created_at=tokyo)
        session.add(org)
        session.add(Mailbox(org=org, address="a@b.example", exchange="ews", crm_user="a", due_at=NOW, created_at=NOW))
    with database.session() as session:
        org = session.query(Org).one()
        assert org.created_at == NOW
        assert org.created_at.tzinfo is UTC
        assert org.mailboxes[0].due_at == NOW
    database.close()


def test_a_moment_without_zone_is_refused(tmp_path: object) -> None:
    database = Database("sqlite://")
    database.create_tables()
    with pytest.raises(Exception, match="without a time zone"), database.session() as session:
        session.add(Org(name="x", created_at=datetime(2026, 1, 1)))  # noqa: DTZ001
        session.flush()


@pytest.mark.parametrize("url", ["mysql://root:canary@db/x", "nonsense", "sqlserver+x://u:canary@h/d"])
def test_a_wrong_url_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match="BOTHWAYS_DATABASE_URL") as caught:
        Database(url)
    assert "canary" not in str(caught.value)


def test_an_exception_rolls_the_transaction_back(database_url: str) -> None:
    database = Database(database_url)
    database.create_tables()
    with pytest.raises(RuntimeError), database.session() as session:
        session.add(Org(name="x", created_at=NOW))
        session.flush()
        raise RuntimeError
    with database.session() as session:
        assert session.query(Org).count() == 0
    database.close()
