"""What follows from the outcome of one write: into Entries, the unit and the report's counts."""

from datetime import timedelta

from core.errors import Stale, SyncError, Transient
from core.explain import PEOPLE, category, issue_text
from core.records import Side, canonical
from core.store import Change, Outcome, Written
from core.values import replace
from worker.sync import settle
from worker.sync.actions import Clash, Create, Delete, Reason, Report, Update
from worker.sync.conflicts import Kept
from worker.sync.context import Context, Hint
from worker.sync.hints import DAILY, RETRIES
from worker.sync.issues import Open, of_error
from worker.sync.journal import Done, Entries, finish
from worker.sync.recognition import noted
from worker.sync.report import REPORTED
from worker.sync.scene import Scene, Unit
from worker.sync.work import Work, Write, after, verb_of, written_record

WOULD_TELL = "would_tell_people"  # as core.store.Store.prepare has it
COUNTED = {"create": "created", "update": "updated", "delete": "deleted"}


def take(context: Context, scene: Scene, entries: Entries, work: Work, outcome: Outcome) -> None:
    """One record's outcome of a write call."""
    entries.closed.append(work.stamp)
    if isinstance(outcome, Written):
        refusal = outcome.refused
        carried_out(context, entries, work.without(refusal.fields) if refusal else work, outcome)
        again = outcome.goes_on or (outcome.key if isinstance(work.sent, Change) and work.sent.after else None)
        if again:  # the next feed would tell of it, too, and of what the next of a series took over
            context.memory.again([Hint(work.action.side, again)])
        scene.index(work.unit)
        work.unit.left -= 1
        if refusal:
            refused(context, entries, work.only(refusal.fields), refusal.error)
        elif work.unit.left == 0 and work.unit.note is None:
            finish(context, entries, work.unit)
    elif isinstance(outcome, Stale):
        stale(context, work.unit)
    else:
        refused(context, entries, work, outcome)


def carried_out(context: Context, entries: Entries, work: Work, written: Written, outcome: str = "done") -> None:
    """Save the link as it is now, the clashes, and the Operation."""
    action, unit, side = work.action, work.unit, work.action.side
    name = called(unit, action)
    if isinstance(action, Update) and action.clashes:
        keep_clashes(context, entries, unit, action.clashes)
    link_id = unit.link.id if unit.link else None
    keys = {**unit.keys, side: written.key}
    match action:
        case Create():
            old = unit.link
            if old is not None or action.source:  # undo makes records without a partner
                link = settle.created(action, written, work.held, old, work.stamp)
                unit.link = noted(context, unit, link)
                entries.keep_link(unit.link, None if old else side.other.value)
                link_id = unit.link.id
                keys[side.other] = action.source
                # Of a recovered one it is not known how it was created.
                if side is Side.CRM and (written.bare or outcome == "recovered"):
                    entries.bare.append(action.source)
        case Update():
            _updated(entries, action, work, written)
        case Delete():
            _deleted(entries, action, unit)
    verb = verb_of(action)
    done = Done(side, verb, keys, name, _reason(work), outcome, link_id, work.before, after(action))
    entries.operations.append(done)
    unit.keys = {at: key for at, key in keys.items() if at is not side} if isinstance(action, Delete) else {**keys}
    context.report.count(context.object_type.name, COUNTED[verb])


def called(unit: Unit, action: Write | Report) -> str:
    """What people are told of it as; a decision has mostly said it already."""
    return str(action.reason.words.get("name") or unit.name())


def _reason(work: Work) -> Reason:
    """Why, as people are told: a side that keeps all that was to change as it is was not updated."""
    action, before = work.action, work.before.get("fields", {})
    kept = bool(before) and all(name in work.held and work.held[name] == value for name, value in before.items())
    told = action.reason
    return Reason("kept_back", told.words) if kept and told.code == "updated" else told


def _updated(entries: Entries, action: Update, work: Work, written: Written) -> None:
    unit, record = work.unit, work.unit.record(action.side)
    if unit.link is not None:
        before, unit.link = unit.link, settle.updated(action, written, work.held, unit.link)
        entries.keep_link(unit.link, before=before)
    if record is not None:
        unit.states[action.side] = written_record(action, record, written.key, written.version)


