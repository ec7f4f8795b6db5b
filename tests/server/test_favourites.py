"""Records that a person keeps at hand."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.server.deployment import Deployment, User

ABSENT = "0035i0000000zzzAAA"


@pytest.fixture
def user(deployment: Deployment) -> User:
    return deployment.user("graph")


def test_kept_listed_and_let_go(user: User) -> None:
    contact = user.crm.add("Contact", LastName="Berg", Title="Boss")
    account = user.crm.add("Account", Name="Acme")
    assert user.get("/favourites").json() == {"items": []}
    for _ in range(2):
        assert user.put(f"/favourites/Contact/{contact}").status_code == 204
    assert user.put(f"/favourites/account/{account}").status_code == 204
    items = user.get("/favourites").json()["items"]
    assert [(row["sobject"], row["name"], row["detail"]) for row in items] == [
        ("Account", "Acme", ""),
        ("Contact", "Berg", "Boss"),
    ]
    assert user.get(f"/records/Contact/{contact}").json()["favourite"] is True
    assert user.delete(f"/favourites/Contact/{contact}").status_code == 204
    assert user.delete(f"/favourites/Contact/{contact}").status_code == 404
    assert user.get(f"/records/Contact/{contact}").json()["favourite"] is False
    assert user.crm.read(contact)["LastName"] == "Berg"


def test_only_what_the_person_may_see(deployment: Deployment, user: User) -> None:
    theirs = deployment.user("graph").crm.add("Contact", LastName="Private")
    for key in (theirs, ABSENT, "x"):
        answer = user.put(f"/favourites/Contact/{key}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_one_that_is_gone_can_still_be_removed(user: User) -> None:
    key = user.crm.add("Contact", LastName="Berg")
    user.put(f"/favourites/Contact/{key}")
    user.crm.delete(key)
    (row,) = user.get("/favourites").json()["items"]
    assert (row["name"], row["detail"]) == ("Berg", "No longer in Salesforce, or you may not see it.")
    assert user.delete(f"/favourites/Contact/{key}").status_code == 204


def test_favourites_are_everybodys_own(deployment: Deployment, user: User) -> None:
    account = user.crm.add("Account", Name="Acme")
    user.put(f"/favourites/Account/{account}")
    other = deployment.user("ews")
    assert other.get("/favourites").json() == {"items": []}
    assert other.delete(f"/favourites/Account/{account}").status_code == 404
    assert len(user.get("/favourites").json()["items"]) == 1


def test_kept_twice_at_once_is_kept_once(user: User) -> None:
    for name in ("Berg", "Thal", "Wald"):
        path = f"/favourites/Contact/{user.crm.add('Contact', LastName=name)}"
        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda _, path=path: user.put(path).status_code, range(6)))
        assert answers == [204] * 6
    assert len(user.get("/favourites").json()["items"]) == 3
