"""What a link becomes when an action was carried out. No input, no output: values in, values out."""

from collections.abc import Mapping

from core.objects import INVITEES
from core.records import Fields, Key, Link, LinkState, Side, Version
from core.store import Written
from core.values import replace
from worker.sync.actions import Agree, Create, Delete, Sight, Unlink, Update


def created(action: Create, written: Written, held: Fields, link: Link | None, new_id: str) -> Link:
    """The new or restored link. On a restored one the other side keeps what it holds by nature, where the base
    stays as it was."""
    side, other = action.side, action.side.other
    before = link or Link(new_id, {}, {}, {})
    kept = before.held.get(other, {})
    base = before.base
    return Link(
        before.id,
        keys={side: written.key, other: action.source},
        versions={side: written.version, other: _version(action.seen, other) or before.versions.get(other)},
        base=filled(action.settle),
        held={
            side: dict(held),
            other: {
                **{n: v for n, v in kept.items() if n not in action.settle or action.settle[n] == base.get(n)},
                **action.held,
            },
        },
        state=LinkState.LINKED,
        in_view=before.in_view if action.seen.in_view is None else action.seen.in_view,
        meeting=action.seen.meeting or before.meeting,
        hosted=action.seen.hosted or before.hosted,
        origin=before.origin,
        parked=None,
    )


def updated(action: Update, written: Written, held: Fields, link: Link) -> Link:
    """The link after a write. A side that does not tell its new version has none until its feed delivers it."""
    side, other = action.side, action.side.other
    fresh = {name: value for name, value in held.items() if name in action.settle or name == INVITEES}
    return replace(
        link,
        keys={side: written.key, other: link.keys[other]},
        versions={side: written.version, other: _version(action.seen, other) or link.versions[other]},
        base=filled({**link.base, **action.settle} if action.settle else link.base),
        held=_held(link.held, action.settle, {side: {**fresh, **action.own}, other: action.apart}),
        in_view=link.in_view if action.seen.in_view is None else action.seen.in_view,
        meeting=action.seen.meeting or link.meeting,
        hosted=action.seen.hosted or link.hosted,
    )


def agreed(action: Agree, link: Link | None, new_id: str) -> Link:
    """The new link, or the old one with news. With another CRM record (the old one was merged into it) nothing is
    known of what that side holds."""
    before = link or Link(new_id, {}, {}, {})
    keys = {side: action.keys.get(side, before.keys.get(side)) for side in Side}
    held, versions = before.held, before.versions
    if keys[Side.CRM] != before.keys.get(Side.CRM):
        held = {side: values for side, values in held.items() if side is not Side.CRM}
        versions = {side: version for side, version in versions.items() if side is not Side.CRM}
    return Link(
        before.id,
        keys=keys,
        versions={side: _version(action.seen, side) or versions.get(side) for side in Side},
        base=filled({**before.base, **action.settle} if action.settle else before.base),
        held=_held(held, action.settle, action.held),
        state=LinkState.LINKED,
        in_view=before.in_view if action.seen.in_view is None else action.seen.in_view,
        meeting=action.seen.meeting or before.meeting,
        hosted=action.seen.hosted or before.hosted,
        origin=before.origin,
        parked=None,
    )


def parked(action: Delete | Unlink, link: Link, code: str) -> Link:
    """The link asleep. A deleted record's key is gone from it; base and the other key stay."""
    keys: Mapping[Side, Key | None] = link.keys
    versions: Mapping[Side, Version | None] = link.versions
    in_view = link.in_view
    if isinstance(action, Delete):
        keys = {**keys, action.side: None}
        versions = {**versions, action.side: None}
        in_view = in_view if action.side is Side.CRM else False
    elif action.seen.in_view is not None:
        in_view = action.seen.in_view
    return replace(link, keys=keys, versions=versions, state=LinkState.PARKED, in_view=in_view, parked=code)


def _version(seen: Sight, side: Side) -> Version | None:
    return seen.exchange if side is Side.EXCHANGE else seen.crm


def filled(fields: Fields) -> Fields:
    """Without empty values."""
    if None not in fields.values():
        return fields  # most
    return {name: value for name, value in fields.items() if value is not None}


def _held(before: Mapping[Side, Fields], settle: Fields, fresh: Mapping[Side, Fields]) -> Mapping[Side, Fields]:
    """Settled fields have a new base, so what was held otherwise is over; `fresh` is held from now on."""
    kept = {side: {n: v for n, v in held.items() if n not in settle} for side, held in before.items()}
    return {side: {**kept.get(side, {}), **fresh.get(side, {})} for side in Side}
