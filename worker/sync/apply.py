"""Apply: carries a Plan out. Local actions first, then the CRM's creates and updates, then Exchange's, then deletes.

Each batch: `prepare`, the Intents in one transaction, the remote call, all results in one transaction. Any crash in
between leaves Intents behind, from which `recover` learns what the remote side did. An action whose unit failed
before waits with it. A whole call that fails ends the run: what it wrote is not known until recovery.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta

from core.errors import SyncError, Transient
from core.records import Key, Side
from core.store import Change, Linking, Outcome, Removal
from core.values import replace
from worker.sync import held, local, marking
from worker.sync.actions import Action, Agree, Create, Delete, Plan, Update
from worker.sync.context import Context
from worker.sync.hints import RETRIES
from worker.sync.journal import Entries, finish, save, write_intents
from worker.sync.links import chunks
from worker.sync.outcome import refused, take
from worker.sync.preview import preview
from worker.sync.regards import with_regarding
from worker.sync.restore import with_archive
from worker.sync.scene import Scene, Unit
from worker.sync.work import Work, Write, work_of

PHASES: tuple[tuple[Side, type[Write]], ...] = (
    (Side.CRM, Create),
    (Side.CRM, Update),
    (Side.EXCHANGE, Create),
    (Side.EXCHANGE, Update),
    (Side.CRM, Delete),
    (Side.EXCHANGE, Delete),
)
# How many records share a call after one call with them failed; after two each goes alone, so that a poisonous one
# betrays itself and the others get through.
SUSPECTS = 10


def apply(context: Context, scene: Scene, plan: Plan) -> None:
    """Raises Transient and Unauthorized of whole calls, LeaseLost; a record's own error never stops the others. A
    held plan is only stored, and in a dry run the plan is only told."""
    if plan.held is not None:
        held.keep(context, plan)
        return
    if context.dry:
        preview(context, scene, plan)
        return
    enrol(scene, plan.actions)
    local.carry_out(context, scene, plan)
    for side, kind in PHASES:
        write(context, scene, [one for one in plan.actions if isinstance(one, kind) and one.side is side])
    marks = marking.marks_of(context, scene.units)
    for unit, _ in marks:
        unit.failed = False
    write(context, scene, [update for _, update in marks])
    marking.put_to_rest(context, scene.units)


def enrol(scene: Scene, actions: Iterable[Action]) -> None:
    """Counts what each unit has to do; the two records of a new link become one unit."""
    for action in actions:
        if isinstance(action, Agree):
            unit = scene.unit_of(action)
            for side, key in action.keys.items():
                other = scene.at(side, key)
                if other is not None and other is not unit and other.link is None:
                    scene.join(unit, other)
            scene.index_keys(unit, action.keys)
    for action in actions:
        scene.unit_of(action).left += 1


def write(context: Context, scene: Scene, actions: Sequence[Write]) -> None:
    """Remote writes of one kind on one side, in batches."""
    if not actions:
        return
    side = actions[0].side
    size, link_to = context.stores[side].batch, _link_to(context, side)
    for batch in _batches(scene, actions, size):
        whole = with_archive(context, [action for action, _ in batch])
        works = [
            work_of(action, unit, context.new_id(), link_to) for action, (_, unit) in zip(whole, batch, strict=True)
        ]
        ready = _prepare(context, scene, works)
        if ready:
            _send(context, scene, ready)


def _batches(scene: Scene, actions: Sequence[Write], size: int) -> Iterator[list[tuple[Write, Unit]]]:
    """Healthy units first, suspects after them in small batches. Units that failed meanwhile are left out."""
    groups: dict[int, list[tuple[Write, Unit]]] = {}
    rooms = {0: size, 1: min(SUSPECTS, size)}
    for action in actions:
        unit = scene.unit_of(action)
        suspect = unit.attempts if unit.issue is None else 0
        groups.setdefault(rooms.get(suspect, 1), []).append((action, unit))
    for room in sorted(groups, reverse=True):
        yield from chunks((one for one in groups[room] if not one[1].failed), room)


def _prepare(context: Context, scene: Scene, works: list[Work]) -> list[Work]:
    """Those that the side accepts so far; nothing is written yet."""
    side = works[0].action.side
    changes = [work.sent for work in works if isinstance(work.sent, Change)]
    if not changes:
        return works
    changes = with_regarding(context, side, _joining(scene, side, changes))
    prepared = context.call(f"{side}.prepare", lambda: context.stores[side].prepare(changes))
    ready: list[Work] = []
    entries = Entries()
    for work, change in zip(works, prepared, strict=True):
        if isinstance(change, SyncError):
            refused(context, entries, work, change)
        else:
            ready.append(work.prepared(change))
    if len(ready) < len(works):
        save(context, f"{side}.prepare", entries)
    return ready


def _joining(scene: Scene, side: Side, changes: list[Change]) -> list[Change]:
    """New records of the CRM for meetings that colleagues have there name those, tasks of a series the one before."""
    if side is not Side.CRM or not (scene.events or scene.before):
        return changes
    events, before = scene.events, scene.before
    return [
        replace(one, joins=events.get(one.peer), after=before.get(one.peer))
        if one.peer and not one.key and (one.peer in events or one.peer in before)
        else one
        for one in changes
    ]


def _link_to(context: Context, side: Side) -> Callable[[Key], str | None] | None:
    """The addresses of the CRM's records, for Outlook items, which show them."""
    crm = context.stores[Side.CRM]
    return crm.link_to if side is Side.EXCHANGE and isinstance(crm, Linking) else None


def _send(context: Context, scene: Scene, works: list[Work]) -> None:
    name = f"{works[0].action.side}.{type(works[0].action).__name__.lower()}"
    write_intents(context, f"{name}: intents", works)
    try:
        outcomes = context.call(name, lambda: _remote(context, works))
    except Transient as error:
        _put_off(context, works, error)
        raise
    entries = Entries()
    for work, outcome in zip(works, outcomes, strict=True):
        take(context, scene, entries, work, outcome)
    save(context, name, entries)


def _remote(context: Context, works: list[Work]) -> list[Outcome]:
    store = context.stores[works[0].action.side]
    removals = [work.sent for work in works if isinstance(work.sent, Removal)]
    changes = [work.sent for work in works if isinstance(work.sent, Change)]
    if removals:
        return store.delete(removals)
    return store.create(changes) if isinstance(works[0].action, Create) else store.update(changes)


def _put_off(context: Context, works: list[Work], error: Transient) -> None:
    """The whole call failed, and it is not known what it wrote: the Intents stay, the hints wait a little."""
    entries = Entries()
    for unit in {id(work.unit): work.unit for work in works}.values():
        unit.failed = True
        wait = RETRIES[0] if error.retry_after is None else timedelta(seconds=error.retry_after)
        unit.keep = RETRIES[min(unit.attempts, len(RETRIES) - 1)] if unit.attempts else wait
        finish(context, entries, unit)
    save(context, "put off", entries)
