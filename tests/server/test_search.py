"""Looking records up over the API, recents, and the kinds of records."""

from typing import Any

import pytest

from tests.server.deployment import Deployment, User


@pytest.fixture
def user(deployment: Deployment) -> User:
    return deployment.user("graph")


@pytest.fixture
def word(user: User) -> str:
    """A name that nobody else has."""
    return "Zq" + "".join(char for char in user.person_id if char.isalpha())


def found(user: User, text: str, **query: Any) -> dict[str, list[str]]:
    answer = user.get("/search", q=text, **query)
    assert answer.status_code == 200, answer.text
    return {group["sobject"]: [row["name"] for row in group["items"]] for group in answer.json()["groups"]}


@pytest.fixture
def records(user: User, word: str) -> dict[str, str]:
    account = user.crm.add("Account", Name=f"{word} & Söhne KG", Phone="+49 (221) 4710-777")
    ann = user.crm.add("Contact", LastName=f"O'{word}", FirstName="Ann", AccountId=account, Email=f"ann@{word}.example")
    user.crm.add("Lead", LastName="Lane", Company=f"{word} Ltd", MobilePhone="0221 4710 7 77")
    user.crm.add("Opportunity", Name="Big", AccountId=account, StageName="Prospecting", CloseDate="2027-01-01")
    user.crm.add("Case", Subject=f"Leak at {word}", AccountId=account)
    return {"account": account, "contact": ann}


def test_by_name(user: User, word: str, records: dict[str, str]) -> None:
    hits = found(user, word[:-1].lower())
    assert hits == {
        "Contact": [f"Ann O'{word}"],
        "Account": [f"{word} & Söhne KG"],
        "Case": [f"Leak at {word}"],
        "Lead": ["Lane"],
    }
    assert found(user, f"{word} sohne") in ({}, {"Account": [f"{word} & Söhne KG"]})
    assert found(user, f"söhne, {word}!") == {"Account": [f"{word} & Söhne KG"]}
    assert found(user, f"O'{word}") == found(user, word)


def test_best_hits_come_first(user: User, word: str, records: dict[str, str]) -> None:
    assert list(found(user, word))[:2] == ["Contact", "Account"]
    user.crm.edit(records["contact"], LastName="Else")
    assert next(iter(found(user, word))) == "Account"


def test_by_mail(user: User, word: str, records: dict[str, str]) -> None:
    assert found(user, f"ann@{word[:6]}")["Contact"] == [f"Ann O'{word}"]
    assert "Contact" not in found(user, f"bob@{word}")


@pytest.mark.parametrize(
    "typed", ["0221 4710777", "+49 221 4710777", "0049/221/4710-777", "4710777", "(0221) 4710 777"]
)
def test_by_phone(user: User, records: dict[str, str], word: str, typed: str) -> None:
    hits = found(user, typed, limit=25)
    assert f"{word} & Söhne KG" in hits["Account"] and "Lane" in hits["Lead"]


def test_short_words_find_beginnings(user: User) -> None:
    user.crm.add("Contact", LastName="Ü", FirstName=None)
    assert "Ü" in found(user, "Ü", object="Contact", limit=25)["Contact"]


def test_of_one_kind(user: User, word: str, records: dict[str, str]) -> None:
    assert list(found(user, word, object="Account")) == ["Account"]
    assert list(found(user, word[:4], object="Opportunity")) == []


def test_custom_objects(deployment: Deployment, user: User, word: str) -> None:
    project = deployment.sandbox.salesforce.org.add_object(word, "Vorhaben", "Vorhaben")
    user.crm.add(project, Name=f"{word} one")
    answer = user.get("/search", q=word, object=project).json()
    assert (answer["groups"][0]["label"], answer["groups"][0]["items"][0]["label"]) == ("Vorhaben", "Vorhaben")
    listed = {one["name"]: one for one in user.get("/objects").json()["items"]}
    assert listed[project]["label"] == "Vorhaben" and listed[project]["createable"] and listed[project]["searchable"]


def test_what_cannot_be_searched(user: User) -> None:
    answer = user.get("/search", q="anything", object="Nope__c")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    for query in (
        {},
        {"q": ""},
        {"q": "x" * 300},
        {"q": "a", "limit": 0},
        {"q": "a", "limit": "x"},
        {"q": "a", "y": 1},
    ):
        assert user.get("/search", **query).status_code == 422, query
    assert found(user, "!?*") == {}
    assert "unsearched" in user.get("/search", q="zz").json()


def test_hidden_fields_do_not_spoil_a_search(deployment: Deployment, user: User, word: str, records: Any) -> None:
    org = deployment.sandbox.salesforce.org
    org.set_field_access("Standard User", "Contact", "Title", read=False, edit=False)
    try:
        assert found(user, word)["Contact"] == [f"Ann O'{word}"]
    finally:
        org.set_field_access("Standard User", "Contact", "Title", read=True, edit=True)


def test_one_call_for_a_search(deployment: Deployment, user: User, word: str, records: dict[str, str]) -> None:
    found(user, word)
    before = len(deployment.sandbox.calls.list("salesforce"))
    found(user, word)
    assert len(deployment.sandbox.calls.list("salesforce")) == before + 1


def test_recents(user: User, word: str, records: dict[str, str]) -> None:
    user.get(f"/records/Contact/{records['contact']}")
    listed = user.get("/recents").json()["items"]
    assert (listed[0]["id"], listed[0]["detail"]) == (records["contact"], f"{word} & Söhne KG")
    assert {row["sobject"] for row in listed} == {"Contact", "Account", "Lead", "Opportunity", "Case"}
    accounts = user.get("/recents", object="Account").json()["items"]
    assert [row["id"] for row in accounts] == [records["account"]]
    assert len(user.get("/recents", limit=2).json()["items"]) == 2
    assert user.get("/recents", object="Nope").status_code == 404


def test_objects(deployment: Deployment, user: User) -> None:
    items = user.get("/objects").json()["items"]
    names = [one["name"] for one in items]
    assert names[:5] == ["Contact", "Account", "Lead", "Opportunity", "Case"]
    assert {"User", "Task", "Event"} <= set(names)
    assert not {"RecordType", "ContentVersion", "Profile", "EventRelation"} & set(names)
    contact = items[0]
    assert contact == {
        "name": "Contact",
        "label": "Contact",
        "plural": "Contacts",
        "createable": True,
        "searchable": True,
        "key_prefix": "003",
    }
