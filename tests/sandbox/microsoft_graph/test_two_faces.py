"""One store, two faces: what Graph writes exchangelib reads, and the other way round. And the settings from outside."""

from collections.abc import Iterator
from typing import Any

import pytest
from exchangelib import Contact, ExtendedProperty

from tests.sandbox.microsoft_graph.conftest import ANNA, IMMUTABLE, World

SET = "66f5a359-4659-4830-9070-00040ec6ac6e"
STAMP = f"String {{{SET}}} Name Stamp"


class Stamp(ExtendedProperty):  # type: ignore[misc]  # exchangelib has no types
    property_set_id = SET
    property_name = "Stamp"
    property_type = "String"


@pytest.fixture(autouse=True)
def stamp() -> Iterator[None]:
    """exchangelib knows the property for the time of a test."""
    Contact.register("stamp", Stamp)
    yield
    Contact.deregister("stamp")


def test_a_contact_of_graph_is_one_of_ews(world: World, outlook: Any) -> None:
    body: dict[str, Any] = {"givenName": "Zoë", "surname": "Lee", "businessPhones": ["1"], "categories": ["Salesforce"]}
    body |= {"singleValueExtendedProperties": [{"id": STAMP, "value": "s1"}]}
    made = world.post(f"users/{ANNA}/contacts", body)
    (seen,) = outlook.contacts.all()
    assert (seen.given_name, seen.surname, seen.categories, seen.stamp) == ("Zoë", "Lee", ["Salesforce"], "s1")
    assert seen.id.replace("/", "-").replace("+", "_") == made["id"]
    assert seen.changekey == made["changeKey"]
    seen.surname = "Kim"
    seen.save(update_fields=["surname"])
    read = world.get(f"users/{ANNA}/contacts/{made['id']}")
    assert read["surname"] == "Kim"
    assert read["changeKey"] == seen.changekey != made["changeKey"]


def test_a_move_by_ews_is_a_removal_and_a_new_id_for_graph(world: World, outlook: Any) -> None:
    made = world.post(f"users/{ANNA}/contacts", {"surname": "Lee"})
    fixed = world.get(f"users/{ANNA}/contacts/{made['id']}", headers=IMMUTABLE)["id"]
    world.post(f"users/{ANNA}/contactFolders", {"displayName": "CRM"})
    delta = f"users/{ANNA}/contactFolders/contacts/contacts/delta"
    link = world.get(delta)["@odata.deltaLink"]
    (seen,) = outlook.contacts.all()
    seen.move(outlook.contacts / "CRM")
    assert [r["@removed"] for r in world.get(link)["value"]] == [{"reason": "deleted"}]
    assert world.error(404, "GET", f"users/{ANNA}/contacts/{made['id']}") == "ErrorItemNotFound"
    there = world.get(f"users/{ANNA}/contacts/{fixed}")
    assert there["id"] == seen.id.replace("/", "-").replace("+", "_")


def test_control_characters_in_a_text_do_not_break_the_other_face(world: World, outlook: Any) -> None:
    world.post(f"users/{ANNA}/contacts", {"surname": "Lee\x00\x0b", "personalNotes": "a\x01b\ufffe", "jobTitle": "𝄞"})
    (seen,) = outlook.contacts.all()
    assert seen.surname.startswith("Lee")
    assert seen.job_title == "𝄞"


def test_settings_from_outside(world: World) -> None:
    admin = f"{world.url}/_sandbox/microsoft"

    def post(path: str, body: Any) -> int:
        return world.session.post(f"{admin}/{path}", json=body, timeout=20).status_code

    assert post("limits", {"page_size": 3}) == 200
    assert world.session.get(f"{admin}/limits", timeout=20).json()["page_size"] == 3
    bad: list[Any] = [{"x": 1}, {"page_size": "3"}, {"generations": 1}, []]
    assert [post("limits", body) for body in bad] == [400] * 4
    assert world.microsoft.graph.limits.page_size == 3
    link = world.get(f"users/{ANNA}/contactFolders/contacts/contacts/delta")["@odata.deltaLink"]
    assert (post("expire-tokens", {"mailbox": ANNA}), post("expire-tokens", {})) == (200, 404)
    assert world.error(410, "GET", link) == "SyncStateNotFound"
    assert post(f"apps/{world.client_id}", {"mailboxes": []}) == 200
    assert world.error(403, "GET", f"users/{ANNA}/contacts") == "ErrorAccessDenied"
    assert post(f"apps/{world.client_id}", {"mailboxes": None}) == 200
    assert world.get(f"users/{ANNA}/contacts")["value"] == []
    assert [post("apps/x", {}), post(f"apps/{world.client_id}", {"mailboxes": "x"})] == [404, 400]
    assert post("impersonation", {"account": ANNA, "grant": ["*"], "deny": ["ben.ito@contoso.test"]}) == 200
    assert world.microsoft.access.may_impersonate(ANNA, "x@contoso.test")
    assert not world.microsoft.access.may_impersonate(ANNA, "ben.ito@contoso.test")
