from collections.abc import Iterator
from pathlib import Path

import pytest

from core.database import Database
from core.objects import CONTACT, OBJECT_TYPES
from sandbox.running import Running
from tests.scenarios.language import each_title, read_scenarios
from tests.scenarios.stage import Stage, only

FOLDER = Path(__file__).parent
ALL = list(each_title(FOLDER))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'bothways.db'}")
    database.create_tables()
    yield database
    database.close()


@pytest.fixture(params=["graph", "ews"])
def stage(request: pytest.FixtureRequest, running: Running, database: Database, tmp_path: Path) -> Iterator[Stage]:
    running.faults.clear()
    running.calls.clear()
    stage = Stage(running, database, request.param, tmp_path)
    yield stage
    running.faults.clear()
    stage.close()


@pytest.mark.parametrize(("path", "position"), [(p, n) for p, n, _ in ALL], ids=[f"{p.stem}: {t}" for p, _, t in ALL])
def test_scenario(stage: Stage, path: Path, position: int) -> None:
    """The scenario holds, and two runs after it write nothing. A file is about the kind that it is called after."""
    token = stage.address.partition("@")[0]
    about = next((kind for kind in OBJECT_TYPES if path.stem.startswith(kind)), CONTACT.name)
    stage.choose(**only(about))
    stage.play(read_scenarios(path, token)[position])
    stage.rest()
