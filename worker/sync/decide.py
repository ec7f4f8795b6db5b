"""What people decide: which value stays in a conflict, and whether a held plan may pass. The next run acts on it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from shlex import quote

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.database import Database
from core.explain import SIDES
from core.files import FILE_TYPES
from core.models.accounts import Mailbox
from core.models.sync import ConflictRow, IssueRow, LinkRow, RunRow
from core.objects import CONTACT, OBJECT_TYPES
from core.records import Key, Side, one_line
from core.runs import approval
from worker.sync import held, hints
from worker.sync.called_off import TURNED_PRIVATE
from worker.sync.issues import WHOLE


class DecisionError(Exception):
    """There is nothing to decide here; the message says why."""


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that waits for a person. what: its kind; record: a name, or the run's id; says: what happened; to_do:
    the way out, a command where there is one."""

    what: str
    record: str
    says: str
    to_do: str


def open_matters(database: Database, mailbox_id: str) -> list[Matter]:
    """Everything that waits for a person, a held run first, then the oldest."""
    with database.session() as session:
        address = session.get_one(Mailbox, mailbox_id).address
        plan = held.latest(session, mailbox_id)
        waits = plan is not None and plan.approved_by is None
        found = [_held(plan, address)] if plan and waits else []
        conflicts = _open_conflicts(session, mailbox_id)
        return found + [_matter(issue, conflicts, address) for issue in _open_issues(session, mailbox_id)]


def approve(database: Database, mailbox_id: str, run_id: str, *, by: str, now: datetime) -> None:
    """Let the held plan of this run pass once, under a person's name.

    Raises:
        DecisionError: this run is not the one that waits.
    """
    with database.session() as session:
        row = held.latest(session, mailbox_id)
        if row is None or row.id != run_id:
            waits = f"the one that waits is {row.id}" if row else "none waits"
            raise DecisionError(f"Run {run_id} does not wait for an approval; {waits}.")
        row.approved_by, row.approved_at = by, now


def choose(database: Database, mailbox_id: str, key: str, winner: Side, field: str | None, now: datetime) -> int:
    """Decide the open conflicts of a record (all, or one field); how many. key: an id of either side, or its e-mail
    or name as `issues` shows it.

    Raises:
        DecisionError: it has no open conflict.
    """
    with database.session() as session:
        link_ids = _links_named(session, mailbox_id, key)
        wanted = select(ConflictRow).where(
            ConflictRow.mailbox_id == mailbox_id,
            ConflictRow.resolved_at.is_(None),
            ConflictRow.winner.is_(None),
            or_(ConflictRow.link_id.in_(link_ids), ConflictRow.name == key),
        )
        rows = [row for row in session.scalars(wanted) if field in (None, row.field)]
        if not rows:
            raise DecisionError(f"{key} has no open conflict. See: bothways issues")
        for row in rows:
            row.chosen = winner.value
        for link_id in {row.link_id for row in rows if row.link_id}:
            look_again(session, session.get_one(LinkRow, link_id), now)
        return len(rows)


def look_again(session: Session, link: LinkRow, now: datetime) -> None:
    """A hint for one record of the pair; the other is loaded with it because a conflict is open."""
    keys = {Side.CRM: link.crm_key, Side.EXCHANGE: link.exchange_key}
    side, key = next((side, key) for side, key in keys.items() if key)
    hints.wake(session, (link.mailbox_id, link.type), side, {key: False}, now)


def _links_named(session: Session, mailbox_id: str, key: Key) -> Sequence[str]:
    by_key = select(LinkRow.id).where(
        LinkRow.mailbox_id == mailbox_id, or_(LinkRow.exchange_key == key, LinkRow.crm_key == key, LinkRow.id == key)
    )
    found = list(session.scalars(by_key))
    if found:
        return found
    rows = session.scalars(select(LinkRow).where(LinkRow.mailbox_id == mailbox_id))
    names = ("email_address_1", "subject")
    return [row.id for row in rows if key.casefold() in {str(row.base.get(name, "")).casefold() for name in names}]


def _open_issues(session: Session, mailbox_id: str) -> Sequence[IssueRow]:
    wanted = select(IssueRow).where(IssueRow.mailbox_id == mailbox_id, IssueRow.resolved_at.is_(None))
    return session.scalars(wanted.order_by(IssueRow.opened_at, IssueRow.id)).all()


def _open_conflicts(session: Session, mailbox_id: str) -> Mapping[str, list[ConflictRow]]:
    """The undecided ones, by their link."""
    open_ones = (
        (ConflictRow.mailbox_id == mailbox_id) & ConflictRow.resolved_at.is_(None) & ConflictRow.winner.is_(None)
    )
    found: dict[str, list[ConflictRow]] = defaultdict(list)
    for row in session.scalars(select(ConflictRow).where(open_ones).order_by(ConflictRow.id)):
        found[row.link_id or ""].append(row)
    return found


def _held(run: RunRow, address: str) -> Matter:
    return Matter("held run", run.id, run.held, f"mend the cause, or: {approval(address, run.id)}")


def _matter(issue: IssueRow, conflicts: Mapping[str, list[ConflictRow]], address: str) -> Matter:
    name = issue.name or issue.key
    says = issue.message.removeprefix(f"{issue.name}: ")
    to_do = "mend the record; it goes through at the next run"
    mine = conflicts.get(issue.link_id or "", []) if issue.code == "conflict" else []
    if mine:
        says = " ".join(_both_values(row) for row in mine)
        to_do = f"bothways choose --mailbox {address} {quote(name)} exchange (or: crm)"
    elif issue.code == TURNED_PRIVATE:
        to_do = "delete it in Salesforce, or make it public again in Outlook"
    elif issue.key == WHOLE:
        to_do = "mend it there; the next run goes on, and the other kinds do all the while"
    elif issue.type in {one.name for one in FILE_TYPES.values()}:
        to_do = f"mend the cause; it goes along within a day, or at once by: bothways sync --mailbox {address} --force"
    elif issue.candidates:
        own = "its e-mail and name" if issue.type == CONTACT.name else "what it says"
        to_do = f"leave one of them, or make {own} its own: {', '.join(issue.candidates)}"
    return Matter(issue.code.replace("_", " "), name, says, to_do)


def _both_values(row: ConflictRow) -> str:
    known = OBJECT_TYPES[row.type].fields
    what = known[row.field].label if row.field in known else row.field
    shown = {side: one_line(str(row.values.get(side.value) or "nothing")) for side in Side}
    text = f"{what}: Outlook has “{shown[Side.EXCHANGE]}”, Salesforce has “{shown[Side.CRM]}”."
    return f"{text} Chosen: {SIDES[row.chosen]}." if row.chosen else text
