"""One kind of record that cannot be synchronised, because a right, a list or a view is missing, is an issue of its
own; the other kinds of the mailbox go on."""

from dataclasses import replace

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from core.errors import Unauthorized
from worker.sync import issues
from worker.sync.context import Context
from worker.sync.issues import TABLE, WHOLE
from worker.sync.links import mine, owner

# What is wrong with one kind only, as far as the code tells; any other refusal before the first kind that works is
# one of the connection, and asking on would only lock the account.
OF_ONE_KIND = frozenset(
    "no_right tasks_permission calendar_permission no_object_access no_field_access list_view_missing"
    " list_view_unusable".split()
)
_MINE = and_(mine(TABLE), TABLE.c.key == WHOLE, TABLE.c.resolved_at.is_(None))
_OPEN = select(TABLE.c.id).where(_MINE)
_KNOWN = select(TABLE.c.id, TABLE.c.attempts).where(_MINE)


def stop(context: Context, error: Unauthorized) -> None:
    """Opens the kind's issue, or counts it up, and tells it in the report."""
    plural = context.object_type.plural.capitalize()
    context.report.stopped[context.object_type.name] = error.message
    if context.dry:
        return
    opened = replace(issues.of_error(error, context.asked, WHOLE), name=plural)
    with context.transaction("kind stopped") as session:
        known = session.execute(_KNOWN, owner(context)).first()
        if known is not None:
            opened = replace(opened, id=known.id, attempts=known.attempts + 1)
        issues.write(session, context, [opened], [])


def look(session: Session, context: Context) -> None:
    """Notes the kind's issue, as it was when the run of the kind began."""
    context.memory.stopped = session.execute(_OPEN, owner(context)).scalars().all()


def goes_on(context: Context) -> None:
    """Resolves the kind's issue, if it has one."""
    if context.memory.stopped is None:
        with context.look() as session:
            look(session, context)
    if context.memory.stopped and not context.dry:
        with context.transaction("kind goes on") as session:
            issues.write(session, context, [], context.memory.stopped)
