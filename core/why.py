"""Why a record is as it is: the rule that keeps it out or lets it rest, and what was done to it last."""

from collections.abc import Callable, Iterable

from sqlalchemy import ColumnElement, Text, cast, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.database import Database
from core.explain import SIDES, listing, sentence
from core.models.sync import ConflictRow, HintRow, IssueRow, LinkRow, OperationRow
from core.objects import OBJECT_TYPES, Kind
from core.reasons import Reason
from core.records import Key, LinkState, Side, Value, canonical, label, one_line

LATEST = 5
# Of what differs: people.
SHOWN = 5
UNKNOWN = (
    "Nothing is known of {}: it was never seen inside the synchronised folder or list view, "
    "or its history is older than what is kept."
)


# Session, mailbox id, keys -> sentences.
More = Callable[[Session, str, set[Key]], Iterable[str]]


def why(database: Database, mailbox_id: str, key: str, more: More = lambda *_: ()) -> list[str]:
    """Sentences about the record with this Outlook or Salesforce key, e-mail address or name. more: what else is known
    of it (worker.sync.held knows which deletions wait)."""
    with database.session() as session:
        links = links_named(session, mailbox_id, key)
        lines = [line for link in links for line in _of_link(session, link)]
        keys = {key, *(one for link in links for one in (link.exchange_key, link.crm_key) if one)}
        lines += _issues(session, mailbox_id, keys, key)
        lines += more(session, mailbox_id, keys)
        lines += _waiting(session, mailbox_id, keys)
        lines += _history(session, mailbox_id, keys, [link.id for link in links], key)
    return lines or [unknown(key)]


def unknown(key: str) -> str:
    return UNKNOWN.format(one_line(key))


def links_named(session: Session, mailbox_id: str, key: str) -> list[LinkRow]:
    """Those of the records with this Outlook or Salesforce key, e-mail address or name."""
    mine = LinkRow.mailbox_id == mailbox_id
    exact = or_(LinkRow.exchange_key == key, LinkRow.crm_key == key)
    found = list(session.scalars(select(LinkRow).where(mine, exact)))
    if found or not key.strip():
        return found
    # A first sieve by the database, then the real comparison; the day behind an event's subject is told, not stored.
    words = [word for word in key.split() if not word.startswith("(")]
    word = (words or [""])[-1].encode("ascii", "replace").decode().replace("?", "%")
    text = cast(LinkRow.base, Text).ilike(f"%{word}%")
    rows = session.scalars(select(LinkRow).where(mine, text).order_by(LinkRow.id).limit(1000))
    return [row for row in rows if _is_called(row, key)]


def _is_called(row: LinkRow, text: str) -> bool:
    named = [str(v) for name, v in row.base.items() if name == "subject" or name.startswith("email_address")]
    called = {label(row.base), *named, *map(one_line, named)}
    return _folded(text) in {_folded(one) for one in called}


def _folded(text: str) -> str:
    return " ".join(str(canonical(text) or "").casefold().split())


def _of_link(session: Session, link: LinkRow) -> Iterable[str]:
    name = label(link.base)
    if link.state == LinkState.PARKED.value:
        yield f"{name} rests: {sentence(Reason(link.parked or 'parked', {'name': name}), link.type)}"
    else:
        yield f"{name} is kept in step (Outlook {link.exchange_key}, Salesforce {link.crm_key})."
        yield from _apart(link)
    waiting = ConflictRow.resolved_at.is_(None) & (ConflictRow.link_id == link.id)
    fields = [row.field for row in session.scalars(select(ConflictRow).where(waiting).order_by(ConflictRow.id))]
    if fields:
        known = OBJECT_TYPES[link.type].fields
        words = listing(known[one].label if one in known else one for one in fields)
        yield f"{words} changed on both sides; somebody must choose."


def _apart(link: LinkRow) -> Iterable[str]:
    """What the two sides go on to hold differently: one of them cannot hold it, or only somebody else may change it
    there (of a meeting its organiser, of an event in Salesforce its owner)."""
    held = {side: link.held.get(side.value, {}) for side in Side}
    names = [name for name in OBJECT_TYPES[link.type].fields if any(name in values for values in held.values())]
    for name in names:
        one = OBJECT_TYPES[link.type].fields[name]
        here, there = (held[side].get(name, link.base.get(name)) for side in (Side.EXCHANGE, Side.CRM))
        if one.kind is Kind.PEOPLE:
            yield from _strangers(here, there)
        elif here != there and len(one.flows) == len(Side):
            yield f"{one.label}: Outlook goes on with {_quoted(here)}, Salesforce with {_quoted(there)}."


def _strangers(here: Value, there: Value) -> Iterable[str]:
    people = {word: _addresses(value) for word, value in (("Outlook", here), ("Salesforce", there))}
    for word, other in (("Outlook", "Salesforce"), ("Salesforce", "Outlook")):
        if alone := sorted(people[word] - people[other]):
            more = f" and {len(alone) - SHOWN} more" if len(alone) > SHOWN else ""
            yield f"Attendees whom {word} has and {other} has not: {', '.join(alone[:SHOWN])}{more}."


def _addresses(value: Value) -> set[str]:
    return {one.rpartition("|")[0] for one in value} if isinstance(value, tuple) else set()


def _quoted(value: Value) -> str:
    return "nothing" if value is None else f"“{one_line(str(value))}”"


def _issues(session: Session, mailbox_id: str, keys: set[str], name: str) -> Iterable[str]:
    about: ColumnElement[bool] = IssueRow.key.in_(keys) | _names(IssueRow.name, name)
    rows = select(IssueRow).where(IssueRow.mailbox_id == mailbox_id, IssueRow.resolved_at.is_(None), about)
    for row in session.scalars(rows.order_by(IssueRow.id)):
        others = f" Candidates: {', '.join(row.candidates)}." if row.candidates else ""
        yield f"{row.message}{others}"


def _names(column: InstrumentedAttribute[str], name: str) -> ColumnElement[bool]:
    """As names are kept, with or without the day that is told behind an event's subject."""
    name = one_line(name)
    return (column == name) | column.startswith(f"{name} (", autoescape=True) & column.like("% (____-__-__)")


def _waiting(session: Session, mailbox_id: str, keys: set[str]) -> Iterable[str]:
    rows = select(HintRow).where(HintRow.mailbox_id == mailbox_id, HintRow.key.in_(keys)).order_by(HintRow.next_try)
    row = session.scalars(rows.limit(1)).first()
    if row is not None:
        yield f"It is looked at again at the first run after {row.next_try:%Y-%m-%d %H:%M} UTC."


def _history(session: Session, mailbox_id: str, keys: set[str], links: list[str], name: str) -> Iterable[str]:
    known = OperationRow.exchange_key.in_(keys) | OperationRow.crm_key.in_(keys) | OperationRow.link_id.in_(links)
    about = known | _names(OperationRow.name, name)
    rows = select(OperationRow).where(OperationRow.mailbox_id == mailbox_id, about)
    for row in session.scalars(rows.order_by(OperationRow.id.desc()).limit(LATEST)):
        said = row.error or sentence(Reason(row.reason["code"], row.reason.get("words", {})), row.type)
        yield f"{row.at:%Y-%m-%d %H:%M} UTC, {row.action} in {SIDES[row.side]}, {row.outcome}: {said}"
