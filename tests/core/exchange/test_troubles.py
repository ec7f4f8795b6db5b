"""What goes wrong on the way: each trouble ends in the error of who must act."""

from dataclasses import replace
from typing import Any

import pytest

from core.errors import CursorExpired, Rejected, Stale, SyncError, Transient, Unauthorized
from core.exchange.connection import Auth, EwsAccess, EwsConnection, GraphConnection
from core.exchange.ews import EwsClient, check_url
from core.exchange.graph import GraphClient, Part
from core.exchange.http import check_endpoint
from core.exchange.opening import open_contacts
from core.policy import Policy
from core.records import Away, Gone, Record
from core.store import Change, Written
from tests.contract.microsoft_world import PASSWORD, MicrosoftWorld
from tests.contract.worlds_ews import EwsWorld
from tests.contract.worlds_graph import GraphWorld
from tests.core.exchange.samples import self_signed
from tests.core.exchange.tap import Passed, Tap

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
        assert [type(one) for one in outcomes] == [Transient, Written, Written]
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
        states = world.store.read(keys)
        assert states.keys() == set(keys)
        assert all(isinstance(one, Gone | Away) for one in states.values())
        outcomes = world.store.update([Change("s", {"job_title": "A"}, key, "v") for key in keys])
        assert all(isinstance(one, Stale | Rejected) for one in outcomes)


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

    def test_a_token_that_is_refused_is_renewed_once(self, graph: GraphWorld) -> None:
        graph.fault("unauthorized", times=1)
        client = self.client(graph, [])
        assert client.call("x", Part("GET", f"{client.user}/contactFolders"))["value"] is not None

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

    def test_a_certificate_instead_of_a_secret(self, graph: GraphWorld) -> None:
        certificate, pem = self_signed()
        app = graph.microsoft.entra.register_app("With certificate", certificate=pem, roles=("Contacts.ReadWrite",))
        client = self.client(graph, [], client_id=app.client_id, secret=None, certificate=certificate)
        assert client.call("x", Part("GET", f"{client.user}/contactFolders"))["value"] is not None

    def test_an_app_without_consent(self, graph: GraphWorld) -> None:
        app = graph.microsoft.entra.register_app("No roles", secret="s3")
        store = open_contacts(
            replace(graph.connection(), client_id=app.client_id, secret="s3"), graph.address, Policy()
        )
        with pytest.raises(Unauthorized):
            list(store.changed_since(None))

    def test_an_unknown_mailbox(self, graph: GraphWorld) -> None:
        store = open_contacts(graph.connection(), "nobody@hooke.test", Policy())
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
        assert all("evil" not in one.headers.get("host", "") for one in tap.passed)

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


