"""What a person may correct of a refused record: on which side, which field, and what it held when it was refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, cast

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.models.sync import IssueRow, OperationRow
from core.objects import OBJECT_TYPES, Field, Kind, ObjectType
from core.records import Fields, Side, Value, canonical

FAILED = ("failed", "deferred")


class WrongValue(ValueError):
    """A corrected value is of the wrong kind; field: whose; the message is a sentence for people."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Refused:
    """side: where to correct it, as the value came from there. tried: what was to be written."""

    side: Side
    tried: Fields


def refused(session: Session, issue: IssueRow) -> Refused:
    """By the last write that failed; without one the record itself."""
    about = or_(OperationRow.exchange_key == issue.key, OperationRow.crm_key == issue.key)
    if issue.link_id:
        about = or_(about, OperationRow.link_id == issue.link_id)
    mine = (OperationRow.mailbox_id == issue.mailbox_id) & OperationRow.outcome.in_(FAILED)
    wanted = select(OperationRow).where(mine, about).order_by(OperationRow.id.desc()).limit(1)
    row = session.scalars(wanted).first()
    if row is None:
        return Refused(Side(issue.side), {})
    return Refused(Side(row.side).other, row.after.get("fields", {}))


def read_values(kind: str, values: Mapping[str, Any]) -> dict[str, Value]:
    """Corrected values of JSON as canonical fields.

    Raises:
        WrongValue: there is no such field, nobody may write it, or its value is of the wrong kind.
    """
    known: ObjectType | None = OBJECT_TYPES.get(kind)
    read: dict[str, Value] = {}
    for name, value in values.items():
        field = known.fields.get(name) if known else None
        if field is None or Side.CRM not in field.flows or field.kind is Kind.PEOPLE:
            raise WrongValue(name, "This cannot be corrected here.")
        read[name] = None if value in (None, "") else canonical(_read(field, value))
    return read


def _read(field: Field, value: Any) -> Value:
    expected = _TYPES.get(field.kind, str)
    if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
        raise WrongValue(field.name, f"{field.label} takes {_WORDS.get(field.kind, 'a text')}.")
    if field.kind is Kind.CHOICE and value not in field.choices:
        raise WrongValue(field.name, f"{field.label} is one of {', '.join(field.choices)}.")
    if field.kind in (Kind.DATE, Kind.MOMENT):
        return _time(field, str(value))
    return cast(Value, value)


def _time(field: Field, text: str) -> Value:
    try:
        if field.kind is Kind.DATE:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise WrongValue(field.name, f"{field.label} takes {_WORDS[field.kind]}.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def plain(value: Value) -> Any:
    """A canonical value as JSON."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


_TYPES: Mapping[Kind, type] = {Kind.INTEGER: int, Kind.FLAG: bool}
_WORDS: Mapping[Kind, str] = {
    Kind.INTEGER: "a whole number",
    Kind.FLAG: "yes or no",
    Kind.DATE: "a day such as 2026-03-01",
    Kind.MOMENT: "a moment such as 2026-03-01T09:00:00Z",
}
