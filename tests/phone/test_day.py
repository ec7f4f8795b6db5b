"""A day in the life of a user who has a phone and nothing else."""

from itertools import zip_longest

from tests.phone.stories import contacts, emails, events, tasks
from tests.phone.world import World


def test_a_day_from_a_phone_only(world: World) -> None:
    """Contacts, tasks, events and emails are shared, edited and unshared from the phone, and edited in Salesforce.

    Then the runs have nothing to do, and nobody was told anything.
    """
    stories = [story(world) for story in (contacts, tasks, events, emails)]
    for _ in zip_longest(*stories):
        world.run()
    assert [world.run(), world.run()] == [0, 0], "a run at rest writes nothing"
    assert world.outgoing() == []
