"""The rows of filed emails: the reservation of a Message-ID for a whole org, and the mails that hold an email."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, and_, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.database import Model
from core.mails import EMAIL, MailPlace
from core.models.filing import DELETED, FILED, HELD, PENDING, REFUSED, UNFILED, UNFILING, FiledMailRow, FiledRow
from core.models.sync import RunRow
from core.records import Key
from core.runs import DONE as RUN_DONE
from core.runs import HELD as RUN_HELD
from core.runs import SUPERSEDED, SYNC
from worker.filing.cases import Hold, Holding, How, Stand
from worker.filing.frame import Email, Filing, Held
from worker.filing.likeness import apart_prefix, stored
from worker.sync.actions import Reason
from worker.sync.links import chunks

EMAILS: Table = Model.metadata.tables[FiledRow.__tablename__]
MAILS: Table = Model.metadata.tables[FiledMailRow.__tablename__]
FREE = (UNFILED, REFUSED)
RUNS = 100


def last_look(session: Session, mailbox_id: str) -> datetime | None:
    """When the last run began that followed the mail feed to its end; None where none of the last RUNS did."""
    ended = and_(
        RunRow.mailbox_id == mailbox_id, RunRow.kind == SYNC, RunRow.state.in_((RUN_DONE, RUN_HELD, SUPERSEDED))
    )
    found = select(RunRow.started_at, RunRow.report).where(ended).order_by(RunRow.started_at.desc()).limit(RUNS)
    for row in session.execute(found):
        if EMAIL.name in row.report.get("types", {}) and EMAIL.name not in row.report.get("stopped", {}):
            started: datetime = row.started_at
            return started
    return None


def emails_of(session: Session, org_id: str, message_ids: Iterable[str]) -> dict[str, Email]:
    found: dict[str, Email] = {}
    for chunk in chunks(dict.fromkeys(message_ids)):
        mine = and_(EMAILS.c.org_id == org_id, EMAILS.c.message_id.in_(chunk))
        found.update((row.message_id, _email(row)) for row in session.execute(select(EMAILS).where(mine)))
    return found


def emails_apart(session: Session, org_id: str, identities: Iterable[str]) -> dict[str, list[Email]]:
    """Those that were told apart from the ones of these identities, by identity, oldest first."""
    found: dict[str, list[Email]] = {}
    for one in sorted(set(identities)):
        mine = and_(EMAILS.c.org_id == org_id, EMAILS.c.message_id.startswith(apart_prefix(one), autoescape=True))
        found[one] = [_email(row) for row in session.execute(select(EMAILS).where(mine).order_by(EMAILS.c.id))]
    return found


def emails_by_id(session: Session, ids: Iterable[int], *, lock: bool = False) -> dict[int, Email]:
    """lock: nobody else changes these rows before the transaction ends."""
    found: dict[int, Email] = {}
    for chunk in chunks(sorted(set(ids))):
        wanted = select(EMAILS).where(EMAILS.c.id.in_(chunk)).order_by(EMAILS.c.id)
        rows = session.execute(wanted.with_for_update() if lock else wanted)
        found.update((row.id, _email(row)) for row in rows)
    return found


def mails_by_key(session: Session, mailbox_id: str, keys: Iterable[Key]) -> dict[Key, Held]:
    found: dict[Key, Held] = {}
    for chunk in chunks(dict.fromkeys(keys)):
        mine = and_(MAILS.c.mailbox_id == mailbox_id, MAILS.c.key.in_(chunk))
        found.update((row.key, _held(row)) for row in session.execute(select(MAILS).where(mine)))
    return found


def held_keys(session: Session, mailbox_id: str) -> set[Key]:
    """Of the mailbox's mails that their user wants filed."""
    mine = and_(MAILS.c.mailbox_id == mailbox_id, MAILS.c.state == HELD)
    return set(session.execute(select(MAILS.c.key).where(mine)).scalars())


