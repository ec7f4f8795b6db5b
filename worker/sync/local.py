"""What needs no remote write: links made, refreshed, parked and ended; units that wait or are reported."""

from datetime import timedelta

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from core.records import Key, LinkState, Side
from worker.sync import hints, settle
from worker.sync.actions import Agree, Defer, Plan, Report, Unlink
from worker.sync.called_off import TURNED_PRIVATE
from worker.sync.context import Context, Hint
from worker.sync.journal import Done, Entries, finish
from worker.sync.links import TABLE, mine, owner
from worker.sync.outcome import keep_clashes, reported
from worker.sync.recognition import noted
from worker.sync.scene import Scene, Unit
from worker.sync.series import OCCURRENCE, is_occurrence, series_of

_RESTING = and_(mine(TABLE), TABLE.c.parked == TURNED_PRIVATE)


def carry_out(context: Context, scene: Scene, plan: Plan) -> None:
    """All local actions in one transaction, with the end of every unit for which nothing else is planned."""
    entries = Entries()
    quiet: set[int] = set()
    for action in plan.actions:
        if isinstance(action, Agree | Unlink | Defer | Report):
            unit = scene.unit_of(action)
            if not _act(context, scene, entries, unit, action):
                quiet.add(id(unit))
            unit.left -= 1
    for unit in scene.units:
        if unit.left == 0 and unit.note is None:
            finish(context, entries, unit)
    alone = sum(id(unit) in quiet and not unit.left for unit in scene.units)
    context.report.count(context.object_type.name, "unchanged", plan.unchanged + alone)
    with context.transaction("local") as session:
        _renew_hints(session, context, entries, scene.units)
        entries.write(session, context)
        _pass_on(session, context, scene.units)
    entries.tell(context)


def _renew_hints(session: Session, context: Context, entries: Entries, units: list[Unit]) -> None:
    """Whatever is left to do of a link that was just made or got other keys must be found again after a crash: by
    hints on both of its present keys, because its base is not complete yet. Hints on former keys go."""
    wanted: dict[Side, dict[Key, Unit]] = {side: {} for side in Side}
    for unit in units:
        former = [hint for hint in unit.hints if unit.keys.get(hint.side, hint.key) != hint.key]
        made = unit.link is not None and unit.link.id in entries.made
        if (unit.left == 0 and unit.note is None) or not (former or made):
            continue
        entries.dropped += former
        unit.hints = [hint for hint in unit.hints if hint not in former]
        known = {(hint.side, hint.key) for hint in unit.hints}
        for side, key in unit.keys.items():
            if (side, key) not in known:
                wanted[side][key] = unit
    for side, keys in wanted.items():
        hints.add(session, context, side, dict.fromkeys(keys, False))
    for hint in hints.of_keys(session, context, wanted):
        wanted[hint.side][hint.key].hints.append(hint)


def _pass_on(session: Session, context: Context, units: list[Unit]) -> None:
    """Where the occurrence that spoke for its series is settled, another one speaks."""
    for unit in units:
        issue = unit.issue
        if issue is None or issue.code != TURNED_PRIVATE or unit.note is not None or not is_occurrence(issue.key):
            continue
        whole = f"{series_of(issue.key)}{OCCURRENCE}"
        others = and_(_RESTING, TABLE.c.exchange_key.startswith(whole, autoescape=True))
        wanted = select(TABLE.c.exchange_key).where(others, TABLE.c.exchange_key != issue.key)
        key = session.execute(wanted.order_by(TABLE.c.exchange_key).limit(1), owner(context)).scalar()
        if key:
            hints.add(session, context, Side.EXCHANGE, {key: False})
            context.memory.again([Hint(Side.EXCHANGE, key)])


def _act(context: Context, scene: Scene, entries: Entries, unit: Unit, action: Agree | Unlink | Defer | Report) -> bool:
    """False where nothing happened that a person would call a change."""
    match action:
        case Agree():
            return _agree(context, scene, entries, unit, action)
        case Unlink():
            return _unlink(context, entries, unit, action)
        case Defer():
            if action.wait_seconds is not None:
                unit.keep = timedelta(seconds=action.wait_seconds)
                context.report.count(context.object_type.name, "deferred")
            return True
        case Report():
            reported(context, entries, unit, action)
            return True


def _agree(context: Context, scene: Scene, entries: Entries, unit: Unit, action: Agree) -> bool:
    old = unit.link
    link = settle.agreed(action, old, old.id if old else context.new_id())
    link = link if old else noted(context, unit, link)
    news = old is None or old.state is LinkState.PARKED or old.keys[Side.CRM] != link.keys[Side.CRM]
    entries.keep_link(link, "both" if old is None else None)
    unit.link = link
    unit.keys = {side: key for side, key in link.keys.items() if key is not None}
    scene.index(unit)
    keep_clashes(context, entries, unit, action.clashes)
    if news:
        entries.operations.append(_done(unit, "link", action))
        context.report.count(context.object_type.name, "linked")
    return news


def _unlink(context: Context, entries: Entries, unit: Unit, action: Unlink) -> bool:
    link = unit.link
    if link is None:
        return False
    news = not (link.state is LinkState.PARKED and link.parked == action.park)
    word = "park" if action.park else "unlink"
    if news:
        entries.operations.append(_done(unit, word, action))
        context.report.count(context.object_type.name, "unlinked")
    if action.park is None:
        entries.end_link(link)
        unit.link = None
    else:
        unit.link = settle.parked(action, link, action.park)
        entries.keep_link(unit.link)
    return news


def _done(unit: Unit, word: str, action: Agree | Unlink) -> Done:
    link_id = unit.link.id if unit.link else None
    return Done(Side.EXCHANGE, word, {**unit.keys}, unit.name(), action.reason, link_id=link_id)
