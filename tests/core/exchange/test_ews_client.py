"""The EWS client: logins, versions, delegates, answers of a wrong shape, refused chunks."""

import re
from dataclasses import replace
from typing import Any

import pytest

from core.errors import Rejected, SyncError, Transient, Unauthorized
from core.exchange.connection import Auth, EwsAccess, EwsConnection
from core.exchange.ews import EwsClient, check_url
from core.exchange.ews_notes import leave_note, remove_note
from core.exchange.opening import open_items
from core.policy import Policy
from core.store import Change, Written
from tests.contract.microsoft_world import PASSWORD, MicrosoftWorld
from tests.contract.worlds_ews import EwsWorld
from tests.contract.worlds_graph import GraphWorld
from tests.core.exchange.event_worlds import EwsEvents
from tests.core.exchange.tap import Passed, Tap

ANN = {"given_name": "Ann", "surname": "Lee"}


def look(world: MicrosoftWorld) -> None:
    world.store = world.open()
    list(world.store.changed_since(None))


def without_list(passed: Passed) -> tuple[str, bytes]:
    """Of FindItem and FindFolder."""
    return passed.status, re.sub(rb"<t:(Items|Folders)>.*</t:\1>", b"", passed.reply, flags=re.DOTALL)


FAULT = (
    b'<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>'
    b"<faultcode>a:ErrorSchemaValidation</faultcode><faultstring>The request failed schema validation.</faultstring>"
    b'<detail><e:ResponseCode xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">'
    b"ErrorSchemaValidation</e:ResponseCode></detail></s:Fault></s:Body></s:Envelope>"
)


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
        assert len(tap.passed) > 1
        assert all("authorization" in one.headers for one in tap.passed)
        assert all(b'RequestServerVersion Version="Exchange2013_SP1"' in one.request for one in tap.passed)
        assert not [one for one in tap.passed if b"ConvertId" in one.request]

    @pytest.mark.parametrize("change", [{"password": "wrong"}, {"username": "nobody"}])
    def test_wrong_credentials(self, ews: EwsWorld, change: dict[str, Any]) -> None:
        store = open_items(replace(ews.connection(), **change), ews.address, "contact", Policy())
        with pytest.raises(Unauthorized) as raised:
            list(store.changed_since(None))
        assert raised.value.code == "login_failed"
        assert "wrong" not in raised.value.message

    def test_a_wrong_address(self, ews: EwsWorld) -> None:
        connection = replace(ews.connection(), url=f"{ews.url}/no/such/thing")
        with pytest.raises(Unauthorized) as raised:
            list(open_items(connection, ews.address, "contact", Policy()).changed_since(None))
        assert raised.value.code == "bad_endpoint"

    def test_an_unknown_mailbox(self, ews: EwsWorld) -> None:
        with pytest.raises(Unauthorized) as raised:
            list(open_items(ews.connection(), "nobody@hooke.test", "contact", Policy()).changed_since(None))
        assert raised.value.code == "no_mailbox"

    def test_a_delegate(self, ews: EwsWorld) -> None:
        other = ews.microsoft.store.add_mailbox(f"delegate.{ews.address}", "Delegate", password=PASSWORD)
        connection = replace(ews.connection(), username=other.address, access=EwsAccess.DELEGATE)
        with pytest.raises(Unauthorized):
            list(open_items(connection, ews.address, "contact", Policy()).changed_since(None))
        ews.microsoft.access.grant_delegate(other.address, ews.address)
        key = ews.add(ANN)
        store = open_items(connection, ews.address, "contact", Policy())
        assert [one.key for page in store.changed_since(None) for one in page.seen] == [key]
        [outcome] = store.create([Change("s1", ANN)])
        assert isinstance(outcome, Written)
        assert ews.count() == 2

    @pytest.mark.parametrize("access", EwsAccess)
    def test_a_note_lies_in_the_inbox_of_its_reader(self, ews: EwsWorld, access: EwsAccess) -> None:
        """A delegate's own Inbox gets none of it: whoever reads that one could prove any address."""
        other = ews.microsoft.store.add_mailbox(f"{access}.{ews.address}", "Service", password=PASSWORD)
        connection = ews.connection()
        if access is EwsAccess.DELEGATE:
            connection = replace(connection, username=other.address, access=access)
            ews.microsoft.access.grant_delegate(other.address, ews.address)
        note = leave_note(connection, ews.address, "Code: X", "X")
        owner = ews.microsoft.store.mailbox(ews.address)
        assert owner is not None
        [left] = owner.items(owner.well_known("inbox").id)
        assert (left.fields["subject"], left.fields["from"]["address"]) == ("Code: X", ews.address)
        assert other.items(other.well_known("inbox").id) == []
        remove_note(connection, ews.address, note)
        assert owner.items(owner.well_known("inbox").id) == []

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

    @pytest.mark.parametrize("name", [b"SyncState", b"ResponseCode", b"Changes", b"Items"])
    def test_a_reply_without_its_parts(self, ews: EwsWorld, name: bytes) -> None:
        """It means neither that nothing has changed nor that an item is gone."""
        key = ews.add(ANN)
        cut = lambda one: (one.status, one.reply.replace(b":" + name + b">", b":Lost>"))  # noqa: E731
        with Tap(ews, after=cut):
            store = ews.open()
            with pytest.raises(Transient) as failure:
                list(store.changed_since(None))
                store.read([key])
        assert failure.value.code == "malformed_reply"

    def test_a_search_without_its_list(self, ews: EwsWorld) -> None:
        """It does not mean that nothing was found, or somebody would be made a second time."""
        ews.add(ANN)
        assert ews.open().find([ANN])
        with Tap(ews, after=without_list), pytest.raises(Transient) as failure:
            ews.open().find([ANN])
        assert failure.value.code == "malformed_reply"

    def test_a_search_for_folders_without_its_list(self, ews: EwsWorld) -> None:
        with Tap(ews, after=without_list), pytest.raises(Transient) as failure:
            look(ews)
        assert failure.value.code == "malformed_reply"

    def test_a_view_without_its_list(self) -> None:
        """It does not mean that a series has no occurrence."""
        world = EwsEvents()
        world.weekly(count=3)
        with Tap(world, after=without_list), pytest.raises(Transient) as failure:
            list(world.opened().changed_since(None))
        assert failure.value.code == "malformed_reply"

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
