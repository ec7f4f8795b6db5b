"""Builds SOSL: what a person typed becomes words, each searched as the beginning of a word.

Salesforce's index splits texts at blanks and punctuation and forgets the punctuation ("SOQL and SOSL Reference", "FIND
{SearchQuery}"), so only letters and digits of the typed text go into the query: nothing that is left has a meaning
between the braces, and nothing is lost. AND, OR and NOT are operators only when they stand alone, never as `and*`.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NewType

from core.salesforce.soql import Soql

Search = NewType("Search", str)
# Salesforce searches no word of one character (it does in scripts where one is a word, but not with a wildcard).
SHORTEST = 2
MOST_WORDS = 10
LONGEST_WORD = 80
GROUPS = ("ALL", "NAME", "EMAIL", "PHONE")


def words_of(text: str) -> list[str]:
    """The words of a text in order, without punctuation; each once. Marks that belong to a letter stay with it."""
    plain = unicodedata.normalize("NFC", text)
    spaced = "".join(char if _belongs(char) else " " for char in plain)
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in spaced.split()))[:MOST_WORDS]


def _belongs(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char) in ("Mn", "Mc")


def searchable(words: Iterable[str]) -> list[str]:
    """Those long enough to be searched; marks alone are none."""
    return [word for word in words if sum(map(str.isalnum, word)) >= SHORTEST]


def returning(soql: Soql, fields: Sequence[str], most: int) -> str:
    """What to give of one object: `Contact(Id, Name LIMIT 5)`."""
    return f"{soql.sobject}({', '.join(soql.name(field) for field in fields)} LIMIT {int(most)})"


def find(words: Sequence[str], group: str, objects: Sequence[str]) -> Search:
    """A search for records that hold words beginning with all of these. group: one of GROUPS; objects: of `returning`.

    Raises:
        ValueError: there is nothing to search for, or a word holds more than letters and digits.
    """
    found = searchable(words)
    if not found or group not in GROUPS or not objects:
        raise ValueError("a search needs a word of two characters, a known group and an object")
    if any(not _belongs(char) for word in found for char in word):
        raise ValueError("a word of a search holds letters and digits only")
    return Search(
        f"FIND {{{' AND '.join(f'{word}*' for word in found)}}} IN {group} FIELDS RETURNING {', '.join(objects)}"
    )


_DIGITS = re.compile(r"[0-9]+")
_PHONE = re.compile(r"\+?[0-9 ()./\-\u2010-\u2015\u00a0]+\Z")
_FEWEST_DIGITS = 5
_COMPARED = 8


def phone_digits(text: str) -> str | None:
    """The digits to look for when the text is a phone number, None when it is none.

    Numbers are kept with or without country code and trunk zero, so that the last eight digits decide."""
    if not _PHONE.match(text.strip()):
        return None
    digits = "".join(_DIGITS.findall(text))
    if len(digits) < _FEWEST_DIGITS:
        return None
    local = digits.removeprefix("00").lstrip("0") if digits.startswith("0") else digits
    return local[-_COMPARED:] if len(local) > _COMPARED else local


def digits_of(text: object) -> str:
    return "".join(_DIGITS.findall(text)) if isinstance(text, str) else ""
