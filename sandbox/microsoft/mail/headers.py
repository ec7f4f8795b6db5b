"""Header values of a message as they came, decoded without ever failing (RFC 5322, RFC 2047)."""

import base64
import binascii
import quopri
import re
from datetime import UTC, datetime
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

_WORD = re.compile(r"=\?([^?*\s]+)(?:\*[^?\s]*)?\?([bq])\?([^?]*)\?=", re.I)
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?[^?\s]+\?[bq]\?)", re.I)
_FOLD = re.compile(r"\r?\n(?=[ \t])|[\r\n]")
_ADDRESS = re.compile(r"[^\s<>,;:\"()]+@[^\s<>,;:\"()]+")


def unfolded(raw: str) -> str:
    """One line; bytes beyond ASCII are read as UTF-8, else as Windows-1252, as most servers do."""
    line = _FOLD.sub("", raw).strip()
    if line.isascii():
        return line
    data = line.encode("utf-8", "surrogateescape")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def decoded(raw: str) -> str:
    """Unfolded and with its encoded words in clear; a word that cannot be read stays as it is."""
    return _WORD.sub(_decoded_word, _BETWEEN_WORDS.sub(r"\1", unfolded(raw)))


def _decoded_word(match: re.Match[str]) -> str:
    charset, form, text = match.groups()
    try:
        if form in "bB":
            data = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
        else:
            data = quopri.decodestring(text.encode("ascii", "replace"), header=True)
        return data.decode(charset, "replace").replace("\r", "").replace("\n", " ")
    except (binascii.Error, LookupError, ValueError):
        return match[0]


def all_of(message: Message, name: str) -> list[str]:
    """The raw values of every header of this name, in order."""
    return [str(value) for key, value in message.raw_items() if key.lower() == name.lower()]


def first(message: Message, name: str) -> str:
    """Decoded; empty when there is none."""
    found = all_of(message, name)
    return decoded(found[0]) if found else ""


def people(message: Message, name: str) -> list[dict[str, str]]:
    """`{name, address}` of all headers of this name. Of what no parser takes, whatever looks like an address."""
    lines = [unfolded(value) for value in all_of(message, name)]
    found = [(who, address.strip()) for who, address in getaddresses(lines) if "@" in address]
    if not found:
        found = [("", address) for line in lines for address in _ADDRESS.findall(line)]
    return [{"name": decoded(who) or address, "address": address} for who, address in found]


def moment(message: Message, name: str) -> datetime | None:
    """A moment in UTC from a Date-like header; None when there is none or it is no date."""
    try:
        when = parsedate_to_datetime(unfolded(all_of(message, name)[0]))
        # RFC 5322: -0000 is UTC whose place is not told.
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (IndexError, TypeError, ValueError, OverflowError):
        return None
