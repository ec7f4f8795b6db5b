"""A time zone that a client describes itself, with periods and transitions (MS-OXWSGTZ, TimeZoneDefinitionType).

A definition is JSON: `{"id", "name", "periods": {id: bias}, "groups": {id: transitions}, "transitions"}`. A bias is in
minutes, UTC = local time + bias. A transition is `{"to", "group": does it lead to a group, "at": ISO local moment}` or,
every year, `{"to", "month", "minutes", "weekday": 0 is Monday, "occurrence": 1 to 4 or -1}`, or has `"day"` instead of
the last two.
"""

from calendar import monthrange
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any


class BadZone(ValueError):
    """The definition contradicts itself."""


class DefinedZone(tzinfo):
    """The zone of a definition. Raises BadZone."""

    def __init__(self, definition: dict[str, Any]) -> None:
        self._name = str(definition.get("name") or definition.get("id") or "Customized Time Zone")
        self._periods = {key: timedelta(minutes=-bias) for key, bias in definition["periods"].items()}
        self._groups: dict[str, list[dict[str, Any]]] = definition.get("groups") or {}
        self._transitions: list[dict[str, Any]] = definition.get("transitions") or []
        if not self._periods or any(abs(offset) >= timedelta(hours=24) for offset in self._periods.values()):
            raise BadZone("a time zone needs periods with a bias below 24 hours")
        for step in (*self._transitions, *(step for group in self._groups.values() for step in group)):
            if step["to"] not in (self._groups if step.get("group") else self._periods):
                raise BadZone(f"a transition leads to {step['to']!r}, which is not there")

    def utcoffset(self, moment: datetime | None) -> timedelta:
        """In a gap and in a repeated hour `fold` decides, as PEP 495 has it."""
        if moment is None:
            return next(iter(self._periods.values()))
        local = moment.replace(tzinfo=None)
        steps = self._steps(local)
        if not steps:
            return next(iter(self._periods.values()))
        before = steps[-1][1]
        for at, offset in steps:
            shift = offset - before
            later, sooner = max(shift, timedelta()), min(shift, timedelta())
            if local < at + (sooner if moment.fold else later):
                return before
            before = offset
        return before

    def _steps(self, local: datetime) -> list[tuple[datetime, timedelta]]:
        """The transitions of the moment's year: when by the clock before it, and the offset after it."""
        rules = [step for step in self._rules(local) if "month" in step]
        steady = next((step for step in self._rules(local) if "month" not in step), None)
        if not rules:
            return [(datetime.combine(date.min, time()), self._periods[steady["to"]])] if steady else []
        return sorted((_moment(step, local.year), self._periods[step["to"]]) for step in rules)

    def _rules(self, local: datetime) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for step in self._transitions:
            if not step.get("at") or datetime.fromisoformat(step["at"]).replace(tzinfo=None) <= local:
                found = self._groups[step["to"]] if step.get("group") else [step]
        return found or next(iter(self._groups.values()), [])

    def dst(self, moment: datetime | None) -> timedelta:
        return self.utcoffset(moment) - min(self._periods.values())

    def tzname(self, moment: datetime | None) -> str:
        return self._name

    def fromutc(self, moment: datetime) -> datetime:
        # In this order no clock time that is left out is found: it would answer to the offset of either side.
        for fold in (0, 1):
            for offset in sorted(set(self._periods.values()), reverse=True):
                local = (moment + offset).replace(fold=fold)
                if self.utcoffset(local) == offset:
                    return local
        return moment + next(iter(self._periods.values()))


def _moment(step: dict[str, Any], year: int) -> datetime:
    length = monthrange(year, step["month"])[1]
    if "day" in step:
        day = min(step["day"], length)
    else:
        first = (step["weekday"] - date(year, step["month"], 1).weekday()) % 7 + 1
        found = range(first, length + 1, 7)
        occurrence = step["occurrence"]
        day = found[-1] if occurrence < 0 or occurrence > len(found) else found[occurrence - 1]
    return datetime.combine(date(year, step["month"], day), time()) + timedelta(minutes=step["minutes"])
