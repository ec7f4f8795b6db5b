"""Two workers, one mailbox: the lease gives it to one, and fences the other."""

from datetime import timedelta

import pytest

from tests.worker.shell.world import ANN, MAILBOX, World
from worker.lease import LEASE_SECONDS, LeaseHeld, LeaseLost, release, renew, take


def test_only_one_holds_it(world: World) -> None:
    first = take(world.database, MAILBOX, "first", world.now())
    assert first is not None
    assert take(world.database, MAILBOX, "second", world.now()) is None
    world.later(minutes=-1)
    with pytest.raises(LeaseHeld):
        world.run()
    release(world.database, first, world.now())
    second = take(world.database, MAILBOX, "second", world.now())
    assert second is not None
    assert second.epoch == first.epoch + 1


def test_expired_and_taken_it_cannot_be_renewed(world: World) -> None:
    first = take(world.database, MAILBOX, "first", world.now())
    assert first is not None
    world.later(seconds=LEASE_SECONDS)
    second = take(world.database, MAILBOX, "second", world.now())
    assert second is not None
    with pytest.raises(LeaseLost):
        renew(world.database, first, world.now())
    with pytest.raises(LeaseLost), world.database.session() as session:
        first.guard(session)
    renew(world.database, second, world.now())
    assert second.expires_at == world.now() + timedelta(seconds=LEASE_SECONDS)


@pytest.mark.parametrize(
    "place", ["crm.create: intents: committed", "crm.create: before", "exchange.changed_since: after"]
)
def test_a_paused_run_writes_nothing_more(world: World, place: str) -> None:
    """Paused 110 s, overtaken by another run, woken again: it makes no remote write and no local one."""
    world.exchange.add({"surname": "Nameless"})
    paused: list[str] = []

    def checkpoint(name: str) -> None:
        if name == place and not paused:
            paused.append(name)
            world.later(seconds=110)
            world.run()

    with pytest.raises(LeaseLost):
        world.run(checkpoint=checkpoint)
    assert paused
    assert len(world.crm.living()) == 1
    world.rest()


def test_a_woken_run_without_rival_stops_too(world: World) -> None:
    """Its lease is over: it may not begin a remote call, and the next run carries on."""
    world.exchange.add(ANN)

    def checkpoint(name: str) -> None:
        if name == "crm.create: intents: committed":
            world.later(seconds=110)

    with pytest.raises(LeaseLost):
        world.run(checkpoint=checkpoint)
    assert world.writes == 0
    world.run()
    assert len(world.crm.living()) == 1
    world.rest()
