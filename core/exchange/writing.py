"""Changes to writes: derived names, joined notes, our properties; with the item as it is where a write needs it."""

from collections.abc import Collection, Mapping, Sequence

from core.errors import Stale
from core.exchange import limits, wire
from core.exchange.errors import changed, vanished
from core.exchange.mailbox import MOVE, PEER, STAMP, Item, Mailbox, Write, readable
from core.exchange.rules import Rules
from core.exchange.states import States
from core.records import Fields, Key, Place, Value, label
from core.store import Change

_NOTES = ("body", "crm_section")


def properties(change: Change) -> dict[str, str]:
    ours = {STAMP: change.stamp}
    if change.peer:
        ours[PEER] = change.peer
    if change.place is Place.SYNCED:
        ours[MOVE] = change.stamp
    return ours


def for_create(rules: Rules, change: Change) -> Write:
    fields = {name: value for name, value in limits.cleaned(change.fields).items() if value is not None}
    text = wire.joined_notes({}, fields)
    whole = {**_plain(fields), **rules.for_create(fields)}
    if text:
        whole["body"] = text
    return Write(label(fields), whole, properties(change), categories=change.categories, link=change.link)


class Updates:
    """Makes the writes of updates; reads, in one go, the items that a write cannot do without."""

    def __init__(self, rules: Rules, mailbox: Mailbox, states: States, *, has_section: bool) -> None:
        self._rules = rules
        self._mailbox = mailbox
        self._states = states
        self._has_section = has_section

    def before(self, changes: Sequence[Change]) -> tuple[dict[Key, Item], Collection[Key]]:
        """The items that writes depend on, at the version decided upon where it was read in this run already; and the
        keys of those that were read just now."""
        found: dict[Key, Item] = {}
        wanted: list[Key] = []
        for change in changes:
            key = change.key or ""
            item = self._states.recent.get(key)
            if item and item.version == change.version:
                found[key] = item
            elif self._depends(change):
                wanted.append(key)
        read = readable(self._mailbox.get(wanted)) if wanted else {}
        return found | read, read.keys()

    def write(self, change: Change, before: Mapping[Key, Item], read: Collection[Key] = ()) -> Write | Stale:
        """The write of an update; Stale where the item it depends on is gone or moved on. before, read: as `before`
        gave them."""
        key = change.key or ""
        item = before.get(key)
        if item is None and self._depends(change):
            return vanished(self._rules.what)
        if item and change.version is not None and item.version != change.version:
            return changed(self._rules.what)
        fields = limits.cleaned(change.fields)
        known = item.fields if item else {}
        whole = _plain(fields) | (self._rules.for_update(item, fields) if item else {})
        if any(name in fields for name in _NOTES):
            whole["body"] = wire.joined_notes(known, fields)
        return Write(
            what=label({**known, **fields}),
            fields=whole,
            properties=properties(change),
            key=key,
            version=change.version,
            categories=change.categories,
            before=item,
            just_read=key in read,
            link=change.link,
        )

    def _depends(self, change: Change) -> bool:
        fields = change.fields.keys()
        notes = [name for name in _NOTES if name in fields]
        # Without custom fields there is no section to keep below new notes.
        half = len(notes) == 1 and (self._has_section or "crm_section" in notes)
        moved = change.place is not None and self._mailbox.moves
        return half or moved or self._rules.needs(change.fields) or self._mailbox.partial(fields)


def _plain(fields: Fields) -> dict[str, Value]:
    return {name: value for name, value in fields.items() if name not in _NOTES}
