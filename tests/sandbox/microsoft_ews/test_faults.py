"""Each planned fault as a client of EWS sees it, and the log of calls."""

from typing import Any

import pytest
import requests
from exchangelib.errors import ErrorServerBusy
from lxml import etree

from tests.sandbox.microsoft_ews.bodies import GET_CONTACTS, get_items, make, sync
from tests.sandbox.microsoft_ews.conftest import ANNA, BERT, SERVICE, World
from tests.sandbox.microsoft_ews.contacts import person


@pytest.mark.parametrize(
    ("kind", "status", "retry"),
    [("unauthorized", 401, None), ("forbidden", 403, None), ("throttled", 429, "7"), ("unavailable", 503, "7")],
)
def test_http_faults(world: World, kind: str, status: int, retry: str | None) -> None:
    world.faults.add(kind, target=ANNA, operation="GetFolder", **({"seconds": 7} if retry else {}))
    reply = world.client().call(GET_CONTACTS)
    assert reply.status == status and reply.headers.get("Retry-After") == retry
    assert world.client().call(GET_CONTACTS).codes == ["NoError"]


def test_faults_of_another_mailbox_or_operation_do_not_strike(world: World) -> None:
    world.faults.add("forbidden", target=BERT)
    world.faults.add("forbidden", target=ANNA, operation="^UpdateItem$")
    assert world.client().call(GET_CONTACTS).codes == ["NoError"]


@pytest.mark.parametrize(
    ("kind", "code"),
    [("server_error", "ErrorInternalServerError"), ("impersonation_denied", "ErrorImpersonateUserDenied")],
)
def test_soap_faults(world: World, kind: str, code: str) -> None:
    world.faults.add(kind, target=SERVICE)
    reply = world.client().call(GET_CONTACTS)
    assert (reply.status, reply.codes) == (500, [code])


def test_server_busy_as_a_fault_tells_the_back_off(world: World, account: Any) -> None:
    """exchangelib raises ErrorServerBusy with back_off in seconds."""
    world.faults.add("server_busy", target=ANNA, operation="GetFolder", seconds=12)
    with pytest.raises(ErrorServerBusy) as caught:
        account.contacts.refresh()
    assert caught.value.back_off == 12


def test_server_busy_inside_stops_the_batch(world: World) -> None:
    """HTTP 200: the item that was hit says ErrorServerBusy, the later ones ErrorBatchProcessingStopped."""
    world.faults.add("server_busy", target=ANNA, operation="GetItem", form="inner", seconds=3, first=1)
    reply = world.client().call(get_items(*(make(world) for _ in range(4))))
    stopped = "ErrorBatchProcessingStopped"
    assert reply.status == 200 and reply.codes == ["NoError", "ErrorServerBusy", stopped, stopped]
    (value,) = reply.find("//m:MessageXml/t:Value[@Name='BackOffMilliseconds']")
    assert value.text == "3000"


def test_mailbox_moving(world: World) -> None:
    world.faults.add("mailbox_moving", target=ANNA)
    assert world.client().call(sync()).codes == ["ErrorMailboxMoveInProgress"]


def test_quota_refuses_writes_only(world: World) -> None:
    world.faults.add("quota", target=ANNA, times=None)
    body = "<m:CreateItem><m:Items><t:Contact/><t:Contact/></m:Items></m:CreateItem>"
    assert world.client().call(body).codes == ["ErrorQuotaExceeded"] * 2
    assert world.client().call(GET_CONTACTS).codes == ["NoError"]
    assert world.anna.items(world.anna.well_known("contacts").id) == []


def test_an_expired_cursor_fails_a_sync_once(world: World) -> None:
    world.faults.add("expired_cursor", target=ANNA)
    assert world.client().call(sync()).codes == ["ErrorInvalidSyncStateData"]
    assert world.client().call(sync()).codes == ["NoError"]


def test_a_lost_reply_was_carried_out(world: World) -> None:
    world.faults.add("lost_reply", target=ANNA, operation="CreateItem")
    body = "<m:CreateItem><m:Items><t:Contact><t:GivenName>a</t:GivenName></t:Contact></m:Items></m:CreateItem>"
    with pytest.raises(requests.ConnectionError):
        world.client().call(body)
    assert len(world.anna.items(world.anna.well_known("contacts").id)) == 1


def test_a_malformed_reply_is_cut_in_half(world: World) -> None:
    world.faults.add("malformed_reply", target=ANNA)
    world.recorder.spoilt.add("GetFolder")
    with pytest.raises(etree.XMLSyntaxError):
        world.client().call(GET_CONTACTS).find("//x")


def test_latency_delays_the_answer(world: World) -> None:
    world.faults.add("latency", target=ANNA, seconds=0.01)
    assert world.client().call(GET_CONTACTS).codes == ["NoError"]
    assert world.faults.planned() == []


def test_calls_are_logged_with_their_operation_and_units(world: World, account: Any) -> None:
    made = account.bulk_create(folder=account.contacts, items=[person(n) for n in range(3)])
    list(account.fetch(made, only_fields=["given_name"]))
    told = [(c.operation, c.units, c.write) for c in world.calls.list(face="ews", target=ANNA)]
    assert ("CreateItem", 3, True) in told and ("GetItem", 3, False) in told
