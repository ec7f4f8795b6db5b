"""Query results that wait for their next page. A locator belongs to its user and lives two days of the clock."""

import secrets
import string
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.clock import Clock
from sandbox.salesforce.errors import SalesforceError

LIFETIME = timedelta(hours=48)
MOST_OPEN = 1000
ALPHABET = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Result:
    """The rows of one query, at the moment it was asked."""

    user_id: str
    made: datetime
    rows: list[dict[str, Any]]
    total: int


def bad_locator() -> SalesforceError:
    return SalesforceError("INVALID_QUERY_LOCATOR", "invalid query locator", status=400)


class Cursors:
    """Open results by locator; the oldest go when there are too many."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: OrderedDict[str, Result] = OrderedDict()

    def open(self, user_id: str, rows: list[dict[str, Any]], total: int) -> str:
        locator = "01g" + "".join(secrets.choice(ALPHABET) for _ in range(15))
        self._open[locator] = Result(user_id, self._clock.now(), rows, total)
        while len(self._open) > MOST_OPEN:
            self._open.popitem(last=False)
        return locator

    def page(self, user_id: str, reference: str) -> tuple[str, Result, int]:
        """(locator, result, offset) for `01g…-2000`. Raises INVALID_QUERY_LOCATOR."""
        locator, _, tail = reference.rpartition("-")
        result = self._open.get(locator)
        if result is None or result.user_id != user_id or not (tail.isascii() and tail.isdigit()):
            raise bad_locator()
        offset = int(tail[:9])
        if result.made + LIFETIME <= self._clock.now() or offset >= len(result.rows):
            raise bad_locator()
        return locator, result, offset

    def expire(self) -> None:
        self._open.clear()
