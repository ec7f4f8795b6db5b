"""Of many hints, those of a series that moved are decided together: what went, and what may have become of it."""

from core.objects import CONTACT, EVENT, ObjectType
from core.records import Key, Side
from tests.worker.shell.world import MAILBOX, World
from worker.sync import hints
from worker.sync.agenda import windows
from worker.sync.context import WINDOW
from worker.sync.report import RunReport
from worker.sync.run import Opened, open_context
from worker.sync.wish import Wish

GONE = [f"series|2026030{day}T090000Z" for day in range(1, 6)]
NEW = [f"series|2026030{day}T110000Z" for day in range(1, 6)]
OTHERS = [f"event {number}" for number in range(WINDOW + 50)]


def decided(world: World, object_type: ObjectType) -> list[list[Key]]:
    """The keys of each window."""
    parts = Opened(world.database, world.open_stores, world.policy_of, world.now)
    with world.database.session() as session:
        for keys, departed in ((OTHERS, False), (GONE, True), (NEW, False)):
            wanted = dict.fromkeys(keys, departed)
            hints.wake(session, (MAILBOX, object_type.name), Side.EXCHANGE, wanted, world.now())
    context = open_context(parts, Wish(dry_run=True), RunReport("run", MAILBOX), None, object_type)
    return [[hint.key for hint in window] for window in windows(context)]


def test_a_series_that_moved_is_one_window(quick: World) -> None:
    first, *later = decided(quick, EVENT)
    assert first == [*GONE, *NEW]
    assert [key for window in later for key in window] == OTHERS


def test_of_what_has_no_series_the_departed_come_first(quick: World) -> None:
    first, *later = decided(quick, CONTACT)
    assert first == GONE
    assert [key for window in later for key in window] == [*OTHERS, *NEW]
