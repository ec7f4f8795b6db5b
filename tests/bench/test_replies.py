"""Kept replies are those that the application gave, to who asked for them."""

from collections.abc import Callable, Iterable
from typing import Any

import requests

from bench.replies import KeptReplies
from sandbox.web import Server


def test_a_question_is_answered_once_by_the_application() -> None:
    asked = []

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = environ["wsgi.input"].read()
        asked.append((environ["PATH_INFO"], environ.get("HTTP_AUTHORIZATION", ""), body))
        start_response("201 CREATED", [("Content-Type", "text/plain"), ("X-Number", str(len(asked)))])
        return [b"to ", body]

    kept = KeptReplies("/data/")
    server = Server(kept.around(app))

    def told(path: str, token: str, body: str) -> tuple[int, str, str]:
        answer = requests.post(server.url + path, data=body, headers={"Authorization": token}, timeout=10)
        return answer.status_code, answer.headers["X-Number"], answer.text

    try:
        assert told("/data/x", "a", "one") == (201, "1", "to one")
        kept.runs = True
        assert told("/data/x", "a", "one") == (201, "2", "to one")
        assert told("/data/x", "a", "one") == (201, "2", "to one")
        assert told("/data/x", "b", "one") == (201, "3", "to one")
        assert told("/data/x", "a", "two") == (201, "4", "to two")
        assert told("/other", "a", "one") == (201, "5", "to one")
        assert kept.count == 4
    finally:
        server.close()
