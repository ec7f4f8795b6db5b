"""Whom and what a shared event is about: chosen in the pane, kept by the runs, told again, and taken off."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from sandbox.acting_calendar import every
from sandbox.microsoft.items import Item
from tests.server.deployment import Deployment, User
from tests.server.desk_worker import sync, work
from tests.server.test_shares_events import SOON, in_salesforce, only_events, taken_back

SERIES = {"event.window_ahead_days": 5}
WHOLE = {"event.window_ahead_days": 30}


@pytest.fixture(params=["graph", "ews"])
def host(request: pytest.FixtureRequest, deployment: Deployment) -> Iterator[User]:
    """A new person in an org with Shared Activities."""
    org = deployment.sandbox.salesforce.org
    org.set_feature("shared_activities", on=True)
    yield deployment.user(request.param)
    org.set_feature("shared_activities", on=False)


def choose(user: User, item: Item, what: str | None, *who: str) -> str:
    """As the pane asks for it; the share's id."""
    subject = item.fields["subject"]
    body = {"kind": "event", "item_id": item.ews_id, "subject": subject, "what": what, "who": list(who)}
    answer = user.post("/shares", body)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def shared(deployment: Deployment, user: User, item: Item, what: str | None, *who: str) -> dict[str, Any]:
    """The share once the worker was at it."""
    share_id = choose(user, item, what, *who)
    work(deployment, user)
    told: dict[str, Any] = user.get(f"/shares/{share_id}").json()
    return told


def about(user: User, key: str) -> tuple[Any, Any]:
    row = user.crm.read(key, "Event")
    return row["WhoId"], row["WhatId"]


def roles(user: User, key: str) -> dict[str, tuple[bool, bool]]:
    """By person: (the event is about her, she takes part)."""
    soql = "SELECT RelationId, IsParent, IsInvitee FROM EventRelation WHERE EventId = '{}' AND IsWhat = false"
    return {row["RelationId"]: (row["IsParent"], row["IsInvitee"]) for row in user.crm.query(soql.format(key))}


def guest(user: User, name: str) -> tuple[str, dict[str, str]]:
    """A contact, and how she is invited."""
    address = f"{name}{uuid4().hex[:8]}@customer.example"
    return user.crm.add(LastName=name, Email=address), {"name": name, "address": address, "kind": "required"}


def invited(user: User, event: Item) -> list[str]:
    return [one["address"] for one in user.outlook.calendar.now(event).fields.get("attendees") or ()]


def rests(deployment: Deployment, user: User) -> None:
    """After the run that shows in Outlook what the event is about, two that write nothing."""
    sync(deployment, user)
    stamps = [user.crm.read(key, "Event")["SystemModstamp"] for key in in_salesforce(user)]
    versions = [item.change_key for item in user.outlook.calendar.all()]
    for _ in range(2):
        sync(deployment, user)
    assert [user.crm.read(key, "Event")["SystemModstamp"] for key in in_salesforce(user)] == stamps
    assert [item.change_key for item in user.outlook.calendar.all()] == versions


def test_the_chosen_people_stay_whoever_takes_part(deployment: Deployment, host: User) -> None:
    only_events(deployment, host)
    ann, as_ann = guest(host, "Ann")
    eve, as_eve = guest(host, "Eve")
    fay, account = host.crm.add(LastName="Fay"), host.crm.add("Account", Name="Lee Ltd")
    event = host.outlook.calendar.add("Visit", SOON, attendees=[as_ann])
    told = shared(deployment, host, event, account, ann, eve, fay)
    assert (told["state"], told["problem"]) == ("shared", None)
    assert [row["name"] for row in told["who"]] == ["Ann", "Eve", "Fay"] and told["what"]["name"] == "Lee Ltd"
    [key] = in_salesforce(host)
    assert about(host, key) == (eve, account)
    assert roles(host, key) == {ann: (True, True), eve: (True, False), fay: (True, False)}
    rests(deployment, host)
    assert invited(host, event) == [as_ann["address"]]
    host.outlook.calendar.edit(event, attendees=[as_eve])
    rests(deployment, host)
    assert roles(host, key) == {ann: (True, False), eve: (True, True), fay: (True, False)}
    assert invited(host, event) == [as_eve["address"]]
    assert host.get("/shares", item_id=event.ews_id).json()["items"][0]["who"] == told["who"], "opened anew"
    taken_back(deployment, host, told["id"])
    assert about(host, key) == (None, None) and roles(host, key) == {eve: (False, True)}
    rests(deployment, host)


