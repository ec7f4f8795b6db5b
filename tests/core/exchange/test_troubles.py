"""What goes wrong on the way: each trouble ends in the error of who must act."""

import logging
from dataclasses import replace

import pytest

from core.errors import CursorExpired, Rejected, Stale, SyncError, Transient, Unauthorized
from core.exchange.connection import GraphConnection
from core.exchange.graph import GraphClient
from core.exchange.http import check_endpoint
from core.exchange.opening import open_items
from core.policy import Policy
from core.records import Away, Gone
from core.store import Change, Written
from tests.contract.microsoft_world import PASSWORD, SECRET, MicrosoftWorld
from tests.contract.worlds_ews import EwsWorld
from tests.contract.worlds_graph import GraphWorld
from tests.core.exchange.tap import Tap

ANN = {"given_name": "Ann", "surname": "Lee"}


def look(world: MicrosoftWorld) -> None:
    world.store = world.open()
    list(world.store.changed_since(None))


class TestFaults:
    @pytest.mark.parametrize(
        ("kind", "error"),
        [
            ("throttled", Transient),
            ("unavailable", Transient),
            ("server_error", Transient),
            ("server_busy", Transient),
            ("mailbox_moving", Transient),
            ("unauthorized", Unauthorized),
            ("forbidden", Unauthorized),
            ("malformed_reply", Transient),
            ("lost_reply", Transient),
        ],
    )
    def test_reading(self, world: MicrosoftWorld, kind: str, error: type[SyncError]) -> None:
        world.fault(kind, times=None, seconds=60)
        with pytest.raises(error) as raised:
            look(world)
        assert world.address in raised.value.message
        world.calm()
        look(world)

    @pytest.mark.parametrize("kind", ["throttled", "server_busy", "unavailable"])
    def test_the_wait_is_passed_on(self, world: MicrosoftWorld, kind: str) -> None:
        world.fault(kind, times=None, seconds=77)
        with pytest.raises(Transient) as raised:
            look(world)
        assert raised.value.retry_after == 77

    def test_impersonation_denied(self, ews: EwsWorld) -> None:
        ews.fault("impersonation_denied")
        with pytest.raises(Unauthorized) as raised:
            look(ews)
        assert raised.value.code == "impersonation_denied"

    def test_a_full_mailbox(self, world: MicrosoftWorld) -> None:
        list(world.store.changed_since(None))
        world.fault("quota", times=None)
        with pytest.raises(Unauthorized) as raised:
            world.store.create([Change("a", ANN), Change("b", ANN)])
        assert raised.value.code == "mailbox_full"

    def test_a_cursor_that_expires_between_pages(self, world: MicrosoftWorld) -> None:
        world.add(ANN)
        pages = world.store.changed_since(None)
        cursor = next(iter(pages)).cursor
        world.expire_cursors()
        with pytest.raises(CursorExpired):
            list(world.open().changed_since(cursor))
        look(world)

    @pytest.mark.parametrize("cursor", ["", "nonsense", '{"version":1,"folder":"x","synced":"https://evil.example/"}'])
    def test_a_cursor_from_elsewhere(self, world: MicrosoftWorld, cursor: str) -> None:
        if cursor:
            with pytest.raises(CursorExpired):
                list(world.store.changed_since(cursor))
        else:
            list(world.store.changed_since(cursor))

    def test_one_throttled_part_of_a_batch_is_that_records_alone(self, graph: GraphWorld) -> None:
        keys = [graph.add(ANN) for _ in range(3)]
        graph.fault("throttled", operation="PATCH contacts", seconds=300)
        outcomes = graph.store.update([Change(f"s{n}", {"job_title": "A"}, key) for n, key in enumerate(keys)])
        assert [isinstance(one, Written) for one in outcomes] == [False, True, True]
        assert isinstance(outcomes[0], Transient)
        assert outcomes[0].retry_after == 300

    def test_one_busy_message_of_a_chunk_is_that_records_alone(self, ews: EwsWorld) -> None:
        keys = [ews.add(ANN) for _ in range(3)]
        list(ews.store.changed_since(None))
        ews.fault("server_busy", operation="UpdateItem", form="inner", first=1, seconds=5)
        outcomes = ews.store.update([Change(f"s{n}", {"job_title": "A"}, key) for n, key in enumerate(keys)])
        assert isinstance(outcomes[0], Written)
        assert isinstance(outcomes[1], Transient)
        assert outcomes[1].retry_after == 5
        assert isinstance(outcomes[2], Transient)
        titles = [ews.item(key).fields.get("job_title") for key in keys]
        assert titles == ["A", None, None]

    def test_keys_that_never_were(self, world: MicrosoftWorld) -> None:
        keys = ["", "AAMk", "%00/../x", "ключ", "A" * 512, "a'b\"<&>"]
        states = world.store.read([*keys, "a\x00b", "\ud800"])
        assert states.keys() == {*keys, "a\x00b", "\ud800"}
        assert all(isinstance(one, Gone | Away) for one in states.values())
        outcomes = world.store.update([Change("s", {"job_title": "A"}, key, "v") for key in keys])
        assert all(isinstance(one, Stale | Rejected) for one in outcomes)


class TestSecrets:
    def test_none_reaches_a_log(self, world: MicrosoftWorld, caplog: pytest.LogCaptureFixture) -> None:
        world.add({"surname": "Confidential"})
        with caplog.at_level(logging.DEBUG), Tap(world) as tap:
            look(world)
            world.fault("malformed_reply")
            with pytest.raises(SyncError):
                list(world.open().changed_since(None))
        sent = {one.headers["authorization"].split(" ", 1)[1] for one in tap.passed if "authorization" in one.headers}
        assert sent
        for secret in (*sent, PASSWORD, SECRET, "Confidential"):
            assert secret not in caplog.text


class TestTrust:
    def test_the_environment_does_not_beat_our_ca(self, world: MicrosoftWorld, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nonexistent.pem")
        monkeypatch.setenv("CURL_CA_BUNDLE", "/nonexistent.pem")
        look(world)

    def test_an_unknown_ca_is_not_trusted(self, world: MicrosoftWorld) -> None:
        store = open_items(replace(world.connection(), ca_file=None), world.address, "contact", Policy())
        with pytest.raises((Transient, Unauthorized)):
            list(store.changed_since(None))
        assert world.calls() == []

    @pytest.mark.parametrize(
        "url", ["http://mail.example/EWS", "ftp://x", "https://", "x", "https://u:p@mail.example/"]
    )
    def test_addresses_that_are_not_used(self, url: str) -> None:
        with pytest.raises(Unauthorized):
            check_endpoint(url)

    @pytest.mark.parametrize(
        "url", ["http://localhost:1/x/", "http://127.0.0.1", "http://[::1]:5", "https://m.example"]
    )
    def test_addresses_that_are(self, url: str) -> None:
        assert check_endpoint(url) == url.rstrip("/")

    def test_only_microsofts_hosts_for_graph(self) -> None:
        for endpoint in ("https://graph.microsoft.com.evil.example/v1.0", "https://example.com/v1.0"):
            with pytest.raises(Unauthorized):
                GraphClient(GraphConnection("t", "c", endpoint=endpoint), "a@x.example")
        GraphClient(GraphConnection("t", "c", endpoint="https://dod-graph.microsoft.us/v1.0"), "a@x.example")
        extra = GraphConnection("t", "c", endpoint="https://proxy.example/v1.0", extra_hosts=(".example",))
        GraphClient(extra, "a@x.example")
