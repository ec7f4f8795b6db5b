"""Requests bent at random: every answer is a proper reply or a proper SOAP fault, and the server lives on."""

import random
from collections.abc import Callable

import pytest
from lxml import etree

from tests.sandbox.microsoft_ews.bodies import GET_CONTACTS, create, get_items, make, more, set_field, sync, update
from tests.sandbox.microsoft_ews.client import ENVELOPE, IMPERSONATION, VERSION, Reply
from tests.sandbox.microsoft_ews.conftest import ANNA, World
from tests.seeds import seed_of

ROUNDS = 300
WORDS = ["", "0", "-1", "99999999999999999999", "true", "contacts", "%s", "\ud7ff", "<", "é" * 300, "0x3A06", "NaN"]


FIND = """<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape>
<m:IndexedPageItemView MaxEntriesReturned="5" Offset="0" BasePoint="Beginning"/>
<m:Restriction><t:And><t:Not><t:IsEqualTo><t:FieldURI FieldURI="contacts:Surname"/><t:FieldURIOrConstant>
<t:Constant Value="x"/></t:FieldURIOrConstant></t:IsEqualTo></t:Not>
<t:Contains ContainmentMode="Substring" ContainmentComparison="Loose"><t:FieldURI FieldURI="contacts:GivenName"/>
<t:Constant Value="o"/></t:Contains></t:And></m:Restriction>
<m:SortOrder><t:FieldOrder Order="Ascending"><t:FieldURI FieldURI="item:Subject"/></t:FieldOrder></m:SortOrder>
<m:ParentFolderIds><t:DistinguishedFolderId Id="contacts"/></m:ParentFolderIds></m:FindItem>"""
ATTACH = """<m:CreateAttachment><m:ParentItemId Id="{}"/><m:Attachments><t:FileAttachment><t:Name>a</t:Name>
<t:Content>AAAA</t:Content></t:FileAttachment></m:Attachments></m:CreateAttachment>"""
CONFIGURATION = """<m:GetUserConfiguration><m:UserConfigurationName Name="CategoryList">
<t:DistinguishedFolderId Id="calendar"/></m:UserConfigurationName>
<m:UserConfigurationProperties>All</m:UserConfigurationProperties></m:GetUserConfiguration>"""
SUBSCRIBE = """<m:Subscribe><m:PullSubscriptionRequest SubscribeToAllFolders="true"><t:EventTypes>
<t:EventType>CreatedEvent</t:EventType></t:EventTypes><t:Timeout>10</t:Timeout></m:PullSubscriptionRequest></m:Subscribe>"""
CONVERT = """<m:ConvertId DestinationFormat="EntryId"><m:SourceIds><t:AlternateId Format="EwsId" Id="{}" Mailbox="a"/>
</m:SourceIds></m:ConvertId>"""


def bodies(world: World) -> list[str]:
    item = make(world)
    tag = '<t:ExtendedFieldURI PropertyTag="0x3A06" PropertyType="String"/>'
    birthday = '<t:FieldURI FieldURI="contacts:Birthday"/>'
    return [
        GET_CONTACTS,
        sync(shape="AllProperties"),
        get_items(item, shape="AllProperties", extra=more(tag)),
        update(item, set_field(tag, f"<t:ExtendedProperty>{tag}<t:Value>x</t:Value></t:ExtendedProperty>")),
        update(item, set_field(birthday, "<t:Birthday>1980-01-01T00:00:00Z</t:Birthday>")),
        create('<t:EmailAddresses><t:Entry Key="EmailAddress1">a@b.example</t:Entry></t:EmailAddresses>'),
        FIND,
        ATTACH.format(item),
        CONFIGURATION,
        SUBSCRIBE,
        '<m:ResolveNames ReturnFullContactData="true"><m:UnresolvedEntry>a</m:UnresolvedEntry></m:ResolveNames>',
        CONVERT.format(item),
    ]


def drop(chance: random.Random, element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def double(chance: random.Random, element: etree._Element) -> None:
    element.addnext(etree.fromstring(etree.tostring(element)))


def reword(chance: random.Random, element: etree._Element) -> None:
    names = list(element.keys())
    if names and chance.random() < 0.7:
        element.set(chance.choice(names), chance.choice(WORDS))
    else:
        element.text = chance.choice(WORDS)


def swap(chance: random.Random, element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.insert(chance.randrange(len(parent)), element)


def rename(chance: random.Random, element: etree._Element) -> None:
    element.tag = str(element.tag).rpartition("}")[0] + "}" + chance.choice(["Item", "ItemId", "Value", "Nothing"])


BENDS: list[Callable[[random.Random, etree._Element], None]] = [drop, double, reword, reword, swap, rename]


def bend(chance: random.Random, body: str) -> bytes:
    header = VERSION.format("Exchange2016") + IMPERSONATION.format("PrimarySmtpAddress", ANNA)
    root = etree.fromstring(ENVELOPE.format(header=header, body=body).encode())
    for _ in range(chance.randint(1, 3)):
        elements = list(root.iterdescendants())
        if elements:
            chance.choice(BENDS)(chance, chance.choice(elements))
    data = etree.tostring(root)
    if chance.random() < 0.1:
        data = data[: chance.randrange(len(data))]
    return data


def one_operation(request: bytes) -> bool:
    """What the schema cannot say: a SOAP body holds exactly one operation."""
    body = etree.fromstring(request).find("{*}Body")
    return body is not None and len(body) == 1


def check(reply: Reply) -> None:
    assert reply.status in (200, 401, 500), reply.content
    if reply.status == 500:
        assert reply.codes and b"Fault" in reply.content
        assert reply.codes != ["ErrorInternalServerError"], reply.content


@pytest.mark.invites
def test_no_bent_request_breaks_the_server(world: World) -> None:
    chance = random.Random(seed_of("bent EWS requests"))
    client, choices = world.client(acts_as=None), bodies(world)
    for _ in range(ROUNDS):
        check(client.send(bend(chance, chance.choice(choices))))
    assert world.client().call(GET_CONTACTS).codes == ["NoError"]


@pytest.mark.invites
def test_the_sandbox_accepts_what_the_schema_accepts(world: World) -> None:
    """A schema-valid request is never refused as ErrorSchemaValidation by the sandbox's own tables."""
    chance = random.Random(seed_of("EWS requests of the schema"))
    client, choices = world.client(acts_as=None), bodies(world)
    for _ in range(ROUNDS):
        reply = client.send(bend(chance, chance.choice(choices)))
        exchange = world.recorder.exchanges[-1]
        if not exchange.request_problems and one_operation(exchange.request):
            assert reply.codes != ["ErrorSchemaValidation"], (reply.content, exchange.request)
