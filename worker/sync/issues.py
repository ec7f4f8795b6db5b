"""Issues: records that need a person, opened, counted up and resolved.

An issue keeps the versions of both records as they were when it was last looked at, so that what did not change
since is not looked at again, and its candidates, so that it is looked at when one of them changes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, Table, and_, bindparam, insert, select, update
from sqlalchemy.orm import Session

from core.bulk import Bulk, given
from core.database import Model
from core.errors import Rejected, SyncError
from core.models.sync import IssueRow
from core.records import Key, OpenIssue, Side
from worker.sync.among import among
from worker.sync.context import Context
from worker.sync.links import chunks, mine, of_run, owner

TABLE: Table = Model.metadata.tables[IssueRow.__tablename__]
# The key of an issue that speaks of no record, but of all of its kind.
WHOLE = "*"
_OPEN = select(TABLE).where(and_(mine(TABLE), TABLE.c.resolved_at.is_(None), TABLE.c.key != WHOLE)).order_by(TABLE.c.id)
_VALUES = "link_id side key name code message label field vendor candidates versions attempts last_at".split()
_NEW = Bulk(insert(TABLE))
_CHANGE = Bulk(
    update(TABLE).where(TABLE.c.id == bindparam("issue")).values({name: bindparam(f"new_{name}") for name in _VALUES})
)
_RESOLVE = update(TABLE).where(among(TABLE.c.id)).values(given("resolved_at"))
_IGNORED = select(TABLE.c.id, TABLE.c.versions).where(and_(among(TABLE.c.id), TABLE.c.ignored_at.is_not(None)))


@dataclass(frozen=True, slots=True)
class Open:
    """An open issue. id 0: not saved yet. versions: by side's name."""

    side: Side
    key: Key
    code: str
    message: str
    link_id: str | None = None
    label: str | None = None
    candidates: tuple[Key, ...] = ()
    versions: Mapping[str, str | None] = field(default_factory=dict)
    attempts: int = 1
    id: int = 0
    vendor: str = ""
    blamed: str | None = None
    name: str = ""

    def for_pair(self) -> OpenIssue:
        return OpenIssue(self.side, self.code, self.attempts)

    def same_matter(self, other: "Open | None") -> bool:
        return other is not None and (self.code, self.message, self.candidates) == (
            other.code,
            other.message,
            other.candidates,
        )


class OpenIssues:
    """The open issues of one mailbox and type, by what they speak of and by what they wait for."""

    def __init__(self, found: Iterable[Open]) -> None:
        self._by_key: dict[tuple[Side, Key], Open] = {}
        self._by_link: dict[str, Open] = {}
        self._waiting: dict[tuple[Side, Key], list[Open]] = defaultdict(list)
        for one in found:
            self._by_key[one.side, one.key] = one
            if one.link_id:
                self._by_link[one.link_id] = one
            for candidate in one.candidates:
                self._waiting[one.side.other, candidate].append(one)

    def of(self, side: Side, key: Key, link_id: str | None = None) -> Open | None:
        by_link = self._by_link.get(link_id) if link_id else None
        return by_link or self._by_key.get((side, key))

    def waiting_for(self, side: Side, key: Key) -> Sequence[Open]:
        return self._waiting.get((side, key), ())

    def of_side(self, side: Side) -> list[Open]:
        return [one for (at, _), one in self._by_key.items() if at is side]


def read_open(session: Session, context: Context) -> OpenIssues:
    return OpenIssues(_open(row) for row in session.execute(_OPEN, owner(context)))


def of_error(error: SyncError, side: Side, key: Key) -> Open:
    """The issue that a refused write opens."""
    label = error.label if isinstance(error, Rejected) else None
    candidates = error.candidates if isinstance(error, Rejected) else ()
    return Open(
        side,
        key,
        error.code[:60],
        error.message,
        label=label,
        candidates=tuple(candidates),
        vendor=error.vendor[:120],
        blamed=error.field,
    )


def write(session: Session, context: Context, opened: Sequence[Open], resolved: Iterable[int]) -> None:
    """Save new and changed issues, and close others."""
    now = context.now()
    changed = [one for one in opened if one.id]
    _tell_again(session, changed)
    rows = [{"issue": one.id, **{f"new_{name}": value for name, value in _values(one).items()}} for one in changed]
    _CHANGE.run(session, rows, new_last_at=now)
    fresh = [_values(one) for one in opened if not one.id]
    _NEW.run(session, fresh, **context.owned, run_id=context.report.run, opened_at=now, last_at=now)
    for chunk in chunks(resolved):
        session.execute(_RESOLVE, {"keys": chunk, "resolved_at": now})


def _tell_again(session: Session, changed: Iterable[Open]) -> None:
    """Who ignored an issue did so of the records as they were."""
    versions = {one.id: dict(one.versions) for one in changed}
    for chunk in chunks(versions):
        rows = session.execute(_IGNORED, {"keys": chunk}).all()
        news = [row.id for row in rows if dict(row.versions) != versions[row.id]]
        if news:
            session.execute(update(TABLE).where(TABLE.c.id.in_(news)).values(ignored_at=None))


def set_versions(session: Session, context: Context, marked: Iterable[tuple[Open, str | None]]) -> None:
    """The Exchange item's version after its issue was marked on it."""
    for one, version in marked:
        if version is not None and one.versions.get(Side.EXCHANGE.value) != version:
            about = and_(TABLE.c.side == one.side.value, TABLE.c.key == one.key, TABLE.c.resolved_at.is_(None))
            versions = {**one.versions, Side.EXCHANGE.value: version}
            session.execute(update(TABLE).where(of_run(context, TABLE), about).values(versions=versions))


def _values(one: Open) -> dict[str, Any]:
    return {
        "link_id": one.link_id,
        "side": one.side.value,
        "key": one.key,
        "name": one.name,
        "code": one.code,
        "message": one.message,
        "label": one.label,
        "field": one.blamed,
        "vendor": one.vendor,
        "candidates": list(one.candidates),
        "versions": dict(one.versions),
        "attempts": one.attempts,
    }


def _open(row: Row[Any]) -> Open:
    return Open(
        Side(row.side),
        row.key,
        row.code,
        row.message,
        row.link_id,
        row.label,
        tuple(row.candidates),
        dict(row.versions),
        row.attempts,
        row.id,
        row.vendor,
        row.field,
        row.name,
    )
