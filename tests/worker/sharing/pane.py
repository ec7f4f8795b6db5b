"""What a person shares in the pane, as the API writes it, and the worker's job that carries it out."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from core.mails import EMAIL
from core.models.pane import ShareRow
from core.shares import PENDING, UNDOING, ShareWish, Ticked
from tests.worker.filing.world import ANN, BOXES, OWN, World
from worker.filing.run import file_shared
from worker.lease import release, take
from worker.sync.report import RunReport

ACCOUNT = "001X"


def wish(world: World, key: str, **values: Any) -> None:
    """A share as the API writes it."""
    one = world.box.mails[key]
    usual: dict[str, Any] = {"who": (ANN.key,), "related": ACCOUNT, "attachments": (Ticked("elsewhere", "b.txt"),)}
    chosen = ShareWish(one.subject, **{**usual, **values})
    with world.database.session() as session:
        row = ShareRow(
            mailbox_id=BOXES[OWN],
            kind="email",
            item_id=key,
            message_id=one.message_id,
            state=PENDING,
            wish=chosen.to_json(),
            at=world.moment,
        )
        session.add(row)


def the_share(world: World) -> ShareRow:
    with world.database.session() as session:
        return session.scalars(select(ShareRow)).one()


def share(world: World, checkpoint: Callable[[str], None] = lambda _name: None) -> None:
    """As the job does it; a crash leaves the lease behind."""
    world.later(minutes=1)
    lease = take(world.database, BOXES[OWN], "share", world.moment)
    assert lease is not None
    report = RunReport("share", BOXES[OWN])
    report.begin(EMAIL.name)
    context = world.context(OWN, report, lease, checkpoint=checkpoint)
    file_shared(context, world.stores(), world.policy)
    release(world.database, lease, world.moment)


def take_back(world: World) -> None:
    with world.database.session() as session:
        row = session.scalars(select(ShareRow)).one()
        row.wish, row.state, row.at = {**row.wish, "begun": False}, UNDOING, world.moment