def test_another_choice_takes_the_place_of_the_first(deployment: Deployment, host: User) -> None:
    """And nothing of what others put there."""
    only_events(deployment, host)
    eve, fay, guy = (host.crm.add(LastName=name) for name in ("Eve", "Fay", "Guy"))
    one, two = (host.crm.add("Account", Name=name) for name in ("One", "Two"))
    event = host.outlook.calendar.add("Visit", SOON)
    shared(deployment, host, event, one, eve)
    [key] = in_salesforce(host)
    host.crm.edit(key, "Event", EventWhoIds=[eve, guy])
    told = shared(deployment, host, event, two, fay)
    assert [row["id"] for row in told["who"]] == [fay] and told["what"]["id"] == two
    assert (about(host, key)[1], set(roles(host, key))) == (two, {guy, fay})
    host.crm.edit(key, "Event", WhatId=one)
    told = taken_back(deployment, host, told["id"])
    assert (told["state"], told["who"], told["what"]) == ("undone", [], None)
    assert about(host, key) == (guy, one), "another record was chosen in Salesforce since"


def test_what_salesforce_had_before_the_share_comes_back(deployment: Deployment, user: User) -> None:
    only_events(deployment, user)
    eve, fay = (user.crm.add(LastName=name) for name in ("Eve", "Fay"))
    one, two = (user.crm.add("Account", Name=name) for name in ("One", "Two"))
    event = user.outlook.calendar.add("Visit", SOON, categories=["Salesforce"])
    sync(deployment, user)
    [key] = in_salesforce(user)
    user.crm.edit(key, "Event", WhoId=eve, WhatId=one)
    told = shared(deployment, user, event, two, fay)
    assert about(user, key) == (fay, two)
    taken_back(deployment, user, told["id"])
    assert about(user, key) == (eve, one)


def test_one_person_where_the_org_keeps_one(deployment: Deployment, user: User) -> None:
    only_events(deployment, user)
    ann, as_ann = guest(user, "Ann")
    eve, fay = (user.crm.add(LastName=name) for name in ("Eve", "Fay"))
    event = user.outlook.calendar.add("Visit", SOON, attendees=[as_ann])
    told = shared(deployment, user, event, None, ann, eve, fay)
    [key] = in_salesforce(user)
    assert (told["state"], about(user, key)) == ("shared", (eve, None))
    assert told["problem"].endswith("as Shared Activities are off. Not added: Fay."), told["problem"]
    assert [row["name"] for row in told["who"]] == ["Ann", "Eve"], "those whom Salesforce knows of the event"
    invitees = user.crm.query(f"SELECT RelationId FROM EventRelation WHERE EventId = '{key}'")  # noqa: S608
    assert [row["RelationId"] for row in invitees] == [ann]
    german = user.call("GET", f"/shares/{told['id']}", headers={"Accept-Language": "de"}).json()["problem"]
    assert german.endswith("Nicht aufgenommen: Fay.")
    rests(deployment, user)
    assert invited(user, event) == [as_ann["address"]]


def test_who_is_gone_is_named(deployment: Deployment, user: User) -> None:
    only_events(deployment, user)
    eve = user.crm.add(LastName="Eve")
    account = user.crm.add("Account", Name="Lee Ltd")
    event = user.outlook.calendar.add("Visit", SOON)
    user.crm.delete(eve)
    told = shared(deployment, user, event, account, eve)
    [key] = in_salesforce(user)
    assert (told["state"], about(user, key), told["who"]) == ("shared", (None, account), [])
    assert told["problem"] == "Not in Salesforce any more, or out of your sight there: Eve."


