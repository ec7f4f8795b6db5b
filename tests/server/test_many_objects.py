"""Looking up in an org that has more kinds of records than one search takes."""

from pathlib import Path

from tests.server.deployment import Deployment, run_deployment


def test_an_org_with_many_objects(tmp_path: Path) -> None:
    """Those past the first search are looked through as well, activities above all; the others are named."""
    with run_deployment(tmp_path) as deployment:
        _look_through(deployment)


def _look_through(deployment: Deployment) -> None:
    user, org = deployment.user("graph"), deployment.sandbox.salesforce.org
    with org.lock:
        names = [org.add_object(f"Many{number:03}", f"Many {number:03}", f"Manies {number:03}") for number in range(95)]
    for name in (names[0], names[24], names[-1]):
        user.crm.add(name, Name="Quokka")
    user.crm.add("Task", Subject="Quokka call")
    user.crm.add("Event", Subject="Quokka day", DurationInMinutes=30, ActivityDateTime="2026-11-25T10:00:00Z")
    before = len(deployment.sandbox.calls.list("salesforce"))
    user.get("/search", q="Nobody")
    assert len(deployment.sandbox.calls.list("salesforce")) <= before + 3, "sign-in, listing, one search"
    answer = user.get("/search", q="quokka").json()
    assert {group["sobject"] for group in answer["groups"]} == {names[0], names[24], "Task", "Event"}
    assert "Manies 094" in answer["unsearched"] and not {"Manies 000", "Tasks", "Events"} & set(answer["unsearched"])
    listed = [one for one in user.get("/objects").json()["items"] if one["searchable"]]
    assert len(listed) - 100 == len(answer["unsearched"])
    by_phone = user.get("/search", q="0221 4711").json()
    assert "Contacts" not in by_phone["unsearched"] and "Manies 000" in by_phone["unsearched"]
