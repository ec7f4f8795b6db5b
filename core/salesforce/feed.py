"""The change feed of contacts: a full listing of the view, or one composite call a poll.

A poll asks, in this order: all changed rows with the bin's (queryAll), which of them the view holds, and how many
records the view has. In this order a row that moves meanwhile is seen inside the view or comes again next time, but
is never taken for one that left it. A count that the changed rows cannot explain (an owner changed under private
sharing, a filter on dates) makes the next run list everything.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2s

from core.errors import CursorExpired
from core.records import Gone, Seen
from core.salesforce.client import Client, unreadable
from core.salesforce.composite import Answer, Row, composite, pages, query_part
from core.salesforce.position import OVERLAP, RESTART, Position, latest, position_of, stamp_of
from core.salesforce.setup import Setup
from core.store import Cursor, Page


class Feed:
    """changes() yields the pages of core.store.Store.changed_since."""

    def __init__(self, client: Client, setup: Setup) -> None:
        self._client, self._setup = client, setup

    def changes(self, cursor: Cursor | None) -> Iterator[Page]:
        position = position_of(cursor) if cursor else None
        if not cursor or position is None:
            return self._listing()
        position.check(self._signature())
        return self._poll(position, cursor)

    def _signature(self) -> str:
        text = f"{self._setup.view.signature} {self._setup.catalog.columns}"
        return blake2s(text.encode(), digest_size=8).hexdigest()

    def _listing(self) -> Iterator[Page]:
        view, catalog = self._setup.view, self._setup.catalog
        query = self._setup.soql.select(catalog.columns, view.conditions, scope=view.scope, order=("Id",))
        answer = composite(self._client, [query_part(query)], "list", safe=True)[0]
        started, newest = self._client.server_time, [stamp_of({})]
        for rows, last in _with_last(pages(self._client, answer, "list")):
            newest = [max(map(stamp_of, rows), default=newest[0]), *newest]
            since = latest([started, *newest])
            done = Position(since, since, self._signature(), _total(answer))
            seen = tuple(catalog.record(row, in_scope=True) for row in rows if row.get("Id"))
            yield Page(seen, done.cursor() if last else RESTART, full=True, last=last)

    def _poll(self, position: Position, cursor: Cursor) -> Iterator[Page]:
        view, soql = self._setup.view, self._setup.soql
        changed = soql.at_least("SystemModstamp", position.moment - OVERLAP)
        parts = [
            query_part(
                soql.select(self._setup.catalog.columns, [changed], order=("SystemModstamp", "Id")), deleted=True
            ),
            query_part(soql.select(["Id"], [*view.conditions, changed], scope=view.scope)),
            query_part(soql.count(view.conditions, scope=view.scope)),
        ]
        rows_answer, inside_answer, count_answer = composite(self._client, parts, "changes", safe=True)
        position.check_age(self._client.server_time)
        newest = [self._client.server_time, position.moment]
        inside = {str(row.get("Id")) for page in pages(self._client, inside_answer, "changes") for row in page}
        drift = _Drift(position, _total(count_answer))
        for rows, last in _with_last(pages(self._client, rows_answer, "changes")):
            newest += [max(map(stamp_of, rows), default=None)]
            drift.note(rows, inside)
            if last:
                drift.check()
                done = Position(latest(newest), position.listed, position.setup, drift.inside)
                cursor = done.cursor()
            yield Page(tuple(self._seen(row, inside) for row in rows if row.get("Id")), cursor, full=False, last=last)

    def _seen(self, row: Row, inside: set[str]) -> Seen:
        if row.get("IsDeleted") is True:
            return gone(row)
        return self._setup.catalog.record(row, in_scope=str(row["Id"]) in inside)


class _Drift:
    """Whether the changed rows explain how the number of records in the view changed. Rows of the overlap were
    seen by the poll before."""

    def __init__(self, position: Position, inside: int) -> None:
        self.inside = inside
        self._before, self._since = position.inside, position.moment
        self._came = self._went = 0

    def note(self, rows: Iterable[Row], inside: set[str]) -> None:
        new = [row for row in rows if stamp_of(row) >= self._since]
        came = sum(str(row.get("Id")) in inside for row in new)
        self._came, self._went = self._came + came, self._went + len(new) - came

    def check(self) -> None:
        if not -self._went <= self.inside - self._before <= self._came:
            raise CursorExpired("Records came or went unseen; everything is listed again.", code="view_drifted")


def gone(row: Row) -> Gone:
    """A deleted row; a merge names the record that it went into."""
    successor = row.get("MasterRecordId")
    return Gone(str(row["Id"]), successor if isinstance(successor, str) and successor else None)


def _total(answer: Answer) -> int:
    body = answer.checked()
    total = body.get("totalSize") if isinstance(body, dict) else None
    if not isinstance(total, int):
        raise unreadable("changes")
    return total


def _with_last(source: Iterable[list[Row]]) -> Iterator[tuple[list[Row], bool]]:
    """Each page, and whether it is the last."""
    iterator = iter(source)
    page = next(iterator)
    for following in iterator:
        yield page, False
        page = following
    yield page, True
