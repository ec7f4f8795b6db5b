"""PURE. Records that left the scope by their age alone: events outside the window, tasks completed long ago.

They leave as a pair. While one side still lies inside (it was put off, or opened again), the other counts as inside
too, so that the change reaches it; only what is over on both sides rests. Nothing is deleted for its age.
"""

from dataclasses import replace

from core.objects import COMPLETED
from core.records import Fields, Link, LinkState, Pair, Record, Side
from worker.sync.setting import Setting


def not_left_yet(pair: Pair, link: Link, setting: Setting) -> Pair:
    """The pair as the decision shall see it."""
    seen = pair
    for side in Side:
        record = pair.on(side)
        if isinstance(record, Record) and not record.in_scope and _follows(pair, link, side, record, setting):
            seen = seen.put(side, replace(record, in_scope=True))
    return seen


def is_over(pair: Pair, link: Link) -> bool:
    """Whether the CRM's record is completed; only tasks can be."""
    return fields_on(pair, link, Side.CRM).get("status") == COMPLETED


def fields_on(pair: Pair, link: Link, side: Side) -> Fields:
    """What the side holds now, as far as it is known."""
    record = pair.on(side)
    return record.fields if isinstance(record, Record) else {**link.base, **link.held.get(side, {})}


def _follows(pair: Pair, link: Link, side: Side, record: Record, setting: Setting) -> bool:
    """Whether the record is outside by its age alone, and the other side is not."""
    window, other = setting.window, fields_on(pair, link, side.other)
    if window is not None:
        aged = not window.holds(record.fields) and window.holds(other)
        return aged and (side is Side.CRM or _shared(record, setting))
    if side is Side.EXCHANGE or record.fields.get("status") != COMPLETED or other.get("status") == COMPLETED:
        return False
    # A task that rests is woken only by whoever opened it again in Outlook.
    return link.state is LinkState.LINKED or link.seen(Side.EXCHANGE, "status") == COMPLETED


def _shared(record: Record, setting: Setting) -> bool:
    """Whether the event is one that people meant to share."""
    return setting.policy.shares(record.categories)
