from pathlib import Path

import pytest

from core.objects import CONTACT, OBJECT_TYPES
from tests.scenarios.language import each_title, read_scenarios
from tests.scenarios.stage import Stage, only

FOLDER = Path(__file__).parent
ALL = list(each_title(FOLDER))


@pytest.mark.parametrize(("path", "position"), [(p, n) for p, n, _ in ALL], ids=[f"{p.stem}: {t}" for p, _, t in ALL])
def test_scenario(stage: Stage, path: Path, position: int) -> None:
    """The scenario holds, and two runs after it write nothing. A file is about the kind that it is called after."""
    token = stage.address.partition("@")[0]
    about = next((kind for kind in OBJECT_TYPES if path.stem.startswith(kind)), CONTACT.name)
    stage.choose(**only(about))
    stage.play(read_scenarios(path, token)[position])
    stage.rest()
