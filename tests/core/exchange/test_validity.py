"""Every request that the EWS connector sends in a mailbox's life, and every reply to it, against Microsoft's schema."""

from collections import Counter
from pathlib import Path

from lxml import etree

from core.policy import Policy
from core.records import Place, Record
from core.store import Change, Removal, Written
from tests.contract.microsoft_world import MicrosoftWorld
from tests.contract.worlds_ews import EwsWorld
from tests.core.exchange.samples import whole
from tests.core.exchange.tap import Tap

SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
MESSAGES = "{http://schemas.microsoft.com/exchange/services/2006/messages}"


def life(world: MicrosoftWorld) -> None:
    """All that a store can be asked, once."""
    world.store = store = world.open(Policy(custom_fields=("Rating__c",)))
    cursor = list(store.changed_since(None))[-1].cursor
    changes = store.prepare([Change(f"s{n}", whole(), peer="003", categories=("Salesforce", "B&B")) for n in range(3)])
    first, second, third = store.create([one for one in changes if isinstance(one, Change)])
    assert isinstance(first, Written)
    assert isinstance(second, Written)
    assert isinstance(third, Written)
    store.update([Change("u1", whole(), first.key, first.version), Change("u2", dict.fromkeys(whole()), second.key)])
    dragged = world.add({"surname": "Curie"}, place=Place.DEFAULT, categories=("salesforce",))
    store.update([Change("u3", {"given_name": "Marie"}, dragged, categories=(), place=Place.SYNCED)])
    world.move(third.key, Place.OTHER)
    store = world.open()
    cursor = list(store.changed_since(cursor))[-1].cursor
    store.find([{"email_address_1": "a@x.example"}, {"surname": "Lee", "company_name": "Acme"}])
    store.find_stamp(["s1", "u1"])
    state = store.read([first.key])[first.key]
    assert isinstance(state, Record)
    store.delete([Removal("d1", first.key, state.version), Removal("d2", second.key)])
    list(world.open().changed_since(cursor))


def test_a_whole_life(ews: EwsWorld, schemas: Path) -> None:
    schema = etree.XMLSchema(etree.parse(schemas / "ews" / "ews.xsd"))
    with Tap(ews) as tap:
        life(ews)
    operations: Counter[str] = Counter()
    for passed in tap.passed:
        for envelope in (passed.request, passed.reply):
            for part in etree.fromstring(envelope).iterfind("*/*"):
                schema.assertValid(etree.fromstring(etree.tostring(part)))
        body = etree.fromstring(passed.request).find(f"{SOAP}Body")
        assert body is not None
        operations[etree.QName(body[0]).localname] += 1
        silent(body[0])
    assert operations.keys() >= {
        *("GetFolder", "FindFolder", "CreateFolder", "SyncFolderItems", "GetItem", "FindItem", "CreateItem"),
        *("UpdateItem", "MoveItem", "DeleteItem", "GetUserConfiguration", "UpdateUserConfiguration"),
    }


def silent(operation: etree._Element) -> None:
    """Nobody ever gets an invitation because of a sync: wherever the schema has the switch, it is off."""
    switches = {
        "CreateItem": "SendMeetingInvitations",
        "UpdateItem": "SendMeetingInvitationsOrCancellations",
        "DeleteItem": "SendMeetingCancellations",
    }
    switch = switches.get(etree.QName(operation).localname)
    if switch:
        assert operation.get(switch) == "SendToNone"
    if operation.tag == f"{MESSAGES}UpdateItem":
        assert operation.get("ConflictResolution") in ("NeverOverwrite", "AlwaysOverwrite")