class TestEws:
    def test_exchange_online_is_refused_with_the_reason(self) -> None:
        for host in ("outlook.office365.com", "OUTLOOK.office365.com", "x.office365.com", "outlook.office.com"):
            with pytest.raises(Unauthorized, match="Graph"):
                check_url(EwsConnection(f"https://{host}/EWS/Exchange.asmx", "u", "p"))
        check_url(EwsConnection("https://mail.notoffice365.com.example/EWS/Exchange.asmx", "u", "p"))

    def test_nothing_is_guessed(self, ews: EwsWorld) -> None:
        """No ConvertId, no unauthenticated request, one version for all."""
        with Tap(ews) as tap:
            look(ews)
        assert all("authorization" in one.headers for one in tap.passed)
        assert all(b'RequestServerVersion Version="Exchange2013_SP1"' in one.request for one in tap.passed)
        assert not [one for one in tap.passed if b"ConvertId" in one.request]

    @pytest.mark.parametrize("change", [{"password": "wrong"}, {"username": "nobody"}])
    def test_wrong_credentials(self, ews: EwsWorld, change: dict[str, Any]) -> None:
        store = open_contacts(replace(ews.connection(), **change), ews.address, Policy())
        with pytest.raises(Unauthorized) as raised:
            list(store.changed_since(None))
        assert raised.value.code == "login_failed"
        assert "wrong" not in raised.value.message

    def test_a_wrong_address(self, ews: EwsWorld) -> None:
        connection = replace(ews.connection(), url=f"{ews.url}/no/such/thing")
        with pytest.raises(Unauthorized) as raised:
            list(open_contacts(connection, ews.address, Policy()).changed_since(None))
        assert raised.value.code == "bad_endpoint"

    def test_an_unknown_mailbox(self, ews: EwsWorld) -> None:
        with pytest.raises(Unauthorized) as raised:
            list(open_contacts(ews.connection(), "nobody@hooke.test", Policy()).changed_since(None))
        assert raised.value.code == "no_mailbox"

    def test_a_delegate(self, ews: EwsWorld) -> None:
        other = ews.microsoft.store.add_mailbox(f"delegate.{ews.address}", "Delegate", password=PASSWORD)
        connection = replace(ews.connection(), username=other.address, access=EwsAccess.DELEGATE)
        with pytest.raises(Unauthorized):
            list(open_contacts(connection, ews.address, Policy()).changed_since(None))
        ews.microsoft.access.grant_delegate(other.address, ews.address)
        key = ews.add(ANN)
        store = open_contacts(connection, ews.address, Policy())
        assert [one.key for page in store.changed_since(None) for one in page.seen] == [key]
        [outcome] = store.create([Change("s1", ANN)])
        assert isinstance(outcome, Written)
        assert ews.count() == 2

    @pytest.mark.parametrize("reply", [b"", b"<html/>", b"not xml", b"<a><b></a>"])
    @pytest.mark.parametrize("operation", [b"GetFolder>", b"SyncFolderItems>", b"GetItem>", b"GetUserConfiguration>"])
    def test_answers_of_a_wrong_shape(self, ews: EwsWorld, operation: bytes, reply: bytes) -> None:
        key = ews.add(ANN)
        spoil = lambda one: (one.status, reply if operation in one.request else one.reply)  # noqa: E731
        with Tap(ews, after=spoil):
            store = ews.open()
            with pytest.raises(Transient):
                list(store.changed_since(None))
                store.read([key])

    def test_a_reply_without_its_parts(self, ews: EwsWorld) -> None:
        """exchangelib meets a missing SyncState or container with AttributeError; here it is a malformed reply."""
        ews.add(ANN)
        for name in (b"SyncState", b"ResponseCode", b"Changes", b"Items"):
            cut = lambda one, name=name: (one.status, one.reply.replace(b":" + name + b">", b":Lost>"))  # noqa: E731
            with Tap(ews, after=cut):
                store = ews.open()
                try:
                    seen = [one.key for page in store.changed_since(None) for one in page.seen]
                    store.read(seen)
                except Transient as error:
                    assert error.code in ("malformed_reply", "busy")

    def test_what_a_server_refuses_whole_is_halved(self, ews: EwsWorld) -> None:
        """One bad item must not hold back ninety-nine good ones."""

        def instead(passed: Passed) -> tuple[str, dict[str, str], bytes] | None:
            return ("500 x", {"Content-Type": "text/xml"}, FAULT) if b"poison" in passed.request else None

        with Tap(ews, instead=instead) as tap:
            changes = [Change(f"s{n}", {"surname": "poison" if n == 5 else f"Lee {n}"}) for n in range(8)]
            outcomes = ews.open().create(changes)
        assert [isinstance(one, Written) for one in outcomes] == [n != 5 for n in range(8)]
        assert isinstance(outcomes[5], Rejected)
        assert ews.count() == 7
        assert len([one for one in tap.passed if b"CreateItem>" in one.request]) == 7

    def test_secrets_do_not_show(self, ews: EwsWorld, graph: GraphWorld) -> None:
        shown = repr(ews.connection()) + repr(graph.connection())
        assert PASSWORD not in shown
        assert "app~secret" not in shown

    def test_ntlm_is_spoken_on_request(self, ews: EwsWorld) -> None:
        """The sandbox knows Basic only; what counts here is that the NTLM handshake is begun, not Basic."""
        with Tap(ews) as tap:
            client = EwsClient(replace(ews.connection(), auth=Auth.NTLM), ews.address)
            with pytest.raises(SyncError):
                client.send("GetFolder")
        assert not [one for one in tap.passed if one.headers.get("authorization", "").startswith("Basic")]


FAULT = (
    b'<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>'
    b"<faultcode>a:ErrorSchemaValidation</faultcode><faultstring>The request failed schema validation.</faultstring>"
    b'<detail><e:ResponseCode xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">'
    b"ErrorSchemaValidation</e:ResponseCode></detail></s:Fault></s:Body></s:Envelope>"
)


class TestTrust:
    def test_the_environment_does_not_beat_our_ca(self, world: MicrosoftWorld, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nonexistent.pem")
        monkeypatch.setenv("CURL_CA_BUNDLE", "/nonexistent.pem")
        look(world)

    def test_an_unknown_ca_is_not_trusted(self, world: MicrosoftWorld) -> None:
        store = open_contacts(replace(world.connection(), ca_file=None), world.address, Policy())
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
