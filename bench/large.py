"""One mail of 40 MB, filed through Graph and EWS: what becomes of it, and how much memory and CPU that takes.

Its bytes are streamed from one server to the other, so that memory does not grow with them.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.apart import run_apart
from core.database import Database
from core.models.filing import FiledRow
from sandbox.microsoft.mail.parts import File
from sandbox.running import Running, run_sandbox
from tests.scenarios.stage import Stage, only

MEGABYTE = 1024 * 1024
WHOLE = 40 * MEGABYTE
SENTENCE = "We would like to decide by the end of the month, and ask for the delivery to our second site. "


@dataclass(frozen=True)
class Shape:
    """files: how many bytes each has. text: characters of the HTML. limit: MB that a file may have."""

    what: str
    files: tuple[int, ...] = ()
    text: int = 1000
    limit: int = 150


SHAPES = (
    Shape("a small one, for comparison", (20_000,)),
    Shape("one file of 40 MB", (WHOLE,)),
    Shape("eight files of 5 MB", (WHOLE // 8,) * 8),
    Shape("one file over the limit", (WHOLE,), limit=25),
    Shape("a text of 40 MB", (), WHOLE),
)


@dataclass(frozen=True)
class Told:
    """growth: MB more than before the run at its peak. files: bytes that Salesforce has. note: what the email says of
    what is missing."""

    what: str
    exchange: str
    seconds: float
    growth: float
    files: tuple[int, ...]
    note: str


def measure_large() -> Iterator[Told]:
    with run_sandbox("empty") as running:
        for exchange in ("graph", "ews"):
            for shape in SHAPES:
                with tempfile.TemporaryDirectory() as folder:
                    yield file_one(running, Path(folder), exchange, shape)


def file_one(running: Running, folder: Path, exchange: str, shape: Shape) -> Told:
    """By a run in a process of its own; `folder` is empty."""
    database = Database(f"sqlite:///{folder / 'bothways.db'}")
    database.create_tables()
    stage = Stage(running, database, exchange, folder)
    stage.choose(**only("email"))
    stage.sync()  # the first run of a mailbox makes folders
    receive(stage, shape)
    spent = run_apart(stage.parts.settings, stage.mailbox_id)
    assert not spent.failed
    [(files, note)] = outcome(stage)
    database.close()
    return Told(shape.what, exchange, spent.seconds, spent.growth, files, note)


def receive(stage: Stage, shape: Shape) -> None:
    """A mail that its user wants filed."""
    stage.choose(**only("email"), **{"email.attachment_limit_mb": shape.limit})
    random = Random(len(shape.files))
    files = [File(f"{n}.bin", "application/octet-stream", random.randbytes(size)) for n, size in enumerate(shape.files)]
    body = f"<p>{SENTENCE * (shape.text // len(SENTENCE) + 1)}</p>"
    item = stage.outlook.mail.receive(f"lee.{stage.address}", shape.what, body, files, body_type="html")
    stage.outlook.mail.categorise(item, "Salesforce")


def outcome(stage: Stage) -> list[tuple[tuple[int, ...], str]]:
    """Of each email the bytes of its files in Salesforce, and what is said of what was left out."""
    with stage.parts.database.session() as session:
        rows = [(row.crm_key, row.note) for row in session.query(FiledRow)]
    told = []
    for key, note in rows:
        links = stage.crm.query(
            f"SELECT ContentDocument.ContentSize FROM ContentDocumentLink WHERE LinkedEntityId = '{key}'"  # noqa: S608  (an id)
        )
        told.append((tuple(int(link["ContentDocument"]["ContentSize"]) for link in links), note))
    return told
