from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.objects import CONTACT, OBJECT_TYPES
from tests.scenarios.language import each_title, read_scenario
from tests.scenarios.stage import Stage, only

FOLDER = Path(__file__).parent


def _played() -> Iterator[Any]:
    """Every run plays each scenario of tasks and events on both back-ends, whose calendars differ most, and those of
    contacts in turn on the one or the other; a thorough one all on both."""
    for number, (path, position, title) in enumerate(each_title(FOLDER)):
        for exchange in ("graph", "ews"):
            turn = _about(path) != CONTACT.name or (number % 2 == 0) == (exchange == "graph")
            marks = () if turn else (pytest.mark.thorough,)
            yield pytest.param(exchange, path, position, id=f"{exchange}-{path.stem}: {title}", marks=marks)


def _about(path: Path) -> str:
    """A file is about the kind that it is called after."""
    return next((kind for kind in OBJECT_TYPES if path.stem.startswith(kind)), CONTACT.name)


@pytest.mark.parametrize(("stage", "path", "position"), list(_played()), indirect=["stage"])
def test_scenario(stage: Stage, path: Path, position: int) -> None:
    """The scenario holds, and two runs after it write nothing."""
    token = stage.address.partition("@")[0]
    stage.choose(**only(_about(path)))
    stage.play(read_scenario(path, position, token))
    stage.rest()
