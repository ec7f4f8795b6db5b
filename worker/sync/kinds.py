"""One kind of record that cannot be synchronised, because a right, a list or a view is missing, is an issue of its
own; the other kinds of the mailbox go on."""

from dataclasses import replace

from sqlalchemy import ColumnElement, and_, select

from core.errors import Unauthorized
from worker.sync import issues
from worker.sync.context import Context
from worker.sync.issues import TABLE, WHOLE
from worker.sync.links import of_run

# What is wrong with one kind only, as far as the code tells; any other refusal before the first kind that works is
# one of the connection, and asking on would only lock the account.
OF_ONE_KIND = frozenset(
    "no_right tasks_permission calendar_permission no_object_access no_field_access list_view_missing"
    " list_view_unusable".split()
)


def stop(context: Context, error: Unauthorized) -> None:
    """Opens the kind's issue, or counts it up, and tells it in the report."""
    plural = context.object_type.plural.capitalize()
    context.report.stopped[context.object_type.name] = error.message
    if context.dry:
        return
    opened = replace(issues.of_error(error, context.asked, WHOLE), name=plural)
    with context.transaction("kind stopped") as session:
        known = session.execute(select(TABLE.c.id, TABLE.c.attempts).where(_mine(context))).first()
        if known is not None:
            opened = replace(opened, id=known.id, attempts=known.attempts + 1)
        issues.write(session, context, [opened], [])


def goes_on(context: Context) -> None:
    """Resolves the kind's issue, if it has one."""
    with context.look() as session:
        found = session.execute(select(TABLE.c.id).where(_mine(context))).scalars().all()
    if found and not context.dry:
        with context.transaction("kind goes on") as session:
            issues.write(session, context, [], found)


def _mine(context: Context) -> ColumnElement[bool]:
    return and_(of_run(context, TABLE), TABLE.c.key == WHOLE, TABLE.c.resolved_at.is_(None))