def has_unmarked(session: Session, mailbox_id: str) -> bool:
    """Whether some of these have their record, and do not show it: the run that made it was cut off."""
    of_email = and_(
        EMAILS.c.id == MAILS.c.filed_id, EMAILS.c.state.in_((PENDING, FILED)), EMAILS.c.crm_key.is_not(None)
    )
    mine = and_(MAILS.c.mailbox_id == mailbox_id, MAILS.c.state == HELD, MAILS.c.marked.is_(False))
    return session.execute(select(MAILS.c.id).join(EMAILS, of_email).where(mine).limit(1)).first() is not None


def count_held(session: Session, mailbox_id: str) -> int:
    mine = and_(MAILS.c.mailbox_id == mailbox_id, MAILS.c.state == HELD)
    return int(session.execute(select(func.count()).where(mine)).scalar_one())


def leave_folder(session: Session, mailbox_id: str) -> None:
    """The folder in which the mailbox's mails lay is one like any other now."""
    mine = and_(MAILS.c.mailbox_id == mailbox_id, MAILS.c.state == HELD, MAILS.c.place == MailPlace.FOLDER.value)
    session.execute(update(MAILS).where(mine).values(place=MailPlace.OTHER.value))


def mails_of(session: Session, mailbox_id: str, filed_ids: Iterable[int]) -> list[Held]:
    """The mailbox's own mails that hold one of these emails."""
    found: list[Held] = []
    for chunk in chunks(set(filed_ids)):
        mine = and_(MAILS.c.mailbox_id == mailbox_id, MAILS.c.filed_id.in_(chunk))
        found += [_held(row) for row in session.execute(select(MAILS).where(mine))]
    return found


def stand_of(email: Email | None, mailbox_id: str) -> Stand:
    """What of the org's row matters to a mail of this mailbox."""
    if email is None or email.state in FREE:
        return Stand.NONE
    if email.state == UNFILING or email.crm_key is None:
        return Stand.BUSY
    unfinished = email.state == PENDING and email.mailbox_id == mailbox_id
    return Stand.UNFINISHED if unfinished else Stand.FILED


def reserve(session: Session, filing: Filing, wanted: Mapping[str, dict[str, Any]]) -> dict[str, int]:
    """By Message-ID, the ids of the rows that are this run's now; what another has is left out. wanted: the row's
    values besides its owner."""
    if not wanted:
        return {}
    owner = {"org_id": filing.org_id, "changed_at": filing.context.now(), **_run(filing)}
    rows = [{**owner, **values, "message_id": message_id} for message_id, values in sorted(wanted.items())]
    fresh = _insert(session, EMAILS).on_conflict_do_nothing(index_elements=["org_id", "message_id"])
    made = session.connection().execute(fresh.returning(EMAILS.c.message_id, EMAILS.c.id), rows)
    won: dict[str, int] = {row.message_id: row.id for row in made}
    for row in rows:
        message_id = str(row["message_id"])
        if message_id in won:
            continue
        free = and_(EMAILS.c.org_id == filing.org_id, EMAILS.c.message_id == message_id, EMAILS.c.state.in_(FREE))
        taken = session.execute(update(EMAILS).where(free).values(row).returning(EMAILS.c.id)).scalar()
        if taken is not None:
            won[message_id] = taken
    return won


def set_email(session: Session, filing: Filing, filed_id: int, **values: Any) -> None:
    set_emails(session, filing, {filed_id: values})


def set_emails(session: Session, filing: Filing, changes: Mapping[int, Mapping[str, Any]]) -> None:
    """By the rows' ids the new values."""
    now = filing.context.now()
    _change(session, EMAILS, ((filed_id, {**values, "changed_at": now}) for filed_id, values in changes.items()))


def claim(session: Session, filing: Filing, email: Email, state: str) -> Email:
    """The row is this run's to work at; as it is now."""
    owner = _run(filing)
    set_email(session, filing, email.id, state=state, **owner)
    return replace(email, state=state, **owner)


