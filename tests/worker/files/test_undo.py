"""Undoing what a run did to files: put back where they are as it left them, else left alone, with why."""

from collections.abc import Callable

import pytest

from core.database import Database
from core.errors import Rejected
from core.files import NOT_OURS, WOULD_TELL
from core.models.files import FileRow
from core.records import Side
from tests.worker.files.world import LINK, MINUTES, World

MANY = 60


def after(world: World) -> None:
    """What the next syncs make of it, and that they rest then."""
    for _ in range(3):
        world.touch()
        world.run()
    world.rest()


@pytest.mark.parametrize("side", Side)
def test_what_was_added_is_taken_off(world: World, side: Side) -> None:
    here, there = (world.outlook, world.crm) if side is Side.CRM else (world.crm, world.outlook)
    here.put("list.txt", b"one")
    run = world.run().run
    outlook_or_salesforce = "Salesforce" if side is Side.CRM else "Outlook"
    assert world.undo(run, dry_run=True) == [f"list.txt (Plan) ({outlook_or_salesforce}): taken off again."]
    assert there.names == {"list.txt": b"one"}
    assert world.undo(run) == [f"list.txt (Plan) ({outlook_or_salesforce}): taken off again."]
    assert (here.names, there.names) == ({"list.txt": b"one"}, {})
    after(world)
    assert there.names == {}, "and it is not copied again"
    [row] = world.rows(FileRow)
    assert row.state == "rests"
    assert world.undo(world.undone) == [f"list.txt (Plan) ({outlook_or_salesforce}): added again."]
    after(world)
    assert world.both == {"list.txt": b"one"}
    assert len(world.rows(FileRow)) == 1


@pytest.mark.parametrize("side", Side)
def test_former_content_comes_back_and_goes_to_the_other_side(world: World, side: Side) -> None:
    key = world.outlook.put("list.txt", b"one")
    world.run()
    [document] = world.crm.files
    if side is Side.CRM:
        world.outlook.change(key, b"two")
    else:
        world.crm.change(document, b"two")
    world.touch()
    run = world.run().run
    assert world.both == {"list.txt": b"two"}
    [line] = world.undo(run)
    assert line.endswith("put back as list.txt.")
    undone = world.crm if side is Side.CRM else world.outlook
    assert undone.names == {"list.txt": b"one"} and len(undone.files) == 1
    after(world)
    assert world.both == {"list.txt": b"one"} and list(world.crm.files) == [document]
    assert b"two" in world.crm.versions[document].values(), "what was undone is kept as a version"


@pytest.mark.parametrize("name", ["offer.txt", "offer.md"])
@pytest.mark.parametrize("side", Side)
def test_a_former_name_comes_back(world: World, side: Side, name: str) -> None:
    key = world.outlook.put("list.txt", b"one")
    world.run()
    if side is Side.CRM:
        world.outlook.call(key, name)
    else:
        world.crm.call(next(iter(world.crm.files)), name)
    world.touch()
    run = world.run().run
    assert world.both == {name: b"one"}
    [line] = world.undo(run)
    assert "list.txt" in line
    after(world)
    assert world.both == {"list.txt": b"one"}


def test_what_changed_since_is_left_alone(world: World) -> None:
    world.outlook.put("changed.txt", b"one")
    world.outlook.put("renamed.txt", b"one more")
    world.outlook.put("removed.txt", b"another")
    run = world.run().run
    documents = {stored.name: key for key, stored in world.crm.files.items()}
    world.crm.change(documents["changed.txt"], b"two")
    world.crm.call(documents["renamed.txt"], "other.txt")
    del world.crm.files[documents["removed.txt"]]
    before = world.crm.writes
    assert world.undo(run) == [
        "removed.txt (Plan) (Salesforce): left alone, because it was removed since.",
        "renamed.txt (Plan) (Salesforce): left alone, because it was changed since.",
        "changed.txt (Plan) (Salesforce): left alone, because it was changed since.",
    ]
    assert world.crm.writes == before


def test_content_that_is_kept_nowhere(world: World) -> None:
    key = world.outlook.put("list.txt", b"one")
    world.run()
    world.outlook.change(key, b"two")
    world.touch()
    run = world.run().run
    world.crm.versions.clear()
    assert world.undo(run) == ["list.txt (Plan) (Salesforce): left alone, because its former content is kept nowhere."]
    assert world.both == {"list.txt": b"two"}


