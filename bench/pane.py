"""What the pane's two dearest calls take at 50 a second, beside an endpoint that does nothing, in the same run.

Three parties in processes of their own: the API as `up` starts it (gunicorn with SQLite and the embedded Valkey),
Salesforce, and the client. Salesforce works on machines of its own; here the sandbox, which would take as much of this
one as the API does, answers each question once and then gives the same answer again (`bench.replies`). Our own share of
a call is the whole of it without the wait for Salesforce. The people are many, each from an address of their own, as
behind a reverse proxy: limits are those of a deployment.
"""

import json
import logging
import os
import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import quantiles

from bench.arrivals import Answer, Request, play
from bench.replies import KeptReplies
from core.settings import NAMES, PREFIX, Settings
from ops.processes import programs
from ops.supervise import Supervisor
from tests.server.deployment import API, Deployment, User, run_deployment

RATE = 50.0
SECONDS = 20.0
PEOPLE = 12
# Both processes of gunicorn sign everybody in, and several times where calls of one person meet.
WARM_CALLS = 16 * PEOPLE


@dataclass(frozen=True)
class Pace:
    """(p50, p95) in ms. own: the whole without the wait for Salesforce; inside: of this, what the API tells of itself,
    without the ways and queues before it. late: how late the client was; crm_calls: of Salesforce, for each call."""

    what: str
    calls: int
    failed: int
    whole: tuple[float, float]
    own: tuple[float, float]
    inside: tuple[float, float]
    late: tuple[float, float]
    crm_calls: float


def measure_pane(rate: float = RATE, seconds: float = SECONDS) -> Iterator[Pace]:
    """rate: calls a second. Raises RuntimeError when the API does not start."""
    logging.getLogger("werkzeug").setLevel("ERROR")
    kept = KeptReplies("/services/data/")
    with tempfile.TemporaryDirectory() as folder, run_deployment(Path(folder), around=kept.around) as deployment:
        users = [deployment.user("graph") for _ in range(PEOPLE)]
        kinds = _requests(users)
        with _deployed(deployment) as port:
            kept.runs = True
            for what in ("context", "search"):
                play(port, _repeated(kinds[what], WARM_CALLS), rate)
            for what, requests in kinds.items():
                before = kept.count
                answers = play(port, _repeated(requests, round(rate * seconds)), rate)
                yield _pace(what, answers, kept.count - before)


@contextmanager
def _deployed(deployment: Deployment) -> Iterator[int]:
    """The port of the API, which runs as a deployment of its own on the same database, without worker and schedule."""
    settings = replace(deployment.settings, port=_free_port(), redis_url="", proxies=1, log_level="error")
    environ = _environ(settings)
    before = dict(os.environ)
    os.environ.update(environ)
    try:
        with Supervisor([one for one in programs(settings) if one.name in ("valkey", "api")]):
            yield settings.port
    finally:
        for name in environ:
            os.environ.pop(name)
        os.environ.update(before)


def _environ(settings: Settings) -> dict[str, str]:
    """The settings as the processes read them."""
    values = {name: getattr(settings, name.lower()) for name in NAMES}
    return {
        PREFIX + name: " ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
        for name, value in values.items()
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _requests(users: Sequence[User]) -> dict[str, list[Request]]:
    """Of each kind one of every user, whose customers are in Salesforce."""
    kinds: dict[str, list[Request]] = {"healthz": [Request("GET", "/healthz", {})], "context": [], "search": []}
    for number, user in enumerate(users):
        mail, word = _mail(user)
        headers = {
            "Authorization": f"Bearer {user.token}",
            "Content-Type": "application/json",
            "X-Forwarded-For": f"192.0.2.{number + 1}",  # of the block for documentation (RFC 5737)
        }
        kinds["context"].append(Request("POST", f"{API}/context", headers, json.dumps(mail).encode()))
        kinds["search"].append(Request("GET", f"{API}/search?q={word}", headers))
    return kinds


def _mail(user: User) -> tuple[dict[str, object], str]:
    """A mail from a customer to a lead, a stranger and the user; and the name of the customer's account."""
    word = "Zq" + "".join(char for char in user.person_id if char.isalpha())
    account = user.crm.add("Account", Name=f"{word} Ltd")
    contact = user.crm.add("Contact", LastName="Lane", Email=f"lane@{word}.example", AccountId=account)
    user.crm.add("Lead", LastName="Lee", Company=f"{word} & Co", Email=f"lee@{word}.example")
    user.crm.add("Opportunity", Name="Deal", AccountId=account, StageName="Prospecting", CloseDate="2027-01-31")
    user.crm.add("Case", Subject="Leak", ContactId=contact)
    for number in range(5):
        user.crm.add("Task", Subject=f"Call {number}", WhoId=contact, Status="Completed", ActivityDate="2026-01-05")
    named = {f"lane@{word}.example": "from", f"lee@{word}.example": "to", "who@else.example": "cc", user.address: "to"}
    people = [{"name": "", "address": address, "role": role} for address, role in named.items()]
    return {"kind": "message", "mode": "read", "item_id": f"AAMk{word}", "people": people}, word


def _repeated(requests: Sequence[Request], count: int) -> list[Request]:
    return [requests[number % len(requests)] for number in range(count)]


def _pace(what: str, answers: Sequence[Answer], crm_calls: int) -> Pace:
    return Pace(
        what,
        len(answers),
        sum(one.status != 200 for one in answers),
        _middle_and_tail([one.whole for one in answers]),
        _middle_and_tail([one.whole - one.crm for one in answers]),
        _middle_and_tail([one.inside for one in answers]),
        _middle_and_tail([one.late for one in answers]),
        crm_calls / len(answers),
    )


def _middle_and_tail(values: Sequence[float]) -> tuple[float, float]:
    cuts = quantiles(values, n=20, method="inclusive")
    return cuts[9], cuts[18]
