"""Values of mails that both wires share. Whatever a sender wrote decodes: what is unusable is left out."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from core.exchange import wire
from core.mails import BODY_LIMIT, Address, AttachmentInfo
from core.records import canonical

_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
# A thread's first message and its last ones; a hostile header names thousands.
REFERENCES = 100
# Before mail there was none; Exchange tells a missing date as the year 1 or 1601, and counts to 4500.
FIRST, LAST = datetime(1971, 1, 1, tzinfo=UTC), datetime(4000, 1, 1, tzinfo=UTC)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_SMIME_TYPES = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_CLEAR_SIGNED = ".smime.multipartsigned"
_PGP_TYPE = "application/pgp-encrypted"
_PGP_ARMOUR = "-----BEGIN PGP MESSAGE-----"


def text(value: object) -> str:
    """Canonical; empty for none and for what is no text."""
    return str(canonical(value) or "") if isinstance(value, str) else ""


def body(value: object) -> str | None:
    """None for an empty one; cut where it is longer than any CRM keeps."""
    return text(value[:BODY_LIMIT]) or None if isinstance(value, str) else None


def address(name: object, smtp: object) -> Address:
    """What is no SMTP address, such as a name within an Exchange organisation, becomes the name where there is none."""
    said, found = text(name), text(smtp)
    if "@" not in found:
        return Address(said or found, "")
    found = found.lower()
    return Address("" if said.lower() == found else said, found)


def people(pairs: Iterable[tuple[object, object]]) -> tuple[Address, ...]:
    """(name, address) pairs; those with neither are left out, and repeated ones."""
    found = (address(name, smtp) for name, smtp in pairs)
    return tuple(dict.fromkeys(one for one in found if one.name or one.address))


def message_id(value: object) -> str | None:
    """With angle brackets, which some senders forget (RFC 5322 3.6.4)."""
    said = text(value)
    found = _MESSAGE_ID.search(said)
    if found:
        return found[0]
    bare = "".join(said.split()).strip("<>")
    return f"<{bare}>" if bare else None


def references(value: object) -> tuple[str, ...]:
    found = list(dict.fromkeys(_MESSAGE_ID.findall(text(value))))
    return tuple(found if len(found) <= REFERENCES else [found[0], *found[1 - REFERENCES :]])


def in_reply_to(value: object) -> str | None:
    """The first, where an odd client names several."""
    return next(iter(references(value)), None)


def moment(*told: object) -> datetime:
    """The first that is a date of mail."""
    found = (wire.moment_of(one) for one in told if isinstance(one, str))
    return next((one for one in found if one and FIRST <= one < LAST), NEVER)


def received(told: object) -> datetime | None:
    found = moment(told)
    return None if found == NEVER else found


def count(value: object) -> int:
    """A size; -1 where it is not known."""
    try:
        return max(-1, int(str(value)))
    except ValueError:
        return -1


def is_encrypted(item_class: str, attachments: Sequence[AttachmentInfo], plain: str | None = None) -> bool:
    """S/MIME that is not merely signed in the clear (MS-OXOSMIME), rights-managed (MS-OXORMMS), or OpenPGP, as MIME
    (RFC 3156) or in its text. plain: the text, where it was read."""
    kind = item_class.lower()
    if (plain or "").lstrip().startswith(_PGP_ARMOUR) or any(_type(one) == _PGP_TYPE for one in attachments):
        return True
    if "rpmsg" in kind or kind.endswith((".smime", ".secure")):
        return True
    if any(one.name.lower().endswith(".rpmsg") or "rpmsg" in one.content_type for one in attachments):
        return True
    alone = attachments[0] if len(attachments) == 1 and not kind.endswith(_CLEAR_SIGNED) else None
    return alone is not None and _type(alone) in _SMIME_TYPES


def _type(attachment: AttachmentInfo) -> str:
    return attachment.content_type.partition(";")[0].strip()
