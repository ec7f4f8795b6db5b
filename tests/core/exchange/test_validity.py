"""Every request that the EWS connector sends in a mailbox's life, and every reply to it, against Microsoft's schema."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from core.policy import Policy
from core.records import Place, Record, Value
from core.store import Change, Removal, Written
from tests.contract.microsoft_world import MicrosoftWorld
from tests.contract.worlds_ews import EwsWorld
from tests.core.exchange.event_worlds import DAY, EwsEvents
from tests.core.exchange.samples import whole
from tests.core.exchange.tap import Tap
from tests.core.exchange.task_worlds import EwsTasks
from tests.core.exchange.test_kinds import EVENT_FIELDS, TASK_FIELDS

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


def life_of_tasks(world: EwsTasks) -> None:
    store = world.open()
    list(store.changed_since(None))
    [made] = store.create([Change("s1", TASK_FIELDS, peer="00T", categories=("Salesforce",))])
    assert isinstance(made, Written)
    store.update([Change("u1", {name: None for name in TASK_FIELDS if name != "status"}, made.key, made.version)])
    store.find([{"subject": "Call", "due_date": None}])
    store.delete([Removal("d1", made.key)])


def life_of_events(world: EwsEvents) -> None:
    series = world.weekly(count=5)
    store = world.opened()
    cursor = list(store.changed_since(None))[-1].cursor
    [made] = store.create([Change("s1", EVENT_FIELDS, peer="00U", categories=("Salesforce",))])
    assert isinstance(made, Written)
    one = world.key(world.occurrences(series)[1])
    store.update([Change("u1", {"start": EVENT_FIELDS["end"], "end": EVENT_FIELDS["end"]}, made.key, made.version)])
    store.update([Change("u2", {"subject": None, "attendees": None, "reminder_minutes": None}, one)])
    people = [
        {"name": "Ann", "address": "ann@x.example", "kind": "required", "response": "Accept", "responded": world.today},
        {"name": "Old", "address": "/o=First/ou=X/cn=Recipients/cn=old", "kind": "required"},
        {"name": "Bob", "address": "bob@x.example", "kind": "optional"},
    ]
    rich = world.key(world.put(body="<p><b>Plan</b></p>", body_type="HTML", attendees=people))
    come: tuple[str, ...] = ("bob@x.example|none", "cat@x.example|none")
    steps: list[dict[str, Value]] = [
        {"attendees": come, "crm_section": "Who: Ann https://x.example"},
        {"body": "Plans"},
    ]
    for fields in steps:
        store.update([Change("u3", fields, rich)])
    store.find([{"subject": "Visit", "start": EVENT_FIELDS["start"]}])
    store.find_stamp(["s1", "u2", "none"])
    store.delete([Removal("d1", made.key), Removal("d2", one)])
    world.today += 3 * DAY
    list(world.opened().changed_since(cursor))
    assert world.sent() == 0


def test_a_whole_life(ews: EwsWorld, schemas: Path) -> None:
    operations = validated(ews, lambda: life(ews), schemas)
    assert operations.keys() >= {
        *("GetFolder", "FindFolder", "CreateFolder", "SyncFolderItems", "GetItem", "FindItem", "CreateItem"),
        *("UpdateItem", "MoveItem", "DeleteItem", "GetUserConfiguration", "UpdateUserConfiguration"),
    }


def test_a_whole_life_of_tasks(schemas: Path) -> None:
    world = EwsTasks()
    operations = validated(world, lambda: life_of_tasks(world), schemas)
    assert operations.keys() >= {"SyncFolderItems", "GetItem", "FindItem", "CreateItem", "UpdateItem", "DeleteItem"}


def test_a_whole_life_of_events(schemas: Path) -> None:
    world = EwsEvents()
    operations = validated(world, lambda: life_of_events(world), schemas)
    assert operations.keys() >= {"SyncFolderItems", "GetItem", "FindItem", "CreateItem", "UpdateItem", "DeleteItem"}


def validated(world: MicrosoftWorld, life_: Callable[[], None], schemas: Path) -> Counter[str]:
    """How often each operation was sent; all that passed was valid and told nobody."""
    schema = etree.XMLSchema(etree.parse(schemas / "ews" / "ews.xsd"))
    with Tap(world) as tap:
        life_()
    operations: Counter[str] = Counter()
    for passed in tap.passed:
        for envelope in (passed.request, passed.reply):
            for part in etree.fromstring(envelope).iterfind("*/*"):
                schema.assertValid(etree.fromstring(etree.tostring(part)))
        body = etree.fromstring(passed.request).find(f"{SOAP}Body")
        assert body is not None
        operations[etree.QName(body[0]).localname] += 1
        silent(body[0])
    return operations


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
