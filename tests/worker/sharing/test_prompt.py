"""What people wait for while another run has their mailbox: it comes after that run, once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.database import Database
from core.errors import Transient, Unauthorized
from core.models.accounts import Mailbox, Org
from core.secrets import KeyRing
from core.settings import load_settings
from worker.composition import Composition
from worker.lease import LeaseHeld, release, take
from worker.prompt import promptly

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=30)
BOX = "00000000-0000-0000-0000-000000000001"


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Composition]:
    settings = load_settings({"BOTHWAYS_HOME": str(tmp_path)}, tmp_path / "no.env")
    database = Database(f"sqlite:///{tmp_path / 'bothways.db'}")
    database.create_tables()
    with database.session() as session:
        org = Org(name="Org", created_at=NOW)
        session.add(org)
        session.flush()
        session.add(
            Mailbox(
                id=BOX,
                org_id=org.id,
                address="a@b.example",
                exchange="graph",
                crm_user="u",
                due_at=LATER,
                created_at=NOW,
            )
        )
    yield Composition(settings, database, KeyRing.load(tmp_path / "keys.json"), lambda: NOW)
    database.close()


def due_at(parts: Composition) -> datetime:
    with parts.database.session() as session:
        return session.get_one(Mailbox, BOX).due_at


def test_it_waits_for_the_other_run_and_is_done_once(parts: Composition) -> None:
    other = take(parts.database, BOX, "a run", NOW)
    assert other is not None
    tries: list[str] = []

    def act() -> None:
        tries.append("try")
        if len(tries) == 1:
            assert take(parts.database, BOX, "share", NOW) is None
            release(parts.database, other, NOW - timedelta(seconds=1))
            raise LeaseHeld(BOX)
        assert take(parts.database, BOX, "share", NOW) is not None

    promptly(parts, BOX, act)
    assert len(tries) == 2
    assert due_at(parts) == LATER


def test_who_waited_in_vain_leaves_the_mailbox_due(parts: Composition) -> None:
    def act() -> None:
        raise LeaseHeld(BOX)

    promptly(parts, BOX, act, patience=0.0)
    assert due_at(parts) == NOW


def test_a_mailbox_that_was_due_is_due_anew(parts: Composition) -> None:
    """Or the run under way would move its time on at its end."""
    with parts.database.session() as session:
        session.get_one(Mailbox, BOX).due_at = NOW - timedelta(minutes=1)

    def act() -> None:
        raise LeaseHeld(BOX)

    promptly(parts, BOX, act, patience=0.0)
    assert due_at(parts) == NOW


def test_what_may_pass_by_itself_is_tried_again_soon(parts: Composition) -> None:
    def act() -> None:
        raise Transient("Salesforce is busy.", retry_after=90)

    promptly(parts, BOX, act)
    assert due_at(parts) == NOW + timedelta(seconds=90)


def test_what_a_person_must_mend_is_not(parts: Composition) -> None:
    def act() -> None:
        raise Unauthorized("Reconnect.", code="reconnect")

    promptly(parts, BOX, act)
    assert due_at(parts) == LATER
