"""Planted faults: an engine with one of these defects must break a promise within a few histories. Each fault stands
between the good engine and its stores or database; nothing of the engine is changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from core.database import Database
from core.models.sync import IntentRow, LinkRow
from core.records import Side
from tests.memory_replica import GRAPH, SALESFORCE
from tests.model import faulty
from tests.model.history import History, Plant
from tests.model.office import Office
from tests.model.test_rest import cycle, office_at_rest

HISTORIES = 300
# Where some rarer ones are met soon, to spare the time of searching from the beginning.
FIRST = {
    "no stamps on CRM writes": 10,
    "no stamps on Exchange writes": 70,
    "no journal": 10,
    "no versions compared in Exchange": 92,
    "no versions compared in the CRM": 132,
    "cursor saved before hints": 120,
    "hints lost": 15,
    "commits lost": 91,
}


def between(fault: type[faulty.Through], *sides: Side) -> Plant:
    def plant(office: Office) -> None:
        office.stores = {side: fault(store) if side in sides else store for side, store in office.stores.items()}

    return plant


class LostCommits(Database):
    """Every n-th transaction is rolled back though the engine thinks it is saved."""

    def __init__(self, good: Database, every: int) -> None:
        self.engine = good.engine
        self._good = good
        self._reading = good._reading
        self._every = every
        self._numbers = count(1)

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self._good.session() as session:
            saved = session.begin_nested()
            yield session
            session.flush()
            (saved.rollback if next(self._numbers) % self._every == 0 else saved.commit)()


def hasty_cursor(office: Office) -> None:
    """The cursor is saved before the hints of the later pages; the pages are short, so that there are some."""
    for replica in office.replicas.values():
        replica.traits = replace(replica.traits, page=1)
    between(faulty.HastyCursor, *Side)(office)


def no_journal(office: Office) -> None:
    """Intents do not outlive the process."""
    office.before_run = lambda session: session.execute(delete(IntentRow))


def forgotten_links(office: Office) -> None:
    """The memory of what was linked is gone now and then (a database restored from yesterday)."""
    office.before_run = lambda session: session.execute(delete(LinkRow).where(LinkRow.crm_key.like("%1")))


def lost_commits(office: Office) -> None:
    office.database = LostCommits(office.database, 40)


def deletes_unasked(office: Office) -> None:
    """The engine does not look at the deletion switches."""
    office.believed = lambda policy: replace(policy, delete_in_crm=True, delete_in_exchange=True)


PLANTS: dict[str, Plant] = {
    "no stamps on CRM writes": between(faulty.NoStamps, Side.CRM),
    "no stamps on Exchange writes": between(faulty.NoStamps, Side.EXCHANGE),
    "no journal": no_journal,
    "no versions compared in Exchange": between(faulty.NoVersions, Side.EXCHANGE),
    "no versions compared in the CRM": between(faulty.NoVersions, Side.CRM),
    "unsynchronised fields lost": between(faulty.Careless, Side.EXCHANGE),
    "base saved too early": between(faulty.TooEarly, Side.CRM),
    "cursor saved before hints": hasty_cursor,
    "hints lost": between(faulty.Forgetful, *Side),
    "view exit taken for a deletion": between(faulty.ExitIsDeletion, Side.CRM),
    "links forgotten": forgotten_links,
    "commits lost": lost_commits,
    "deletion switches ignored": deletes_unasked,
}


@pytest.mark.parametrize("name", PLANTS)
def test_the_model_notices(name: str) -> None:
    first = FIRST.get(name, 0)
    for seed in range(first, first + HISTORIES):
        try:
            History(seed, PLANTS[name]).live()
        except Exception as failure:
            print(f"noticed at seed {seed}: {type(failure).__name__} {str(failure).splitlines()[:1]}")
            return
    pytest.fail(f"{name}: not noticed in {HISTORIES} histories")


def test_what_is_held_by_nature_must_be_foretold() -> None:
    """An account matched by sub-string would come back as somebody's edit: a second write, into Outlook."""
    written = []
    for plant in (between(faulty.NotForetold, Side.CRM), between(faulty.Through, Side.CRM)):
        office = office_at_rest(GRAPH, SALESFORCE)
        plant(office)
        replica = office.replicas[Side.EXCHANGE]
        replica.edit(next(iter(replica.items)), {"company_name": "Birds"})
        written.append(sum(cycle(office) for _ in range(4)))
    assert written == [2, 1]


def test_the_model_is_content_without_a_fault() -> None:
    for seed in range(20):
        History(seed).live()
