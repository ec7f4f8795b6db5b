"""Subscriptions: the handshake with a receiver, their times, renewal and end."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, Response, request

from sandbox.web import Server
from tests.sandbox.microsoft_graph.conftest import ANNA, World


@pytest.fixture
def receiver() -> Iterator[str]:
    """Answers as the last part of its path says."""
    app = Flask("receiver")

    @app.post("/<how>")
    def _answer(how: str) -> Response:
        token = request.args.get("validationToken", "")
        return Response({"good": token, "wrong": "x"}.get(how, ""), 500 if how == "broken" else 200)

    server = Server(app)
    yield server.url
    server.close()


def _body(world: World, url: str, **changes: Any) -> dict[str, Any]:
    expires = (world.microsoft.clock.now() + timedelta(days=2)).isoformat()
    resource = f"users/{ANNA}/contacts"
    body = {"changeType": "created,updated,deleted", "notificationUrl": url, "resource": resource, "clientState": "s"}
    return body | {"expirationDateTime": expires} | changes


def test_a_subscription_is_made_renewed_and_ends(world: World, receiver: str) -> None:
    made = world.post("subscriptions", _body(world, f"{receiver}/good"))
    assert made["clientState"] == "s"
    path = f"subscriptions/{made['id']}"
    assert world.get(path)["clientState"] is None
    later = (world.microsoft.clock.now() + timedelta(minutes=10)).isoformat()
    renewed = world.call("PATCH", path, json={"expirationDateTime": later}).json()
    assert renewed["expirationDateTime"].startswith("2026-03-02T09:45:"), "less than 45 minutes are raised to 45"
    assert world.call("POST", f"{path}/reauthorize").status_code == 204
    assert [s["id"] for s in world.get("subscriptions")["value"]] == [made["id"]]
    world.microsoft.clock.advance(minutes=46)
    assert world.error(404, "GET", path) == "ResourceNotFound"
    again = world.post("subscriptions", _body(world, f"{receiver}/good"))
    assert world.call("DELETE", f"subscriptions/{again['id']}").status_code == 204
    assert world.get("subscriptions")["value"] == []


@pytest.mark.parametrize("how", ["wrong", "broken", "empty"])
def test_a_receiver_that_does_not_answer_the_token_gets_no_subscription(world: World, receiver: str, how: str) -> None:
    assert world.error(400, "POST", "subscriptions", json=_body(world, f"{receiver}/{how}")) == "ValidationError"
    assert world.error(400, "POST", "subscriptions", json=_body(world, "https://elsewhere.test/")) == "ValidationError"
    assert world.get("subscriptions")["value"] == []


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"changeType": "moved"}, 400),
        ({"resource": "users"}, 400),
        ({"resource": "users/nobody@x.test/contacts"}, 404),
        ({"resource": f"users/{ANNA}/drive"}, 400),
        ({"clientState": "x" * 129}, 400),
        ({"expirationDateTime": "2020-01-01T00:00:00Z"}, 400),
        ({"expirationDateTime": "2030-01-01T00:00:00Z"}, 400),
        ({"expirationDateTime": 5}, 400),
        ({"notificationUrl": None}, 400),
        ({"colour": "red"}, 400),
    ],
)
def test_bad_subscriptions_are_refused(world: World, receiver: str, changes: dict[str, Any], status: int) -> None:
    world.error(status, "POST", "subscriptions", json=_body(world, f"{receiver}/good", **changes))


@pytest.mark.parametrize("resource", ["messages", "mailFolders('inbox')/messages", "mailFolders/inbox/messages"])
def test_messages_can_be_watched(world: World, receiver: str, resource: str) -> None:
    made = world.post("subscriptions", _body(world, f"{receiver}/good", resource=f"users/{ANNA}/{resource}"))
    assert made["resource"] == f"users/{ANNA}/{resource}"
