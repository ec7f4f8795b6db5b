"""Values that both wires share: dates, moments, categories, the joined notes."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from core import notes
from core.records import Fields, Value, canonical, canonical_fields

# Exchange keeps a birthday as a moment: 11:59 UTC by newer clients, local midnight by older ones (MS-OXOCNTC 2.2.1.5).
NOON = time(11, 59, tzinfo=UTC)
FIRST_DATE = date(1601, 1, 2)
LAST_DATE = date(4500, 8, 30)  # MS-OXOCAL 2.2.1.44.1: the last day that Exchange counts


def moment_of(text: str | None) -> datetime | None:
    """A date and time with or without fraction and offset (none: UTC); None where it is unreadable."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def date_of(text: str | None) -> date | None:
    """The calendar day that a client in any zone meant: the nearest midnight or 11:59 UTC."""
    moment = moment_of(text)
    return None if moment is None else nearest_day(moment)


def nearest_day(moment: datetime) -> date | None:
    """The day whose midnight in UTC is nearest; None beyond the last one."""
    try:
        return (moment + timedelta(hours=12)).date()
    except OverflowError:
        return None


def day_of(text: str | None) -> date | None:
    """The day of a midnight in whatever zone it is told; of another time, the nearest midnight's in UTC (a server that
    tells local midnights as UTC)."""
    if not text:
        return None
    try:
        told = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return told.date() if told.time() == time() else date_of(text)


def wire_moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def wire_date(value: date) -> str:
    return datetime.combine(value, NOON).strftime("%Y-%m-%dT%H:%M:%SZ") if value.year >= 1000 else f"{value:%Y-%m-%d}"


def fields_of(raw: dict[str, Value]) -> dict[str, Value]:
    """Canonical fields of decoded wire values, in which `body` is the whole text of the notes; it is parted there."""
    text = raw.pop("body", None)
    raw["body"], raw["crm_section"] = notes.split(text if isinstance(text, str) else None)
    return canonical_fields(raw)


def joined_notes(before: Fields, changed: Fields) -> str | None:
    """The text for the wire after a change of the notes or of the section."""
    after = {**before, **changed}
    body, section = canonical(after.get("body")), canonical(after.get("crm_section"))
    return notes.join(str(body) if body else None, str(section) if section else None) or None


def categories_of(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(value for value in values if isinstance(value, str) and value)


def has_category(categories: Iterable[str], name: str) -> bool:
    return name.casefold() in {each.casefold() for each in categories}
