"""Calendars over HTTPS, what belongs to their events, and subscriptions to them."""

from datetime import timedelta

import pytest

from tests.sandbox.microsoft_graph.conftest import ANNA, World
from tests.sandbox.microsoft_graph.test_events import EVENTS, event


def test_calendars(world: World) -> None:
    base = f"users/{ANNA}/calendars"
    default = world.get(f"users/{ANNA}/calendar")
    assert (default["name"], default["isDefaultCalendar"]) == ("Calendar", True)
    made = world.post(base, {"name": "Team"})
    assert [c["name"] for c in world.get(base)["value"]] == ["Calendar", "Team"]
    there = world.post(f"{base}/{made['id']}/events", event())
    assert world.get(EVENTS)["value"] == []
    assert world.get(f"{EVENTS}/{there['id']}")["id"] == there["id"]
    assert world.error(404, "GET", f"{base}/{default['id']}/events/{there['id']}") == "ErrorItemNotFound"
    contacts = world.get(f"users/{ANNA}/contactFolders/contacts")["id"]
    assert world.error(404, "GET", f"{base}/{contacts}/events") == "ErrorItemNotFound"
    assert world.call("PATCH", f"{base}/{made['id']}", json={"name": "Crew"}).json()["name"] == "Crew"
    assert world.error(409, "POST", base, json={"name": "crew"}) == "ErrorFolderExists"
    assert world.error(403, "DELETE", f"{base}/{default['id']}") == "ErrorDistinguishedFolder"
    assert world.call("DELETE", f"{base}/{made['id']}").status_code == 204
    assert [c["name"] for c in world.get(base)["value"]] == ["Calendar"]


def test_small_attachments(world: World) -> None:
    made = world.post(EVENTS, event())
    path = f"{EVENTS}/{made['id']}/attachments"
    body = {"@odata.type": "#microsoft.graph.fileAttachment", "name": "a.txt", "contentBytes": "aGk="}
    kept = world.post(path, body)
    assert world.get(f"{EVENTS}/{made['id']}")["hasAttachments"]
    assert world.call("GET", f"{path}/{kept['id']}/$value").content == b"hi"
    assert [a["name"] for a in world.get(f"{EVENTS}/{made['id']}?$expand=attachments")["attachments"]] == ["a.txt"]
    for bad in ({"name": "x"}, body | {"contentBytes": "%"}, body | {"name": None}, body | {"colour": "red"}):
        assert world.call("POST", path, json=bad).status_code == 400
    assert world.error(404, "GET", f"users/{ANNA}/messages/{made['id']}/attachments") == "ErrorItemNotFound"
    item = {"AttachmentItem": {"attachmentType": "file", "name": "large.bin", "size": 3 * 1024 * 1024 + 1}}
    assert "uploadUrl" in world.post(f"{path}/createUploadSession", item)
    assert world.call("DELETE", f"{path}/{kept['id']}").status_code == 204
    assert world.get(path)["value"] == []


@pytest.mark.parametrize("resource", ["events", "calendar/events", "calendars/x/events"])
def test_events_can_be_subscribed_to_with_the_right_to_read_them(world: World, resource: str) -> None:
    body = {
        "changeType": "updated",
        "notificationUrl": "https://elsewhere.test/",
        "resource": f"users/{ANNA}/{resource}",
    }
    body |= {"expirationDateTime": (world.microsoft.clock.now() + timedelta(days=1)).isoformat()}
    # As far as the handshake, which nobody answers.
    assert world.error(400, "POST", "subscriptions", json=body) == "ValidationError"
    other = world.microsoft.entra.register_app("Other", secret="other~secret", roles=("Contacts.Read",))
    issuer = f"{world.url}/{world.microsoft.entra.tenant_id}/v2.0"
    world.token = world.microsoft.entra.app_token(other, "https://graph.microsoft.com", issuer)
    assert world.error(403, "POST", "subscriptions", json=body) == "ErrorAccessDenied"
