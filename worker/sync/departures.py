"""PURE. Linked pairs that lost a side: deletions, the list view, the folder, and what brings a parked pair back.

Choices that the design leaves open: an item that a person moved out of the folder is never touched again until it
is moved back. Removing the copy of a record that left the list view is a deletion in Exchange and needs that switch
too, so that both switches off mean that nothing is ever deleted. Outlook changes to a record that left the view are
saved before its copy is removed. A meeting is never deleted on either side, because a deletion would reach other
people; nor is it, or an occurrence of a series, made again by us, as another than it was. Completed tasks that left
the view keep their copy, and whoever tidies up completed ones in Outlook does not find them there again.
"""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import TypeAlias

from core.records import Away, Gone, Link, LinkState, Pair, Place, Record, Side
from worker.sync.actions import (
    READ_AGAIN_SECONDS,
    WRITE_FIRST,
    Action,
    Agree,
    Create,
    Defer,
    Delete,
    Reason,
    Sight,
    Unlink,
)
from worker.sync.ageing import is_over, not_left_yet
from worker.sync.called_off import (
    TURNED_PRIVATE,
    called_off,
    is_left_block,
    may_be_given_back,
    still_told,
    turned_private,
)
from worker.sync.linked import (
    Upkeep,
    conflict,
    in_view_now,
    keep_in_step,
    key_on,
    keys_of,
    last_fields,
    merged_of,
    name_of,
    record_on,
    sides_of,
    updates,
    version_on,
)
from worker.sync.merge import blanked, restored
from worker.sync.series import is_occurrence, left_with, whole_of
from worker.sync.setting import Setting

LEFT_VIEW = "left_view"
NO_ACCESS = "no_access"
MOVED_OUT = "moved_out"
DELETED_IN_CRM = "deleted_in_crm"
KEPT_IN_CRM = "kept_in_crm"
KEPT_PRIVATE = "kept_private"


class Where(StrEnum):
    """HERE: in its place, or unchanged. OUT: Exchange, moved out of the folder; CRM, left the list view. AWAY: not
    readable. GONE: surely deleted."""

    HERE = "here"
    OUT = "out"
    AWAY = "away"
    GONE = "gone"


def decide(pair: Pair, link: Link, setting: Setting) -> list[Action]:
    """The actions for a linked or parked pair."""
    pair = not_left_yet(pair, link, setting)
    moved = _new_address(pair, link)
    if moved:
        keys = {side: key_on(pair, link, side) if link.keys.get(side) else None for side in Side}
        link = replace(link, keys=keys)
    if link.state is LinkState.LINKED:
        return moved + _linked(pair, link, setting)
    actions = _parked(pair, link, setting)
    if moved and not actions:  # the Agree put the link in force
        actions = [Unlink(link.id, Reason("key_changed", {"name": name_of(pair, link)}), link.parked)]
    return moved + actions


def _linked(pair: Pair, link: Link, setting: Setting) -> list[Action]:
    return _CELLS[exchange_where(pair), crm_where(pair, link)](pair, link, setting)


def exchange_where(pair: Pair) -> Where:
    state = pair.exchange
    if isinstance(state, Gone):
        return Where.GONE
    if isinstance(state, Away) or (isinstance(state, Record) and (state.place is Place.OTHER or not state.in_scope)):
        return Where.OUT
    return Where.HERE


def crm_where(pair: Pair, link: Link) -> Where:
    """A record that was linked from outside the view did not leave it."""
    state = pair.crm
    if isinstance(state, Gone):
        return Where.GONE
    if isinstance(state, Away):
        return Where.OUT if link.in_view else Where.AWAY
    if isinstance(state, Record) and link.in_view and not state.in_scope:
        return Where.OUT
    return Where.HERE


def _new_address(pair: Pair, link: Link) -> list[Action]:
    """An item that was moved has another key on EWS."""
    record = record_on(pair, Side.EXCHANGE)
    if record is None or record.key == link.keys.get(Side.EXCHANGE):
        return []
    keys = {side: key for side in Side if (key := key_on(pair, link, side))}
    return [Agree(keys, {}, Sight(), Reason("key_changed", {"name": name_of(pair, link)}), link.id)]


def _park(code: str, reason: str | None = None) -> "Cell":
    """code: what the pair waits for. reason: what people are told, where that is more."""

    def park(pair: Pair, link: Link, setting: Setting) -> list[Action]:
        seen = Sight(in_view=False if crm_where(pair, link) is Where.OUT else None)
        return [Unlink(link.id, Reason(reason or code, {"name": name_of(pair, link)}), code, seen)]

    return park


