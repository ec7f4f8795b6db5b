"""When a mailbox is due next: who asks while a run is under way gets a run of its own."""

from datetime import datetime, timedelta

import pytest

from core.models.accounts import Mailbox
from core.objects import CONTACT, EVENT
from tests.scenarios.stage import Stage
from worker.lease import LeaseHeld, release, take


def due_at(stage: Stage) -> datetime:
    with stage.parts.database.session() as session:
        return session.get_one(Mailbox, stage.mailbox_id).due_at


def ask(stage: Stage, moment: datetime) -> None:
    with stage.parts.database.session() as session:
        session.get_one(Mailbox, stage.mailbox_id).due_at = moment


@pytest.mark.parametrize("stage", ["graph"], indirect=True)
@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(seconds=2)], ids=["same clock", "a clock that is ahead"])
def test_a_wish_during_a_run_is_kept(stage: Stage, ahead: timedelta) -> None:
    asked: list[datetime] = []

    def checkpoint(_name: str) -> None:
        if not asked:
            asked.append(stage.parts.now() + ahead)
            ask(stage, asked[0])

    stage.sync(checkpoint=checkpoint)
    assert due_at(stage) == asked[0]


@pytest.mark.parametrize("stage", ["graph"], indirect=True)
def test_a_run_moves_the_time_that_it_began_with(stage: Stage) -> None:
    ask(stage, stage.parts.now() + timedelta(minutes=3))
    stage.sync()
    assert due_at(stage) > stage.parts.now() + timedelta(minutes=20)


@pytest.mark.parametrize("stage", ["graph"], indirect=True)
def test_who_finds_another_run_moves_nothing(stage: Stage) -> None:
    """Else each of them would be followed by a run that has nothing to do."""
    parts = stage.parts
    before = due_at(stage)
    lease = take(parts.database, stage.mailbox_id, "another run", parts.now())
    assert lease is not None
    with pytest.raises(LeaseHeld):
        stage.sync()
    assert due_at(stage) == before
    release(parts.database, lease, parts.now())
    stage.sync()
    assert due_at(stage) > parts.now() + timedelta(minutes=20)


def test_each_kind_holds_to_what_is_chosen_when_its_turn_comes(stage: Stage) -> None:
    """Of one run, which may take long."""
    stores = stage.parts.stores_of_run()
    stores(stage.mailbox_id, CONTACT)
    stage.choose(**{"event.enabled": True})
    assert not stores.policy_of(stage.mailbox_id, EVENT).enabled
    stores(stage.mailbox_id, EVENT)
    assert stores.policy_of(stage.mailbox_id, EVENT).enabled
