"""What a calendar does about people: every change of an event may tell its attendees, and each telling is recorded.

Attendees with a mailbox here get a copy of the event in their calendar; updates, cancellations and answers reach the
others' copies. No messages are put into inboxes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from flask import has_request_context, request

from sandbox.microsoft import calendar_copies
from sandbox.microsoft.calendar_events import CalendarError, is_organizer
from sandbox.microsoft.calendar_occurrences import Occurrence
from sandbox.microsoft.items import Item
from sandbox.microsoft.properties import PropertyId
from sandbox.microsoft.store import Mailbox, Store
from sandbox.outgoing import Sent

Send = Literal["none", "all", "changed", "auto"]
Person = dict[str, Any]
# What Graph tells people about of its own accord.
SIGNIFICANT = (
    "subject body start end start_time_zone end_time_zone zone_definition is_all_day location recurrence attendees"
).split()
_BUSY = {"Accept": "Busy", "Tentative": "Tentative"}


class Calendar:
    """The calendars of one mailbox. Raises CalendarError for what cannot be."""

    def __init__(self, store: Store, mailbox: Mailbox) -> None:
        self._store, self._mailbox = store, mailbox
        self._pending: list[Sent] = []

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """A transaction; nobody was told of what is undone."""
        self._pending = []
        with self._store.transaction():
            yield
        for sent in self._pending:
            self._store.outgoing.add(sent)

    def create(
        self,
        folder_id: str,
        fields: dict[str, Any],
        properties: dict[PropertyId, Any] | None = None,
        *,
        send: Send = "none",
    ) -> Item:
        """send: none, or all attendees get a request."""
        sending = send != "none" and bool(fields.get("attendees"))
        with self._telling():
            told = {"meeting_request_was_sent": True, "sequence": 0} if sending else {}
            item = self._mailbox.create_item(folder_id, "event", fields | told, properties)
            if sending:
                self._tell("request", item, _addresses(item.fields))
        return item

    def update(self, item: Item, set_fields: dict[str, Any], *, send: Send = "none", **rest: Any) -> Item:
        """send: all, those that came or went (changed), or all where it matters to them (auto).

        rest: as `Mailbox.update_item` takes it. An attendee's copy tells nobody. Raises items.Stale too.
        """
        with self._telling():
            before = self._mailbox.item(item.ews_id) or item
            updated = self._mailbox.update_item(item, set_fields, **rest)
            if send == "none" or not is_organizer(updated.fields, self._mailbox.address):
                return updated
            if send == "auto" and not _significant(before.fields, updated.fields):
                return updated
            return self._spread(before, updated, send)

    def _spread(self, before: Item, updated: Item, send: Send) -> Item:
        """Requests to those who are new, cancellations to those who are gone, updates to the others."""
        was_sent = bool(before.fields.get("meeting_request_was_sent"))
        old = _addresses(before.fields) if was_sent else {}
        new = _addresses(updated.fields)
        added = {key: one for key, one in new.items() if key not in old}
        gone = {key: one for key, one in old.items() if key not in new}
        kept = {key: one for key, one in new.items() if key in old} if send != "changed" else {}
        if not (added or gone or kept):
            return updated
        sequence = int(updated.fields.get("sequence") or 0) + (1 if was_sent else 0)
        wish = {"meeting_request_was_sent": True, "sequence": sequence}
        updated = self._mailbox.update_item(updated, wish)
        self._tell("request", updated, added)
        self._tell("update", updated, kept)
        self._tell("cancel", updated, gone)
        return updated

    def delete(self, item: Item, mode: str = "hard", *, send: Send = "none") -> None:
        """With send, an organiser's attendees get a cancellation; an attendee's organiser gets a refusal."""
        with self._telling():
            if send != "none" and is_organizer(item.fields, self._mailbox.address):
                self._cancel_for_all(item)
            elif send != "none" and not item.fields.get("is_cancelled"):
                self._answer_organizer(item, "Decline")
            self._mailbox.delete_item(item, mode)

    def cancel(self, item: Item, comment: str = "") -> None:
        """The organiser calls the event off: all are told, and it goes to Deleted Items."""
        if not is_organizer(item.fields, self._mailbox.address):
            raise CalendarError("ErrorCalendarIsNotOrganizer", "Only its organiser can cancel a meeting.")
        with self._telling():
            self._cancel_for_all(item, comment)
            self._mailbox.delete_item(item, "deleteditems")

    def _cancel_for_all(self, item: Item, comment: str = "") -> None:
        if item.fields.get("meeting_request_was_sent"):
            self._tell("cancel", item, _addresses(item.fields), comment)

    def respond(self, item: Item, answer: str, *, send: bool = True, comment: str = "") -> Item | None:
        """answer: Accept, Decline or Tentative, for a copy of another's event. The item as it is then.

        A declined event goes to Deleted Items; of a declined occurrence nothing is left: None.
        """
        self._refuse_answer(item, answer)
        with self._telling():
            if send:
                self._answer_organizer(item, answer, comment)
            now = self._store.clock.now()
            wish = {"my_response": answer, "appointment_reply_time": now, "show_as": _BUSY.get(answer, "Free")}
            if answer != "Decline":
                return self._mailbox.update_item(item, wish)
            if not isinstance(item, Occurrence):
                item = self._mailbox.update_item(item, wish)
            return self._mailbox.delete_item(item, "deleteditems")

    def _refuse_answer(self, item: Item, answer: str) -> None:
        """The codes end in Accept, Decline or Tentative as the answers do."""
        if is_organizer(item.fields, self._mailbox.address):
            raise CalendarError(f"ErrorCalendarIsOrganizerFor{answer}", "The organiser cannot answer the own meeting.")
        if item.fields.get("is_cancelled"):
            raise CalendarError(f"ErrorCalendarIsCancelledFor{answer}", "The meeting was cancelled.")

    def _answer_organizer(self, item: Item, answer: str, comment: str = "") -> None:
        organizer = str((item.fields.get("organizer") or {}).get("address") or "")
        self._record("response", item, organizer, answer=answer, comment=comment)
        target = self._store.mailbox(organizer)
        if target is not None:
            calendar_copies.take_answer(target, item, self._mailbox.address, answer)

    def _tell(self, kind: str, item: Item, people: dict[str, Person], comment: str = "") -> None:
        for address in people:
            self._record(kind, item, str(people[address]["address"]), comment=comment)
            target = self._store.mailbox(address)
            if target is None or target.id == self._mailbox.id:
                continue
            if kind == "cancel":
                calendar_copies.cancel(target, item)
            else:
                calendar_copies.place(target, item)

    def _record(self, kind: str, item: Item, to: str, answer: str | None = None, comment: str = "") -> None:
        fields = item.fields
        organizer = str((fields.get("organizer") or {}).get("address") or self._mailbox.address)
        about = (kind, organizer, to, str(fields["uid"]), str(fields.get("subject") or ""), self._store.clock.now())
        original = item.original_start if isinstance(item, Occurrence) else None
        self._pending.append(Sent(*about, self._mailbox.address, answer, original, comment, _face()))


def _face() -> str:
    """Which protocol asked for it. A browser tells its page's origin: there it was a person, in Mini Outlook."""
    by_program = has_request_context() and "Origin" not in request.headers
    return request.blueprint or "" if by_program else ""


def _addresses(fields: dict[str, Any]) -> dict[str, Person]:
    """Attendees by address in lower case, without the organiser and those without an address."""
    own = str((fields.get("organizer") or {}).get("address") or "").lower()
    found = {str(one.get("address") or "").lower(): one for one in fields.get("attendees") or ()}
    return {address: one for address, one in found.items() if address and address != own}


def _significant(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Answers that came in meanwhile are nobody's news."""
    others = [name for name in SIGNIFICANT if name != "attendees"]
    same_people = set(_addresses(before)) == set(_addresses(after))
    return not same_people or any(before.get(name) != after.get(name) for name in others)