def _is_meeting(pair: Pair, link: Link) -> bool:
    """Other people take part, as far as is known of an item that may be gone."""
    item = record_on(pair, Side.EXCHANGE)
    known = (link.base.get("attendees"), link.seen(Side.EXCHANGE, "attendees"))
    return (item is not None and item.meeting) or any(people is not None for people in known)


def _move_out(pair: Pair, link: Link, setting: Setting) -> list[Action]:
    """What became private rests as that, and somebody is told what the CRM still says."""
    block = is_left_block(pair, link, setting)
    if block and may_be_given_back(pair, setting):
        return [_delete(Side.CRM, pair, link, KEPT_PRIVATE)]
    if not block and not turned_private(pair, link, setting):
        return _park(MOVED_OUT)(pair, link, setting)
    return [*_park(TURNED_PRIVATE)(pair, link, setting), still_told(pair, link)]


def _unlink(pair: Pair, link: Link, setting: Setting) -> list[Action]:
    return [Unlink(link.id, Reason("gone_on_both", {"name": name_of(pair, link)}))]


def _can_be_made_again(pair: Pair, link: Link) -> bool:
    return not (is_occurrence(link.keys.get(Side.EXCHANGE)) or _is_meeting(pair, link) or is_over(pair, link))


def _leave_view(pair: Pair, link: Link, setting: Setting) -> list[Action]:
    """The CRM record left the view: nothing is deleted there."""
    removes = setting.policy.remove_on_view_exit and setting.policy.delete_in_exchange
    if not removes or _is_meeting(pair, link):
        return _park(LEFT_VIEW)(pair, link, setting)
    if is_over(pair, link):
        return _park(LEFT_VIEW, "completed_before")(pair, link, setting)
    if record_on(pair, Side.CRM):
        merged = merged_of(pair, link, setting)
        if merged.rests:
            return [conflict(pair, link, merged.clashes, setting)]
        unsaved = merged.writes.get(Side.CRM)
        if unsaved:
            # The link counts as inside the view until the copy is removed.
            outside = replace(link, in_view=False)
            reason = Reason(WRITE_FIRST, {"name": name_of(pair, link)})
            write = updates(pair, outside, replace(merged, writes={Side.CRM: unsaved}), Upkeep(), setting)
            return [*write, Defer(Side.EXCHANGE, key_on(pair, link, Side.EXCHANGE), reason, READ_AGAIN_SECONDS)]
    return [_delete(Side.EXCHANGE, pair, link, LEFT_VIEW, LEFT_VIEW)]


def _gone_in_crm(pair: Pair, link: Link, setting: Setting) -> list[Action]:
    if _is_meeting(pair, link):
        return _park(DELETED_IN_CRM, "meeting_kept")(pair, link, setting)
    merged = isinstance(pair.crm, Gone) and pair.crm.successor is not None  # which has an item of its own, or is unseen
    if setting.policy.delete_in_exchange:
        return [_delete(Side.EXCHANGE, pair, link, "merged_away" if merged else DELETED_IN_CRM)]
    kept = "kept_merged" if merged else "kept_in_exchange"
    return [Unlink(link.id, Reason(kept, {"name": name_of(pair, link)}), DELETED_IN_CRM)]


def _gone_in_exchange(pair: Pair, link: Link, setting: Setting) -> list[Action]:
    crm = record_on(pair, Side.CRM)
    if crm is not None and not crm.writable:
        return _park(KEPT_IN_CRM, "kept_by_owner")(pair, link, setting)
    sides = sides_of(pair, link)
    changed = any(sides.changed(Side.CRM, one) for one in setting.fields)
    over = is_over(pair, link)  # tidied away, which says nothing about the task itself
    if setting.policy.delete_in_crm and not changed and not over and not _is_meeting(pair, link):
        return [_delete(Side.CRM, pair, link, "deleted_in_exchange")]
    if over:  # opened again in the CRM it comes back
        return _park(LEFT_VIEW, KEPT_IN_CRM)(pair, link, setting)
    if not _can_be_made_again(pair, link):
        marks = called_off(pair, link, setting) if _is_meeting(pair, link) else []
        return marks or _park(KEPT_IN_CRM)(pair, link, setting)
    return [_restore(pair, link, setting, "restored_changed" if changed else "restored")]


def _delete(side: Side, pair: Pair, link: Link, code: str, park: str | None = None) -> Delete:
    """With the last state that is known as its archive."""
    reason = Reason(code, {"name": name_of(pair, link)})
    key, version = key_on(pair, link, side), version_on(pair, link, side)
    whole = left_with(pair, link) if side is Side.EXCHANGE else whole_of(link)
    return Delete(side, key, version, last_fields(pair, link, side), reason, park, whole)


