import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def short_home() -> Iterator[Path]:
    """Socket paths have some hundred characters at most."""
    with tempfile.TemporaryDirectory(prefix="bw-") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def homes() -> Iterator[Path]:
    """A folder for the homes of one module."""
    folder = Path(tempfile.mkdtemp(prefix="bw-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
