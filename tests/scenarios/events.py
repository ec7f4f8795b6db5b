"""The verb `event`: what a user of Outlook does with the calendar, events named by their subject.

    event add "Lunch $" at=@+3T12:00 location=Rome categories=Salesforce
    event series "Team $" at=@+1T09:00 type=Daily count=4 categories=Salesforce
    event move "Lunch $" to @+4T09:00              one occurrence: event move "Team $" on @+2 to @+2T15:00
    event has "Lunch $" -> at=@+4T09:00 location=Rome
    event repeat "Lunch $" type=Daily count=3      a series from now on; without a type one event again
    event reschedule "Team $" to @+3T09:00         a weekly series on another day of the week

`@+3T12:00` is noon UTC in three days, `@+3` that day.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from sandbox.acting import OutlookUser, categories
from sandbox.acting_calendar import every
from sandbox.microsoft.items import Item
from tests.scenarios.language import Line

_MOMENT = re.compile(r"@([+-]\d+)(?:T(\d\d):(\d\d))?")


def moment(text: str) -> datetime:
    """`@+3T12:00` in UTC. Raises ValueError."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no moment; write @+3T12:00")
    day = datetime.now(UTC).date() + timedelta(days=int(found[1]))
    return datetime.combine(day, time(int(found[2] or 0), int(found[3] or 0)), UTC)


def for_salesforce(text: str | None) -> str | None:
    """Moments as Salesforce writes them; any other text as it is."""
    if text is None or not _MOMENT.fullmatch(text):
        return text
    return f"{moment(text):%Y-%m-%dT%H:%M:%S.000+0000}" if "T" in text else moment(text).date().isoformat()


class EventDesk:
    def __init__(self, outlook: OutlookUser) -> None:
        self._calendar = outlook.calendar

    def play(self, line: Line, verb: str, subject: str, *words: str) -> None:
        if verb in ("add", "series"):
            self._add(line, subject, series=verb == "series")
        elif verb == "lacks":
            self._lacks(subject, words)
        elif verb == "has":
            self._has(line, self._found(subject, words))
        elif verb == "edit":
            changes: dict[str, Any] = dict(line.then)
            self._calendar.edit(self._found(subject, words), **changes)
        elif verb == "move":
            self._calendar.move(self._found(subject, words), moment(words[-1]))
        elif verb == "categorise":
            self._calendar.categorise(self._found(subject, ()), *words[1:])
        elif verb == "invite":
            self._calendar.edit(self._found(subject, ()), attendees=_people(words))
        elif verb == "repeat":
            self._repeat(line, self._found(subject, ()))
        elif verb == "reschedule":
            self._reschedule(self._found(subject, ()), moment(words[-1]))
        elif verb == "answer":
            self._answer(self._found(subject, ()), *words)
        elif verb == "shorten":
            self._calendar.edit(self._found(subject, ()), end=moment(words[-1]))
        elif verb in ("uncategorise", "delete"):
            getattr(self._calendar, verb)(self._found(subject, words))
        else:
            raise LookupError(f"unknown verb {verb}")

    def _add(self, line: Line, subject: str, *, series: bool) -> None:
        fields: dict[str, Any] = dict(line.where)
        start = moment(fields.pop("at"))
        if names := fields.pop("categories", None):
            fields["categories"] = names.split(",")
        if names := fields.pop("attendees", None):
            fields["attendees"] = _people(names.split(","))
        if series:
            fields["recurrence"] = every(fields.pop("type"), count=int(fields.pop("count")), interval=1)
        if days := fields.pop("days", None):
            self._calendar.add_day(subject, start.date(), days=int(days), **fields)
        else:
            self._calendar.add(subject, start, minutes=int(fields.pop("minutes", 60)), **fields)

    def _repeat(self, line: Line, event: Item) -> None:
        kind, count = line.where.get("type"), int(line.where.get("count") or 1)
        told = every(kind, count=count, interval=1) if kind else None
        begin = {"start": event.fields["start"].date().isoformat()}
        self._calendar.edit(event, recurrence=told and {**told, "range": begin | told["range"]})

    def _reschedule(self, series: Item, start: datetime) -> None:
        """A weekly series on another day of the week, as many times as before."""
        told = series.fields["recurrence"]
        pattern = {**told["pattern"], "days": [f"{start:%A}"]}
        recurrence = {"pattern": pattern, "range": {**told["range"], "start": start.date().isoformat()}}
        end = start + (series.fields["end"] - series.fields["start"])
        self._calendar.edit(series, start=start, end=end, recurrence=recurrence)

    def _answer(self, event: Item, address: str, response: str) -> None:
        """What an attendee's answer leaves in the organiser's copy."""
        people = [
            {**one, "response": response} if one["address"] == address else one for one in event.fields["attendees"]
        ]
        self._calendar.edit(event, attendees=people)

    def _has(self, line: Line, event: Item) -> None:
        expected = dict(line.then)
        if "categories" in expected:
            assert categories(event) == {name for name in (expected.pop("categories") or "").split(",") if name}
        for name in ("start", "end"):
            if name in expected:
                assert event.fields[name] == moment(expected.pop(name) or "")
        for address in (expected.pop("people", None) or "").split(","):
            assert address in ("", *(one["address"] for one in event.fields.get("attendees") or ())), address
        assert {name: _text(event.fields.get(name)) for name in expected} == expected

    def _lacks(self, subject: str, words: Sequence[str]) -> None:
        if "on" not in words:
            assert self._calendar.find(subject) is None, f"there is an event {subject}"
            return
        with pytest.raises(LookupError):
            self._found(subject, words)

    def _found(self, subject: str, words: Sequence[str]) -> Item:
        """The event, or with `on DAY` the occurrence of that day."""
        if "on" in words:
            return self._calendar.on(subject, _day(words[words.index("on") + 1]))
        event = self._calendar.find(subject)
        assert event is not None, f"no event {subject}"
        return event


def _day(text: str) -> date:
    return moment(text).date()


def _people(addresses: Sequence[str]) -> list[dict[str, str]]:
    return [{"name": one.partition("@")[0], "address": one, "kind": "required"} for one in addresses]


def _text(value: Any) -> str | None:
    return None if value in (None, "") else str(value).replace("\r\n", "\n")
