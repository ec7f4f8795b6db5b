"""Nothing runs for a mailbox that is suspended, switched off or not set up; and a defect stops nothing but itself."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, cast
from uuid import uuid4

import pytest

from core.emails import EmailStore, FilingPolicy, FilingStores
from core.models.accounts import DISABLED, SUSPENDED, Mailbox
from tests.server.deployment import Deployment, User
from tests.server.desk_worker import composition, count, work
from tests.server.test_shares_events import SOON, in_salesforce, only_events
from worker.composition import Composition
from worker.jobs import carry_out


def put(deployment: Deployment, user: User, **values: Any) -> None:
    with deployment.parts.database.session() as session:
        mailbox = session.get_one(Mailbox, user.mailbox_id)
        for name, value in values.items():
            setattr(mailbox, name, value)


@pytest.fixture
def idle(deployment: Deployment) -> User:
    return deployment.user()


def ask(user: User, subject: str, **more: Any) -> str:
    event = user.outlook.calendar.add(subject, SOON, **more)
    answer = user.post("/shares", {"kind": "event", "item_id": event.ews_id, "subject": subject})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


@pytest.mark.parametrize(("state", "setup", "word"), [(SUSPENDED, "", "suspended"), (SUSPENDED, "choose", "set-up")])
def test_an_event_is_not_shared_while_nothing_runs(
    deployment: Deployment, idle: User, state: str, setup: str, word: str
) -> None:
    only_events(deployment, idle)
    put(deployment, idle, state=state, setup=setup)
    share = ask(idle, "Visit")
    work(deployment, idle)
    told = idle.get(f"/shares/{share}").json()
    assert (told["state"], word in told["problem"], in_salesforce(idle)) == ("failed", True, [])


def test_a_mailbox_that_is_switched_off(deployment: Deployment, idle: User) -> None:
    only_events(deployment, idle)
    share, run = ask(idle, "Visit"), idle.post("/sync/preview").json()["id"]
    put(deployment, idle, state=DISABLED, setup="preview")
    work(deployment, idle)
    count(deployment, run)
    assert (idle.get(f"/shares/{share}").json()["state"], in_salesforce(idle)) == ("pending", [])
    assert idle.get(f"/sync/preview/{run}").json()["state"] == "failed"
    body = {"kind": "event", "item_id": "AAMk=", "subject": "Visit"}
    refused = [
        idle.post("/shares", body),
        idle.delete(f"/shares/{share}"),
        idle.post("/sync/preview"),
        idle.post("/sync/run"),
        idle.post("/sync/resume"),
        idle.post("/session/setup", {"step": "start"}),
    ]
    assert {(one.status_code, one.json()["code"]) for one in refused} == {(409, "disabled")}
    assert deployment.mailbox(idle).state == DISABLED


def test_the_set_up_is_not_passed_by_resuming(deployment: Deployment, idle: User) -> None:
    put(deployment, idle, state=SUSPENDED, setup="preview")
    refused = idle.post("/sync/resume")
    assert (refused.status_code, refused.json()["code"]) == (409, "suspended")
    assert "set-up" in refused.json()["detail"]
    assert deployment.mailbox(idle).state == SUSPENDED


class Defective(Composition):
    """Nobody's people can be looked up."""

    def open_filing(self, mailbox_id: str) -> tuple[FilingStores, FilingPolicy]:
        stores, policy = super().open_filing(mailbox_id)
        return replace(stores, emails=cast(EmailStore, NoPeople())), policy


class NoPeople:
    calls = 0

    def people(self, addresses: Collection[str]) -> Mapping[str, Any]:
        raise ZeroDivisionError(f"private: {addresses}")


def test_a_defect_in_one_share_keeps_no_other(deployment: Deployment, idle: User) -> None:
    only_events(deployment, idle)
    guest = {"name": "Ann", "address": f"ann{uuid4().hex[:8]}@customer.example", "kind": "required"}
    bad, good = ask(idle, "Visit", attendees=[guest]), ask(idle, "Lunch")
    made = composition(deployment)
    carry_out(Defective(made.settings, made.database, made.keys), idle.mailbox_id)
    told = idle.get(f"/shares/{bad}").json()
    assert (told["state"], "ZeroDivisionError" in told["problem"]) == ("failed", True)
    assert "private" not in told["problem"]
    assert idle.get(f"/shares/{good}").json()["state"] == "shared"
