"""The floor of a run's CPU with the clients that the design names: a plain program that does the same, as one would
write it by their documentation.

It is: the run's own requests in their batches, made and sent by requests and json (Microsoft Graph, bench.plain_json),
exchangelib (Exchange, bench.plain_ews) and simple-salesforce (bench.plain_json), their answers read by the same into
dicts and item classes; each value of each record told mapped to a dict of fields once, and that dict hashed once
(bench.plain_fields); and the rows that the run left behind inserted by SQLAlchemy Core, with an intent committed before
each batch (bench.plain_rows).

It is not: anything decided, matched, compared, sanitised or explained, nor anything read from the database. Signing in
is two plain calls without msal. Where a client's default wastes CPU (exchangelib reads an answer byte by byte) it is
given the quick way, so that the floor does not profit from it.
"""

import multiprocessing
import pickle
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.bare import Floor, Left, answering, cpu
from bench.plain_ews import PlainEws
from bench.plain_fields import Fields
from bench.plain_json import PlainGraph, PlainSalesforce
from bench.plain_rows import keeper
from bench.tape import Said
from sandbox.tls import Certificates


def measure(kind: str, said: Sequence[Said], certificates: Certificates, left: Left) -> Floor:
    """Of a run over this kind of records; in a process of its own, as at bench.bare.measure."""
    with answering(said, certificates) as ports, multiprocessing.get_context("spawn").Pool(1) as pool:
        file = left.folder / "said.pickle"
        file.write_bytes(pickle.dumps(list(said)))
        return pool.apply(_measure, (kind, file, ports, str(certificates.ca), left))


def _measure(kind: str, file: Path, ports: list[int], ca: str, left: Left) -> Floor:
    said: list[Said] = pickle.loads(file.read_bytes())  # noqa: S301  (written just before)
    talk, keep = _conversation(kind, said, ports, ca), keeper(left)
    del said
    return Floor(cpu(talk), cpu(keep))


def _conversation(kind: str, said: Sequence[Said], ports: list[int], ca: str) -> Callable[[], None]:
    """What the requests are to tell is worked out before the clock runs."""
    fields = Fields(kind)
    clients = [_client(fields, [one for one in said if one.server == n], port, ca) for n, port in enumerate(ports)]
    calls = [clients[one.server].prepared(one) for one in said]

    def talk() -> None:
        for call in calls:
            call()
        for client in clients:
            client.close()

    return talk


def _client(fields: Fields, said: Sequence[Said], port: int, ca: str) -> PlainEws | PlainGraph | PlainSalesforce:
    paths = [one.path for one in said]
    if any(path.startswith("/EWS/") for path in paths):
        return PlainEws(fields, said, port, ca)
    if any(path.startswith("/services/") for path in paths):
        return PlainSalesforce(fields, port, ca)
    return PlainGraph(fields, port, ca)
