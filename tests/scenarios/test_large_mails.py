"""A large mail: its files are streamed, so that memory does not grow with them; of a text that is too large people are
told. `python -m bench large` files 40 MB in several shapes, and tells what each takes."""

from pathlib import Path

import pytest

from bench.large import MEGABYTE, Shape, file_one, outcome, receive
from core.database import Database
from sandbox.running import Running
from tests.scenarios.stage import Stage
from worker.filing.compose import CUT

pytestmark = pytest.mark.own_database

# A text comes twice in a reply, as HTML and plain; together they are more than core.exchange reads at once.
FILE, TEXT = 8 * MEGABYTE, 7 * MEGABYTE


@pytest.mark.thorough
def test_a_large_file_is_not_held_in_memory(running: Running, tmp_path: Path) -> None:
    """Through EWS, where its bytes are base64 within XML."""
    told = file_one(running, tmp_path, "ews", Shape("a large file", (FILE,)))
    assert (told.files, told.note) == ((FILE,), "")
    assert told.growth * MEGABYTE < FILE


@pytest.mark.parametrize("exchange", ["graph", "ews"])
def test_a_large_text_is_left_in_outlook_and_told(
    running: Running, database: Database, tmp_path: Path, exchange: str
) -> None:
    stage = Stage(running, database, exchange, tmp_path)
    receive(stage, Shape("a large text", (1_000,), TEXT))
    receive(stage, Shape("a mail beside it", (2_000,)))
    stage.sync()
    assert sorted(outcome(stage)) == [((1_000,), CUT), ((2_000,), "")]
    stage.rest()
