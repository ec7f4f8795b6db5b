"""Error categories: what was refused says so on its Outlook item, in two categories, while it is refused."""

from collections.abc import Iterable

from core.records import Record, Side
from worker.sync import hints, issues
from worker.sync.actions import Reason, Sight, Update
from worker.sync.context import Context
from worker.sync.marks import marked
from worker.sync.scene import Unit


def marks_of(context: Context, units: Iterable[Unit]) -> list[tuple[Unit, Update]]:
    """The category writes for the units that rest with a label. The record's fields and base stay as they are."""
    updates: list[tuple[Unit, Update]] = []
    refused = [unit for unit in units if unit.note is not None and unit.note.label is not None]
    _read_unread(context, refused)
    for unit in refused:
        record = unit.record(Side.EXCHANGE)
        if unit.note is None or record is None or not record.in_scope:
            continue
        categories = marked(record, context.policy, unit.note.label)
        if categories is not None:
            updates.append((unit, _update(record, unit, categories)))
    return updates


def _read_unread(context: Context, units: Iterable[Unit]) -> None:
    """The items of pairs of which only the CRM's side was looked at; not those that changed since they were decided
    upon, for whoever marks them says that they were looked at."""
    unread = {key: unit for unit in units if unit.link and (key := unit.keys.get(Side.EXCHANGE)) and _is_unread(unit)}
    if not unread:
        return
    states = context.call("exchange.read", lambda: context.stores[Side.EXCHANGE].read(list(unread)))
    for key, unit in unread.items():
        state = states[key]
        known = unit.link.versions.get(Side.EXCHANGE) if unit.link else None
        if isinstance(state, Record) and state.version == known:
            unit.states[Side.EXCHANGE] = state


def _is_unread(unit: Unit) -> bool:
    return Side.EXCHANGE not in unit.states


def _update(record: Record, unit: Unit, categories: tuple[str, ...]) -> Update:
    reason = Reason("refused", {"name": unit.name()})
    return Update(Side.EXCHANGE, record.key, record.version, {}, {}, Sight(), reason, categories)


def put_to_rest(context: Context, units: Iterable[Unit]) -> None:
    """The resting units' hints wait a day, and their issues know the versions after marking."""
    resting = [unit for unit in units if unit.note is not None and unit.keep is not None]
    if not resting:
        return
    when = context.now()
    later = [(hint, unit.attempts + 1, when + unit.keep) for unit in resting if unit.keep for hint in unit.hints]
    with context.transaction("rest") as session:
        hints.postpone(session, later)
        issues.set_versions(session, context, ((unit.note, _version(unit)) for unit in resting if unit.note))


def _version(unit: Unit) -> str | None:
    record = unit.record(Side.EXCHANGE)
    return record.version if record else None
