"""Several records match: a person says which one it is, or none."""

from typing import Any
from uuid import uuid4

from tests.server.deployment import Deployment, User
from tests.server.desk_worker import sync, work
from tests.server.test_issues import FOLDER, only_contacts


def ambiguous(deployment: Deployment, user: User) -> tuple[dict[str, Any], list[str]]:
    """A contact of Outlook whose address two contacts of a colleague have; their ids."""
    only_contacts(deployment, user)
    sync(deployment, user)
    colleague, address = deployment.user(user.exchange), f"ann{uuid4().hex[:8]}@customer.example"
    account = colleague.crm.add("Account", Name="Lee Ltd")
    keys = [colleague.crm.add(LastName=name, Email=address, AccountId=account) for name in ("Lee", "Leigh")]
    user.outlook.add(FOLDER, (), surname="Lee", email_address_1=address)
    sync(deployment, user)
    [issue] = user.get("/duplicates").json()["items"]
    return issue, keys


def test_one_of_them(deployment: Deployment, user: User) -> None:
    issue, keys = ambiguous(deployment, user)
    assert {row["id"]: (row["sobject"], row["name"]) for row in issue["candidates"]} == {
        keys[0]: ("Contact", "Lee"),
        keys[1]: ("Contact", "Leigh"),
    }
    answer = user.post(f"/duplicates/{issue['id']}/choose", {"key": keys[1]})
    assert (answer.status_code, answer.json()["state"]) == (202, "trying")
    work(deployment, user)
    assert user.get(f"/issues/{issue['id']}").json()["state"] == "resolved"
    told = user.get("/sync/why", key=keys[1]).json()["sentences"]
    assert "is kept in step" in told[0]


def test_none_of_them(deployment: Deployment, user: User) -> None:
    issue, keys = ambiguous(deployment, user)
    user.post(f"/duplicates/{issue['id']}/choose", {"key": None})
    work(deployment, user)
    assert user.get(f"/issues/{issue['id']}").json()["state"] == "resolved"
    mine = user.crm.query(f"SELECT Id, LastName FROM Contact WHERE OwnerId = '{user.crm.id}'")  # noqa: S608  (an id)
    assert [row["LastName"] for row in mine] == ["Lee"]
    assert mine[0]["Id"] not in keys
    sync(deployment, user)
    assert user.get("/duplicates").json()["items"] == []


def test_what_is_no_candidate_is_refused(deployment: Deployment) -> None:
    user = deployment.user()
    issue, keys = ambiguous(deployment, user)
    path = f"/duplicates/{issue['id']}/choose"
    assert user.post(path, {"key": "003000000000000AAA"}).status_code == 422
    assert user.post(path, {}).status_code == 422
    assert deployment.user().post(path, {"key": keys[0]}).status_code == 404
