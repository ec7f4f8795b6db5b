"""The pages that people use: they show what Graph shows and change it."""

from tests.sandbox.microsoft_graph.conftest import ANNA, World

CONTACTS = f"users/{ANNA}/contacts"


def _page(world: World, path: str, form: dict[str, str] | None = None) -> str:
    method = "GET" if form is None else "POST"
    answer = world.session.request(method, f"{world.url}{path}", data=form, timeout=20)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_start_page_lists_the_mailboxes(world: World) -> None:
    world.post(CONTACTS, {"surname": "Lee"})
    text = _page(world, "/")
    assert "Anna Keller" in text
    assert f'href="/people/{ANNA}"' in text


def test_a_contact_is_made_edited_moved_and_deleted_by_forms(world: World) -> None:
    folder = world.post(f"users/{ANNA}/contactFolders", {"displayName": "CRM <b>"})
    assert "CRM &lt;b&gt;" in _page(world, f"/people/{ANNA}")
    form = {"given_name": "Zoë", "surname": "Lee", "email": "z@x.test", "phone": "1", "categories": "VIP, Salesforce"}
    assert "Zoë Lee" in _page(world, f"/people/{ANNA}/contact", form)
    contact = world.get(CONTACTS, headers={"Prefer": 'IdType="ImmutableId"'})["value"][0]
    assert (contact["displayName"], contact["businessPhones"]) == ("Zoë Lee", ["1"])
    assert contact["categories"] == ["VIP", "Salesforce"]
    page = f"/people/{ANNA}/contact?item={contact['id']}"
    assert 'value="z@x.test"' in _page(world, page)
    _page(world, page, form)
    unchanged = world.get(f"{CONTACTS}/{contact['id']}", headers={"Prefer": 'IdType="ImmutableId"'})
    assert unchanged["changeKey"] == contact["changeKey"], "saving a form as it was changes nothing"
    _page(world, page, form | {"surname": "Kim", "phone": ""})
    changed = world.get(f"{CONTACTS}/{contact['id']}")
    assert (changed["displayName"], changed["businessPhones"]) == ("Zoë Kim", [])
    _page(world, f"/people/{ANNA}/contact/{contact['id']}/move", {"folder": folder["id"]})
    assert world.get(f"{CONTACTS}/{contact['id']}")["parentFolderId"] == folder["id"]
    _page(world, f"/people/{ANNA}/contact/{contact['id']}/delete", {})
    assert "Zoë Kim" in _page(
        world, f"/people/{ANNA}?folder={world.get(f'users/{ANNA}/mailFolders/deleteditems')['id']}"
    )
    _page(world, f"/people/{ANNA}/contact/{contact['id']}/delete", {})
    assert world.error(404, "GET", f"{CONTACTS}/{contact['id']}") == "ErrorItemNotFound"


def test_folders_and_categories_are_made_and_deleted(world: World) -> None:
    assert "Leads" in _page(world, f"/people/{ANNA}/folders", {"name": "Leads"})
    assert "Leads" in _page(world, f"/people/{ANNA}/folders", {"name": "leads"})
    assert "Salesforce" in _page(world, f"/people/{ANNA}/categories", {"name": "Salesforce", "color": "7"})
    rows = world.get(f"users/{ANNA}/outlook/masterCategories")["value"]
    made = next(r for r in rows if r["displayName"] == "Salesforce")
    assert made["color"] == "preset7"
    _page(world, f"/people/{ANNA}/categories/{made['id']}/delete", {})
    assert len(world.get(f"users/{ANNA}/outlook/masterCategories")["value"]) == len(rows) - 1


def test_nonsense_is_refused(world: World) -> None:
    for path in ("/people/nobody@x.test", f"/people/{ANNA}/contact?item=x", "/nothing/at/all"):
        assert world.session.get(f"{world.url}{path}", timeout=20).status_code == 404
    url = f"{world.url}/people/{ANNA}/categories"
    for form, status in (({"name": ""}, 400), ({"name": "x", "color": "99"}, 400), ({"name": "Red category"}, 409)):
        assert world.session.post(url, data=form, timeout=20).status_code == status
