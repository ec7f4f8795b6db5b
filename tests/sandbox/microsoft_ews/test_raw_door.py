"""What Exchange refuses before it looks at an item: identity, envelopes, schema and versions, asked by hand."""

import base64
from pathlib import Path

import pytest
import requests
from flask import Flask
from lxml import etree

from sandbox.calls import Calls
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.microsoft import Microsoft
from sandbox.microsoft.ews.endpoint import Endpoint
from sandbox.microsoft.ews.identity import sid_of
from tests.sandbox.microsoft_ews.bodies import GET_CONTACTS, create, get_items, sync
from tests.sandbox.microsoft_ews.client import ENVELOPE, IMPERSONATION, VERSION, Client
from tests.sandbox.microsoft_ews.conftest import ANNA, BERT, PASSWORD, SERVICE, World


def test_get_answers_a_basic_challenge(world: World) -> None:
    response = requests.get(world.url, verify=str(world.ca), timeout=10)
    assert response.status_code == 401 and response.headers["WWW-Authenticate"].startswith("Basic ")


@pytest.mark.parametrize(
    "header", [None, "Basic", "Basic !!", "Bearer x", "Basic " + base64.b64encode(b"anna").decode()]
)
def test_without_good_credentials_401(world: World, header: str | None) -> None:
    headers = {"Content-Type": "text/xml"} | ({"Authorization": header} if header else {})
    response = requests.post(world.url, data=b"<x/>", headers=headers, verify=str(world.ca), timeout=10)
    assert response.status_code == 401 and "Basic" in response.headers["WWW-Authenticate"]


def test_a_wrong_password_is_401(world: World) -> None:
    assert Client(world.url, world.ca, SERVICE, "wrong", ANNA).call(GET_CONTACTS).status == 401


@pytest.mark.parametrize("sid", ["PrimarySmtpAddress", "SmtpAddress", "PrincipalName"])
def test_impersonation_by_address(world: World, sid: str) -> None:
    reply = world.client().call(GET_CONTACTS, sid=sid)
    (folder,) = reply.find("//t:ContactsFolder/t:FolderId/@Id")
    assert reply.codes == ["NoError"] and folder == world.anna.well_known("contacts").id


def test_impersonation_by_sid(world: World) -> None:
    assert world.client(acts_as=sid_of(world.anna)).call(GET_CONTACTS, sid="SID").codes == ["NoError"]
    assert world.client(acts_as="S-1-5-21-1").call(GET_CONTACTS, sid="SID").codes == ["ErrorNonExistentMailbox"]
    assert world.client(acts_as="nonsense").call(GET_CONTACTS, sid="SID").codes == ["ErrorInvalidUserSid"]


@pytest.mark.parametrize(
    ("user", "target", "code"),
    [
        (BERT, ANNA, "ErrorImpersonationDenied"),
        (SERVICE, SERVICE, "ErrorImpersonateUserDenied"),
        (SERVICE, "nobody@bothways.example", "ErrorNonExistentMailbox"),
        (SERVICE, "", "ErrorInvalidExchangeImpersonationHeaderData"),
    ],
)
def test_impersonation_refused(world: World, user: str, target: str, code: str) -> None:
    client = world.client(user)
    header = VERSION.format("Exchange2016") + IMPERSONATION.format("PrimarySmtpAddress", target)
    reply = client.send(ENVELOPE.format(header=header, body=GET_CONTACTS).encode())
    assert (reply.status, reply.codes) == (500, [code])


def test_a_denied_mailbox(world: World) -> None:
    world.access.deny(SERVICE, ANNA)
    assert world.client().call(GET_CONTACTS).codes == ["ErrorImpersonateUserDenied"]
    world.access.grant(SERVICE, ANNA)
    assert world.client().call(GET_CONTACTS).codes == ["NoError"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no xml",
        b"<a/>",
        b"\xff\xfe\x00",
        b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>',
        b'<?xml version="1.0"?>\n<!-- a --><?b c?>\n<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b"<!-- never closed",
        b"<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body><a/></s:Body></s:Envelope>",
        ENVELOPE.format(header="", body="").encode(),
        ENVELOPE.format(header="", body=GET_CONTACTS * 2).encode(),
        ENVELOPE.format(header="", body="<m:GetFolder>" + "<t:a>" * 100 + "</t:a>" * 100 + "</m:GetFolder>").encode(),
        ENVELOPE.format(header="", body="<m:NoSuchThing/>").encode(),
        ENVELOPE.format(header="", body="<t:GetFolder/>").encode(),
    ],
)
def test_what_is_no_request_is_a_schema_fault(world: World, data: bytes) -> None:
    reply = world.client().send(data)
    assert (reply.status, reply.codes) == (500, ["ErrorSchemaValidation"])
    assert reply.find("//t:MessageXml/t:LineNumber") and reply.find("//t:MessageXml/t:Violation")


def test_a_note_may_speak_of_document_types(world: World) -> None:
    """Only the prolog is searched for a DTD."""
    text = "<![CDATA[<!DOCTYPE html><!ENTITY x>]]>"
    assert world.client().call(create(f'<t:Body BodyType="Text">{text}</t:Body>')).codes == ["NoError"]
    (item,) = world.anna.items(world.anna.well_known("contacts").id)
    assert item.fields["body"] == "<!DOCTYPE html><!ENTITY x>"


