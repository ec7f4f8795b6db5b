"""The events of a mailbox: singles and series as rows, occurrences as items made when they are asked for."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.microsoft import calendar_exceptions, calendar_series, ids
from sandbox.microsoft.calendar_events import CalendarError, new_uid
from sandbox.microsoft.calendar_occurrences import (
    Occurrence,
    expand,
    first_and_last,
    occurrence_at,
    overlaps,
)
from sandbox.microsoft.items import Item, MailboxItems, Stale, read_item
from sandbox.microsoft.properties import PropertyId

_START, _END = (f"json_extract(CAST(fields AS TEXT), '$.{name}.\"$moment\"')" for name in ("start", "end"))
_VIEW = f"""SELECT * FROM items WHERE folder = ? AND mailbox = ? AND kind = 'event' AND {_START} < ?
    AND ({_END} >= ? OR json_type(CAST(fields AS TEXT), '$.recurrence') IS NOT NULL)"""  # noqa: S608  (constants)
_BY_UID = """SELECT * FROM items WHERE mailbox = ? AND kind = 'event' AND folder NOT IN (?, ?)
    AND json_extract(CAST(fields AS TEXT), '$.uid') = ? ORDER BY key"""
_BINS = ("deleteditems", "recoverableitemsdeletions")


class MailboxCalendar(MailboxItems):
    """Writes to events are checked and completed; writes to an Occurrence go into its series."""

    address: str
    display_name: str

    def item(self, any_id: str) -> Item | None:
        """By any id; an occurrence by the id made of its series'."""
        found = super().item(any_id)
        parts = ids.split_occurrence(any_id) if found is None else None
        if parts is None:
            return found
        master = super().item(parts[0])
        return None if master is None else occurrence_at(master, parts[1])

    def now(self) -> datetime:
        """By the sandbox's clock."""
        return self._db.clock.now()

    def calendar_view(self, folder_id: str, start: datetime, end: datetime) -> list[Item]:
        """Single events and occurrences in the folder that overlap [start, end), by their start."""
        # A year on either side, for exceptions that lie before their series' first day.
        margin = min(timedelta(days=366), datetime.max.replace(tzinfo=UTC) - end)
        window = ((end + margin).astimezone(UTC).isoformat(), start.astimezone(UTC).isoformat())
        found: list[Item] = []
        for row in self._db.all(_VIEW, folder_id, self.id, *window):
            item = read_item(row)
            if item.fields.get("recurrence"):
                found.extend(expand(item, start, end))
            elif overlaps(item.fields, start, end):
                found.append(item)
        return sorted(found, key=lambda one: (one.fields["start"], one.key))

    def event_by_uid(self, uid: str) -> Item | None:
        """The single event or series that lies in no bin."""
        row = self._db.one(_BY_UID, self.id, *(self.well_known(name).id for name in _BINS), uid)
        return read_item(row) if row else None

    def create_item(
        self, folder_id: str, kind: str, fields: dict[str, Any], properties_set: dict[PropertyId, Any] | None = None
    ) -> Item:
        """Raises CalendarError too."""
        if kind == "event":
            fields = calendar_series.complete(self._defaults() | fields, self.now())
        return super().create_item(folder_id, kind, fields, properties_set)

    def _defaults(self) -> dict[str, Any]:
        organizer = {"name": self.display_name, "address": self.address}
        uid = new_uid((self.id, self._db.change()))
        return {"uid": uid, "organizer": organizer, "my_response": "Organizer", "show_as": "Busy"}

    def update_item(
        self,
        item: Item,
        set_fields: dict[str, Any] | None = None,
        delete: Collection[str] = (),
        properties_set: dict[PropertyId, Any] | None = None,
        properties_delete: Iterable[PropertyId] = (),
        expected_change: int | None = None,
    ) -> Item:
        """An occurrence becomes an exception, or a further one. Raises CalendarError too."""
        if item.kind != "event":
            return super().update_item(item, set_fields, delete, properties_set, properties_delete, expected_change)
        wish = dict.fromkeys(delete) | (set_fields or {})
        given = (properties_set or {}) | dict.fromkeys(properties_delete)
        with self._db.write():
            stored = self._by_key(item.key)
            if expected_change is not None and stored.change != expected_change:
                raise Stale(self._now(item, stored))
            if isinstance(item, Occurrence):
                return self._update_occurrence(stored, item.original_start, wish, given)
            after = calendar_series.changed(stored.fields, wish, self.now())
            return super().update_item(stored, calendar_series.difference(stored.fields, after), (), given)

    def _now(self, item: Item, stored: Item) -> Item:
        found = occurrence_at(stored, item.original_start) if isinstance(item, Occurrence) else stored
        return found or stored

    def _update_occurrence(
        self, master: Item, original: datetime, wish: dict[str, Any], given: dict[PropertyId, Any]
    ) -> Item:
        """given: properties, None for one that goes."""
        current = occurrence_at(master, original)
        if current is None:
            raise KeyError("the occurrence is gone")
        updated = super().update_item(master, {"exceptions": calendar_exceptions.changed(current, wish, given)})
        return occurrence_at(updated, original) or updated

    def move_item(self, item: Item, folder_id: str) -> Item:
        _refuse_occurrence(item)
        return super().move_item(item, folder_id)

    def copy_item(self, item: Item, folder_id: str) -> Item:
        """A copy of an event is an event of its own."""
        _refuse_occurrence(item)
        if item.kind == "event":
            item = replace(item, fields={name: value for name, value in item.fields.items() if name != "uid"})
        return super().copy_item(item, folder_id)

    def delete_item(self, item: Item, mode: str = "hard") -> Item | None:
        """An occurrence goes out of its series; with the last one the series goes."""
        if not isinstance(item, Occurrence):
            return super().delete_item(item, mode)
        with self._db.write():
            master = self._by_key(item.key)
            original = item.original_start
            left = [one for one in master.fields.get("exceptions", ()) if one["original_start"] != original]
            gone = sorted({*master.fields.get("deleted_occurrences", ()), original})
            updated = super().update_item(master, {"exceptions": left or None, "deleted_occurrences": gone})
            if first_and_last(updated)[0] is None:
                return super().delete_item(updated, mode)
        return None


def _refuse_occurrence(item: Item) -> None:
    if isinstance(item, Occurrence):
        text = "An occurrence cannot be moved to another folder or copied; only its series can."
        raise CalendarError("ErrorCalendarCannotMoveOrCopyOccurrence", text)
