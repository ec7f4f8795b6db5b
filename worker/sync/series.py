"""PURE. Which series an occurrence belongs to: in Outlook its key tells, in the CRM the record itself."""

from core.records import Gone, Key, Link, Pair, Record, Side

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


def left_with(pair: Pair, link: Link) -> Key | None:
    """The series with which a record of the CRM was deleted or left the list view: one act of a person there."""
    told = pair.crm.series if isinstance(pair.crm, Record | Gone) else None
    return whole_of(link) or told
