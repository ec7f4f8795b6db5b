"""An open-loop client in a process of its own: calls leave at fixed times, however long the earlier ones take.

A call's time runs from the moment it was due, so that one held up by slow ones before it is not told as quick.
"""

import http.client
import multiprocessing
import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

CLIENTS = 24
LEAD_SECONDS = 0.5
_SPAN = re.compile(r"\b(crm|total);dur=([\d.]+)")


@dataclass(frozen=True)
class Request:
    """One call. headers: with a token, so they are in no repr."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""

    def __repr__(self) -> str:
        return f"Request({self.method} {self.path})"


@dataclass(frozen=True)
class Answer:
    """Milliseconds: late, from when it was due until it was sent; whole, until its answer was read; crm, of these
    waited for Salesforce, and inside, at work in the API without that wait, as the answer tells."""

    status: int
    late: float
    whole: float
    crm: float
    inside: float


def play(port: int, requests: Sequence[Request], rate: float) -> list[Answer]:
    """All requests, `rate` a second, against 127.0.0.1 from a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_play, (port, requests, rate))


def _play(port: int, requests: Sequence[Request], rate: float) -> list[Answer]:
    start = time.perf_counter() + LEAD_SECONDS
    answers: list[Answer] = []
    left = iter([(start + number / rate, request) for number, request in enumerate(requests)])
    lock = threading.Lock()

    def serve() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                due, request = next(left, (0.0, None))
            if request is None:
                line.close()
                return
            time.sleep(max(0.0, due - time.perf_counter()))
            answers.append(_call(line, request, due))

    threads = [threading.Thread(target=serve) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _call(line: http.client.HTTPConnection, request: Request, due: float) -> Answer:
    """status 0: the line broke; the next call opens another."""
    sent = time.perf_counter()
    try:
        line.request(request.method, request.path, request.body or None, request.headers)
        response = line.getresponse()
        response.read()
        status, timing = response.status, response.headers.get("Server-Timing", "")
    except (OSError, http.client.HTTPException):
        line.close()
        status, timing = 0, ""
    whole = (time.perf_counter() - due) * 1000
    spans = {name: float(span) for name, span in _SPAN.findall(timing)}
    crm = spans.get("crm", 0.0)
    return Answer(status, (sent - due) * 1000, whole, crm, spans.get("total", 0.0) - crm)
