"""How well a record fits what was typed: what the search of Salesforce cannot tell, or tells too widely."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.salesforce.desk.objects import FIRST
from core.salesforce.desk.rows import Row, look_of
from core.salesforce.sosl import digits_of, words_of


def holds_address(row: Mapping[str, Any], text: str) -> bool:
    """The index knows the parts of an address, not how they stand together; where it is hidden, the index decides."""
    address = row.get("Email")
    return not isinstance(address, str) or text.strip().casefold() in address.casefold()


def holds_digits(row: Mapping[str, Any], digits: str) -> bool:
    """The database compared digits with anything between them, letters too."""
    return any(digits in digits_of(value) for value in row.values())


def best_first(sobject: str, rows: Iterable[dict[str, Any]], words: Sequence[str]) -> list[dict[str, Any]]:
    """Hits in the name first, else in the order of Salesforce's relevance."""
    look = look_of(sobject)
    shown = [name for name in ("Name", "CaseNumber", look.title, look.email) if name]
    return sorted(rows, key=lambda row: not _begins(" ".join(str(row.get(name) or "") for name in shown), words))


def rank(sobject: str, rows: Sequence[Row], words: Sequence[str]) -> tuple[bool, int]:
    """Smallest for the kind to be shown first; rows: its own, the best first."""
    best = bool(rows) and _begins(str(rows[0]["name"]), words)
    return (not best, FIRST.index(sobject) if sobject in FIRST else len(FIRST))


def _begins(text: str, words: Iterable[str]) -> bool:
    """Whether each of the words begins one of the text's."""
    there = [word.casefold() for word in words_of(text)]
    return all(any(one.startswith(word.casefold()) for one in there) for word in words)
