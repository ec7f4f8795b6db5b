"""PURE. How the key of an occurrence names its series."""

from core.records import Key, Link, Side

OCCURRENCE = "|"  # between a series' key and the start of one of its occurrences


def series_of(key: Key) -> Key:
    """Of an event of its own that is itself."""
    return key.partition(OCCURRENCE)[0]


def is_occurrence(key: Key | None) -> bool:
    return OCCURRENCE in (key or "")


def whole_of(link: Link) -> Key | None:
    """The series whose occurrence the link keeps in step; None of another record."""
    key = link.keys.get(Side.EXCHANGE)
    return series_of(key) if key and is_occurrence(key) else None