def test_another_content_type_is_415(world: World) -> None:
    assert world.client().send(b"{}", "application/json").status == 415


def test_a_known_operation_that_is_not_served_says_so(world: World) -> None:
    reply = world.client().call("<m:GetRoomLists/>")
    assert (reply.status, reply.codes) == (500, ["ErrorInvalidOperation"])


def test_every_operation_of_the_wsdl_is_served_or_refused_by_name(world: World, schemas: Path) -> None:
    """The request elements named in services.wsdl: none is unknown, none breaks the server."""
    wsdl = etree.parse(schemas / "ews" / "services.wsdl")
    parts = [part.attrib for part in wsdl.iter("{http://schemas.xmlsoap.org/wsdl/}part")]
    names = {str(p["element"]).partition(":")[2] for p in parts if str(p["name"]).lower().endswith("request")}
    assert len(names) > 120
    for name in sorted(names):
        reply = world.client().call(f"<m:{name}/>")
        assert set(reply.codes) <= {"ErrorInvalidOperation", "ErrorSchemaValidation", "NoError"}, name
        assert b"is no operation" not in reply.content, name


def convert(attributes: str) -> str:
    ids = f"<m:SourceIds><t:AlternateId {attributes}/></m:SourceIds>"
    return f'<m:ConvertId DestinationFormat="EntryId">{ids}</m:ConvertId>'


@pytest.mark.parametrize(
    ("version", "code"),
    [("Exchange1999", "ErrorInvalidServerVersion"), ("Exchange2007", "ErrorIncorrectSchemaVersion")],
)
def test_versions(world: World, version: str, code: str) -> None:
    body = '<m:GetServerTimeZones ReturnFullTimeZoneData="false"/>'
    assert world.client().call(body, version=version).codes == [code]
    assert world.client().call(body, version="Exchange2010").codes == ["NoError"]


@pytest.mark.parametrize(
    "body",
    [
        GET_CONTACTS.replace("IdOnly", "Everything"),
        GET_CONTACTS.replace(' Id="contacts"', ""),
        '<m:GetFolder><m:FolderIds><t:DistinguishedFolderId Id="contacts"/></m:FolderIds></m:GetFolder>',
        "<m:GetFolder><m:FolderIds/><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape></m:GetFolder>",
        sync(limit="513"),
        sync(limit="0"),
        sync(limit="many"),
        '<m:DeleteItem><m:ItemIds><t:ItemId Id="x"/></m:ItemIds></m:DeleteItem>',
        '<m:DeleteItem DeleteType="Gently"><m:ItemIds><t:ItemId Id="x"/></m:ItemIds></m:DeleteItem>',
        create("<t:Surname>a</t:Surname><t:GivenName>b</t:GivenName>"),
        create("<t:Birthday>soon</t:Birthday>"),
        create("<t:Sensitivity>Hush</t:Sensitivity>"),
        create("<t:NickName>misspelled</t:NickName>"),
        create('<t:PhoneNumbers><t:Entry Key="Sat">1</t:Entry></t:PhoneNumbers>'),
        "<m:CreateItem><m:Items/></m:CreateItem>",
        get_items(
            "x", extra='<t:AdditionalProperties><t:FieldURI FieldURI="contacts:Nonsense"/></t:AdditionalProperties>'
        ),
        get_items(
            "x", extra='<t:AdditionalProperties><t:ExtendedFieldURI PropertyTag="0x3A06"/></t:AdditionalProperties>'
        ),
        convert('Format="EwsId" Id="x"'),
        convert('Format="EwsId" Id="x" Mailbox=""'),
    ],
)
def test_schema_violations_are_faults_here_and_by_the_schema(world: World, body: str) -> None:
    """The sandbox's own tables and Microsoft's schema agree on each of these."""
    reply = world.client().call(body)
    assert (reply.status, reply.codes) == (500, ["ErrorSchemaValidation"])
    assert world.recorder.request_problems() != []


def test_an_open_server_needs_no_credentials(world: World) -> None:
    """Authentication NOAUTH: calls act as the mailbox named at start, impersonation included."""
    app = Flask("open")
    app.register_blueprint(
        Endpoint(world.store, world.access, world.faults, world.calls, world.clock, anonymous=SERVICE).blueprint()
    )
    for header, acted in (("", SERVICE), (IMPERSONATION.format("SmtpAddress", ANNA), ANNA)):
        data = ENVELOPE.format(header=header, body=GET_CONTACTS).encode()
        reply = app.test_client().post("/EWS/Exchange.asmx", data=data, content_type="text/xml")
        mailbox = world.store.mailbox(acted)
        assert mailbox is not None
        assert reply.status_code == 200 and mailbox.well_known("contacts").id.encode() in reply.data


def test_one_app_serves_ews_beside_graph_and_entra() -> None:
    """`Microsoft.app` has the endpoint."""
    microsoft = Microsoft(Clock(), Faults(), Calls())
    microsoft.store.add_mailbox(ANNA, "Anna", password=PASSWORD)
    assert microsoft.app.test_client().get("/EWS/Exchange.asmx").status_code == 401
    microsoft.close()
