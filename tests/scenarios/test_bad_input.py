"""Bad input that does not fit into a text: each call of a run fails once, replies are wrong, values are monstrous.

After the trouble both sides hold what the people left there, without a double, and two runs at rest write nothing.
"""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.database import Database
from core.errors import SyncError
from sandbox.acting import field
from sandbox.running import Running
from tests.scenarios.distortion import SPOILS, Distortion
from tests.scenarios.stage import FOLDER, Stage

MOST_CALLS = 60
ROUNDS = 20


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'bothways.db'}")
    database.create_tables()
    yield database
    database.close()


@pytest.fixture(params=["graph", "ews"])
def stage(request: pytest.FixtureRequest, running: Running, database: Database, tmp_path: Path) -> Iterator[Stage]:
    running.faults.clear()
    stage = Stage(running, database, request.param, tmp_path)
    yield stage
    running.faults.clear()
    stage.close()


class People:
    """What people do before each run, one of each kind, and what must be there after it. By e-mail: the job title."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        stage.choose(delete_in_crm=True, guard_share=1.0, guard_listing_share=1.0)
        self.there: dict[str, str | None] = {}
        for name in ("outlook", "crm"):
            stage.crm.add(LastName=name, Email=self._address(name))
            self.there[self._address(name)] = None

    def _address(self, name: str) -> str:
        return f"{name}.{self._stage.address}"

    def work(self, number: int) -> None:
        """Edits and creations on both sides, a drag by category, and the deletion of what the round before made."""
        stage = self._stage
        title = f"Title {number}"
        item = stage.outlook.find(FOLDER, email_address_1=self._address("outlook"))
        row = stage.crm.find(Email=self._address("crm"))
        assert item is not None
        assert row is not None
        stage.outlook.edit(item, job_title=title)
        stage.crm.edit(row["Id"], Title=title)
        self.there |= {self._address("outlook"): title, self._address("crm"): title}
        for name in (f"new-outlook{number}", f"moved{number}", f"new-crm{number}"):
            self.there[self._address(name)] = None
        stage.outlook.add(FOLDER, surname="New", email_address_1=self._address(f"new-outlook{number}"))
        stage.outlook.add("contacts", ("Salesforce",), surname="New", email_address_1=self._address(f"moved{number}"))
        stage.crm.add(LastName="New", Email=self._address(f"new-crm{number}"))
        self._delete(self._address(f"new-outlook{number - 1}"), self._address(f"new-crm{number - 1}"))

    def _delete(self, in_outlook: str, in_crm: str) -> None:
        item = self._stage.outlook.find(FOLDER, email_address_1=in_outlook)
        if item is not None:
            self._stage.outlook.delete(item)
            del self.there[in_outlook]
        row = self._stage.crm.find(Email=in_crm)
        if row is not None:
            self._stage.crm.delete(row["Id"])
            del self.there[in_crm]

    def check(self) -> None:
        items = self._stage.outlook.contacts(FOLDER)
        here = sorted((field(item, "email_address_1"), field(item, "job_title")) for item in items)
        rows = self._stage.crm.query("SELECT Email, Title FROM Contact USING SCOPE mine")
        there = sorted((row["Email"], row["Title"]) for row in rows)
        expected = sorted(self.there.items())
        assert _shown(there) == _shown(expected), "Salesforce"
        assert _shown(here) == _shown(expected), "Outlook"
        assert self._stage.outlook.contacts("contacts") == []


def _shown(pairs: "list[tuple[str, str | None]]") -> list[str]:
    return [f"{email} {title or ''}" for email, title in pairs]


def _try(stage: Stage) -> str:
    """One run that may end early, with a sentence; any other end is a defect."""
    try:
        stage.sync()
    except SyncError as error:
        assert stage.problem() == error.message
        return error.message
    return ""


def _recover(stage: Stage, people: People, what: str) -> None:
    """Later, when all records that were put off are due, all is in step again."""
    try:
        stage.later += timedelta(hours=25)
        stage.sync()
        people.check()
        assert stage.sync() == 0
        assert stage.problem() == ""
    except BaseException as error:
        error.add_note(what)
        raise


@pytest.mark.timeout(600)
@pytest.mark.parametrize("side", ["exchange", "crm"])
@pytest.mark.parametrize("kind", ["malformed_reply", "lost_reply"])
def test_each_call_of_a_run_may_fail(stage: Stage, side: str, kind: str) -> None:
    """The first call of a run, the second, and so on, until a run has no further call."""
    people = People(stage)
    stage.sync()
    target = stage.address if side == "exchange" else stage.sandbox.salesforce.org.id
    for number in range(MOST_CALLS):
        people.work(number)
        stage.sandbox.faults.add(kind, target=target, after=number)
        told = _try(stage)
        unused = bool(stage.sandbox.faults.planned())
        stage.sandbox.faults.clear()
        _recover(stage, people, f"{kind} of call {number}: {told}")
        if unused:
            assert number > 5, "hardly a call was made"
            return
    pytest.fail(f"a run makes more than {MOST_CALLS} calls")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("side", ["exchange", "crm"])
def test_replies_of_wrong_types_end_in_a_sentence(stage: Stage, side: str) -> None:
    """A reply anywhere in the run is whole but wrong."""
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    people = People(stage)
    stage.sync()
    server = stage.sandbox.microsoft if side == "exchange" else stage.sandbox.salesforce
    for number in range(ROUNDS):
        people.work(number)
        name, after = rng.choice(list(SPOILS)), rng.randrange(10)
        with Distortion(server.app, SPOILS[name], after) as distortion:
            told = _try(stage)
        what = f"round {number}: {name} as reply {after} ({distortion.applied=}): {told}"
        print(what)
        _recover(stage, people, what)
