"""PURE. A linked pair whose records are both in their places: merge, keep the Outlook item marked, or rest."""

from collections.abc import Iterable, Mapping

from core.explain import listing
from core.objects import Kind
from core.policy import Winner
from core.records import Fields, Link, Pair, Place, Record, Side, label
from core.values import replace, valueclass
from worker.sync.actions import Action, Agree, Clash, Reason, Report, Sight, Update
from worker.sync.invitees import without_ids
from worker.sync.marks import marked
from worker.sync.merge import Merge, Sides, merge
from worker.sync.setting import Setting


@valueclass(frozen=True, slots=True)
class Upkeep:
    """What an Exchange item needs besides its fields; None leaves alone."""

    categories: tuple[str, ...] | None = None
    place: Place | None = None

    @property
    def needed(self) -> bool:
        return self.categories is not None or self.place is not None


def record_on(pair: Pair, side: Side) -> Record | None:
    state = pair.on(side)
    return state if isinstance(state, Record) else None


def sides_of(pair: Pair, link: Link) -> Sides:
    return Sides(link, {side: record_on(pair, side) for side in Side})


def key_on(pair: Pair, link: Link, side: Side) -> str:
    """The side's key now: of the record if it was read (a move changes it), else of the link."""
    record = record_on(pair, side)
    return record.key if record else (link.keys.get(side) or "")


def version_on(pair: Pair, link: Link, side: Side) -> str | None:
    record = record_on(pair, side)
    return record.version if record else link.versions.get(side)


def last_fields(pair: Pair, link: Link, side: Side) -> Fields:
    """What the side holds now, as far as it is known."""
    record = record_on(pair, side)
    return record.fields if record else without_ids({**link.base, **link.held.get(side, {})})


def name_of(pair: Pair, link: Link) -> str:
    """An event that is private now goes by the name that it was shared with."""
    record = record_on(pair, Side.EXCHANGE) or record_on(pair, Side.CRM)
    return label(record.fields if record and not record.nameless else link.base)


def in_view_now(pair: Pair, link: Link) -> bool | None:
    """For Sight: whether the CRM record is in the view, None where that is known already."""
    record = record_on(pair, Side.CRM)
    return record.in_scope if record and record.in_scope is not link.in_view else None


def meeting_of(pair: Pair) -> str | None:
    """For Sight: what all copies of the meeting have in common, None where that is not known."""
    record = record_on(pair, Side.EXCHANGE)
    return record.identity if record else None


def hosted_by_user(record: Record | None) -> bool:
    """For Sight: only the organiser may write to a meeting."""
    return record is not None and record.meeting and record.writable


def upkeep_of(record: Record | None, setting: Setting) -> Upkeep:
    """Without error categories: the CRM is written first, and where it refuses, the item is not written at all."""
    if record is None:
        return Upkeep()
    place = Place.SYNCED if record.place is not Place.SYNCED else None
    return Upkeep(marked(record, setting.policy, None), place)


def merged_of(pair: Pair, link: Link, setting: Setting) -> Merge:
    """The merge under the policy. A record that only somebody else may change wins every clash, and what the other side
    alone changed stays there. Of an Exchange item, until the other changes the same: then the CRM's value is kept as a
    conflict's loser. What its user may change all the same (Record.own) is merged as ever, but with a colleague's
    record, which tells of the colleague's own."""
    item, crm = record_on(pair, Side.EXCHANGE), record_on(pair, Side.CRM)
    foreign = crm is not None and not crm.writable
    if foreign and not link.id:
        return _each_own(sides_of(pair, link), setting)
    if item is None or item.writable:
        winner = Winner.CRM if foreign else setting.policy.winner
        merged = merge(sides_of(pair, link), setting.fields, winner, pair.conflicts)
        return merged.kept_off(Side.CRM) if foreign else merged
    free = frozenset() if foreign else item.own
    rest = [one for one in setting.fields if one.name not in free]
    merged = merge(sides_of(pair, link), rest, Winner.EXCHANGE, pair.conflicts).kept_off(Side.EXCHANGE)
    if free:
        mine = [one for one in setting.fields if one.name in free]
        merged = merged.beside(merge(sides_of(pair, link), mine, setting.policy.winner, pair.conflicts))
    if foreign:
        return merged.kept_off(Side.CRM)
    people = {one.name for one in setting.fields if one.kind is Kind.PEOPLE}
    kept = link.held.get(Side.CRM, {})
    own = {name: value for name, value in kept.items() if value is not None and name not in people}
    lost = own.keys() & merged.writes.get(Side.CRM, {}).keys() - {clash.field for clash in merged.clashes}
    clashes = (Clash(n, item.fields.get(n), own[n], link.base.get(n), Side.EXCHANGE) for n in sorted(lost))
    return replace(merged, clashes=(*merged.clashes, *clashes))


