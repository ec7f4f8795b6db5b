"""Hints that two processes give at once: a run that reads a feed, and a person who settles something meanwhile."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from core.database import Database
from core.models.sync import HintRow
from core.records import Side
from tests.waiting import until
from tests.worker.shell.world import MAILBOX, START, World
from worker.sync import hints

OWNER = (MAILBOX, "contact")
BLOCKED = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


def wake(database: Database, *, departed: bool) -> None:
    with database.session() as session:
        hints.wake(session, OWNER, Side.CRM, {"a": departed, "b": departed}, START)


def told(world: World) -> list[tuple[str, bool, int, int]]:
    return sorted((row.key, row.departed, row.attempts, row.turn) for row in world.rows(HintRow))


def test_given_again_they_begin_anew(world: World) -> None:
    wake(world.database, departed=False)
    wake(world.database, departed=True)
    assert told(world) == [("a", True, 0, 1), ("b", True, 0, 1)]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_given_twice_at_once(world: World) -> None:
    """The second comes to know of the first one's row only when it writes its own."""
    database = world.database
    with ThreadPoolExecutor(1) as pool:
        with database.session() as session:
            hints.wake(session, OWNER, Side.CRM, {"a": False}, START)
            session.flush()
            second = pool.submit(wake, database, departed=True)
            until(lambda: second.done() or _blocked(database))
        second.result(timeout=30)
    assert told(world) == [("a", True, 0, 1), ("b", True, 0, 0)]


def _blocked(database: Database) -> bool:
    with database.session() as session:
        return bool(session.execute(BLOCKED).scalar())
