"""The server under the sandbox: connections stay open, bodies of every kind are read, nothing hangs or leaks over."""

import http.client
import socket
import ssl
from collections.abc import Iterator

import pytest
import requests

from sandbox.web import Server
from tests.sandbox.salesforce_face.conftest import World
from tests.trusting import TrustingAdapter


def connect(world: World) -> http.client.HTTPSConnection:
    adapter = world.session.get_adapter(world.url)
    assert isinstance(adapter, TrustingAdapter)
    context = ssl.create_default_context(cafile=adapter.ca)
    return http.client.HTTPSConnection("localhost", int(world.url.rpartition(":")[2]), context=context, timeout=10)


def test_one_connection_serves_many_calls_also_after_errors(world: World) -> None:
    connection = connect(world)
    connection.connect()
    first: socket.socket = connection.sock
    headers = {"Authorization": f"Bearer {world.tokens['access_token']}", "Content-Type": "application/json"}
    expected = [("GET", "limits", None, 200), ("POST", "nope", b'{"a": 1}' * 2000, 400), ("POST", "query", b"{}", 405)]
    for method, path, body, status in [*expected, ("HEAD", "limits", None, 200), *expected]:
        connection.request(method, f"/services/data/v67.0/{path}", body, headers)
        reply = connection.getresponse()
        reply.read()
        assert reply.status == status
        assert connection.sock is first
    connection.close()


def test_bodies_sent_in_chunks(world: World) -> None:
    def chunks() -> Iterator[bytes]:
        yield b'{"LastName":'
        yield b' "Chunked"}'

    headers = {"Content-Type": "application/json"}
    assert world.call("POST", "sobjects/Contact", data=chunks(), headers=headers).status_code == 201


@pytest.mark.parametrize("length", ["-1", "x", "99999999999999"])
def test_lengths_that_are_none(world: World, length: str) -> None:
    connection = connect(world)
    connection.putrequest("POST", "/services/data/v67.0/sobjects/Contact")
    connection.putheader("Content-Length", length)
    connection.endheaders()
    assert connection.getresponse().status == 400
    connection.close()


def test_after_a_lost_reply_the_next_call_is_answered(world: World) -> None:
    assert world.get("limits").ok
    world.faults.add("lost_reply")
    with pytest.raises(requests.ConnectionError):
        world.get("limits")
    assert world.get("limits").ok


def test_a_closed_server_ends_connections_that_clients_keep(world: World) -> None:
    connection = connect(world)
    connection.request("GET", "/services/data")
    connection.getresponse().read()
    server = Server(world.salesforce.app)
    plain = http.client.HTTPConnection("localhost", server.port, timeout=10)
    plain.request("GET", "/services/data")
    plain.getresponse().read()
    server.close()
    with pytest.raises((OSError, http.client.HTTPException)):
        plain.request("GET", "/services/data")
        plain.getresponse()
    connection.request("GET", "/services/data")
    assert connection.getresponse().status == 200
    connection.close()
