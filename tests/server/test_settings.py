"""What a user chooses, and what the org's administrator has fixed."""

from typing import Any

from core.models.accounts import Org
from tests.server.deployment import Deployment, User


def fix(deployment: Deployment, *names: str) -> None:
    with deployment.parts.database.session() as session:
        org = session.get_one(Org, deployment.org_id)
        org.policy = {**org.policy, "fixed": list(names)}


def settings(user: User) -> tuple[dict[str, Any], str]:
    answer = user.get("/settings")
    assert answer.status_code == 200, answer.text
    return answer.json(), answer.headers["ETag"]


def test_choices_are_told_changed_and_taken_back(deployment: Deployment) -> None:
    user = deployment.user()
    told, etag = settings(user)
    assert (told["state"], told["kinds"]["task"]["enabled"], told["kinds"]["event"]["share"]) == (
        "active",
        True,
        "shared",
    )
    assert {"id": "MyContacts", "label": "My Contacts"} in told["list_views"]["contact"]
    changes = {"kinds": {"task": {"enabled": False}, "event": {"share": "all"}, "contact": {"list_view": "MyContacts"}}}
    answer = user.patch("/settings", changes, etag)
    assert answer.status_code == 200, answer.text
    kinds = answer.json()["kinds"]
    assert (kinds["task"]["enabled"], kinds["event"]["share"], kinds["contact"]["list_view"]) == (
        False,
        "all",
        "MyContacts",
    )
    assert deployment.mailbox(user).policy == {
        "task.enabled": False,
        "event.share": "all",
        "list_view": "MyContacts",
    }
    back = user.patch("/settings", {"kinds": {"task": {"enabled": None}}}, answer.headers["ETag"])
    assert back.json()["kinds"]["task"]["enabled"] is True


def test_a_stale_or_missing_etag_is_refused(deployment: Deployment) -> None:
    user = deployment.user()
    _, etag = settings(user)
    change = {"kinds": {"task": {"enabled": False}}}
    assert user.patch("/settings", change).status_code == 428
    assert user.patch("/settings", change, etag).status_code == 200
    stale = user.patch("/settings", change, etag)
    assert (stale.status_code, stale.json()["code"]) == (412, "changed_meanwhile")
    assert stale.json()["current"]["kinds"]["task"]["enabled"] is False


def test_what_is_fixed_stays(deployment: Deployment) -> None:
    user = deployment.user()
    _, etag = settings(user)
    user.patch("/settings", {"kinds": {"task": {"enabled": False}}}, etag)
    fix(deployment, "task.enabled", "list_view")
    try:
        told, etag = settings(user)
        assert told["fixed"] == ["contact.list_view", "task.enabled"]
        assert told["kinds"]["task"]["enabled"] is True, "what the user chose before counts no more"
        refused = user.patch("/settings", {"kinds": {"task": {"enabled": False}}}, etag)
        assert (refused.status_code, refused.json()["code"]) == (403, "fixed_by_admin")
        assert refused.json()["fields"][0]["name"] == "kinds.task.enabled"
    finally:
        fix(deployment)


def test_wrong_choices_are_told_by_field(deployment: Deployment) -> None:
    user = deployment.user()
    _, etag = settings(user)
    wrong: list[dict[str, dict[str, Any]]] = [
        {"task": {"enabled": "maybe"}},
        {"task": {"folder": "x"}},
        {"event": {"share": "category"}},
        {"nothing": {"enabled": True}},
        {"event": {"window_ahead_days": 100_000}},
        {"event": {"private": {}}},
    ]
    for kinds in wrong:
        answer = user.patch("/settings", {"kinds": kinds}, etag)
        assert answer.status_code == 422, (kinds, answer.text)
        assert answer.json()["fields"], kinds


def test_without_salesforce_the_rest_is_told(deployment: Deployment) -> None:
    user = deployment.user()
    deployment.sandbox.faults.add("unavailable", target=deployment.sandbox.salesforce.org.id, times=20)
    told, _ = settings(user)
    assert told["kinds"]["contact"]["enabled"] is True
    assert told["list_views"] == {}
