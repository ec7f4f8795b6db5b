"""Runs each contract test in every world that meets its needs: `@pytest.mark.needs(Side.CRM, Feature.STAMPS)`."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from core.records import Side
from tests.contract.world import Entry, World


def _worlds() -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for path in sorted(Path(__file__).parent.glob("worlds_*.py")):
        entries.update(getattr(import_module(f"tests.contract.{path.stem}"), "WORLDS", {}))
    return entries


WORLDS = _worlds()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "needs(*needs): the sides and features of the worlds in which a test makes sense"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "world" not in metafunc.fixturenames:
        return
    needs = [need for marker in metafunc.definition.iter_markers("needs") for need in marker.args]
    names = [name for name, entry in WORLDS.items() if all(_meets(entry, need) for need in needs)]
    metafunc.parametrize("world", names, indirect=True)


def _meets(entry: Entry, need: object) -> bool:
    return entry.side is need if isinstance(need, Side) else need in entry.features


@pytest.fixture
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """A world of its own for each test, empty and calm."""
    with WORLDS[request.param].open() as opened:
        yield opened
