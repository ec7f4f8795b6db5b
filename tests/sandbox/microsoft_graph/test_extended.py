"""Extended properties of every type, on contacts and on folders; and what Entra says of bad assertions."""

import time
from typing import Any

import jwt
import pytest

from sandbox.microsoft.graph.photo import image_size
from tests.certificates import self_signed
from tests.sandbox.microsoft_graph.conftest import ANNA, World

CONTACTS, FOLDERS = f"users/{ANNA}/contacts", f"users/{ANNA}/contactFolders"
GUID = "{66f5a359-4659-4830-9070-00040ec6ac6e}"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.mark.parametrize(
    ("kind", "written", "read"),
    [
        ("Integer", "-5", "-5"),
        ("Long", "9007199254740993", "9007199254740993"),
        ("Double", "1.5", "1.5"),
        ("Boolean", "TRUE", "true"),
        ("Binary", "AP8=", "AP8="),
        ("SystemTime", "2001-02-03T04:05:06+01:00", "2001-02-03T03:05:06Z"),
        ("CLSID", "x", "x"),
        ("String", "𝄞", "𝄞"),
    ],
)
def test_values_of_all_types_are_kept_as_their_type(world: World, kind: str, written: str, read: str) -> None:
    single = f"{kind} {GUID} Name P"
    body: dict[str, Any] = {"singleValueExtendedProperties": [{"id": single, "value": written}]}
    contact = world.post(CONTACTS, body)
    wanted = {"$expand": f"singleValueExtendedProperties($filter=id eq '{single}')"}
    shown = world.get(f"{CONTACTS}/{contact['id']}", params=wanted)
    assert shown["singleValueExtendedProperties"] == [{"id": single, "value": read}]


@pytest.mark.parametrize(
    ("name", "property_id", "value"),
    [
        ("single", f"Boolean {GUID} Name P", "maybe"),
        ("single", f"Binary {GUID} Name P", "*"),
        ("single", f"Integer {GUID} Name P", str(2**80)),
        ("single", f"Double {GUID} Name P", "x"),
        ("single", f"SystemTime {GUID} Name P", "yesterday"),
        ("single", f"String {GUID} Name P", 5),
        ("single", f"StringArray {GUID} Name P", "x"),
        ("multi", f"String {GUID} Name P", ["x"]),
        ("multi", f"StringArray {GUID} Name P", "x"),
        ("multi", f"IntegerArray {GUID} Name P", ["x"]),
    ],
)
def test_values_of_a_wrong_type_are_refused(world: World, name: str, property_id: str, value: Any) -> None:
    body = {f"{name}ValueExtendedProperties": [{"id": property_id, "value": value}]}
    assert world.call("POST", CONTACTS, json=body).status_code == 400
    for entries in ("x", [None], [{"value": "x"}]):
        assert world.call("POST", CONTACTS, json={f"{name}ValueExtendedProperties": entries}).status_code == 400
    assert world.get(CONTACTS)["value"] == []


def test_folders_carry_properties_too(world: World) -> None:
    stamp = f"String {GUID} Name Stamp"
    properties = [{"id": stamp, "value": "a"}]
    folder = world.post(FOLDERS, {"displayName": "CRM", "singleValueExtendedProperties": properties})
    path = f"{FOLDERS}/{folder['id']}"
    wanted = [stamp, "String 0x3613", "Boolean 0x10f4", "String 0x3001"]
    test = " or ".join(f"id eq '{w}'" for w in wanted)
    expand = {"$expand": f"singleValueExtendedProperties($filter={test})"}
    values = {p["id"]: p["value"] for p in world.get(path, params=expand)["singleValueExtendedProperties"]}
    assert values == dict(zip(wanted, ("a", "IPF.Contact", "false", "CRM"), strict=True))
    found = world.get(FOLDERS, params={"$filter": f"singleValueExtendedProperties/any(e:e/id eq '{stamp}')"})["value"]
    assert [f["id"] for f in found] == [folder["id"]]
    cleared = world.call("PATCH", path, json={"singleValueExtendedProperties": [{"id": stamp, "value": None}]})
    assert cleared.status_code == 200
    other = world.post(FOLDERS, {"displayName": "Other", "parentFolderId": folder["id"]})
    moved = world.call("PATCH", f"{FOLDERS}/{other['id']}", json={"parentFolderId": folder["parentFolderId"]})
    assert moved.json()["parentFolderId"] == folder["parentFolderId"]
    assert world.error(400, "PATCH", path, json={"parentFolderId": folder["id"]}) == "ErrorMoveCopyFailed"
    assert world.error(409, "PATCH", path, json={"displayName": "other"}) == "ErrorFolderExists"


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({}, 0),
        ({"iss": "x"}, 50027),
        ({"exp": 1}, 700024),
        ({"aud": "https://elsewhere.test/"}, 700023),
    ],
)
def test_an_assertion_must_be_the_apps_own_fresh_and_for_here(world: World, changes: Any, number: int) -> None:
    signed = self_signed()
    app = world.microsoft.entra.register_app("By certificate", certificate=signed.pem)
    url = f"{world.url}/{world.microsoft.entra.tenant_id}/oauth2/v2.0/token"
    claims = {"iss": app.client_id, "sub": app.client_id, "aud": url, "exp": time.time() + 60} | changes
    form = {"grant_type": "client_credentials", "client_id": app.client_id, "client_assertion_type": ASSERTION}
    form |= {
        "client_assertion": jwt.encode(claims, signed.key, algorithm="PS256"),
        "scope": "https://graph.microsoft.com/.default",
    }
    answer = world.session.post(url, data=form, timeout=20).json()
    assert answer.get("error_codes", [0]) == [number]
    form["client_assertion"] = "nonsense"
    assert world.session.post(url, data=form, timeout=20).json()["error_codes"] == [700027]


def test_pictures_are_measured() -> None:
    frame = b"\xff\xc0\x00\x11\x08\x00\x20\x00\x40" + b"\x03" * 9
    assert image_size(b"\xff\xd8" + b"\xff\xe0\x00\x10" + b"J" * 14 + frame) == (64, 32)
    assert image_size(b"GIF89a\x05\x00\x06\x00") == (5, 6)
    for junk in (b"", b"\xff\xd8", b"\xff\xd8\xff\xe0\x00\x00" * 3, b"BM123456789"):
        assert image_size(junk) == (0, 0)
