"""Delta queries: rounds, pages, removals, tokens that expire, and folders."""

import pytest

from tests.sandbox.microsoft_graph.conftest import ANNA, IMMUTABLE, World

FOLDERS = f"users/{ANNA}/contactFolders"
CONTACTS = f"{FOLDERS}/contacts/contacts"


def test_a_round_tells_everything_and_the_next_only_what_changed(world: World) -> None:
    made = [world.post(CONTACTS, {"surname": f"s{n}"}) for n in range(5)]
    rows, link = world.round(f"{CONTACTS}/delta")
    assert [r["id"] for r in rows] == [m["id"] for m in made]
    assert rows[0]["@odata.type"] == "#microsoft.graph.contact"
    assert rows[0]["@odata.etag"] == made[0]["@odata.etag"]
    assert world.round(link)[0] == []
    world.call("PATCH", f"{CONTACTS}/{made[0]['id']}", json={"surname": "changed"})
    world.call("DELETE", f"{CONTACTS}/{made[1]['id']}")
    new = world.post(CONTACTS, {"surname": "new"})
    rows, link = world.round(link)
    assert [r.get("surname") for r in rows] == ["changed", None, "new"]
    assert rows[1] == {
        "@odata.type": "#microsoft.graph.contact",
        "id": made[1]["id"],
        "@removed": {"reason": "deleted"},
    }
    assert rows[2]["id"] == new["id"]


def test_page_size_is_the_clients_wish_and_the_servers_will(world: World) -> None:
    for number in range(12):
        world.post(CONTACTS, {"surname": f"s{number}"})
    assert len(world.get(f"{CONTACTS}/delta")["value"]) == 10
    answer = world.call("GET", f"{CONTACTS}/delta", headers={"Prefer": "odata.maxpagesize=7"})
    assert len(answer.json()["value"]) == 7
    assert answer.headers["Preference-Applied"] == "odata.maxpagesize=7"
    world.microsoft.graph.limits.page_size = 5
    assert len(world.get(f"{CONTACTS}/delta", headers={"Prefer": "odata.maxpagesize=1000"})["value"]) == 5
    assert len(world.round(f"{CONTACTS}/delta")[0]) == 12


def test_select_is_frozen_into_the_token(world: World) -> None:
    world.post(CONTACTS, {"surname": "Lee", "jobTitle": "CEO"})
    rows, link = world.round(f"{CONTACTS}/delta?$select=surname")
    assert set(rows[0]) == {"@odata.type", "@odata.etag", "id", "surname"}
    world.post(CONTACTS, {"surname": "Kim"})
    assert set(world.round(link)[0][0]) == {"@odata.type", "@odata.etag", "id", "surname"}
    assert world.error(400, "GET", f"{CONTACTS}/delta?$select=nothing") == "BadRequest"


def test_a_move_out_is_a_removal_and_ids_follow_the_preference(world: World) -> None:
    contact = world.post(CONTACTS, {"surname": "Lee"}, headers=IMMUTABLE)
    folder = world.post(FOLDERS, {"displayName": "CRM"})
    there = f"{FOLDERS}/{folder['id']}/contacts/delta"
    (_, link), (_, there_link) = world.round(f"{CONTACTS}/delta", **IMMUTABLE), world.round(there, **IMMUTABLE)
    world.call("PATCH", f"{CONTACTS}/{contact['id']}", json={"parentFolderId": folder["id"]})
    assert [(r["id"], "@removed" in r) for r in world.round(link, **IMMUTABLE)[0]] == [(contact["id"], True)]
    assert [(r["id"], "@removed" in r) for r in world.round(there_link, **IMMUTABLE)[0]] == [(contact["id"], False)]


def test_tokens_expire_by_age_and_by_will_and_say_where_to_start_over(world: World) -> None:
    world.post(CONTACTS, {"surname": "Lee"})
    _, link = world.round(f"{CONTACTS}/delta")
    world.microsoft.graph.expire_tokens(ANNA)
    answer = world.call("GET", link)
    assert answer.status_code == 410
    assert answer.json()["error"]["code"] == "SyncStateNotFound"
    rows, link = world.round(answer.headers["Location"])
    assert len(rows) == 1
    world.microsoft.clock.advance(days=31)
    world.token = world.app_token()
    assert world.error(410, "GET", link) == "SyncStateNotFound"


def test_a_server_may_tell_things_again(world: World) -> None:
    world.microsoft.graph.limits.replay = 1
    made = world.post(CONTACTS, {"surname": "Lee"})
    _, link = world.round(f"{CONTACTS}/delta")
    assert [r["id"] for r in world.round(link)[0]] == [made["id"]]


@pytest.mark.parametrize("query", ["$expand=x", "$filter=surname eq 'x'", "$top=5", "$orderby=surname", "$skip=1"])
def test_what_change_tracking_does_not_take_is_refused(world: World, query: str) -> None:
    assert world.error(400, "GET", f"{CONTACTS}/delta?{query}") == "ErrorInvalidUrlQuery"


def test_foreign_tokens_are_refused(world: World) -> None:
    folder = world.post(FOLDERS, {"displayName": "CRM"})
    _, link = world.round(f"{CONTACTS}/delta")
    token = link.split("=")[-1]
    assert world.error(400, "GET", f"{CONTACTS}/delta?$deltatoken={token[:-3]}abc") == "ErrorInvalidUrlQuery"
    assert world.error(400, "GET", f"{FOLDERS}/{folder['id']}/contacts/delta?$deltatoken={token}") == "BadRequest"
    for bad in ("x", "%00", "é", "a" * 999):
        assert world.call("GET", f"{CONTACTS}/delta?$skiptoken={bad}").status_code == 400


def test_folders_have_a_delta_of_their_own(world: World) -> None:
    folder = world.post(FOLDERS, {"displayName": "CRM"})
    rows, link = world.round(f"{FOLDERS}/delta")
    assert [r["displayName"] for r in rows] == ["CRM"]
    world.call("PATCH", f"{FOLDERS}/{folder['id']}", json={"displayName": "Leads"})
    rows, link = world.round(link)
    assert [r["displayName"] for r in rows] == ["Leads"]
    world.call("DELETE", f"{FOLDERS}/{folder['id']}")
    assert [r.get("@removed") for r in world.round(link)[0]] == [{"reason": "deleted"}]


def test_a_contact_that_left_and_came_back_is_not_told_as_gone(world: World) -> None:
    contact = world.post(CONTACTS, {"surname": "Lee"}, headers=IMMUTABLE)
    folder = world.post(FOLDERS, {"displayName": "CRM"})
    _, link = world.round(f"{CONTACTS}/delta", **IMMUTABLE)
    for place in (folder["id"], "contacts"):
        path = f"users/{ANNA}/contacts/{contact['id']}"
        moved = world.call("PATCH", path, json={"parentFolderId": place})
        assert moved.status_code == 200, moved.text
    assert [(r["id"], "@removed" in r) for r in world.round(link, **IMMUTABLE)[0]] == [(contact["id"], False)]
    assert sorted("@removed" in r for r in world.round(link)[0]) == [False, True], "mutable ids differ"
