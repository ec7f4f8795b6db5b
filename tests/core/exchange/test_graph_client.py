"""The Graph client: throttling, batches, tokens, links, answers of a wrong shape."""

from dataclasses import replace
from typing import Any

import pytest

from core.errors import Rejected, Transient, Unauthorized
from core.exchange.connection import Certificate
from core.exchange.graph import GraphClient, Part
from core.exchange.opening import open_items
from core.policy import Policy
from core.records import Place, Record
from core.store import Change, Written
from sandbox.web import Server
from tests.certificates import self_signed
from tests.contract.microsoft_world import MicrosoftWorld
from tests.contract.worlds_graph import GraphWorld
from tests.core.exchange.tap import Passed, Tap

ANN = {"given_name": "Ann", "surname": "Lee"}


def look(world: MicrosoftWorld) -> None:
    world.store = world.open()
    list(world.store.changed_since(None))


class TestGraph:
    def client(self, world: GraphWorld, waits: list[float], **change: Any) -> GraphClient:
        return GraphClient(replace(world.connection(), **change), world.address, sleep=waits.append)

    def test_a_short_wait_is_waited_out_here(self, graph: GraphWorld) -> None:
        waits: list[float] = []
        graph.fault("throttled", seconds=2, times=2)
        client = self.client(graph, waits)
        assert client.call("x", Part("GET", f"{client.user}/contactFolders"))["value"] is not None
        assert waits == [2, 2]

    def test_but_not_for_ever(self, graph: GraphWorld) -> None:
        waits: list[float] = []
        graph.fault("throttled", seconds=2, times=None)
        client = self.client(graph, waits)
        with pytest.raises(Transient):
            client.call("x", Part("GET", f"{client.user}/contactFolders"))
        assert waits == [2, 2]

    def test_throttled_parts_are_repeated_alone(self, graph: GraphWorld) -> None:
        waits: list[float] = []
        keys = [graph.add(ANN) for _ in range(25)]
        client = self.client(graph, waits, parallel=1)
        graph.fault("throttled", operation="PATCH contacts", seconds=3, times=1)
        parts = [Part("PATCH", f"{client.user}/contacts/{key}", {"jobTitle": "A"}) for key in keys]
        answers = client.batch("x", parts)
        assert [answer.status for answer in answers] == [200] * 25
        assert [answer.body["id"] for answer in answers] == keys
        assert waits == [3]
        assert client.meter.counts["x"] == 3

    def test_a_server_that_does_not_move_is_told_of(self, graph: GraphWorld) -> None:
        """parentFolderId is documented as updatable; a server that ignores it must not look as if it had obeyed."""
        key = graph.add(ANN, place=Place.DEFAULT, categories=("Salesforce",))
        stay = lambda one: one.request.replace(b'"parentFolderId"', b'"@odata.nothing"')  # noqa: E731
        with Tap(graph, before=stay):
            [outcome] = graph.open().update([Change("s1", {"job_title": "A"}, key, place=Place.SYNCED)])
        assert isinstance(outcome, Rejected)
        assert outcome.code == "not_moved"

    def test_plain_http_on_loopback(self, graph: GraphWorld) -> None:
        server = Server(graph.microsoft.app)
        graph.url = server.url
        try:
            assert graph.url.startswith("http://")
            key = graph.add(ANN)
            assert [one.key for page in graph.open().changed_since(None) for one in page.seen] == [key]
        finally:
            server.close()

    def test_three_batches_at_once(self, graph: GraphWorld) -> None:
        keys = [graph.add({**ANN, "job_title": str(number)}) for number in range(70)]
        client = self.client(graph, [], parallel=9)
        assert client.parallel == 3
        answers = client.batch("x", [Part("GET", f"{client.user}/contacts/{key}") for key in keys])
        assert [answer.body["jobTitle"] for answer in answers] == [str(number) for number in range(70)]
        assert client.meter.counts["x"] == 4

    def test_a_token_that_is_refused_is_renewed_once(self, graph: GraphWorld) -> None:
        graph.fault("unauthorized", times=1)
        client = self.client(graph, [])
        assert client.call("x", Part("GET", f"{client.user}/contactFolders"))["value"] is not None

    def test_parts_whose_token_ran_out_are_repeated(self, graph: GraphWorld) -> None:
        keys = [graph.add(ANN) for _ in range(3)]
        graph.fault("unauthorized", operation="PATCH contacts", times=1)
        outcomes = graph.store.update([Change(f"s{n}", {"job_title": "A"}, key) for n, key in enumerate(keys)])
        assert all(isinstance(one, Written) for one in outcomes)

    def test_one_token_serves_many_runs(self, graph: GraphWorld) -> None:
        look(graph)
        graph.store = graph.open()
        list(graph.store.changed_since(None))
        assert graph.store.calls.get("token", 0) == 0

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"secret": "wrong"}, "secret_wrong"),
            ({"client_id": "0" * 8}, "app_unknown"),
            ({"tenant": "no"}, "app_unknown"),
        ],
    )
    def test_wrong_credentials(self, graph: GraphWorld, change: dict[str, str], code: str) -> None:
        for _ in range(2):
            with pytest.raises(Unauthorized) as raised:
                self.client(graph, [], **change).call("x", Part("GET", "/users"))
            assert raised.value.code == code

    @pytest.mark.parametrize(
        ("status", "error"),
        [("503 x", Transient), ("429 x", Transient), ("404 x", Unauthorized), ("200 x", Unauthorized)],
    )
    @pytest.mark.parametrize("place", ["openid-configuration", "/token"])
    def test_entra_in_trouble(self, graph: GraphWorld, status: str, error: type[Exception], place: str) -> None:
        def instead(passed: Passed) -> tuple[str, dict[str, str], bytes] | None:
            return (status, {}, b"<html>") if passed.path.endswith(place) else None

        with Tap(graph, instead=instead), pytest.raises((error, Transient)):
            look(graph)

    def test_a_certificate_instead_of_a_secret(self, graph: GraphWorld) -> None:
        signed = self_signed()
        roles = ("Contacts.ReadWrite",)
        app = graph.microsoft.entra.register_app("With certificate", certificate=signed.pem, roles=roles)
        certificate = Certificate(signed.key_pem, signed.thumbprint)
        client = self.client(graph, [], client_id=app.client_id, secret=None, certificate=certificate)
        assert client.call("x", Part("GET", f"{client.user}/contactFolders"))["value"] is not None

    def test_an_app_without_consent(self, graph: GraphWorld) -> None:
        app = graph.microsoft.entra.register_app("No roles", secret="s3")
        connection = replace(graph.connection(), client_id=app.client_id, secret="s3")
        store = open_items(connection, graph.address, "contact", Policy())
        with pytest.raises(Unauthorized):
            list(store.changed_since(None))

    def test_an_unknown_mailbox(self, graph: GraphWorld) -> None:
        store = open_items(graph.connection(), "nobody@hooke.test", "contact", Policy())
        with pytest.raises(Unauthorized) as raised:
            list(store.changed_since(None))
        assert raised.value.code == "no_mailbox"

    def test_no_server(self, graph: GraphWorld) -> None:
        with Tap(graph):
            store = graph.open()
        with pytest.raises(Transient):
            list(store.changed_since(None))

    @pytest.mark.parametrize("link", ["https://evil.example/v1.0/x", "http://localhost/v1.0/x", "//evil", "x"])
    def test_a_link_to_elsewhere_is_not_followed(self, graph: GraphWorld, link: str) -> None:
        graph.add(ANN)

        def after(passed: Passed) -> tuple[str, bytes]:
            if "/delta" in passed.path:
                return passed.status, b'{"value": [], "@odata.nextLink": "%s"}' % link.encode()
            return passed.status, passed.reply

        with Tap(graph, after=after) as tap, pytest.raises(Unauthorized):
            look(graph)
        assert "/delta" in tap.passed[-1].path, "nothing was asked after that"

    @pytest.mark.parametrize(
        "reply", [b"", b"[]", b"null", b"{}", b'{"value": 5}', b'{"value": [null, 5, {"id": 7}]}', b"\xff", b"<html>"]
    )
    @pytest.mark.parametrize("path", ["contactFolders", "/delta", "masterCategories", "$batch"])
    def test_answers_of_a_wrong_shape(self, graph: GraphWorld, path: str, reply: bytes) -> None:
        key = graph.add(ANN)
        spoil = lambda one: (one.status, reply if one.path.endswith(path) else one.reply)  # noqa: E731
        with Tap(graph, after=spoil):
            store = graph.open()
            with pytest.raises((Transient, AssertionError)):
                list(store.changed_since(None))
                assert isinstance(store.read([key])[key], Record)
                raise AssertionError("harmless")