def _each_own(sides: Sides, setting: Setting) -> Merge:
    """Two copies of one meeting that are linked now: what each of them says is its owner's, until it changes."""
    told = {one.name: {side: sides.now(side, one.name) for side in Side} for one in setting.fields}
    alike = {name: values[Side.CRM] for name, values in told.items() if len(set(values.values())) == 1}
    held = {side: {name: values[side] for name, values in told.items() if name not in alike} for side in Side}
    return Merge(agreed={name: value for name, value in alike.items() if value is not None}, held=held)


def keep_in_step(pair: Pair, link: Link, setting: Setting) -> list[Action]:
    """The actions for a pair that has both records; none where nothing is to be done or remembered."""
    merged = merged_of(pair, link, setting)
    if merged.rests:
        return [conflict(pair, link, merged.clashes, setting)]
    upkeep = upkeep_of(record_on(pair, Side.EXCHANGE), setting)
    actions: list[Action] = updates(pair, link, merged, upkeep, setting)
    if merged.agreed or merged.held or (not actions and _news(pair, link)):
        seen = Sight() if actions else _sight(pair, link)
        actions.insert(0, agree(pair, link, merged, seen))
    return actions


def updates(pair: Pair, link: Link, merged: Merge, upkeep: Upkeep, setting: Setting) -> list[Action]:
    """The writes of a merge. Each remembers the version of the side that its values came from; with two writes the
    CRM's own version is the one that its write answers."""
    actions: list[Action] = []
    for side in (Side.CRM, Side.EXCHANGE):
        fields = merged.writes.get(side, {})
        needed = side is Side.EXCHANGE and upkeep.needed
        if not fields and not needed:
            continue
        source = record_on(pair, side.other)
        version = source.version if source and not actions else None
        seen = Sight(
            exchange=version if side is Side.CRM else None,
            crm=version if side is Side.EXCHANGE else None,
            in_view=in_view_now(pair, link),
            meeting=meeting_of(pair),
            hosted=hosted_by_user(record_on(pair, Side.EXCHANGE)),
        )
        actions.append(
            Update(
                side,
                key_on(pair, link, side),
                version_on(pair, link, side),
                fields,
                fields,
                seen,
                _update_reason(pair, link, side, merged, setting),
                upkeep.categories if needed else None,
                upkeep.place if needed else None,
                merged.lost_on(side),
                merged.apart.get(side, {}),
                merged.own.get(side, {}),
            )
        )
    return actions


def agree(pair: Pair, link: Link, merged: Merge, seen: Sight) -> Agree:
    reason = Reason("agreed", {"name": name_of(pair, link)})
    return Agree(keys_of(pair, link), merged.agreed, seen, reason, link.id, merged.held)


def keys_of(pair: Pair, link: Link) -> Mapping[Side, str]:
    return {side: key_on(pair, link, side) for side in Side}


def conflict(pair: Pair, link: Link, clashes: tuple[Clash, ...], setting: Setting) -> Report:
    """The pair rests until a person chose a value for every clash."""
    words = {"name": name_of(pair, link), "fields": field_labels((clash.field for clash in clashes), setting)}
    candidates = (key_on(pair, link, Side.CRM),)
    key = key_on(pair, link, Side.EXCHANGE)
    return Report(Side.EXCHANGE, key, "conflict", Reason("conflict", words), candidates, clashes=clashes)


def field_labels(names: Iterable[str], setting: Setting) -> str:
    return listing(setting.object_type.fields[name].label for name in names)


def _update_reason(pair: Pair, link: Link, side: Side, merged: Merge, setting: Setting) -> Reason:
    fields = merged.writes.get(side, {})
    if not fields:
        return Reason("marked", {"name": name_of(pair, link)})
    words = {
        "name": name_of(pair, link),
        "fields": field_labels(fields, setting),
        "source": side.other.value,
        "target": side.value,
    }
    return Reason("merged" if len(merged.writes) > 1 or merged.clashes else "updated", words)


def _sight(pair: Pair, link: Link) -> Sight:
    versions = {side: record.version if (record := record_on(pair, side)) else None for side in Side}
    hosted = hosted_by_user(record_on(pair, Side.EXCHANGE))
    return Sight(versions[Side.EXCHANGE], versions[Side.CRM], in_view_now(pair, link), meeting_of(pair), hosted)


def _news(pair: Pair, link: Link) -> bool:
    """Whether there is anything to remember though both sides hold the same."""
    if pair.issue is not None or pair.conflicts or in_view_now(pair, link) is not None:
        return True
    if meeting_of(pair) not in (None, link.meeting):
        return True
    records = ((side, record_on(pair, side)) for side in Side)
    return any(record is not None and record.version != link.versions.get(side) for side, record in records)
