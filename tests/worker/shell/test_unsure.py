"""A CRM without stamps, and a reply that was lost: the natural key alone must tell what was created."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.database import Database
from core.errors import SyncError, Transient
from core.models.sync import IntentRow, LinkRow
from core.objects import TASK
from core.policy import DEFAULTS
from core.records import Fields, Side
from tests.memory_replica import SALESFORCE_TASKS, TODO, Replica
from tests.memory_store import MemoryStore, Moment
from tests.worker.shell.world import World

CALL: Fields = {"subject": "Call", "due_date": date(2026, 3, 5), "status": "not_started", "body": "About Ann"}


class Tasks(World):
    """Both sides tell the test's time."""

    def __init__(self, database: Database, *, stamps: bool = False) -> None:
        crm = replace(SALESFORCE_TASKS, stamps=stamps)
        super().__init__(database, TODO, crm)
        self.exchange, self.crm = Replica(TODO, self.now), Replica(crm, self.now)
        self.stores = {Side.EXCHANGE: MemoryStore(self.exchange), Side.CRM: MemoryStore(self.crm)}
        self.policy = DEFAULTS["task"]

    def sync(self) -> None:
        self.run(types=[TASK])

    def lose(self, moment: Moment) -> None:
        """A run whose create fails at that moment."""

        def faults(call: str, at: Moment, _position: int | None) -> SyncError | None:
            return Transient("gone") if (call, at) == ("create", moment) else None

        self.stores[Side.CRM].faults = faults
        with pytest.raises(Transient):
            self.sync()
        self.stores[Side.CRM].faults = None


def test_what_was_created_is_found_though_it_was_edited(database: Database) -> None:
    world = Tasks(database)
    key = world.exchange.add(CALL)
    world.lose(Moment.AFTER)
    world.exchange.edit(key, {"body": "About Bob"})
    world.later(hours=1)
    world.sync()
    assert len(world.crm.living()) == len(world.rows(LinkRow)) == 1
    world.sync()
    assert not world.rows(IntentRow)


@pytest.mark.parametrize("minutes", [2, 60], ids=["before it is tried again", "when it is tried again"])
def test_what_has_no_natural_key_is_found(database: Database, minutes: int) -> None:
    """Its record may be looked at alone, before the item is."""
    world = Tasks(database)
    world.exchange.add({**CALL, "due_date": None})
    world.lose(Moment.AFTER)
    world.later(minutes=minutes)
    world.sync()
    world.later(hours=1)
    world.sync()
    assert len(world.crm.living()) == len(world.exchange.living()) == len(world.rows(LinkRow)) == 1
    assert not world.rows(IntentRow)


def test_what_somebody_made_meanwhile_is_another(database: Database) -> None:
    world = Tasks(database)
    world.exchange.add({**CALL, "due_date": None})
    world.lose(Moment.BEFORE)
    world.crm.add({**CALL, "due_date": None, "body": "About Bob"})
    world.later(hours=1)
    world.sync()
    assert sorted(str(item.fields["body"]) for item in world.crm.living()) == ["About Ann", "About Bob"]
    assert len(world.exchange.living()) == 2


@pytest.mark.parametrize("stamps", [False, True])
def test_what_was_there_before_is_another(database: Database, *, stamps: bool) -> None:
    """The create never reached the CRM."""
    world = Tasks(database, stamps=stamps)
    world.crm.leave_view(world.crm.add(CALL))
    world.later(hours=1)
    world.exchange.add({**CALL, "body": "About Bob"})
    world.lose(Moment.BEFORE)
    world.later(hours=1)
    world.sync()
    assert sorted(str(item.fields["body"]) for item in world.crm.living()) == ["About Ann", "About Bob"]
    world.sync()
    assert not world.rows(IntentRow)


def test_after_a_day_it_is_a_record_like_any_other(database: Database) -> None:
    world = Tasks(database)
    world.exchange.add(CALL)
    world.lose(Moment.BEFORE)
    world.exchange.remove(world.exchange.living()[0].key)
    world.later(hours=1)
    world.sync()
    assert len(world.rows(IntentRow)) == 1
    world.moment += timedelta(days=1)
    world.sync()
    assert not world.rows(IntentRow) and not world.crm.living()
