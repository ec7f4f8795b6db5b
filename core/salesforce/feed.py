"""The change feed of one kind: a full listing of what is in scope, or a composite call a poll.

A poll asks, in this order: all changed rows with the bin's (queryAll), which of them are in scope, and how many
records are in scope. In this order a row that moves meanwhile is seen in scope or comes again next time, but is never
taken for one that left it. A count that the changed rows cannot explain (an owner changed under private sharing, a
filter on dates) makes the run list everything; rows of other people, which were never in scope, explain nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2s

from core.errors import CursorExpired
from core.records import Gone, Key, Record, Seen, State
from core.salesforce.client import Client, unreadable
from core.salesforce.composite import Answer, Row, composite_all, pages, query_part
from core.salesforce.lookup import Lookup
from core.salesforce.position import OVERLAP, RESTART, Position, latest, position_of, stamp_of
from core.salesforce.setup import Setup
from core.store import Cursor, Known, Page


class Feed:
    """changes() yields the pages of core.store.Store.changed_since."""

    def __init__(self, client: Client, setup: Setup, lookup: Lookup) -> None:
        self._client, self._setup, self._lookup = client, setup, lookup

    def changes(self, cursor: Cursor | None, known: Known | None = None) -> Iterator[Page]:
        position = position_of(cursor) if cursor else None
        if not cursor or position is None:
            return self._listing()
        position.check(self._signature())
        return self._poll(position, cursor, known)

    def _signature(self) -> str:
        return blake2s(self._setup.signature.encode(), digest_size=8).hexdigest()

    def _listing(self) -> Iterator[Page]:
        setup = self._setup
        branches = setup.branches
        queries = [setup.select(list(b.conditions), scope=b.scope, order=("Id",)) for b in branches]
        answers = composite_all(self._client, [query_part(query) for query in queries], "list", safe=True)
        started, newest = self._client.server_time, [stamp_of({})]
        inside = sum(map(_total, answers))
        for rows, last in _with_last(page for answer in answers for page in pages(self._client, answer, "list")):
            newest = [max(map(stamp_of, rows), default=newest[0]), *newest]
            since = latest([started, *newest])
            done = Position(since, since, self._signature(), inside)
            seen = tuple(setup.catalog.record(row, in_scope=True) for row in rows if row.get("Id"))
            yield Page(seen, done.cursor() if last else RESTART, full=True, last=last)

    def _poll(self, position: Position, cursor: Cursor, known: Known | None) -> Iterator[Page]:
        setup, since = self._setup, position.moment - OVERLAP
        changed = setup.soql.at_least("SystemModstamp", since)
        parts = [query_part(setup.select([changed], order=("SystemModstamp", "Id")), deleted=True)]
        parts += [query_part(setup.shape.touching(since, setup.user), deleted=True)] if setup.shape.touching else []
        asked = len(parts)
        parts += [query_part(query) for query in setup.ids(changed)]
        parts += [query_part(query) for query in setup.in_scope(lambda w, scope: setup.soql.count(w, scope=scope))]
        answers = composite_all(self._client, parts, "changes", safe=True)
        position.check_age(self._client.server_time)
        newest = [self._client.server_time, position.moment]
        middle = asked + (len(parts) - asked) // 2
        inside = {str(row.get("Id")) for answer in answers[asked:middle] for row in self._rows(answer)}
        drift = _Drift(position, sum(map(_total, answers[middle:])))
        touched = self._touched(answers[1:asked])
        drift.note_states(touched)
        for rows, last in _with_last(pages(self._client, answers[0], "changes")):
            newest += [max(map(stamp_of, rows), default=None)]
            drift.note(rows, inside)
            seen = [self._seen(row, inside) for row in rows if row.get("Id")]
            if last:
                drift.check(known)
                done = Position(latest(newest), position.listed, position.setup, drift.inside)
                cursor, seen = done.cursor(), [*seen, *touched.values()]
            yield Page(tuple(seen), cursor, full=False, last=last)

    def _rows(self, answer: Answer) -> Iterator[Row]:
        return (row for page in pages(self._client, answer, "changes") for row in page)

    def _touched(self, answers: Iterable[Answer]) -> dict[Key, State]:
        """The records of whose parts one changed."""
        column = self._setup.shape.touched
        keys = [row[column] for answer in answers for row in self._rows(answer) if isinstance(row.get(column), str)]
        return self._lookup.read(keys) if keys else {}

    def _seen(self, row: Row, inside: set[str]) -> Seen:
        if row.get("IsDeleted") is True:
            return self._setup.catalog.gone(row)
        return self._setup.catalog.record(row, in_scope=str(row["Id"]) in inside)


class _Drift:
    """Whether the changed rows explain how the number of records in scope changed. Rows of the overlap were seen by
    the poll before."""

    def __init__(self, position: Position, inside: int) -> None:
        self.inside = inside
        self._before, self._since = position.inside, position.moment
        self._came = self._gone = 0
        self._outside: set[Key] = set()

    def note(self, rows: Iterable[Row], inside: set[str]) -> None:
        for row in rows:
            if stamp_of(row) >= self._since:
                key = str(row.get("Id"))
                self._add(key, came=key in inside, gone=row.get("IsDeleted") is True)

    def note_states(self, states: Mapping[Key, State]) -> None:
        for key, state in states.items():
            self._add(key, came=isinstance(state, Record) and state.in_scope, gone=isinstance(state, Gone))

    def _add(self, key: Key, *, came: bool, gone: bool) -> None:
        if came:
            self._came += 1
        elif gone:
            self._gone += 1
        else:
            self._outside.add(key)

    def check(self, known: Known | None) -> None:
        more = self.inside - self._before
        left = -more - self._gone
        if left > 0 and self._outside and known:
            self._outside = set(known(self._outside))
        if more > self._came or left > len(self._outside):
            raise CursorExpired("Records came or went unseen; everything is listed again.", code="view_drifted")


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