@pytest.mark.parametrize(
    ("closed", "because"),
    [
        (WOULD_TELL, "Microsoft 365 would tell the people of the meeting"),
        (NOT_OURS, "the meeting is somebody else's or was cancelled"),
    ],
)
def test_a_meeting_keeps_what_it_has(world: World, closed: str, because: str) -> None:
    world.crm.put("list.txt", b"one")
    run = world.run().run
    world.outlook.closed = closed
    assert world.undo(run) == [f"list.txt (Plan) (Outlook): left alone, because {because}."]
    assert world.both == {"list.txt": b"one"}


def test_what_is_refused_says_so(world: World) -> None:
    world.crm.put("list.txt", b"one")
    run = world.run().run
    world.outlook.keeps = Rejected("Exchange does not let it go.", code="no_right")
    assert world.undo(run) == ["list.txt (Plan) (Outlook): left alone: Exchange does not let it go."]
    world.outlook.sick["item"] = Rejected("The item is corrupt.", code="broken_item")
    assert world.undo(run) == ["list.txt (Plan) (Outlook): left alone: The item is corrupt."]


def test_what_is_not_in_step_any_more(world: World) -> None:
    world.crm.put("list.txt", b"one")
    run = world.run().run
    assert world.undo(run, switched_off=True) == [
        "list.txt (Plan) (Outlook): left alone, because files of events do not go along any more."
    ]
    world.set_link(state="parked")
    assert world.undo(run) == [
        "list.txt (Plan) (Outlook): left alone, because its record is not synchronised any more."
    ]
    world.set_link(state="linked")
    with world.database.session() as session:
        session.query(FileRow).delete()
    assert world.undo(run) == ["list.txt (Plan) (Outlook): left alone, because nothing is remembered of it."]
    assert [row.link_id for row in world.rows(FileRow)] == [] and LINK


def added(world: World) -> str:
    world.outlook.put("list.txt", b"one")
    return world.run().run


def changed_in_outlook(world: World) -> str:
    world.outlook.put("list.txt", b"one")
    world.run()
    world.crm.change(next(iter(world.crm.files)), b"two")
    return world.run().run


def changed_in_salesforce(world: World) -> str:
    key = world.outlook.put("list.txt", b"one")
    world.run()
    world.outlook.change(key, b"two")
    world.touch()
    return world.run().run


def renamed_in_outlook(world: World) -> str:
    world.outlook.put("list.txt", b"one")
    world.run()
    world.crm.call(next(iter(world.crm.files)), "offer.txt")
    return world.run().run


@pytest.mark.parametrize(
    ("prepare", "undone", "kept"),
    [
        (added, {}, {"list.txt": b"one"}),
        (changed_in_outlook, {"list.txt": b"one"}, {"list.txt": b"two"}),
        (changed_in_salesforce, {"list.txt": b"one"}, {"list.txt": b"two"}),
        (renamed_in_outlook, {"list.txt": b"one"}, {"offer.txt": b"one"}),
    ],
)
def test_killed_at_every_point(
    database: Database, prepare: Callable[[World], str], undone: dict[str, bytes], kept: dict[str, bytes]
) -> None:
    """It was undone or it was not; no file is there twice, and none is lost."""
    outcomes = []
    for number in range(MANY):
        world = World(database)
        run = prepare(world)
        passed = world.crash_at(number, run)
        world.moment += MINUTES
        for _ in range(4):
            world.touch()
            world.run()
        if prepare is added:
            assert world.outlook.names == {"list.txt": b"one"}
            outcomes.append(world.crm.names)
        else:
            outcomes.append(world.both)
        assert outcomes[-1] in (undone, kept), f"after a crash at {passed[-1:]}"
        assert len(world.rows(FileRow)) == 1, f"after a crash at {passed[-1:]}"
        world.rest()
        if len(passed) <= number:
            assert outcomes[0] == kept and outcomes[-1] == undone
            assert outcomes == sorted(outcomes, key=lambda one: one == undone), "once done it stays done"
            return
    pytest.fail("the undo has no end")