def test_later_occurrences_have_it_from_the_beginning(deployment: Deployment, host: User) -> None:
    only_events(deployment, host, **SERIES)
    account, other = (host.crm.add("Account", Name=name) for name in ("Lee Ltd", "Other"))
    eve, fay = (host.crm.add(LastName=name) for name in ("Eve", "Fay"))
    series = host.outlook.calendar.add("Team", SOON, recurrence=every("Daily", interval=1, count=6))
    told = shared(deployment, host, series, account, eve, fay)
    near = in_salesforce(host)
    assert (told["state"], told["problem"], 1 < len(near) < 6) == ("shared", None, True)
    host.crm.edit(near[0], "Event", WhatId=other, WhoId=None, EventWhoIds=[])
    sync(deployment, host)
    only_events(deployment, host, **WHOLE)
    sync(deployment, host)
    later = in_salesforce(host)[len(near) :]
    assert len(later) == 6 - len(near)
    assert {about(host, key) for key in later} == {(eve, account)}
    assert {frozenset(roles(host, key)) for key in later} == {frozenset({eve, fay})}
    assert about(host, near[0]) == (None, other), "a person in Salesforce chose otherwise"
    assert user_state(host, told) == ("shared", None)
    rests(deployment, host)
    taken_back(deployment, host, told["id"])
    assert [about(host, key) for key in in_salesforce(host)] == [(None, other)] + [(None, None)] * 5


def user_state(user: User, told: dict[str, Any]) -> tuple[str, Any]:
    now = user.get(f"/shares/{told['id']}").json()
    return now["state"], now["problem"]


def test_an_undone_share_gives_later_occurrences_nothing(deployment: Deployment, user: User) -> None:
    only_events(deployment, user, **SERIES)
    account = user.crm.add("Account", Name="Lee Ltd")
    series = user.outlook.calendar.add("Team", SOON, recurrence=every("Daily", interval=1, count=6))
    told = shared(deployment, user, series, account)
    near = in_salesforce(user)
    taken_back(deployment, user, told["id"])
    user.outlook.calendar.categorise(series, "Salesforce")
    only_events(deployment, user, **WHOLE)
    sync(deployment, user)
    assert len(in_salesforce(user)) == 6 > len(near)
    assert {about(user, key) for key in in_salesforce(user)} == {(None, None)}


def test_one_occurrence_has_a_choice_of_its_own(deployment: Deployment, user: User) -> None:
    only_events(deployment, user)
    one, two = (user.crm.add("Account", Name=name) for name in ("One", "Two"))
    series = user.outlook.calendar.add("Team", SOON, recurrence=every("Daily", interval=1, count=3))
    shared(deployment, user, series, one)
    second = user.outlook.calendar.occurrences(series)[1]
    shared(deployment, user, second, two)
    first, middle, last = in_salesforce(user)
    assert [about(user, key)[1] for key in (first, middle, last)] == [one, two, one]


def test_a_later_occurrence_comes_though_somebody_is_gone(deployment: Deployment, user: User) -> None:
    """It costs neither the event nor the rest; the share says who is missing, and opens no issue."""
    only_events(deployment, user, **SERIES)
    account, eve = user.crm.add("Account", Name="Lee Ltd"), user.crm.add(LastName="Eve")
    series = user.outlook.calendar.add("Team", SOON, recurrence=every("Daily", interval=1, count=6))
    told = shared(deployment, user, series, account, eve)
    near = in_salesforce(user)
    user.crm.delete(eve)
    only_events(deployment, user, **WHOLE)
    sync(deployment, user)
    later = in_salesforce(user)[len(near) :]
    assert later and {about(user, key) for key in later} == {(None, account)}
    state, problem = user_state(user, told)
    assert (state, problem) == ("shared", "Not in Salesforce any more, or out of your sight there: Eve.")
    assert user.get("/issues").json()["items"] == []
    rests(deployment, user)
    assert user_state(user, told) == (state, problem)


def test_a_short_id_is_the_same_record(deployment: Deployment, user: User) -> None:
    only_events(deployment, user)
    account, eve = user.crm.add("Account", Name="Lee Ltd"), user.crm.add(LastName="Eve")
    event = user.outlook.calendar.add("Visit", SOON)
    told = shared(deployment, user, event, account[:15], eve[:15], eve)
    assert ([row["id"] for row in told["who"]], told["what"]["id"]) == ([eve], account)
    assert (told["state"], told["problem"]) == ("shared", None)
