"""Where a change feed stands: the cursor's content, by Salesforce's clock only."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from core.errors import CursorExpired

# A row's SystemModstamp is set before its transaction ends, so rows turn up late.
OVERLAP = timedelta(minutes=10)
# A row that the user may no longer see leaves no trace in the feed: list everything once a day.
RELIST = timedelta(hours=24)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
# Saved with the pages of a full listing that are not its last: a listing that broke off starts again.
RESTART = '{"restart": true}'


@dataclass(frozen=True, slots=True)
class Position:
    """since, listed: Salesforce's time of the newest poll and of the last full listing, ISO 8601 in UTC.
    setup: digest of the filter and the columns. inside: how many records the view had."""

    since: str
    listed: str
    setup: str
    inside: int

    def cursor(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.since)

    def check(self, setup: str) -> None:
        """Raises CursorExpired when the filter or the columns are no longer those of the last listing."""
        if self.setup != setup:
            raise CursorExpired("The list view or its fields changed; everything is listed again.", code="view_changed")

    def check_age(self, now: datetime | None) -> None:
        """Raises CursorExpired when the last full listing is too long ago."""
        if now is not None and now - datetime.fromisoformat(self.listed) > RELIST:
            raise CursorExpired("The last full listing is a day old; everything is listed again.", code="relist")


def position_of(cursor: str) -> Position | None:
    """The position in a cursor; None: list everything. Raises CursorExpired when it cannot be read."""
    try:
        stored: Any = json.loads(cursor)
        if stored == json.loads(RESTART):
            return None
        position = Position(**stored)
        moments = (position.moment, datetime.fromisoformat(position.listed))
        valid = all(m.tzinfo for m in moments) and isinstance(position.inside, int) and isinstance(position.setup, str)
    except (ValueError, TypeError):
        valid = False
    if not valid:
        raise CursorExpired("The stored cursor cannot be read; everything is listed again.", code="bad_cursor")
    return position


def stamp_of(row: Mapping[str, Any]) -> datetime:
    """A row's SystemModstamp; long ago when it has none."""
    try:
        moment = datetime.fromisoformat(str(row.get("SystemModstamp")))
    except ValueError:
        return EPOCH
    return moment if moment.tzinfo else EPOCH


def latest(moments: Iterable[datetime | None]) -> str:
    """The newest moment known, as a position holds it."""
    return max(moment.astimezone(UTC) for moment in (*moments, EPOCH) if moment is not None).isoformat()
