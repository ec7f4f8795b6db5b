"""How an item and its people stand and why; runs, suspending, previews."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from core.models.accounts import Mailbox
from core.models.sync import LeaseRow, RunRow
from tests.server.deployment import Deployment, User
from tests.server.desk_worker import count, sync, work
from worker.sync import decide


def somebody() -> str:
    return f"ann{uuid4().hex[:8]}@customer.example"


def contact(user: User, address: str, **more: Any) -> str:
    return user.crm.add(LastName="Lee", FirstName="Ann", Email=address, **more)


def test_the_people_of_an_item_and_why(deployment: Deployment, user: User) -> None:
    address = somebody()
    key = contact(user, address)
    sync(deployment, user)
    told = user.get("/sync/item", kind="message", address=f"{address.upper()},nobody@x.example").json()
    record, unknown = told["records"]
    assert (unknown["name"], unknown["state"], unknown["key"]) == ("nobody@x.example", "unlinked", "nobody@x.example")
    assert (record["kind"], record["name"], record["state"], record["crm"]["id"]) == (
        "contact",
        "Ann Lee",
        "linked",
        key,
    )
    assert record["last_at"]
    sentences = user.get("/sync/why", key=record["key"]).json()["sentences"]
    assert sentences[0].startswith("Ann Lee is kept in step")
    assert user.get("/sync/why", key=address).json()["sentences"] == sentences


def test_why_something_is_not_synchronised(deployment: Deployment, user: User) -> None:
    colleague = deployment.user(user.exchange)
    account = colleague.crm.add("Account", Name="Lee Ltd")
    key = colleague.crm.add(LastName="Lee", Email=somebody(), AccountId=account)
    [sentence] = user.get("/sync/why", key=key).json()["sentences"]
    assert "is not on the Salesforce list view My Contacts" in sentence
    address = user.crm.read(key)["Email"]
    [record] = user.get("/sync/item", kind="message", address=address).json()["records"]
    assert user.get("/sync/why", key=record["key"]).json()["sentences"] == [sentence]


def test_an_appointment_and_its_rule(deployment: Deployment, user: User) -> None:
    start = datetime.now(UTC) + timedelta(days=2)
    event = user.outlook.calendar.add("Lunch", start)
    query = {"kind": "appointment", "item_id": event.ews_id}
    [record] = user.get("/sync/item", **query).json()["records"]
    assert (record["state"], record["crm"]) == ("not_shared", None)
    assert "has not the category Salesforce" in record["sentence"]
    user.outlook.calendar.categorise(event, "Salesforce")
    sync(deployment, user)
    [record] = user.get("/sync/item", **query).json()["records"]
    assert (record["state"], record["crm"]["sobject"]) == ("linked", "Event")


def test_a_filed_mail_says_why(deployment: Deployment, user: User) -> None:
    item = user.outlook.mail.receive(somebody(), "Offer", "Hello")
    query = {"kind": "message", "message_id": item.fields["internet_message_id"]}
    assert user.get("/sync/item", **query).json()["records"] == []
    user.outlook.mail.categorise(item, "Salesforce")
    sync(deployment, user)
    [record] = user.get("/sync/item", **query).json()["records"]
    assert (record["kind"], record["state"]) == ("email", "filed")
    assert record["sentence"] == "Offer has the category in Outlook, so it was filed in Salesforce."
    assert "was filed in Salesforce" in user.get("/sync/why", key=record["key"]).json()["sentences"][0]


def test_run_now_suspend_and_resume(deployment: Deployment) -> None:
    user = deployment.user()
    sync(deployment, user)
    told = user.get("/sync/status").json()
    assert (told["state"], told["running"], told["last_run"]["state"]) == ("active", None, "done")
    assert told["next_run_at"] > told["last_run"]["ended_at"]
    assert user.post("/sync/run").status_code == 202
    assert deployment.mailbox(user).due_at <= datetime.now(UTC)
    assert user.post("/sync/suspend").json()["state"] == "suspended"
    refused = user.post("/sync/run")
    assert (refused.status_code, refused.json()["code"]) == (409, "suspended")
    assert user.post("/sync/resume").json()["state"] == "active"


def test_a_held_run_says_what_it_is_about_and_what_lets_it_pass(deployment: Deployment) -> None:
    user = deployment.user()
    with deployment.parts.database.session() as session:
        session.get_one(Mailbox, user.mailbox_id).policy = {"guard_deletes": 1, "guard_share": 0}
    keys = [contact(user, somebody()) for _ in range(2)]
    sync(deployment, user)
    for key in keys:
        user.crm.delete(key)
    sync(deployment, user)
    run = user.get("/sync/status").json()["last_run"]
    command = f"bothways approve --mailbox {user.address} {run['id']} --by YOUR_NAME"
    said = "2 of 2 linked records would be deleted: Ann Lee, Ann Lee; approve this by name if it is meant."
    assert (run["state"], run["problem"]) == ("held", f"{said} An administrator lets it pass by: {command}.")
    german = user.call("GET", "/sync/status", headers={"Accept-Language": "de"}).json()["last_run"]["problem"]
    assert german.endswith(f"Ihre Administration gibt es frei mit: {command}.")
    decide.approve(deployment.parts.database, user.mailbox_id, run["id"], by="Ada", now=datetime.now(UTC))
    told = user.get("/sync/status").json()["last_run"]["problem"]
    assert told.endswith("It was approved; the next run carries it out.")


def test_progress_of_a_run(deployment: Deployment) -> None:
    user = deployment.user()
    now = datetime.now(UTC)
    progress = {"progress": {"kind": "contact", "done": 20, "total": 90}}
    with deployment.parts.database.session() as session:
        session.add(
            RunRow(id=uuid4().hex, mailbox_id=user.mailbox_id, state="running", started_at=now, report=progress)
        )
        session.add(LeaseRow(mailbox_id=user.mailbox_id, owner="x", epoch=1, expires_at=now + timedelta(seconds=30)))
    assert user.get("/sync/status").json()["running"] == progress["progress"]
    with deployment.parts.database.session() as session:
        session.get_one(LeaseRow, user.mailbox_id).expires_at = now - timedelta(seconds=1)
    assert user.get("/sync/status").json()["running"] is None, "it was killed"


def test_a_preview_counts_and_writes_nothing(deployment: Deployment, user: User) -> None:
    contact(user, somebody())
    user.outlook.mail.categorise(user.outlook.mail.receive(somebody(), "Offer", "Hello"), "Salesforce")
    answer = user.post("/sync/preview")
    assert answer.status_code == 202
    run = answer.json()["id"]
    assert user.get(f"/sync/preview/{run}").json()["state"] == "running"
    assert user.post("/sync/preview").json()["id"] == run
    count(deployment, run)
    told = user.get(f"/sync/preview/{run}").json()
    kinds = {one["kind"]: one for one in told["kinds"]}
    assert (told["state"], kinds["contact"]["create"], kinds["email"]["create"]) == ("done", 1, 1)
    assert kinds["contact"]["examples"] == ["Ann Lee is in the Salesforce list, so it was added in Outlook."]
    assert user.outlook.find("Salesforce Contacts", surname="Lee") is None
    assert user.get("/sync/status").json()["last_run"] is None
    assert deployment.user().get(f"/sync/preview/{run}").status_code == 404
    work(deployment, user)
