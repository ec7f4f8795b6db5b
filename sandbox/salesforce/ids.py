"""Record ids: 15 case-sensitive characters, and 18 with a check suffix for systems that ignore case."""

import re

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
POD = "5i00"  # characters 4 to 7 of every id that the sandbox gives: the instance, then a reserved zero

_ID = re.compile(r"[0-9A-Za-z]{15}(?:[A-Z0-5]{3})?", re.ASCII)


def check_suffix(short: str) -> str:
    """The three characters that tell which of the 15 are capital letters, five to a character."""
    result = ""
    for start in (0, 5, 10):
        bits = sum(1 << i for i, char in enumerate(short[start : start + 5]) if "A" <= char <= "Z")
        result += SUFFIX[bits]
    return result


def to_18(value: object) -> str | None:
    """The id with 18 characters, or None when the value is no id: no text, wrong length, characters or suffix."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        return None
    short = value[:15]
    full = short + check_suffix(short)
    # an id that went through a system without case keeps its suffix: the suffix restores the case
    if len(value) == 18 and full != value:
        return _restored(value)
    return full


def _restored(value: str) -> str | None:
    """The 18-character id whose letters lost their case but not their suffix, or None if it cannot be right."""
    if value[:15] not in (value[:15].lower(), value[:15].upper()):
        return None
    chars = []
    for i, char in enumerate(value[:15]):
        capital = SUFFIX.index(value[15 + i // 5]) >> (i % 5) & 1
        if capital and not char.isalpha():
            return None
        chars.append(char.upper() if capital else char.lower())
    return "".join(chars) + value[15:]


def make(prefix: str, number: int) -> str:
    """The 18-character id of the n-th record of a kind; ids of one kind sort in the order of their making."""
    digits = ""
    for _ in range(8):
        number, rest = divmod(number, len(ALPHABET))
        digits = ALPHABET[rest] + digits
    short = f"{prefix}{POD}{digits}"
    return short + check_suffix(short)
