"""Pages of a list: `?limit=&after=` and {items, next}. `after` is opaque to clients: the number of the last row."""

from typing import Any, TypeVar

import marshmallow as ma
from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute, Session

from server.errors import Problem
from server.schemas import Shape, Text

Row = TypeVar("Row")
LARGEST = 2**53


class PageQuery(Shape):
    limit = ma.fields.Integer(load_default=50, validate=ma.validate.Range(1, 200))
    after = Text(40, load_default=None, allow_none=True)


def page(
    session: Session, wanted: Select[tuple[Row]], number: InstrumentedAttribute[int], query: dict[str, Any]
) -> tuple[list[Row], str | None]:
    """(the rows in the order of their numbers, what continues). Raises Problem for an `after` that is none of ours."""
    after = query["after"]
    if after is not None:
        wanted = wanted.where(number > number_of(after))
    found = list(session.scalars(wanted.order_by(number).limit(query["limit"] + 1)))
    more = len(found) > query["limit"]
    rows = found[: query["limit"]]
    return rows, str(getattr(rows[-1], number.key)) if more else None


def number_of(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text[:20]) > LARGEST or len(text) > 16:
        message = "This is not where a page of this list ended."
        fields = [{"name": "after", "label": "", "message": message}]
        raise Problem(422, "invalid_request", message, fields=fields)
    return int(text)
