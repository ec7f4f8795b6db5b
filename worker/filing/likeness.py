"""PURE. Whether a mail is the one that was filed under its identity, or another one of the same identity.

Mails without a Message-ID that agree in sender, recipients, second and subject are two where their texts or their files
differ. These come of importers and programs, never of transport, which gives an id; so nobody altered their texts on
the way. Exchange renders HTML anew, and makes texts of it: what counts are letters and digits, whatever lies between.

A Message-ID is believed, as gateways and mailing lists alter what they pass on: a word before the subject, a footer,
another sender. A mail is another one only where its subject is neither in the filed one's nor the other way round, and
its sender or its text is another, too.
"""

import hashlib
import html
import re
import unicodedata
from typing import Any

from core.mails import SURROGATE_DOMAIN, Mail, identity, is_surrogate
from core.values import replace, valueclass

# What Exchange writes for pictures and links where it makes a text of HTML.
_ADDED = re.compile(r"<[^<>\s]*>|\[cid:[^\[\]\s]*\]|https?://\S+|mailto:\S+", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"[^\W_]+")
# Sizes of attachments are told about (MS-OXWSATT, "Size"): with what the server keeps beside the bytes.
_SPARE, _SHARE = 4_096, 1.25
_SUBJECT = 500


@valueclass(frozen=True, slots=True)
class Likeness:
    """What stays of a mail wherever it lies. of: its identity (core.mails). subject: its words, at most 500 letters.
    text, files: digests of the letters of the text and of the names of the attachments, empty where nothing is known of
    them. size: of the attachments together, bytes."""

    of: str
    sender: str
    subject: str
    text: str = ""
    files: str = ""
    size: int = 0

    def row(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__match_args__}

    @property
    def apart(self) -> str:
        """The name of the record of such a mail where the identity is another one's already."""
        own = "\n".join((self.sender, self.subject, self.text, self.files, str(self.size)))
        return f"{apart_prefix(self.of)}{_digest(own, 16)}@{SURROGATE_DOMAIN}>"


def likeness_of(mail: Mail, *, whole: bool = True) -> Likeness:
    """whole: as core.mails.MailStore.read; else nothing is known of its text and files."""
    known = Likeness(identity(mail), mail.sender.address, " ".join(_words(mail.subject))[:_SUBJECT])
    if mail.encrypted or not whole:
        return known
    shown = [one for one in mail.attachments if not one.inline]
    names = "\n".join(sorted(unicodedata.normalize("NFKC", one.name).casefold() for one in shown))
    text = "" if mail.cut else _digest("".join(_words(_plain(mail))), 32)
    return replace(known, text=text, files=_digest(names, 32), size=sum(max(0, one.size) for one in shown))


def stored(row: object) -> Likeness | None:
    """What Likeness.row made; None for an email that was filed by an earlier version."""
    return Likeness(**row) if isinstance(row, dict) else None


def apart_prefix(of: str) -> str:
    """How the names of all mails begin that are told apart from the one with this identity."""
    return f"<{of[1:41] if is_surrogate(of) else _digest(of, 40)}."


def is_another(mail: Likeness, filed: Likeness | None) -> bool:
    """Both of one identity. What is not known of one of them tells nothing."""
    if filed is None:
        return False
    texts = _differ(mail.text, filed.text)
    if is_surrogate(mail.of):
        return texts or _differ(mail.files, filed.files) or _sizes_differ(mail, filed)
    return not _within(mail.subject, filed.subject) and (texts or _differ(mail.sender, filed.sender))


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and one != other


def _sizes_differ(one: Likeness, other: Likeness) -> bool:
    less, more = sorted((one.size, other.size))
    return bool(one.files and other.files) and more > less * _SHARE + _SPARE


def _within(one: str, other: str) -> bool:
    """One is part of the other, word by word; an empty one is part of all."""
    less, more = sorted((one, other), key=len)
    return f" {less} " in f" {more} " if less else True


def _plain(mail: Mail) -> str:
    """Both back-ends tell a text beside HTML; Exchange 2010 does not."""
    return mail.body_text or html.unescape(_TAG.sub(" ", mail.body_html or ""))


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", _ADDED.sub(" ", text)).casefold())


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:length]
