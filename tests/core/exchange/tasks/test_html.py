"""Tasks whose notes are HTML: a write of the section or of the notes keeps the rest of the page."""

from core.errors import Rejected
from core.store import Change
from tests.core.exchange.calls import listed, read, update
from tests.core.exchange.task_worlds import GraphTasks, TaskWorld
from tests.core.exchange.tasks.calls import CALL
from tests.core.exchange.test_rich_notes import PAGE, SECTION


def rich(world: TaskWorld, page: str = PAGE) -> str:
    key = world.add(CALL)
    world.mailbox.update_item(world.item(key), {"body": page, "body_type": "html"})
    return key


def test_section_and_notes_leave_the_page_alone(world: TaskWorld) -> None:
    key = rich(world)
    notes, cursor = read(world, key).fields["body"], listed(world)[-1].cursor
    update(world, key, {"crm_section": SECTION})
    listed(world, cursor)
    assert (read(world, key).fields["body"], read(world, key).fields["crm_section"]) == (notes, SECTION)
    update(world, key, {"body": str(notes).replace("Agenda", "Plan"), "status": "in_progress"})
    assert world.item(key).fields["status"] == "InProgress"
    update(world, key, {"crm_section": None})
    assert world.item(key).fields["body"] == PAGE.replace("Agenda", "Plan")


def test_what_would_lose_the_link_is_refused(world: TaskWorld) -> None:
    key = rich(world)
    [outcome] = world.store.update([Change("s", {"body": "New"}, key, read(world, key).version)])
    assert isinstance(outcome, Rejected)
    assert (outcome.code, world.item(key).fields["body"]) == ("rich_notes", PAGE)


def test_words_of_to_do_keep_their_distance(todo: GraphTasks) -> None:
    key = rich(
        todo, "<html><body><p><b>bold</b> <a>the</a></p>\r\n<table><tr><td>1</td><td>2</td></tr></table></body></html>"
    )
    assert read(todo, key).fields["body"] == "bold the\n1 2"