def change_if_same(session: Session, filing: Filing, email: Email, **values: Any) -> bool:
    """Only where no other run has touched the row since it was read."""
    same = and_(
        EMAILS.c.id == email.id,
        EMAILS.c.state == email.state,
        EMAILS.c.epoch == email.epoch,
        EMAILS.c.mailbox_id.is_not_distinct_from(email.mailbox_id),
    )
    values["changed_at"] = filing.context.now()
    return session.execute(update(EMAILS).where(same).values(values).returning(EMAILS.c.id)).scalar() is not None


def put_mails(session: Session, filing: Filing, mails: Mapping[Key, Mapping[str, Any]]) -> None:
    """Make or change the rows of these mails. mails: their values, the same columns for each."""
    rows = [{**values, "mailbox_id": filing.context.mailbox_id, "key": key} for key, values in mails.items()]
    if rows:
        made = _insert(session, MAILS)
        new = {name: made.excluded[name] for name in next(iter(mails.values()))}
        session.connection().execute(made.on_conflict_do_update(index_elements=["mailbox_id", "key"], set_=new), rows)


def set_mail(session: Session, held: Held, **values: Any) -> None:
    set_mails(session, [(held, values)])


def set_mails(session: Session, changes: Iterable[tuple[Held, Mapping[str, Any]]]) -> None:
    _change(session, MAILS, ((held.id, values) for held, values in changes))


def _insert(session: Session, table: Table) -> Any:
    """Of the database's own dialect, which knows conflicts."""
    return (postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert)(table)


def _change(session: Session, table: Table, changes: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """One statement for all rows that get the same columns: building one costs more than running it."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row_id, values in changes:
        given = {"row": row_id, **{f"new_{name}": value for name, value in values.items()}}
        groups.setdefault(tuple(sorted(values)), []).append(given)
    for names, rows in groups.items():
        changed = update(table).where(table.c.id == bindparam("row"))
        session.connection().execute(changed.values({name: bindparam(f"new_{name}") for name in names}), rows)


def forget_mail(session: Session, held: Held) -> None:
    session.execute(MAILS.delete().where(MAILS.c.id == held.id))


def holders(session: Session, filed_ids: Sequence[int]) -> list[tuple[str, Key]]:
    """(mailbox id, key) of all mails that hold one of these emails."""
    mine = and_(MAILS.c.filed_id.in_(filed_ids), MAILS.c.state == HELD)
    return [(row.mailbox_id, row.key) for row in session.execute(select(MAILS.c.mailbox_id, MAILS.c.key).where(mine))]


def others(session: Session, filing: Filing, filed_id: int, mine: Sequence[int]) -> int:
    """How many mails besides `mine` hold the email. What a colleague deleted counts: it was to stay filed."""
    elsewhere = and_(MAILS.c.mailbox_id != filing.context.mailbox_id, MAILS.c.state.in_((HELD, DELETED)))
    here = and_(MAILS.c.mailbox_id == filing.context.mailbox_id, MAILS.c.state == HELD)
    wanted = and_(MAILS.c.filed_id == filed_id, MAILS.c.id.not_in(mine), elsewhere | here)
    return session.execute(select(func.count()).select_from(MAILS).where(wanted)).scalar_one()


def reason_row(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "words": dict(reason.words)}


def _run(filing: Filing) -> dict[str, Any]:
    lease = filing.context.lease
    return {"mailbox_id": filing.context.mailbox_id, "epoch": lease.epoch if lease else 0}


def _email(row: Row[Any]) -> Email:
    known = (row.id, row.message_id, row.state, row.crm_key, row.ours, row.mailbox_id, row.epoch, row.note)
    return Email(*known, likeness=stored(row.likeness))


def _held(row: Row[Any]) -> Held:
    holding = Holding(How(row.how), Hold(row.state), row.marked, MailPlace(row.place))
    return Held(row.id, row.filed_id, row.key, holding, row.version)
