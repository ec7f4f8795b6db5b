"""Held plans: what the mass-change guard (I12) refused waits in its run's row until a person approves it by name.

An approval lets pass what that person saw: the deletions of the stored plan, or fewer. Anything more is held anew.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from sqlalchemy import Table, and_, bindparam, select, update
from sqlalchemy.orm import Session

from core.database import Model
from core.explain import SIDES, sentence
from core.models.accounts import Mailbox
from core.models.sync import RunRow
from core.records import Key, Side
from core.runs import HELD, SUPERSEDED, approval
from worker.sync.actions import Plan, Update
from worker.sync.codec import packed, unpacked
from worker.sync.context import Context
from worker.sync.guard import removals
from worker.sync.report import Line

Node = tuple[Side, Key]
_RUN: Table = Model.metadata.tables[RunRow.__tablename__]
_EARLIER = select(_RUN.c.id, _RUN.c.plan).where(
    and_(_RUN.c.mailbox_id == bindparam("mailbox"), _RUN.c.state == HELD, _RUN.c.id != bindparam("run"))
)


def digest(nodes: Iterable[Node]) -> str:
    """Names a set of deletions, for a person to compare and for the audit."""
    text = "\n".join(sorted(f"{side.value}\t{key}" for side, key in nodes))
    return sha256(text.encode()).hexdigest()


def keep(context: Context, plan: Plan) -> None:
    """Store the plan in the run's row; nothing of it is carried out."""
    if plan.held is None:
        raise AssertionError("this plan is not held")
    context.memory.held = plan.held
    name = context.object_type.name
    why = sentence(plan.held.reason, name)
    context.report.held = " ".join(filter(None, (context.report.held, why)))
    for (side, key), action in removals(plan.actions).items():
        verb = "update" if isinstance(action, Update) else "delete"
        label = str(action.reason.words.get("name", ""))
        context.report.add([Line(name, side, verb, key, label, (), action.reason, "held", why)])
    if context.dry:
        return
    with context.transaction("held") as session:
        row = session.get_one(RunRow, context.report.run)
        row.plan = {**(row.plan or {}), name: [packed(action) for action in plan.actions]}
        row.held = context.report.held
        row.digest = digest(_planned(row))


def approved(session: Session, mailbox_id: str, type_name: str) -> frozenset[Node] | None:
    """The deletions that the latest held run's approval covers; None where nobody approved."""
    row = latest(session, mailbox_id)
    if row is None or row.approved_by is None or type_name not in (row.plan or {}):
        return None
    return frozenset(removals(unpacked(content) for content in (row.plan or {})[type_name]))


def latest(session: Session, mailbox_id: str) -> RunRow | None:
    """The held run that waits for an approval, or whose approval is not used yet."""
    wanted = select(RunRow).where(RunRow.mailbox_id == mailbox_id, RunRow.state == HELD)
    return session.scalars(wanted.order_by(RunRow.started_at.desc(), RunRow.id).limit(1)).first()


def supersede(session: Session, mailbox_id: str, run_id: str, types: Iterable[str]) -> None:
    """Earlier held runs are over: a later run of the same kinds was held in their place, or went through."""
    done = set(types)
    earlier = session.execute(_EARLIER, {"mailbox": mailbox_id, "run": run_id})
    over = [row.id for row in earlier if (row.plan or {}).keys() <= done]
    if over:
        session.execute(update(_RUN).where(_RUN.c.id.in_(over)).values(state=SUPERSEDED))


def waiting(session: Session, mailbox_id: str, keys: set[Key]) -> Iterable[str]:
    """Sentences about the deletions of these records, for core.why."""
    run = latest(session, mailbox_id)
    if run is None:
        return
    told = f"waits for an approval of run {run.id}: {approval(session.get_one(Mailbox, mailbox_id).address, run.id)}."
    if run.approved_by:
        told = "was approved; the next run carries it out."
    for plan in (run.plan or {}).values():
        for side, key in removals(map(unpacked, plan)):
            if key in keys:
                yield f"Its deletion in {SIDES[side.value]} {told}"


def _planned(row: RunRow) -> frozenset[Node]:
    plans: Sequence[Sequence[dict[str, object]]] = list((row.plan or {}).values())
    return frozenset(removals(unpacked(content) for plan in plans for content in plan))
