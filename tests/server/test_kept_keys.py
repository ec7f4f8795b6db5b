"""Keys for tokens while the server that they come from fails or hangs."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from core.salesforce.transport import Network
from server.tokens.fetching import Unreachable, fetch_json
from server.tokens.kept import COOL_DOWN, FRESH, LASTS, KeptKeys
from tests.server.forging import MetadataServer, metadata_server

GOOD = (200, {"Content-Type": "application/json"}, b'{"keys": []}')
BAD: tuple[int, dict[str, str], bytes] = (500, {}, b"")


class World:
    """now: seconds, which only a test moves on."""

    def __init__(self, server: MetadataServer) -> None:
        self.server, self.now, self.url = server, 0.0, f"{server.url}/keys"
        self.kept: KeptKeys[Any] = KeptKeys(lambda url: fetch_json(url, Network(None)), lambda: self.now)

    def answers(self, answer: tuple[int, dict[str, str], bytes]) -> None:
        self.server.answers["/keys"] = lambda: answer


@pytest.fixture
def world() -> Iterator[World]:
    with metadata_server() as server:
        yield World(server)


def test_a_failure_is_remembered_for_a_minute(world: World) -> None:
    world.answers(BAD)
    for _ in range(5):
        with pytest.raises(Unreachable):
            world.kept.current(world.url)
    assert len(world.server.asked) == 1
    world.answers(GOOD)
    world.now += COOL_DOWN
    assert world.kept.current(world.url) == {"keys": []}


def test_old_keys_serve_for_hours_while_new_ones_cannot_be_had(world: World) -> None:
    world.answers(GOOD)
    world.kept.current(world.url)
    world.answers(BAD)
    world.now += FRESH
    for _ in range(5):
        assert world.kept.current(world.url) == {"keys": []}
    assert len(world.server.asked) == 2
    with pytest.raises(Unreachable):
        world.kept.newer(world.url)
    assert len(world.server.asked) == 2
    world.now = LASTS
    with pytest.raises(Unreachable):
        world.kept.current(world.url)


def test_a_server_that_hangs_holds_up_one_request_only(world: World) -> None:
    world.answers(GOOD)
    world.kept.current(world.url)
    reached, go_on = threading.Event(), threading.Event()

    def hang() -> tuple[int, dict[str, str], bytes]:
        reached.set()
        go_on.wait(4)
        return GOOD

    world.server.answers["/keys"] = hang
    world.now += FRESH
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(world.kept.current, world.url)
        assert reached.wait(4)
        for _ in range(5):
            assert world.kept.current(world.url) == {"keys": []}
        assert not held.done()
        go_on.set()
        assert held.result() == {"keys": []}
    assert len(world.server.asked) == 2