def _deleted(entries: Entries, action: Delete, unit: Unit) -> None:
    if unit.link is not None and action.park is not None:
        unit.link = settle.parked(action, unit.link, action.park)
        entries.keep_link(unit.link)
    elif unit.link is not None:
        entries.end_link(unit.link)
        unit.link = None


def keep_clashes(context: Context, entries: Entries, unit: Unit, clashes: tuple[Clash, ...]) -> None:
    """All three values are kept; those that have a winner count as conflicts, the others as one that is open."""
    link_id = unit.link.id if unit.link else None
    decided = sum(clash.winner is not None for clash in clashes)
    context.report.count(context.object_type.name, "conflicts", decided)
    entries.conflicts += [Kept(link_id, unit.name(), clash) for clash in clashes]


def stale(context: Context, unit: Unit) -> None:
    """The record moved on since it was read: its hints stay, and it is decided again in this run."""
    unit.failed = True
    context.memory.again(unit.hints)


def refused(context: Context, entries: Entries, work: Work, error: SyncError) -> None:
    """The record was not written. What may pass by itself is tried again ever later; the rest becomes an Issue."""
    unit, action = work.unit, work.action
    if unit.note is not None:  # only its error categories could not be written
        return
    unit.failed = True
    waits = isinstance(error, Transient) and unit.attempts < len(RETRIES)
    side = Side.EXCHANGE if Side.EXCHANGE in unit.keys else Side.CRM
    key = unit.keys.get(side, "")
    reason = action.reason
    keys = {**unit.keys}
    link_id = unit.link.id if unit.link else None
    state = "deferred" if waits else "failed"
    name, verb = called(unit, action), verb_of(action)
    error_text = issue_text(error.code, name, str(canonical(error.message) or error.code))
    if waits:
        after_seconds = error.retry_after if isinstance(error, Transient) else None
        unit.keep = timedelta(seconds=after_seconds) if after_seconds else RETRIES[unit.attempts]
        finish(context, entries, unit)
    elif keys:  # what undo would make anew is no record to look at again: who undoes it is told
        label = PEOPLE if error.code == WOULD_TELL else category(getattr(error, "label", None))
        opened = replace(of_error(error, side, key), label=label, message=error_text)
        rest(entries, unit, replace(opened, attempts=unit.issue.attempts + 1 if unit.issue else 1))
    done = Done(action.side, verb, keys, name, reason, state, link_id, work.before, after(action), error_text)
    entries.operations.append(done)
    context.report.count(context.object_type.name, state)


def reported(context: Context, entries: Entries, unit: Unit, action: Report) -> None:
    """A person must act. The Operation is kept when it is news only."""
    name = called(unit, action)
    text = issue_text(action.code, name)
    keep_clashes(context, entries, unit, action.clashes)
    attempts = unit.issue.attempts if unit.issue else 1
    opened = Open(
        action.side, action.key, action.code, text, label=action.label, candidates=action.candidates, attempts=attempts
    )
    opened = replace(opened, name=name)
    if not opened.same_matter(unit.issue):
        link_id = unit.link.id if unit.link else None
        entries.operations.append(
            Done(action.side, "report", {**unit.keys}, name, action.reason, "reported", link_id, error=text)
        )
    rest(entries, unit, opened)
    context.report.count(context.object_type.name, REPORTED.get(action.code, "failed"))


def rest(entries: Entries, unit: Unit, opened: Open) -> None:
    """The unit rests with an open issue; it is looked at again after a day, or when one of its records changes."""
    versions = {side.value: record.version for side in Side if (record := unit.record(side))}
    if unit.link is not None:
        versions = {**{side.value: version for side, version in unit.link.versions.items() if version}, **versions}
    unit.keep = DAILY
    link_id = unit.link.id if unit.link else None
    known = unit.issue.id if unit.issue else 0
    unit.note = replace(opened, link_id=link_id, versions=versions, id=known, name=opened.name or unit.name())
    entries.opened.append(unit.note)
