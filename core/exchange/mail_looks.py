"""PURE. How far the mails outside of the watched folders were looked at.

No feed tells of a whole mailbox: Graph's message delta and EWS's SyncFolderItems follow one folder each
(learn.microsoft.com/graph/api/message-delta, MS-OXWSSYNC). What was changed since the last look is searched for by its
LastModifiedTime instead, which the mail server sets whenever a message is saved or moved; only its clock counts, not
ours. A change that a client made while it was offline comes in with a time of its own: hence some minutes are looked at
again, and what carries the category is listed once a day.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from core.errors import CursorExpired
from core.exchange import wire
from core.exchange.mail_source import Sight

OVERLAP = timedelta(minutes=5)
SWEEP = timedelta(days=1)
# How old changes may be that the daily list of the category still finds.
LATE = timedelta(days=30)
# Until a moment that the server tells in whole seconds is surely over.
SECONDS = timedelta(seconds=2)
# So many mails at most are known to have been told in the minutes that are looked at again.
REMEMBERED = 200
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Look:
    """newest: when the last mail was changed. swept: what it was when the category was last listed. folders: when the
    last change in any folder was (EWS); noticed: by our clock, when that was first seen; settled: and looked at when
    the second had passed that the server counts. met: the mails that were told in the minutes before `newest`, with the
    seconds of their changes."""

    newest: datetime = BEGINNING
    swept: datetime = BEGINNING
    folders: datetime = BEGINNING
    noticed: datetime = BEGINNING
    settled: bool = False
    met: Mapping[str, int] = field(default_factory=dict)

    @property
    def since(self) -> datetime:
        """What was changed then or later is looked at. After more changes than are remembered no minutes again."""
        again = self.newest != BEGINNING and len(self.met) < REMEMBERED
        return self.newest - OVERLAP if again else self.newest

    @property
    def sweeps(self) -> bool:
        """Whether the category is to be listed in this look."""
        return self.newest - self.swept >= SWEEP

    @property
    def swept_since(self) -> datetime:
        return self.newest - LATE

    def has_changed(self, folder: datetime | None) -> bool:
        """folder: when it was last changed; None where the server does not tell."""
        if folder is None or self.folders == BEGINNING:
            return True
        return folder > self.folders if self.settled else folder >= self.folders - OVERLAP

    def text(self) -> str:
        moments = [one.isoformat() for one in (self.newest, self.swept, self.folders, self.noticed)]
        return json.dumps([*moments, self.settled, self.met], separators=(",", ":"))


def read(text: str) -> Look:
    """Raises CursorExpired where the text is none of ours."""
    try:
        *told, settled, met = json.loads(text)
        newest, swept, folders, noticed = (wire.moment_of(one) for one in told)
        if not (newest and swept and folders and noticed and isinstance(settled, bool)):
            raise TypeError("wrong types")
        return Look(
            newest, swept, folders, noticed, settled, {str(name): int(seconds) for name, seconds in met.items()}
        )
    except (ValueError, TypeError, AttributeError) as error:
        again = "What was noted of the last look at the mails is unreadable; they are listed anew."
        raise CursorExpired(again, code="bad_cursor") from error


@dataclass
class Looking:
    """A look under way. before: the last one."""

    before: Look
    newest: datetime = BEGINNING
    _met: dict[str, int] = field(default_factory=dict)

    def passes(self, moment: datetime | None) -> None:
        """A mail that concerns nobody was changed then."""
        self.newest = max(self.newest, moment or BEGINNING)

    def fresh(self, rows: Iterable[tuple[Sight, datetime | None]]) -> tuple[Sight, ...]:
        """Those that were not told at the last look. rows: with the moments of their last changes."""
        told: list[Sight] = []
        for sight, moment in rows:
            self.passes(moment)
            name = hashlib.sha256(f"{sight.key}\n{sight.version}".encode()).hexdigest()[:12]
            if name not in self._met and name not in self.before.met:
                told.append(sight)
            self._met[name] = int((moment or BEGINNING).timestamp())
        return tuple(told)

    def done(self, folders: datetime = BEGINNING, now: datetime = BEGINNING) -> Look:
        """The look to go on from. now: when it began, by our clock."""
        newest, same = max(self.newest, self.before.newest), BEGINNING < folders <= self.before.folders
        met = {**self.before.met, **self._met}
        again = [name for name, seconds in met.items() if seconds >= (newest - OVERLAP).timestamp()]
        latest = sorted(again, key=lambda name: (-met[name], name))[:REMEMBERED]
        return Look(
            newest=newest,
            swept=newest if self.before.sweeps else self.before.swept,
            folders=max(folders, self.before.folders),
            noticed=self.before.noticed if same else now,
            settled=same and now - self.before.noticed >= SECONDS,
            met={name: met[name] for name in latest},
        )
