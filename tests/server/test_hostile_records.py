"""Texts that mean harm are data: stored in every field, they come back as they were, and nothing else happens."""

from typing import Any

import pytest

from tests.server.deployment import Deployment, User

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "javascript:alert(document.domain)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "</textarea><script>alert(1)</script>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href=javascript:alert(1)>x</a>",
    "<style>@import 'http://evil.example'</style>",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "<%= 7*7 %>",
    "#{7*7}",
    "{!$User.Email}",
    "@{part0.records[0].Id}",
    "' OR Name != '",
    "'; DROP TABLE favourite; --",
    "\\' OR 1=1 --",
    "%' OR Id != null OR Name LIKE '%",
    "} RETURNING User(Id, Email)",
    "* OR Zulu*",
    "../../../../etc/passwd",
    "%2e%2e%2flimits",
    '=HYPERLINK("http://evil.example")',
    "-->]]></x>&amp;&#60;&lt;",
    "\u202egnp.exe",
    "\ufeffBOM\u200bzero\u200dwidth",
    "🧨👩‍👩‍👧‍👦é",
    "line\nbreak\ttab",
    "null",
)
TEXTS = frozenset({"string", "textarea", "phone", "url", "combobox", "picklist"})


@pytest.fixture(scope="module")
def user(running_deployment: Deployment) -> User:
    """One for all payloads: what one leaves behind must not trouble the next."""
    running_deployment.sandbox.faults.clear()
    return running_deployment.user("graph")


def filled(form: dict[str, Any], payload: str, creating: bool) -> dict[str, str]:
    """The payload in every field of a text that this person may write and that is long enough."""
    allowed = "createable" if creating else "editable"
    size = len(payload.encode("utf-16-le")) // 2
    return {
        name: payload
        for name, field in form["fields"].items()
        if field[allowed]
        and field["type"] in TEXTS
        and not field["compound"]
        and (field["length"] or 0) >= size
        and not (field["choices"] and name in ("GeocodeAccuracy", "Salutation", "CleanStatus"))
    }


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_in_every_field_comes_back_unchanged(user: User, payload: str) -> None:
    values = filled(user.get("/objects/Lead/form").json(), payload, creating=True)
    assert {"LastName", "Company", "Description", "Street"} <= set(values)
    answer = user.post("/records/Lead", {"values": values})
    assert answer.status_code == 201, answer.text
    form = answer.json()
    assert {name: form["values"][name] for name in values} == values
    assert answer.headers["Content-Type"] == "application/json"
    again = user.get(f"/records/Lead/{form['id']}").json()
    assert again == form and again["name"].endswith(payload)
    assert form["display"]["OwnerId"].startswith("Uma ")
    latest = user.get("/recents", limit=1).json()["items"][0]
    assert (latest["id"], latest["name"]) == (form["id"], form["name"])
    user.put(f"/favourites/Lead/{form['id']}")
    assert user.get("/favourites").json()["items"][0]["name"] == form["name"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_finds_nothing_that_it_does_not_name(user: User, payload: str) -> None:
    answer = user.get("/search", q=payload[:200])
    assert answer.status_code in (200, 422), answer.text
    if answer.status_code == 200:
        groups = answer.json()["groups"]
        assert not [row for group in groups for row in group["items"] if row["sobject"] == "User"]
    people = [{"name": payload, "address": f"{payload}@x.example", "role": "to"}]
    told = user.post("/context", {"kind": "message", "mode": "read", "people": people})
    assert told.status_code == 200
    assert all(not one["records"] for one in told.json()["people"])


@pytest.mark.parametrize("place", ["sobject", "key", "field", "record_type"])
@pytest.mark.parametrize("payload", PAYLOADS[::3])
def test_a_payload_in_an_address_or_a_name_is_not_there(user: User, payload: str, place: str) -> None:
    quoted = "".join(f"%{octet:02x}" for octet in payload.encode())
    if place == "field":
        answer = user.post("/records/Lead", {"values": {"LastName": "L", "Company": "C", payload: "x"}})
        assert answer.status_code == 422 and payload in [field["name"] for field in answer.json()["fields"]]
    elif place == "record_type":
        assert user.get("/objects/Lead/form", record_type=payload).status_code in (404, 422)
    else:
        path = f"{quoted}/0035i0000000001AAA" if place == "sobject" else f"Contact/{quoted}"
        for answer in (
            user.get(f"/records/{path}"),
            user.put(f"/favourites/{path}"),
            user.delete(f"/favourites/{path}"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
