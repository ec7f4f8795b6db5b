"""What all copies of a meeting have in common: the UID of iCalendar (RFC 5545, 3.8.4.7), of an occurrence with the
start that it had at first (RECURRENCE-ID). Exchange writes the date of an occurrence into the UID that Graph tells of
it (MS-OXOCAL, PidLidGlobalObjectId: bytes 17 to 20), which PidLidCleanGlobalObjectId has without."""

from datetime import UTC, datetime
from hashlib import blake2b

_GLOBAL_OBJECT_ID = "040000008200E00074C5B7101A82E008"
_DATE = slice(32, 40)


def identity(uid: str, original_start: datetime | None) -> str | None:
    """Of an event, or of the occurrence that began then. None without a UID."""
    if not uid:
        return None
    told = f"{_of_series(uid, original_start)} {original_start.astimezone(UTC).isoformat() if original_start else ''}"
    return blake2b(told.encode(errors="replace"), digest_size=16).hexdigest()


def _of_series(uid: str, original_start: datetime | None) -> str:
    if uid.upper().startswith(_GLOBAL_OBJECT_ID):
        return f"{uid[: _DATE.start]}{'0' * 8}{uid[_DATE.stop :]}".upper()
    day = original_start.astimezone(UTC) if original_start else None
    return uid.removesuffix(f"_{day.year:04X}{day.month:02X}{day.day:02X}") if day else uid
