"""Changes of events to writes: what may be written to a meeting, times that go together, joined notes."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from core.errors import Rejected
from core.exchange import limits, wire
from core.exchange.errors import REFUSED
from core.exchange.mailbox import OPEN_THERE, ORIGIN, PEER, PRIVATE_THERE, STAMP, Item, Write
from core.objects import EVENT
from core.policy import LEFT_ALONE, Policy, Share
from core.records import Fields, Value, canonical_fields, label
from core.store import Change

TIMES = ("start", "end", "is_all_day")
NOTES = ("body", "crm_section")
# What attendees see of a meeting: a change of it is told to them (graph/api/event-update).
SEEN_BY_ALL = frozenset({"subject", "location", "attendees", *TIMES, *NOTES})
# A change makes sense without these.
DISPENSABLE = frozenset({"attendees", "crm_section"})
# What an attendee may set on the own copy.
OWN = frozenset({"reminder_minutes", "show_as"})


def refusal(fields: Fields, item: Item | None, *, tells_people: bool) -> Rejected | None:
    """Why the change cannot be written, or None. item: the event as it is, None for a new one."""
    if item and not (item.happening.ours and not item.happening.cancelled) and fields.keys() - OWN:
        text = f"{label({**item.fields, **fields})} is somebody else's meeting or was cancelled; ask its organiser."
        return Rejected(text, code="attendee_copy", label=REFUSED)
    if item and tells_people and _is_meeting(item) and fields.keys() & (SEEN_BY_ALL - DISPENSABLE):
        text = f"Microsoft 365 would tell the attendees of {label(item.fields)} about the change; make it in Outlook."
        return Rejected(text, code="would_tell_people", label=REFUSED)
    known = item.fields if item else {}
    timed = item is None or any(name in fields for name in TIMES)
    return limits.refusal(EVENT, fields) or (_impossible({**known, **fields}) if timed else None)


def _is_meeting(item: Item) -> bool:
    return item.happening.ours and item.happening.people


def _impossible(after: Fields) -> Rejected | None:
    start, end = after.get("start"), after.get("end")
    if not isinstance(start, datetime):
        return Rejected(f"{label(after)} has no start; enter one.", code="bad_value", field="start", label=REFUSED)
    if isinstance(end, datetime) and end < start:
        text = f"{label(after)} ends before it starts; correct its times."
        return Rejected(text, code="bad_value", field="end", label=REFUSED)
    return None


def left_out(fields: Fields, item: Item | None, *, tells_people: bool) -> dict[str, Value]:
    """The fields that this side keeps as they are, because writing them would tell people."""
    if not tells_people:
        return {}
    names = DISPENSABLE if item and _is_meeting(item) else frozenset({"attendees"})
    return {name: item.fields.get(name) if item else None for name in names & fields.keys()}


def of_new(change: Change, zone: str | None) -> Write:
    fields = {name: value for name, value in limits.cleaned(change.fields).items() if value is not None}
    # Without a word of the reminder Exchange sets its own, which would come back as an edit.
    whole: dict[str, Value] = {"reminder_minutes": None}
    whole |= {n: value for n, value in fields.items() if n not in (*NOTES, "time_zone")} | _times(fields)
    if text := wire.joined_notes({}, fields):
        whole["body"] = text
    return Write(label(fields), whole, _properties(change), categories=change.categories, zone=zone)


def of_change(change: Change, item: Item, policy: Policy) -> Write:
    """key: the id to write to. Without fields and categories there is nothing to do."""
    fields = limits.cleaned(change.fields)
    whole = {name: value for name, value in fields.items() if name not in (*NOTES, "time_zone")}
    if any(name in fields for name in TIMES):
        whole |= _times({**item.fields, **fields})
    if any(name in fields for name in NOTES):
        whole["body"] = wire.joined_notes(item.fields, fields)
    return Write(
        what=label({**item.fields, **fields}),
        fields=whole,
        properties=_properties(change),
        key=item.key,
        version=None if item.happening.in_series else change.version,
        categories=_categories(change, item, policy),
        before=item,
    )


def _times(after: Fields) -> dict[str, Value]:
    """Start, end and whole days are written together: each means something else without the others."""
    start, end = after.get("start"), after.get("end")
    if not isinstance(start, datetime):
        return {}
    all_day = bool(after.get("is_all_day"))
    end = end if isinstance(end, datetime) else start
    if all_day:
        start, end = _midnight(start), _midnight(end)
        end = max(end, start + timedelta(days=1))
    return {"start": start, "end": end, "is_all_day": all_day}


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _categories(change: Change, item: Item, policy: Policy) -> tuple[str, ...] | None:
    """Where all events are synchronised, our category is told of those that do not carry it (EventStates.record); it is
    not written to them either. One that was left alone is not any more."""
    if change.categories is None:
        return None
    names = change.categories
    if policy.share is Share.ALL and not wire.has_category(item.categories, policy.category):
        out = (policy.category.casefold(), LEFT_ALONE.casefold())
        names = tuple(name for name in names if name.casefold() not in out)
    return None if names == item.categories else names


def _properties(change: Change) -> dict[str, str]:
    return {STAMP: change.stamp} | ({PEER: change.peer} if change.peer else {}) | _origin(change.fields)


def _origin(fields: Fields) -> dict[str, str]:
    if "sensitivity" not in fields:
        return {}
    return {ORIGIN: PRIVATE_THERE if fields["sensitivity"] == "private" else OPEN_THERE}


def after(item: Item, change: Change, write: Write) -> tuple[dict[str, Value], tuple[str, ...]]:
    """(fields, categories) of the item once it is written."""
    fields = canonical_fields({**item.fields, **change.fields, **_of(write.fields, TIMES)})
    return fields, item.categories if write.categories is None else write.categories


def _of(fields: Mapping[str, Value], names: tuple[str, ...]) -> dict[str, Value]:
    return {name: fields[name] for name in names if name in fields}
