"""Time zones by name: Windows's and IANA's, as Exchange and Graph take either (unicode.org CLDR, windowsZones)."""

from datetime import UTC, tzinfo
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

TABLE = Path(__file__).with_name("windows_zones.txt")
# Graph's and Exchange's names for UTC beside the plain one; a zone made by hand goes by the last.
UTC_NAMES = frozenset(("utc", "tzone://microsoft/utc", "etc/utc", "etc/gmt", "z"))
CUSTOM = "tzone://Microsoft/Custom"


class UnknownZone(LookupError):
    """No zone goes by `name`."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no time zone {name[:80]!r}")
        self.name = name


@cache
def _places() -> dict[str, str]:
    """Windows name in lower case -> IANA name of its main place."""
    return {row[0].lower(): row[1] for row in _rows()}


@cache
def _windows() -> dict[str, str]:
    """Any known name in lower case -> Windows name."""
    found: dict[str, str] = {}
    for name, *places in _rows():
        found |= dict.fromkeys((name.lower(), *(place.lower() for place in places)), name)
    return found | dict.fromkeys(UTC_NAMES, "UTC")


@cache
def _rows() -> list[list[str]]:
    """Each a Windows name, the main place and all the others."""
    return [_row(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]


def _row(line: str) -> list[str]:
    name, main, *others = line.split("|")
    return [name, main, *(others[0].split() if others else ())]


@cache
def iana_name(name: str) -> str:
    """Europe/Berlin for `W. Europe Standard Time` or for itself. Raises UnknownZone."""
    key = name.strip().lower()
    if key in UTC_NAMES:
        return "UTC"
    if key in _places():
        return _places()[key]
    try:
        return ZoneInfo(name.strip()).key
    except (LookupError, ValueError, OSError):
        raise UnknownZone(name) from None


@cache
def windows_name(name: str) -> str:
    """`W. Europe Standard Time` for Europe/Berlin, for Europe/Vienna or for itself. Raises UnknownZone."""
    found = _windows().get(name.strip().lower())
    if found is None:
        raise UnknownZone(name)
    return found


@cache
def zone_of(name: str | None) -> tzinfo:
    """UTC without a name. Raises UnknownZone."""
    place = iana_name(name) if name else "UTC"
    return UTC if place == "UTC" else ZoneInfo(place)
