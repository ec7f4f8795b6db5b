"""Undo: a run's writes are reversed from their before-images, in one new run.

A record that was changed since is left alone and named. Reversed writes are edits like any other: the base stays, and
the next sync carries them to the other side. A created record is removed and its pair parked, so that it is not made
again; a removed one is made again. The files of records come before the records (worker.files.undo). Filed emails are
left alone: their mails say what is filed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Unpack

from sqlalchemy import select

from core.database import Database
from core.errors import Rejected
from core.explain import SIDES
from core.files import FILE_TYPES
from core.mails import EMAIL
from core.models.sync import OperationRow, RunRow
from core.objects import OBJECT_TYPES, ObjectType
from core.records import Gone, Key, Link, Place, Record, Side, State
from worker.files.reverse import Deed
from worker.files.undo import deeds_of, undo_files
from worker.sync import hints
from worker.sync.actions import Create, Delete, Plan, Reason, Sight, Update
from worker.sync.apply import apply
from worker.sync.context import Context, Parts
from worker.sync.frame import Frame, framed
from worker.sync.links import read_links_by_id
from worker.sync.recover import recover
from worker.sync.report import RunReport
from worker.sync.run import Opened, OpenFiles, open_context
from worker.sync.scene import Scene, Unit
from worker.sync.wish import Wish, Wishes
from worker.sync.work import Write

UNDONE = "undone"
# Of emails, which follow their mails.
_KEPT = {
    "create": "{name}: left alone, because it is filed; take its category off in Outlook to take it out of Salesforce.",
    "delete": "{name}: left alone, because it was taken out of Salesforce; put the category on again to file it.",
}


@dataclass
class Net:
    """What a run did to one record in all. before, after: {"fields", "categories", "place"} as in the Operations."""

    type: str
    side: Side
    key: Key
    action: str
    name: str
    link_id: str | None
    other: Key | None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    def said(self, words: str) -> str:
        return f"{self.name} ({SIDES[self.side.value]}): {words}"


@dataclass(frozen=True, slots=True)
class Past:
    """What a run did: to records, to files (each with its record's kind), and sentences about what is left alone."""

    mailbox_id: str
    nets: tuple[Net, ...]
    deeds: tuple[tuple[str, Deed], ...]
    kept: tuple[str, ...]

    @property
    def kinds(self) -> list[ObjectType]:
        names = {net.type for net in self.nets} | {name for name, _ in self.deeds}
        return [one for one in OBJECT_TYPES.values() if one.name in names]


def undo(run_id: str, parts: Parts, files: OpenFiles | None = None, **wishes: Unpack[Wishes]) -> list[str]:
    """One sentence for each record and file. files: opens the files' stores, where there may be some. Raises Rejected
    for an unknown run, LeaseHeld, Transient, Unauthorized."""
    past = _read(parts.database, run_id)
    wish = Wish(**wishes)
    report = RunReport(wish.new_id(), past.mailbox_id)
    opened = Opened(parts.database, parts.open_stores, parts.policy_of, parts.now, open_files=files)
    lines = list(past.kept)
    if wish.dry_run:
        for kind in past.kinds:
            lines += _of_kind(open_context(opened, wish, report, None, kind), opened, past)
        return lines or ["There is nothing to undo."]
    with framed(Frame(parts.database, parts.now, "undo", wish), report) as lease:
        for kind in past.kinds:
            context = open_context(opened, wish, report, lease, kind)
            recover(context)
            lines += _of_kind(context, opened, past)
    return lines or ["There is nothing to undo."]


def _of_kind(context: Context, parts: Opened, past: Past) -> list[str]:
    kind = context.object_type
    deeds = [one for name, one in past.deeds if name == kind.name]
    stores = parts.open_files(context.mailbox_id, kind) if deeds and parts.open_files else None
    return undo_files(context, stores, deeds) + _undo(context, [net for net in past.nets if net.type == kind.name])


def _read(database: Database, run_id: str) -> Past:
    with database.session() as session:
        run = session.get(RunRow, run_id)
        if run is None:
            raise Rejected(f"There is no run {run_id}; see the run's id in its report.", code="unknown_run")
        done = (OperationRow.run_id == run_id) & OperationRow.outcome.in_(("done", "recovered"))
        remote = OperationRow.action.in_(("create", "update", "delete", "attach"))
        rows = session.scalars(select(OperationRow).where(done, remote).order_by(OperationRow.id)).all()
    nets: dict[tuple[str, Side, Key], Net] = {}
    for row in (one for one in rows if one.type in OBJECT_TYPES):
        _add(nets, row)
    mails = [_KEPT[row.action].format(name=row.name) for row in rows if row.type == EMAIL.name and row.action in _KEPT]
    deeds = [
        (kind, deed)
        for kind, files in FILE_TYPES.items()
        for deed in deeds_of(row for row in rows if row.type == files.name)
    ]
    return Past(run.mailbox_id, tuple(nets.values()), tuple(deeds), tuple(mails))


def _add(nets: dict[tuple[str, Side, Key], Net], row: OperationRow) -> None:
    side = Side(row.side)
    keys = {Side.EXCHANGE: row.exchange_key, Side.CRM: row.crm_key}
    key = keys[side] or ""
    known = nets.get((row.type, side, key))
    if known is None:
        net = Net(row.type, side, key, row.action, row.name, row.link_id, keys[side.other], row.before, row.after)
        nets[row.type, side, key] = net
        return
    # The oldest before-image and the latest after-image of each field count.
    known.before = _merged(row.before, known.before)
    known.after = _merged(known.after, row.after)
    known.action = "delete" if row.action == "delete" else known.action


def _merged(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    return {**under, **over, "fields": {**under.get("fields", {}), **over.get("fields", {})}}


def _undo(context: Context, nets: Sequence[Net]) -> list[str]:
    scene, lines, actions, said = Scene(), [], [], list[tuple[Net, str]]()
    states = {side: _states(context, nets, side) for side in Side}
    with context.look() as session:
        links = {link.id: link for link in read_links_by_id(session, [net.link_id for net in nets if net.link_id])}
    for net in reversed(nets):
        link = links.get(net.link_id or "")
        state = states[net.side].get(net.key)
        if net.action == "create" and isinstance(state, Record) and state.meeting:
            lines.append(net.said("left alone, because other people take part."))
            continue
        action = _reverse(net, link, state)
        if action is None:
            lines.append(net.said("left alone, because it was changed since."))
            continue
        _enter(scene, net, link, state)
        actions.append(action)
        said.append((net, _words(net)))
    if not context.dry:
        _carry_out(context, scene, actions)
    return lines + _told(context, said)


def _told(context: Context, said: Sequence[tuple[Net, str]]) -> list[str]:
    """What was done, and of what was refused why it was not. A record that was not made again has no key."""
    mine = (line for line in context.report.operations if line.error and line.type == context.object_type.name)
    refused = {(line.side, line.key or line.name): line.error for line in mine}
    errors = [refused.get((net.side, net.key)) or refused.get((net.side, net.name)) for net, _ in said]
    return [
        net.said(f"not undone. {error.removeprefix(f'{net.name}: ')}" if error else words)
        for (net, words), error in zip(said, errors, strict=True)
    ]


def _states(context: Context, nets: Sequence[Net], side: Side) -> dict[Key, State]:
    keys = [net.key for net in nets if net.side is side and net.key]
    return context.call(f"{side}.read", lambda: context.stores[side].read(keys)) if keys else {}


def _reverse(net: Net, link: Link | None, state: State | None) -> Write | None:
    """The write that takes back; None where the record is not as the run left it."""
    reason = Reason(UNDONE, {"name": net.name})
    if net.action == "delete":
        return _again(net, link, reason) if state is None or isinstance(state, Gone) else None
    if not isinstance(state, Record) or not _as_left(net, link, state):
        return None
    if net.action == "create":
        return Delete(net.side, state.key, state.version, state.fields, reason, UNDONE)
    categories = net.before.get("categories")
    place = net.before.get("place")
    return Update(
        net.side,
        state.key,
        state.version,
        net.before.get("fields", {}),
        {},
        Sight(),
        reason,
        None if categories is None else tuple(categories),
        None if place is None else Place(place),
    )


def _again(net: Net, link: Link | None, reason: Reason) -> Create:
    """Without a link the record is made alone; the next sync finds it. A pair that was parked for leaving the view
    is in force again, as one that was linked from outside it."""
    categories = tuple(net.before.get("categories", ())) if net.side is Side.EXCHANGE else None
    fields = {name: value for name, value in net.before.get("fields", {}).items() if value is not None}
    settle = link.base if link else {}
    source = (link.keys[net.side.other] if link else None) or ""
    link_id = link.id if link else None
    return Create(net.side, source, fields, settle, Sight(in_view=False), reason, link_id, categories)


def _as_left(net: Net, link: Link | None, record: Record) -> bool:
    """Whether the record holds what the run wrote, as far as its side can hold it."""
    held = link.held.get(net.side, {}) if link else {}
    fields: dict[str, Any] = net.after.get("fields", {})
    same = all(record.fields.get(n) == v or (n in held and record.fields.get(n) == held[n]) for n, v in fields.items())
    return same and ("categories" not in net.after or list(record.categories) == list(net.after["categories"]))


def _enter(scene: Scene, net: Net, link: Link | None, state: State | None) -> None:
    """The unit of the record, shared by both records of a link."""
    unit = scene.of_link(link.id) if link else None
    if unit is None:
        known = {side: key for side, key in link.keys.items() if key} if link else {net.side: net.key}
        unit = scene.add(Unit(link=link, keys=known))
    if state is not None:
        unit.states[net.side] = state


def _carry_out(context: Context, scene: Scene, actions: Sequence[Write]) -> None:
    apply(context, scene, Plan(tuple(actions)))
    with context.transaction("undo: hints") as session:
        for side in Side:
            written = [key for unit in scene.units if (key := unit.keys.get(side))]
            hints.add(session, context, side, dict.fromkeys(written, False))


def _words(net: Net) -> str:
    if net.action == "create":
        return "removed again."
    if net.action == "delete":
        return "made again."
    return f"put back ({', '.join(net.before.get('fields', {})) or 'its place and categories'})."
