"""Fields that both sides changed: chosen by a person, or turned round after the policy decided."""

from uuid import uuid4

from core.models.sync import ConflictRow
from tests.server.deployment import Deployment, User
from tests.server.desk_worker import sync, work
from tests.server.test_issues import FOLDER, only_contacts


def clash(deployment: Deployment, user: User, winner: str) -> str:
    """A linked contact whose job title both sides changed; its id in Salesforce."""
    only_contacts(deployment, user, winner=winner)
    key = user.crm.add(LastName="Lee", Email=f"ann{uuid4().hex[:8]}@customer.example", Title="Buyer")
    sync(deployment, user)
    item = user.outlook.find(FOLDER, surname="Lee")
    assert item is not None
    user.outlook.edit(item, job_title="Head of buying")
    user.crm.edit(key, Title="Director")
    sync(deployment, user)
    return key


def titles(user: User, key: str) -> tuple[str, str]:
    item = user.outlook.find(FOLDER, surname="Lee")
    assert item is not None
    return item.fields["job_title"], user.crm.read(key)["Title"]


def test_a_person_chooses(deployment: Deployment, user: User) -> None:
    key = clash(deployment, user, "ask")
    [conflict] = user.get("/conflicts").json()["items"]
    values = {name: conflict[name] for name in ("field", "label", "exchange", "crm", "base", "winner")}
    assert values == {
        "field": "job_title",
        "label": "Job title",
        "exchange": "Head of buying",
        "crm": "Director",
        "base": "Buyer",
        "winner": None,
    }
    answer = user.post(f"/conflicts/{conflict['id']}/choose", {"side": "exchange"})
    assert (answer.status_code, answer.json()["chosen"]) == (202, "exchange")
    work(deployment, user)
    assert titles(user, key) == ("Head of buying", "Head of buying")
    assert user.get("/conflicts").json()["items"] == []
    assert user.get("/issues").json()["items"] == []


def test_the_value_that_lost_is_chosen_later(deployment: Deployment, user: User) -> None:
    key = clash(deployment, user, "crm")
    assert titles(user, key) == ("Director", "Director")
    assert user.get("/conflicts").json()["items"] == []
    [conflict] = user.get("/conflicts", decided="true").json()["items"]
    assert conflict["winner"] == "crm"
    user.post(f"/conflicts/{conflict['id']}/choose", {"side": "exchange"})
    work(deployment, user)
    assert titles(user, key) == ("Head of buying", "Head of buying")
    [conflict] = user.get("/conflicts", decided="true").json()["items"]
    assert conflict["winner"] == "exchange"


def test_a_value_that_was_changed_since_stays(deployment: Deployment) -> None:
    user = deployment.user()
    key = clash(deployment, user, "crm")
    user.crm.edit(key, Title="Owner")
    sync(deployment, user)
    [conflict] = user.get("/conflicts", decided="true").json()["items"]
    user.post(f"/conflicts/{conflict['id']}/choose", {"side": "exchange"})
    work(deployment, user)
    assert titles(user, key) == ("Owner", "Owner")


def test_nobody_elses(deployment: Deployment) -> None:
    user, stranger = deployment.user(), deployment.user()
    clash(deployment, user, "ask")
    [conflict] = user.get("/conflicts").json()["items"]
    for number in (conflict["id"], "999999999", "x"):
        assert stranger.get(f"/conflicts/{number}").status_code == 404
        assert stranger.post(f"/conflicts/{number}/choose", {"side": "crm"}).status_code == 404
    assert user.post(f"/conflicts/{conflict['id']}/choose", {"side": "both"}).status_code == 422


def test_a_record_that_clashes_waits_once(deployment: Deployment, user: User) -> None:
    clash(deployment, user, "ask")
    counts = user.get("/sync/status").json()["counts"]
    assert (counts["issues"], counts["conflicts"], counts["waiting"]) == (1, 1, 1)


def test_the_conflicts_of_one_record(deployment: Deployment, user: User) -> None:
    """However many there are before it in the list."""
    clash(deployment, user, "ask")
    [first] = user.get("/conflicts").json()["items"]
    with deployment.parts.database.session() as session:
        known = session.get_one(ConflictRow, int(first["id"]))
        for link_id, field in ((str(uuid4()), "surname"), (known.link_id, "given_name")):
            values = {"exchange": "a", "crm": "b", "base": "c"}
            row = ConflictRow(mailbox_id=user.mailbox_id, type="contact", link_id=link_id, run_id=known.run_id)
            row.name, row.field, row.values, row.opened_at = "Lee", field, values, known.opened_at
            session.add(row)
    told = user.get("/conflicts", record_of=first["id"]).json()["items"]
    assert [one["field"] for one in told] == ["job_title", "given_name"]
    assert user.get("/sync/status").json()["counts"]["waiting"] == 2
    assert deployment.user(user.exchange).get("/conflicts", record_of=first["id"]).status_code == 404