def _restore(pair: Pair, link: Link, setting: Setting, code: str) -> Create:
    """The same pair again in the folder, from the CRM."""
    sides = sides_of(pair, link)
    fields, empty = restored(sides, setting.fields), blanked(sides, setting.fields)
    crm = record_on(pair, Side.CRM)
    seen = Sight(crm=crm.version if crm else None, in_view=in_view_now(pair, link))
    reason = Reason(code, {"name": name_of(pair, link)})
    source = key_on(pair, link, Side.CRM)
    categories = (setting.policy.category,)
    return Create(Side.EXCHANGE, source, fields, fields, seen, reason, link.id, categories, empty, restore=True)


Cell: TypeAlias = Callable[[Pair, Link, Setting], list[Action]]
# (Exchange, CRM): the table of the design's section 3, with the list view and the folder.
_CELLS: dict[tuple[Where, Where], Cell] = {
    (Where.HERE, Where.HERE): keep_in_step,
    (Where.HERE, Where.OUT): _leave_view,
    (Where.HERE, Where.AWAY): _park(NO_ACCESS),
    (Where.HERE, Where.GONE): _gone_in_crm,
    (Where.OUT, Where.HERE): _move_out,
    (Where.OUT, Where.OUT): _move_out,
    (Where.OUT, Where.AWAY): _park(MOVED_OUT),
    (Where.OUT, Where.GONE): _unlink,
    (Where.GONE, Where.HERE): _gone_in_exchange,
    (Where.GONE, Where.OUT): _park(LEFT_VIEW),
    (Where.GONE, Where.AWAY): _park(NO_ACCESS),
    (Where.GONE, Where.GONE): _unlink,
}


def _parked(pair: Pair, link: Link, setting: Setting) -> list[Action]:
    """A parked pair stays parked until what parked it ends; its keys stay out of matching all the while."""
    where = _parked_where(pair, link)
    if isinstance(pair.crm, Gone):
        if where is not Where.HERE:
            return _unlink(pair, link, setting)
        return _gone_in_crm(pair, link, setting) if link.parked in _WAITING else []
    block = where is not Where.HERE and is_left_block(pair, link, setting)
    if block and may_be_given_back(pair, setting):
        return [_delete(Side.CRM, pair, link, KEPT_PRIVATE)]
    if link.parked == TURNED_PRIVATE and where is Where.OUT and (block or turned_private(pair, link, setting)):
        return [still_told(pair, link)] if record_on(pair, Side.CRM) else []
    if link.parked in _TOUCHED_IN_EXCHANGE:
        return _revive(pair, link, setting, "moved_back") if where is Where.HERE else []
    crm = record_on(pair, Side.CRM)
    reason = _REVIVALS.get(link.parked or "")
    if crm is None or reason is None or not (crm.in_scope or link.parked == NO_ACCESS):
        return []
    if where is Where.GONE:
        return [_restore(pair, link, setting, reason)] if _can_be_made_again(pair, link) else []
    seen = replace(link, in_view=crm.in_scope)
    if where is Where.OUT:
        return _park(MOVED_OUT)(pair, seen, setting)
    return _revive(pair, seen, setting, reason)


_TOUCHED_IN_EXCHANGE = (MOVED_OUT, KEPT_IN_CRM, TURNED_PRIVATE)
_WAITING = (LEFT_VIEW, NO_ACCESS, MOVED_OUT, TURNED_PRIVATE)
_REVIVALS = {LEFT_VIEW: "back_in_view", NO_ACCESS: "back_in_view", DELETED_IN_CRM: "back_in_crm"}


def _parked_where(pair: Pair, link: Link) -> Where:
    """Where the Exchange item of a parked pair is. Unread: where it was when the pair was parked."""
    if link.keys.get(Side.EXCHANGE) is None:
        return Where.GONE
    if pair.exchange is None and link.parked in _TOUCHED_IN_EXCHANGE:
        return Where.OUT
    return exchange_where(pair)


def _revive(pair: Pair, link: Link, setting: Setting, code: str) -> list[Action]:
    """The link is in force again, and what changed meanwhile is merged from its old base."""
    alive = replace(link, state=LinkState.LINKED, parked=None)
    in_view = link.in_view if link.parked not in (MOVED_OUT, TURNED_PRIVATE) else None
    reason = Reason(code, {"name": name_of(pair, link)})
    back = Agree(keys_of(pair, link), {}, Sight(in_view=in_view), reason, link.id)
    return [back, *_linked(pair, alive, setting)]
