"""Events shared in the pane: one event, one occurrence, a whole series; taken back with and without its record."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from core.models.accounts import Mailbox
from sandbox.acting_calendar import every
from sandbox.microsoft.items import Item
from tests.server.deployment import Deployment, User
from tests.server.desk_worker import composition, runs, sync, work
from worker.jobs import run_and_note

SOON = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=3)


def only_events(deployment: Deployment, user: User, **choices: Any) -> None:
    off = {"enabled": False, "task.enabled": False, "email.enabled": False}
    with deployment.parts.database.session() as session:
        session.get_one(Mailbox, user.mailbox_id).policy = {**off, **choices}


def shared(deployment: Deployment, user: User, item: Item, what: str | None = None) -> dict[str, Any]:
    body = {"kind": "event", "item_id": item.ews_id, "subject": item.fields["subject"], "what": what}
    answer = user.post("/shares", body)
    assert answer.status_code == 202, answer.text
    work(deployment, user)
    told: dict[str, Any] = user.get(f"/shares/{answer.json()['id']}").json()
    return told


def taken_back(deployment: Deployment, user: User, share_id: str, query: str = "") -> dict[str, Any]:
    assert user.delete(f"/shares/{share_id}{query}").status_code == 202
    work(deployment, user)
    told: dict[str, Any] = user.get(f"/shares/{share_id}").json()
    return told


def in_salesforce(user: User) -> list[str]:
    soql = f"SELECT Id FROM Event WHERE OwnerId = '{user.crm.id}' ORDER BY StartDateTime"  # noqa: S608  (an id)
    return [row["Id"] for row in user.crm.query(soql)]


def test_an_event_is_shared_and_taken_back(deployment: Deployment, user: User) -> None:
    only_events(deployment, user)
    address = f"ann{uuid4().hex[:8]}@customer.example"
    ann = user.crm.add(LastName="Lee", Email=address)
    attendees = [{"name": "Ann", "address": address, "kind": "required"}]
    event = user.outlook.calendar.add("Visit", SOON, attendees=attendees)
    told = shared(deployment, user, event)
    assert (told["state"], told["problem"], told["record"]["id"]) == ("shared", None, in_salesforce(user)[0])
    assert [(one["address"], one["record"]["id"]) for one in told["attendees"]] == [(address, ann)]
    assert user.outlook.calendar.now(event).fields["categories"] == ["Salesforce"]
    gone = taken_back(deployment, user, told["id"])
    assert (gone["state"], gone["record"], len(in_salesforce(user))) == ("undone", None, 1)
    assert not user.outlook.calendar.now(event).fields.get("categories")
    sync(deployment, user)
    assert user.get("/shares", item_id=event.ews_id).json()["items"][0]["state"] == "undone"
    again = shared(deployment, user, event)
    assert (again["state"], len(in_salesforce(user))) == ("shared", 1)


def test_it_is_about_what_its_user_chose(deployment: Deployment, user: User) -> None:
    only_events(deployment, user)
    account = user.crm.add("Account", Name="Lee Ltd")
    event = user.outlook.calendar.add("Visit", SOON)
    body = {"kind": "event", "item_id": event.ews_id, "subject": "Visit", "what": account}
    told = user.post("/shares", body).json()
    work(deployment, user)
    [key] = in_salesforce(user)
    assert user.crm.read(key, "Event")["WhatId"] == account
    written = user.crm.read(key, "Event")["SystemModstamp"]
    for _ in range(2):
        sync(deployment, user)
    row = user.crm.read(key, "Event")
    assert (row["WhatId"], row["SystemModstamp"]) == (account, written)
    user.outlook.calendar.edit(event, subject="Visit and lunch")
    sync(deployment, user)
    row = user.crm.read(key, "Event")
    assert (row["Subject"], row["WhatId"]) == ("Visit and lunch", account)
    assert user.get(f"/shares/{told['id']}").json()["state"] == "shared"


def test_what_it_cannot_be_about_is_told(deployment: Deployment, user: User) -> None:
    only_events(deployment, user)
    account = user.crm.add("Account", Name="Lee Ltd")
    event = user.outlook.calendar.add("Visit", SOON)
    body = {"kind": "event", "item_id": event.ews_id, "subject": "Visit", "what": account}
    told = user.post("/shares", body).json()
    user.crm.delete(account, "Account")
    work(deployment, user)
    told = user.get(f"/shares/{told['id']}").json()
    assert (told["state"], len(in_salesforce(user))) == ("shared", 1)
    assert told["problem"].startswith("Salesforce refused the event: ")


@pytest.mark.parametrize("about", [True, False], ids=["about an account", "about nothing"])
def test_what_comes_to_salesforce_after_its_share_failed(deployment: Deployment, user: User, about: bool) -> None:
    """It is about what its user chose all the same."""
    only_events(deployment, user)
    account = user.crm.add("Account", Name="Lee Ltd") if about else None
    tour = user.outlook.calendar.add("Tour", SOON, minutes=28_800)
    told = shared(deployment, user, tour, account)
    assert (told["state"], "at most" in told["problem"], in_salesforce(user)) == ("failed", True, []), told
    user.outlook.calendar.edit(tour, end=SOON + timedelta(days=2))
    sync(deployment, user)
    [key] = in_salesforce(user)
    told = user.get(f"/shares/{told['id']}").json()
    assert (told["state"], told["problem"], told["record"]["id"]) == ("shared", None, key)
    assert user.crm.read(key, "Event")["WhatId"] == account


def test_what_cannot_be_shared_is_not_tried_for_ever(deployment: Deployment, user: User) -> None:
    """Its event came to Salesforce, so it is taken up again: once."""
    only_events(deployment, user)
    account = user.crm.add("Account", Name="Lee Ltd")
    tour = user.outlook.calendar.add("Tour", SOON, minutes=28_800)
    told = shared(deployment, user, tour, account)
    user.outlook.calendar.edit(tour, end=SOON + timedelta(days=2))
    run_and_note(composition(deployment), user.mailbox_id)
    assert len(in_salesforce(user)) == 1
    user.outlook.calendar.edit(tour, start=SOON + timedelta(days=500), end=SOON + timedelta(days=500, hours=1))
    before = tries(deployment, user)
    for _ in range(3):
        sync(deployment, user)
        told = user.get(f"/shares/{told['id']}").json()
        assert (told["state"], "outside" in told["problem"]) == ("failed", True)
    assert tries(deployment, user) == before + 1


def tries(deployment: Deployment, user: User) -> int:
    return sum(one.kind == "share" for one in runs(deployment.parts.database, user.mailbox_id))


def test_its_record_is_deleted_on_demand(deployment: Deployment, user: User) -> None:
    only_events(deployment, user)
    event = user.outlook.calendar.add("Lunch", SOON)
    told = shared(deployment, user, event)
    taken_back(deployment, user, told["id"], "?delete=true")
    assert in_salesforce(user) == []
    sync(deployment, user)
    assert user.outlook.calendar.now(event).fields["subject"] == "Lunch"
    assert shared(deployment, user, event)["state"] == "shared"
    assert len(in_salesforce(user)) == 1


def test_one_occurrence_and_the_series(deployment: Deployment, user: User) -> None:
    only_events(deployment, user)
    series = user.outlook.calendar.add("Team", SOON, recurrence=every("Daily", interval=1, count=3))
    second = user.outlook.calendar.occurrences(series)[1]
    told = shared(deployment, user, second)
    assert (told["state"], len(in_salesforce(user))) == ("shared", 1), told["problem"]
    told = shared(deployment, user, series)
    assert (told["state"], len(in_salesforce(user))) == ("shared", 3), told["problem"]


@pytest.mark.parametrize("delete", ["", "?delete=true"])
def test_one_of_all_events_is_left_alone(deployment: Deployment, user: User, delete: str) -> None:
    """With `event.share=all` whoever takes an event back wants just this one out, and may share it again."""
    only_events(deployment, user, **{"event.share": "all"})
    calendar = user.outlook.calendar
    team = calendar.add("Team", SOON, recurrence=every("Daily", interval=1, count=3))
    calendar.add("Other", SOON + timedelta(hours=3))
    sync(deployment, user)
    told = shared(deployment, user, team)
    gone = taken_back(deployment, user, told["id"], delete)
    assert (gone["state"], "is left alone, until" in gone["problem"]) == ("undone", True), gone["problem"]
    assert calendar.now(team).fields["categories"] == ["Not in Salesforce"]
    calendar.edit(calendar.now(team), location="Rome")
    sync(deployment, user)
    rows = user.crm.query(f"SELECT Subject, Location FROM Event WHERE OwnerId = '{user.crm.id}'")  # noqa: S608
    assert sorted((row["Subject"], row["Location"]) for row in rows) == [
        ("Other", None),
        *([] if delete else [("Team", None)] * 3),
    ]
    assert shared(deployment, user, team)["state"] == "shared"
    assert calendar.now(team).fields["categories"] == ["Salesforce"]
    rows = user.crm.query(f"SELECT Location FROM Event WHERE OwnerId = '{user.crm.id}' AND Subject = 'Team'")  # noqa: S608
    assert [row["Location"] for row in rows] == ["Rome"] * 3


def test_what_cannot_be_shared_says_why(deployment: Deployment, user: User) -> None:
    only_events(deployment, user)
    private = user.outlook.calendar.add("Doctor", SOON, sensitivity="Private")
    told = shared(deployment, user, private)
    assert (told["state"], "is private" in told["problem"]) == ("failed", True)
    past = user.outlook.calendar.add("Long ago", SOON - timedelta(days=90))
    assert "outside of the synchronised days" in shared(deployment, user, past)["problem"]
    binned = user.outlook.calendar.add("Off", SOON)
    user.outlook.calendar.delete(binned)
    assert shared(deployment, user, binned)["state"] == "failed"
    assert in_salesforce(user) == []
    assert not user.outlook.calendar.now(private).fields.get("categories")


def test_switched_off_events_say_so(deployment: Deployment) -> None:
    user = deployment.user()
    only_events(deployment, user, **{"event.enabled": False, "enabled": True})
    told = shared(deployment, user, user.outlook.calendar.add("Lunch", SOON))
    assert "switch them on" in told["problem"]
