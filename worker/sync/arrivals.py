"""PURE. Records that are not linked yet: linked to their match, created on the other side, or reported."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from core.explain import AMBIGUOUS, DUPLICATE, listing
from core.policy import Private
from core.records import Link, Pair, Record, Side, label
from core.values import Fixed
from worker.sync.actions import READ_AGAIN_SECONDS, Action, Agree, Create, Defer, Reason, Report, Sight, Update
from worker.sync.called_off import SECRET
from worker.sync.linked import Upkeep, conflict, hosted_by_user, merged_of, updates, upkeep_of
from worker.sync.match import Doubt, match
from worker.sync.merge import flowing
from worker.sync.setting import Found, Setting


def arrive(unlinked: Iterable[tuple[Side, Record]], found: Sequence[Found], setting: Setting) -> list[Action]:
    """The actions for the unlinked records in scope."""
    records = {(side, record.key): record for side, record in unlinked}
    asked = [(side, record) for (side, _), record in sorted(records.items())]
    matching = match(asked, found, setting.likeness)
    actions: list[Action] = []
    for exchange, crm in matching.pairs:
        actions += (linked_up if exchange.in_scope else _shared)(exchange, crm, setting)
    for side, record in matching.alone:
        actions += _create(side, record, setting)
    for code, doubts in (("ambiguous", matching.ambiguous), ("duplicate", matching.duplicate)):
        actions += [_report(code, doubt, records[doubt.side, doubt.key], setting) for doubt in doubts]
    return actions


def linked_up(exchange: Record, crm: Record, setting: Setting) -> list[Action]:
    """The two become a pair with an empty base: one side's value fills the other's gap, two values clash."""
    link = Link("", {Side.EXCHANGE: exchange.key, Side.CRM: crm.key}, {}, {}, in_view=crm.in_scope)
    pair = Pair(link, exchange, crm)
    merged = merged_of(pair, link, setting)
    writes: list[Action] = []
    if merged.rests:
        writes.append(conflict(pair, link, merged.clashes, setting))
    else:
        writes += updates(pair, link, merged, upkeep_of(exchange, setting), setting)
    seen = Sight(exchange.version, crm.version, crm.in_scope, exchange.identity, hosted_by_user(exchange))
    if writes:
        seen = replace(seen, exchange=None, crm=None)
    reason = Reason("linked", {"name": label(exchange.fields), "by": _by(setting)})
    keys = {Side.EXCHANGE: exchange.key, Side.CRM: crm.key}
    return [Agree(keys, merged.agreed, seen, reason, None, merged.held), *writes]


def _shared(copy: Record, crm: Record, setting: Setting) -> list[Action]:
    """A meeting that lies in the calendar already gets no second entry there: its user's own copy gets the category, as
    if the user gave it, and is linked when both are looked at again. One that is private stays as it is, alone."""
    reason = Reason("copy_found", {"name": label(crm.fields)})
    if setting.policy.private is Private.SKIP and copy.fields.get("sensitivity") in SECRET:
        return [Defer(Side.CRM, crm.key, Reason("copy_private", reason.words))]
    names = (*copy.categories, setting.policy.category)
    mark = Update(Side.EXCHANGE, copy.key, copy.version, {}, {}, Sight(), reason, names)
    return [mark, Defer(Side.CRM, crm.key, reason, READ_AGAIN_SECONDS)]


def _create(side: Side, record: Record, setting: Setting) -> list[Action]:
    """The record made on the other side, and an Exchange item then marked as synchronised."""
    target = side.other
    fields = Fixed(flowing(record, setting.flowing[target]))
    words = {"name": label(record.fields)}
    reason = Reason(f"created_in_{target}", words)
    if target is Side.EXCHANGE:
        seen = Sight(crm=record.version, in_view=record.in_scope)
        return [Create(target, record.key, fields, fields, seen, reason, categories=(setting.policy.category,))]
    # Outside the view until it is seen inside: a new record that the view does not show must not count as one that
    # left it, which would take the person's new item away again.
    seen = Sight(record.version, None, False, record.identity, hosted_by_user(record))
    create = Create(target, record.key, fields, fields, seen, reason)
    return [create, *_mark(record, upkeep_of(record, setting), words, setting)]


def _mark(record: Record, upkeep: Upkeep, words: Mapping[str, str], setting: Setting) -> list[Action]:
    """The folder, the category, and none of the read-only values that a copied item may bring along."""
    known = record.fields if record.writable else {}
    fields = {name: None for name in setting.shown if known.get(name) is not None}
    goes_on = record.recurring and record.peer is not None  # it still names the record of the one before
    if not fields and not upkeep.needed and not goes_on:
        return []
    reason = Reason("marked", words)
    return [
        Update(
            Side.EXCHANGE,
            record.key,
            record.version,
            fields,
            {},
            Sight(),
            reason,
            upkeep.categories,
            upkeep.place,
        )
    ]


def _report(code: str, doubt: Doubt, record: Record, setting: Setting) -> Report:
    words = {"name": label(record.fields), "by": _by(setting), "candidates": listing(doubt.candidates)}
    text = {"ambiguous": AMBIGUOUS, "duplicate": DUPLICATE}[code] if doubt.side is Side.EXCHANGE else None
    return Report(doubt.side, doubt.key, code, Reason(code, words), doubt.candidates, text)


def _by(setting: Setting) -> str:
    fields = setting.object_type.fields
    keys = setting.policy.natural_keys
    return " or ".join(" + ".join(fields[name].label.lower() for name in names if name in fields) for names in keys)
