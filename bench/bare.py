"""The floor of a run's CPU: what any client must spend to say the same and to keep the same rows.

It is: the run's own requests sent again, in their order, by `http.client` on one kept connection for each server, over
the same TLS, and answered byte for byte as they were; each body of a request encoded once (json, lxml), each reply
parsed once whole (json, lxml, base64); and the rows that the run left behind put into a new SQLite file with the same
tables and indexes, durable (WAL, synchronous=FULL), each JSON of theirs encoded once, with an intent written before
each batch of them and deleted after it, as the promise of crash safety demands.

It is not: a look at any value. Nothing is decoded to fields, compared, matched, decided, sanitised or explained, no
page becomes hints, nothing that is known already is read from the database, and no signing in is worked out.
"""

import base64
import http.client
import json
import multiprocessing
import pickle
import resource
import sqlite3
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from bench.tape import Answers, Said
from sandbox.tls import Certificates
from sandbox.web import Server

# Rows between two commits: the largest batch that both protocols write at once.
BATCH = 100
_CONTENT = "{http://schemas.microsoft.com/exchange/services/2006/types}Content"
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=OFF")
_INTENT = "CREATE TABLE bare_intent (id INTEGER PRIMARY KEY, content TEXT)"


@dataclass(frozen=True)
class Floor:
    """CPU seconds: talk, of requests and replies; rows, of what is kept."""

    talk: float
    rows: float

    @property
    def seconds(self) -> float:
        return self.talk + self.rows


def measure(said: Sequence[Said], certificates: Certificates, left: "Left") -> Floor:
    """In a process of its own; the answers come from this one."""
    with answering(said, certificates) as ports, multiprocessing.get_context("spawn").Pool(1) as pool:
        file = left.folder / "said.pickle"
        file.write_bytes(pickle.dumps(list(said)))
        return pool.apply(_measure, (file, ports, str(certificates.ca), left))


def _measure(file: Path, ports: list[int], ca: str, left: "Left") -> Floor:
    said: list[Said] = pickle.loads(file.read_bytes())  # noqa: S301  (written just before)
    talk, keep = _client(said, ports, ca), left.keeper()
    del said
    return Floor(cpu(talk), cpu(keep))


def cpu(work: Callable[[], None]) -> float:
    before = resource.getrusage(resource.RUSAGE_SELF)
    work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


# Requests and replies


@contextmanager
def answering(said: Sequence[Said], certificates: Certificates) -> Iterator[list[int]]:
    """Servers that give the answers in the order of the questions; their ports."""
    count = 1 + max(one.server for one in said)
    servers = [Server(Answers(s for s in said if s.server == n), 0, certificates.context()) for n in range(count)]
    try:
        yield [server.port for server in servers]
    finally:
        for server in servers:
            server.close()


def _client(said: Sequence[Said], ports: list[int], ca: str) -> Callable[[], None]:
    """What is to be encoded is parsed before the clock runs."""
    waiting = [(one.server, one.method, one.path, one.headers, _encoder(one), _parser(one)) for one in said]

    def talk() -> None:
        trusted = ssl.create_default_context(cafile=ca)
        lines = [http.client.HTTPSConnection("localhost", port, context=trusted) for port in ports]
        for server, method, path, headers, encode, parse in waiting:
            lines[server].request(method, path, encode(), headers)
            parse(lines[server].getresponse().read())
        for line in lines:
            line.close()

    return talk


def _encoder(one: Said) -> Callable[[], bytes | None]:
    kind, body = one.headers.get("Content-Type", ""), one.body
    if not body:
        return lambda: None
    if "json" in kind:
        content = json.loads(body)
        return lambda: json.dumps(content).encode()
    if "xml" in kind:
        tree = etree.fromstring(body)
        return lambda: etree.tostring(tree, encoding="utf-8", xml_declaration=True)
    return lambda: body


def _parser(one: Said) -> Callable[[bytes], object]:
    told = {name.lower(): value for name, value in one.answer_headers}.get("content-type", "")
    if one.answer and "json" in told:
        return json.loads
    return _parsed_xml if one.answer and "xml" in told else len


def _parsed_xml(answer: bytes) -> object:
    tree = etree.fromstring(answer, etree.XMLParser(huge_tree=True, resolve_entities=False))
    return tree, [base64.b64decode(content.text or "") for content in tree.iter(_CONTENT)]


# Rows


@dataclass(frozen=True)
class Left:
    """What a run left in the database: by table the condition for its rows, first the table with a row for each write.
    folder: for files of the measurement."""

    database: Path
    folder: Path
    rows: dict[str, str]

    def keeper(self) -> Callable[[], None]:
        """Puts them into a file of its own."""
        with sqlite3.connect(self.database) as source:
            tables = [_Table.of(source, name, where) for name, where in self.rows.items()]
        file = self.folder / "bare.db"
        file.unlink(missing_ok=True)
        target = sqlite3.connect(file, isolation_level=None)
        made = [statement for table in tables for statement in table.made]
        for statement in (*(f"PRAGMA {one}" for one in PRAGMAS), *made, _INTENT):
            target.execute(statement)

        def keep() -> None:
            for at in range(0, max(len(table.rows) for table in tables), BATCH):
                _keep(target, {table.insert: table.encoded(at) for table in tables})
            target.close()

        return keep


def _keep(target: sqlite3.Connection, batches: dict[str, list[tuple[Any, ...]]]) -> None:
    intents = [(number, row[-1]) for number, row in enumerate(next(iter(batches.values())))]
    target.execute("BEGIN IMMEDIATE")
    target.executemany("INSERT INTO bare_intent VALUES (?, ?)", intents)
    target.execute("COMMIT")
    target.execute("BEGIN IMMEDIATE")
    for insert, rows in batches.items():
        target.executemany(insert, [row[:-1] for row in rows])
    target.executemany("DELETE FROM bare_intent WHERE id = ?", [(number,) for number, _ in intents])
    target.execute("COMMIT")


@dataclass(frozen=True)
class _Table:
    """made: the statements that make it. rows: in which JSON is parsed."""

    insert: str
    made: list[str]
    rows: list[tuple[Any, ...]]

    @staticmethod
    def of(source: sqlite3.Connection, name: str, where: str) -> "_Table":
        made = source.execute("SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL", [name])
        found = source.execute(f"SELECT * FROM {name} WHERE {where}")  # noqa: S608  (both are constants of the bench)
        slots = ",".join("?" * len(found.description))
        insert = f"INSERT INTO {name} VALUES ({slots})"  # noqa: S608  (a table's name)
        return _Table(insert, [row[0] for row in made], [tuple(map(_loaded, row)) for row in found])

    def encoded(self, at: int) -> list[tuple[Any, ...]]:
        """A batch of rows, each with what its intent holds: all of its JSON."""
        rows: list[tuple[Any, ...]] = []
        for row in self.rows[at : at + BATCH]:
            flat = [json.dumps(value) if isinstance(value, dict | list) else value for value in row]
            contents = (text for text, value in zip(flat, row, strict=True) if isinstance(value, dict | list))
            rows.append((*flat, "".join(map(str, contents))))
        return rows


def _loaded(value: object) -> object:
    """JSON as what it tells."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
