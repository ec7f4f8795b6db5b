"""StartTimeZone and EndTimeZone: zones by name, or with the periods and transitions of a zone of the client's own."""

import re
from datetime import datetime
from typing import Any

from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.field import Field
from sandbox.microsoft.ews.timezones import ZONES, duration, zone
from sandbox.microsoft.ews.wire import Element, T, local, t
from sandbox.microsoft.zone_rules import BadZone, DefinedZone
from sandbox.microsoft.zones import UnknownZone, windows_name, zone_of

_DURATION = re.compile(r"(-)?P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,6})(?:\.\d+)?S)?)?")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def read(field: Field, element: Element) -> dict[str, Any]:
    """A zone that goes by a known name is that zone. Raises EwsError: ErrorCalendarInvalidTimeZone."""
    name = element.get("Id") or element.get("Name") or element.get("TimeZoneName") or ""
    end_only = field.name == "end_time_zone"
    try:
        zone_of(name or None)
        found: dict[str, Any] = {"start_time_zone": name or "UTC", "zone_definition": None}
    except UnknownZone:
        found = {"start_time_zone": name, "zone_definition": _definition(element, name)}
    return {"end_time_zone": name or "UTC"} if end_only else found


def _definition(element: Element, name: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = {
            "id": name,
            "name": element.get("Name") or name,
            "periods": {p.get("Id", ""): _minutes(p.get("Bias")) for p in element.iterfind(f"{T}Periods/{T}Period")},
            "groups": {
                group.get("Id", ""): [_transition(step) for step in group]
                for group in element.iterfind(f"{T}TransitionsGroups/{T}TransitionsGroup")
            },
            "transitions": [_transition(step) for step in element.iterfind(f"{T}Transitions/*")],
        }
        DefinedZone(found)
    except (BadZone, ValueError) as error:
        raise EwsError("ErrorCalendarInvalidTimeZone", f"The time zone {name[:80]!r} is not known: {error}.") from None
    return found


def _minutes(text: str | None) -> int:
    match = _DURATION.fullmatch((text or "").strip())
    if match is None:
        raise ValueError("a duration is malformed")
    days, hours, minutes, seconds = (int(match[n] or 0) for n in range(2, 6))
    total = days * 1440 + hours * 60 + minutes + seconds // 60
    return -total if match[1] else total


def _transition(step: Element) -> dict[str, Any]:
    target = step.find(T + "To")
    if target is None:
        raise ValueError("a transition leads nowhere")
    found: dict[str, Any] = {"to": target.text or "", "group": target.get("Kind") == "Group"}
    text = {local(child): (child.text or "").strip() for child in step}
    if "DateTime" in text:
        found["at"] = datetime.fromisoformat(text["DateTime"]).isoformat()
    if "Month" in text:
        found |= {"month": _within(text["Month"], 1, 12), "minutes": _minutes(text.get("TimeOffset"))}
    if "DayOfWeek" in text:
        weekday = _DAYS.index(text["DayOfWeek"])
        found |= {"weekday": weekday, "occurrence": _within(text.get("Occurrence", "1"), -1, 5) or 1}
    elif "Month" in text:
        found["day"] = _within(text.get("Day", "1"), 1, 31)
    return found


def _within(text: str, least: int, most: int) -> int:
    if not least <= (number := int(text)) <= most:
        raise ValueError(f"{number} is out of range")
    return number


def write(parent: Element, field: Field, fields: dict[str, Any]) -> None:
    """A zone by Windows's name; one that Windows has no name for goes by its own. MeetingTimeZone is only written."""
    if field.name not in ("start_time_zone", "end_time_zone"):
        return
    name = str(fields.get(field.name) or fields.get("start_time_zone") or "UTC")
    definition = fields.get("zone_definition")
    if definition and name == fields.get("start_time_zone"):
        _write_definition(t(parent, field.element, Id=definition["id"], Name=definition["name"]), definition)
        return
    name = shown_name(name)
    t(parent, field.element, Id=name, Name=zone(name).name if name in ZONES else name)


def shown_name(name: str) -> str:
    try:
        return windows_name(name)
    except UnknownZone:
        return name


def _write_definition(element: Element, definition: dict[str, Any]) -> None:
    periods = t(element, "Periods")
    for key, bias in definition["periods"].items():
        t(periods, "Period", Bias=duration(bias), Name=key, Id=key)
    if definition["groups"]:
        groups = t(element, "TransitionsGroups")
        for key, steps in definition["groups"].items():
            _write_steps(t(groups, "TransitionsGroup", Id=key), steps)
    if definition["transitions"]:
        _write_steps(t(element, "Transitions"), definition["transitions"])


def _write_steps(parent: Element, steps: list[dict[str, Any]]) -> None:
    for step in steps:
        kind = "RecurringDayTransition" if "weekday" in step else "RecurringDateTransition" if "day" in step else None
        place = t(parent, kind or ("AbsoluteDateTransition" if "at" in step else "Transition"))
        t(place, "To", step["to"], Kind="Group" if step["group"] else "Period")
        if "at" in step:
            t(place, "DateTime", step["at"])
        if kind:
            t(place, "TimeOffset", duration(step["minutes"]))
            t(place, "Month", str(step["month"]))
        if "weekday" in step:
            t(place, "DayOfWeek", _DAYS[step["weekday"]])
            t(place, "Occurrence", str(step["occurrence"]))
        elif kind:
            t(place, "Day", str(step["day"]))
