"""Recognition: the people of meetings that were read from the CRM are known again by who they are
(worker.sync.invitees). Only where somebody is missing the CRM is asked whether they are somebody else by now, or were
taken off."""

from collections.abc import Iterable

from core.objects import Kind
from core.records import Link, Side
from core.store import Naming
from worker.sync.context import Context
from worker.sync.invitees import gone_people, inherited, is_anybody_missing, known_again, remembered
from worker.sync.links import write_links
from worker.sync.scene import Unit


def know_again(context: Context, units: Iterable[Unit]) -> None:
    """Brings the CRM's records of linked meetings to the addresses of the last agreement, and keeps those of now.
    Raises what the store raises."""
    store, name = context.stores[Side.CRM], _people(context)
    if name is None or not isinstance(store, Naming):
        return
    found = [
        (unit, unit.link, record)
        for unit in units
        if unit.link and (record := unit.record(Side.CRM)) and (record.people or unit.link.seen(Side.CRM, name))
    ]
    lost = {one: gone_people(record, link) for one, link, record in found if is_anybody_missing(record, link, name)}
    gone = sorted({person for people in lost.values() for person in people})
    heirs = context.call("crm.heirs", lambda: store.heirs(gone)) if gone else {}
    found = [(unit, inherited(link, heirs) if unit in lost else link, record) for unit, link, record in found]
    lacking = [record.key for _, link, record in found if is_anybody_missing(record, link, name)]
    off = context.call("crm.taken_off", lambda: store.taken_off(lacking)) if lacking else {}
    changed: list[Link] = []
    for unit, link, record in found:
        known, before = known_again(record, link, name, off.get(record.key, {})), unit.link
        unit.states[Side.CRM], unit.link = known, remembered(known, link, name)
        changed += [unit.link] if unit.link is not before else []
    if changed and not context.dry:
        with context.transaction("people") as session:
            write_links(session, context, changed=changed)


def noted(context: Context, unit: Unit, link: Link) -> Link:
    """The new link of a meeting with its people as the CRM tells of them now: it is read again when it changes only."""
    record = unit.record(Side.CRM)
    name = _people(context) if record and record.people else None
    return remembered(record, link, name) if record and name else link


def _people(context: Context) -> str | None:
    return next((one.name for one in context.object_type.fields.values() if one.kind is Kind.PEOPLE), None)
