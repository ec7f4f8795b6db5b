"""One item, two faces: what EWS writes Graph reads, and the other way round; ids, change keys and properties agree."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import etree

from sandbox.calls import Calls
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.microsoft import Microsoft
from tests.sandbox.microsoft_ews.bodies import create, get_items, more, set_field, sync, update
from tests.sandbox.microsoft_ews.client import ENVELOPE, VERSION
from tests.sandbox.microsoft_ews.conftest import ANNA, PASSWORD

HOST = "https://localhost"
SET_ID = "3f1c7a52-8d57-4a5e-9d3c-5f7b8e6a1d20"


@dataclass
class Faces:
    """The same app as a client of EWS and as one of Graph; no HTTP in between."""

    microsoft: Microsoft
    http: FlaskClient
    token: str

    def ews(self, body: str) -> etree._Element:
        credentials = base64.b64encode(f"{ANNA}:{PASSWORD}".encode()).decode()
        headers = {"Authorization": f"Basic {credentials}", "Content-Type": "text/xml"}
        data = ENVELOPE.format(header=VERSION.format("Exchange2016"), body=body).encode()
        reply = self.http.post(f"{HOST}/EWS/Exchange.asmx", data=data, headers=headers)
        root = etree.fromstring(reply.data)
        assert {e.text for e in root.iter("{*}ResponseCode")} == {"NoError"}, reply.data
        return root

    def graph(self, method: str, path: str, **options: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        reply = self.http.open(f"{HOST}/v1.0/users/{ANNA}/{path}", method=method, headers=headers, **options)
        assert reply.status_code in (200, 201), reply.data
        return reply.get_json()


@pytest.fixture
def faces() -> Iterator[Faces]:
    microsoft = Microsoft(Clock(), Faults(), Calls())
    microsoft.store.add_mailbox(ANNA, "Anna", password=PASSWORD)
    entra = microsoft.entra
    app = entra.register_app("Tests", secret="s", roles=("Contacts.ReadWrite",))
    token = entra.app_token(app, "https://graph.microsoft.com", f"{HOST}/{entra.tenant_id}/v2.0")
    yield Faces(microsoft, microsoft.app.test_client(), token)
    microsoft.close()


def item_id(root: etree._Element) -> tuple[str, str]:
    (found,) = root.iter("{*}ItemId")
    return str(found.get("Id")), str(found.get("ChangeKey"))


def test_a_contact_made_in_ews_is_the_same_in_graph(faces: Faces) -> None:
    html = "&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;"
    made, key = item_id(
        faces.ews(
            create(
                f'<t:Body BodyType="HTML">{html}</t:Body><t:GivenName>Zoë</t:GivenName>'
                '<t:EmailAddresses><t:Entry Key="EmailAddress2">zoe@bothways.example</t:Entry></t:EmailAddresses>'
                '<t:PhoneNumbers><t:Entry Key="MobilePhone">1</t:Entry></t:PhoneNumbers>'
            )
        )
    )
    (contact,) = faces.graph("GET", "contacts")["value"]
    assert contact["id"] == made.replace("/", "-").replace("+", "_")
    assert (contact["changeKey"], contact["@odata.etag"]) == (key, f'W/"{key}"')
    assert (contact["givenName"], contact["mobilePhone"], contact["personalNotes"]) == ("Zoë", "1", "One\nTwo")
    assert [entry["address"] for entry in contact["emailAddresses"]] == ["zoe@bothways.example"]


def test_a_contact_changed_in_graph_is_an_update_in_ews(faces: Faces) -> None:
    contact = faces.graph("POST", "contacts", json={"givenName": "Ada", "imAddresses": ["sip:ada"]})
    state = faces.ews(sync()).find(".//{*}SyncState")
    assert state is not None
    faces.graph("PATCH", f"contacts/{contact['id']}", json={"jobTitle": "Countess", "personalNotes": "plain"})
    changes = faces.ews(sync(str(state.text), shape="AllProperties"))
    (change,) = changes.iterfind(".//{*}Update")
    assert change.findtext(".//{*}JobTitle") == "Countess" and change.findtext(".//{*}Body") == "plain"
    assert change.findtext(".//{*}ImAddresses/{*}Entry") == "sip:ada"


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("String", "a<b", "a<b"),
        ("Integer", "-5", "-5"),
        ("Boolean", "true", "true"),
        ("Binary", "AAH/", "AAH/"),
        ("Double", "1.5", "1.5"),
        ("SystemTime", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"),
        ("CLSID", SET_ID, SET_ID),
    ],
)
def test_extended_properties_have_the_same_text_in_both_faces(faces: Faces, kind: str, text: str, value: str) -> None:
    """Written in EWS and read in Graph; written in Graph and read in EWS."""
    path = f'<t:ExtendedFieldURI PropertySetId="{SET_ID}" PropertyName="X" PropertyType="{kind}"/>'
    named = f"{kind} {{{SET_ID}}} Name X"
    one = f"<t:ExtendedProperty>{path}<t:Value>{text.replace('<', '&lt;')}</t:Value></t:ExtendedProperty>"
    made, _ = item_id(faces.ews(create(one)))
    query = {"$expand": f"singleValueExtendedProperties($filter=id eq '{named}')"}
    (contact,) = faces.graph("GET", "contacts", query_string=query)["value"]
    assert [p["value"] for p in contact["singleValueExtendedProperties"]] == [value]
    body = {"singleValueExtendedProperties": [{"id": named, "value": text}]}
    faces.graph("PATCH", f"contacts/{contact['id']}", json=body)
    assert faces.ews(get_items(made, extra=more(path))).findtext(".//{*}ExtendedProperty/{*}Value") == value


def test_a_mapi_tag_reads_what_the_other_face_wrote(faces: Faces) -> None:
    contact = faces.graph("POST", "contacts", json={"givenName": "Ada", "title": "Countess"})
    ews = contact["id"].replace("-", "/").replace("_", "+")
    tag = '<t:ExtendedFieldURI PropertyTag="{}" PropertyType="String"/>'
    found = faces.ews(get_items(ews, extra=more(tag.format("0x3A06") + tag.format("0x3A45"))))
    assert [e.text for e in found.iterfind(".//{*}ExtendedProperty/{*}Value")] == ["Ada", "Countess"]
    value = f"<t:ExtendedProperty>{tag.format('0x3A45')}<t:Value>Lady</t:Value></t:ExtendedProperty>"
    faces.ews(update(ews, set_field(tag.format("0x3A45"), value)))
    assert faces.graph("GET", f"contacts/{contact['id']}")["title"] == "Lady"
