"""Problem details (RFC 9457): a stable code for programs and a sentence for people, in their language."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, has_request_context, json, request

from server.german import in_german
from server.german_sentences import label_in_german
from server.problem_titles import title_of

MEDIA_TYPE = "application/problem+json"
TYPES = "https://bothways.example/problems/"


class Problem(Exception):
    """An answer other than a success. detail: an English sentence for people, one that server.german knows. more:
    fields, retry_after (seconds), current, candidates, reconnect, as the schema of problems lists them."""

    def __init__(self, status: int, code: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.more = status, code, detail, more

    def to_json(self) -> dict[str, Any]:
        """In the language of whoever is asking."""
        body = {
            "type": TYPES + self.code,
            "title": title_of(self.code, self.status, language()),
            "status": self.status,
            "detail": localized(self.detail),
            "code": self.code,
        } | {name: value for name, value in self.more.items() if value is not None}
        if fields := self.more.get("fields"):
            body["fields"] = [{**field, "message": localized(field["message"])} for field in fields]
        return body

    def response(self, headers: Mapping[str, str] | None = None) -> Response:
        answer = Response(json.dumps(self.to_json()), self.status, mimetype=MEDIA_TYPE)
        answer.headers["Content-Language"] = language()
        for name, value in (headers or {}).items():
            answer.headers[name] = value
        if wait := self.more.get("retry_after"):
            answer.headers["Retry-After"] = str(max(1, round(wait)))
        if self.status == HTTPStatus.UNAUTHORIZED:
            answer.headers["WWW-Authenticate"] = "Bearer"
        return answer


def language() -> str:
    """Of whoever is asking (Accept-Language): `de`, else `en`."""
    wanted = request.accept_languages.best_match(["en", "de"]) if has_request_context() else None
    return wanted or "en"


def localized(sentence: str) -> str:
    """An English sentence, or several, in that language."""
    return in_german(sentence) if language() == "de" else sentence


def localized_label(label: str) -> str:
    """The name of a field in that language."""
    return label_in_german(label) if language() == "de" else label


def not_found() -> Problem:
    """For what is not there, and for what is somebody else's."""
    return Problem(404, "not_found", "This is not here, or no longer: it may have been removed.")
