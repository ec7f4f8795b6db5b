"""The rows of files: what is remembered of each, which pairs are due, and as what they were looked at."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, and_, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from core.database import Model
from core.models.files import FileLookRow, FileRow
from core.records import Key, LinkState, Side, Version
from worker.files.cases import Giving, Known, State
from worker.files.frame import Frame
from worker.sync.links import TABLE as LINKS
from worker.sync.links import chunks, of_run, owned_by

FILES: Table = Model.metadata.tables[FileRow.__tablename__]
LOOKS: Table = Model.metadata.tables[FileLookRow.__tablename__]
_KEY = {Side.EXCHANGE: FILES.c.exchange_key, Side.CRM: FILES.c.crm_key}
_MARK = {Side.EXCHANGE: FILES.c.exchange_mark, Side.CRM: FILES.c.crm_mark}


@dataclass(frozen=True, slots=True)
class Paired:
    """A linked pair. version: of the Exchange item, as the link has it. looked: (Exchange key, version, CRM key) at the
    last look, None where there was none. attempts, next_try: where its files could not be read since."""

    link_id: str
    keys: Mapping[Side, Key]
    version: Version | None
    looked: tuple[Key | None, Version | None, Key | None] | None
    attempts: int = 0
    next_try: datetime | None = None

    @property
    def seen(self) -> tuple[Key | None, Version | None, Key | None]:
        return self.keys[Side.EXCHANGE], self.version, self.keys[Side.CRM]

    @property
    def anew(self) -> frozenset[Side]:
        """Sides whose record is another one than at the last look."""
        if self.looked is None:
            return frozenset()
        before = {Side.EXCHANGE: self.looked[0], Side.CRM: self.looked[2]}
        return frozenset(side for side in Side if before[side] != self.keys[side])


def paired(session: Session, frame: Frame) -> list[Paired]:
    """The pairs that are kept in step, in the order of their links."""
    columns = (LINKS.c.id, LINKS.c.exchange_key, LINKS.c.crm_key, LINKS.c.exchange_version)
    looked = (LOOKS.c.exchange_key, LOOKS.c.exchange_version, LOOKS.c.crm_key, LOOKS.c.attempts, LOOKS.c.next_try)
    mine = owned_by(frame.context.mailbox_id, frame.kind.name, LINKS)
    whole = and_(LINKS.c.exchange_key.is_not(None), LINKS.c.crm_key.is_not(None))
    wanted = (
        select(*columns, *looked)
        .select_from(LINKS.outerjoin(LOOKS, LOOKS.c.link_id == LINKS.c.id))
        .where(mine, whole, LINKS.c.state == LinkState.LINKED.value)
        .order_by(LINKS.c.id)
    )
    found = []
    for link_id, key, crm_key, version, *seen, attempts, next_try in session.execute(wanted):
        look = (seen[0], seen[1], seen[2]) if seen[0] is not None else None
        keys = {Side.EXCHANGE: key, Side.CRM: crm_key}
        found.append(Paired(link_id, keys, version, look, attempts or 0, next_try))
    return found


def waiting(session: Session, frame: Frame) -> set[str]:
    """Links with something that was cut off, or whose next try has come (all of them with `force`)."""
    context = frame.context
    under_way = FILES.c.state.in_((State.SENDING.value, State.UNDOING.value))
    cut_off = and_(under_way, FILES.c.next_try.is_(None))
    due = FILES.c.next_try.is_not(None) if context.force else FILES.c.next_try <= context.now()
    standing = and_(FILES.c.former.is_not(None), FILES.c.next_try.is_(None))
    mine = and_(of_run(context, FILES), or_(cut_off, due, standing))
    return set(session.scalars(select(FILES.c.link_id).where(mine)))


def known_of(session: Session, links: Iterable[str]) -> dict[str, tuple[Known, ...]]:
    found: dict[str, list[Known]] = defaultdict(list)
    for chunk in chunks(dict.fromkeys(links)):
        rows = session.execute(select(FILES).where(FILES.c.link_id.in_(chunk)).order_by(FILES.c.id))
        for row in rows:
            found[row.link_id].append(_known(row))
    return {link_id: tuple(some) for link_id, some in found.items()}


def attempts_of(session: Session, file_id: str) -> int:
    return session.execute(select(FILES.c.attempts).where(FILES.c.id == file_id)).scalar() or 0


def put(session: Session, frame: Frame, pair: Paired, file_id: str | None, **values: Any) -> str:
    """Makes or changes a row; its id. keys, marks: by side, the whole of them."""
    context = frame.context
    row = {**_columns(values), "changed_at": context.now(), "epoch": context.lease.epoch if context.lease else 0}
    if file_id is not None:
        session.execute(update(FILES).where(FILES.c.id == file_id).values(row))
        return file_id
    owner = {"mailbox_id": context.mailbox_id, "type": context.object_type.name, "link_id": pair.link_id}
    made = context.new_id()
    session.execute(insert(FILES).values({**owner, **row, "id": made}))
    return made


def under_way(action: Giving) -> dict[str, Any]:
    """The row of a file that is to go to the other side."""
    source, known = action.to.other, action.known
    keys = {source: action.source.info.key} | ({action.to: action.replaces} if action.replaces else {})
    kept = {side: mark for side, mark in known.marks.items() if side in keys} if known else {}
    marks = kept | {source: action.source.mark}
    state, name = State.SENDING.value, known.name if known else action.file.name
    row = {"state": state, "target": action.to.value, "name": name, "given": action.file.name}
    return {**row, "keys": keys, "marks": marks}


def set_mark(session: Session, file_id: str, side: Side, mark: str) -> None:
    session.execute(update(FILES).where(FILES.c.id == file_id).values({_MARK[side].name: mark}))


def forget(session: Session, file_id: str) -> None:
    session.execute(delete(FILES).where(FILES.c.id == file_id))


def looked(session: Session, pairs: Sequence[Paired]) -> None:
    """All files of these pairs are settled, or wait for their next try."""
    for chunk in chunks(one.link_id for one in pairs):
        session.execute(delete(LOOKS).where(LOOKS.c.link_id.in_(chunk)))
    names = ("exchange_key", "exchange_version", "crm_key")
    rows = [{"link_id": one.link_id, **dict(zip(names, one.seen, strict=True))} for one in pairs]
    session.connection().execute(insert(LOOKS), rows)


def look_again(session: Session, link_id: str) -> None:
    """The pair's files are looked at in the next run; as which they were last looked at stays known."""
    session.execute(update(LOOKS).where(LOOKS.c.link_id == link_id).values(exchange_version=None, next_try=None))


def put_off(session: Session, pair: Paired, attempts: int, until: datetime) -> None:
    """The pair's files cannot be read; as which they were last looked at stays known."""
    values = {"attempts": attempts, "next_try": until}
    known = update(LOOKS).where(LOOKS.c.link_id == pair.link_id).values(values).returning(LOOKS.c.link_id)
    if session.execute(known).scalar() is None:
        session.execute(insert(LOOKS).values(link_id=pair.link_id, **values))


def wake(session: Session, mailbox_id: str, type_name: str, links: Iterable[str]) -> None:
    """What failed of these pairs is tried again in the next run."""
    for chunk in chunks(dict.fromkeys(links)):
        mine = and_(owned_by(mailbox_id, type_name, FILES), FILES.c.link_id.in_(chunk))
        session.execute(update(FILES).where(mine, FILES.c.next_try.is_not(None)).values(next_try=None))
        session.execute(update(LOOKS).where(LOOKS.c.link_id.in_(chunk)).values(next_try=None))


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    row = {name: value for name, value in values.items() if name not in ("keys", "marks")}
    for name, columns in (("keys", _KEY), ("marks", _MARK)):
        if name in values:
            row |= {columns[side].name: values[name].get(side) for side in Side}
    return row


def _known(row: Row[Any]) -> Known:
    keys = {Side.EXCHANGE: row.exchange_key, Side.CRM: row.crm_key}
    marks = {Side.EXCHANGE: row.exchange_mark, Side.CRM: row.crm_mark}
    return Known(
        row.id,
        row.name,
        {side: key for side, key in keys.items() if key is not None},
        {side: mark for side, mark in marks.items() if mark is not None},
        State(row.state),
        row.digest,
        Side(row.target) if row.target else None,
        row.sending,
        row.former,
        row.note,
        row.next_try,
        row.given,
    )
