"""Records that a person keeps at hand; kept by Bothways, Salesforce knows nothing of it."""

from contextlib import suppress
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from core.models.pane import FavouriteRow
from core.salesforce.desk.desk import NAME
from core.salesforce.desk.recents import rows_of
from core.salesforce.desk.records import read
from core.salesforce.soql import is_id
from server.api import Resource
from server.auth import caller
from server.desk import OpenDesk, open_desk
from server.errors import Problem, not_found
from server.parts import parts
from server.problems import localized
from server.resources.search import RowsShape

resource = Resource("favourites", "Records that a person keeps at hand.")
MOST = 50
GONE = "No longer in Salesforce, or you may not see it."


@resource.get("/favourites", answer=RowsShape)
def list_favourites() -> dict[str, Any]:
    """Latest first, as the records are now; one that is gone keeps its old name, so that it can be removed."""
    opened = open_desk()
    with parts().database.reading() as session:
        of_person = select(FavouriteRow).filter_by(person_id=opened.caller.person_id)
        kept = session.scalars(of_person.order_by(FavouriteRow.at.desc()).limit(MOST)).all()
    found = {row["id"]: row for row in _rows(opened, [(one.sobject, one.crm_key) for one in kept])}
    return {"items": [found.get(one.crm_key) or _gone(opened, one) for one in kept]}


def _rows(opened: OpenDesk, keys: list[tuple[str, str]]) -> list[dict[str, Any]]:
    if not keys:
        return []
    opened.desk.objects()
    return rows_of(opened.desk, opened.lister, keys)


def _gone(opened: OpenDesk, kept: FavouriteRow) -> dict[str, Any]:
    row = opened.lister.row(kept.sobject, {"Id": kept.crm_key})
    return row | {"name": kept.name or row["name"], "detail": localized(GONE)}


@resource.put("/favourites/<sobject>/<key>")
def keep(sobject: str, key: str) -> None:
    """Keep a record at hand; it must be one that the person may see."""
    opened = open_desk()
    form = read(opened.desk, sobject, key)
    person = {"person_id": caller().person_id}
    # Asked for twice at once, the other request was quicker: it is kept now.
    with suppress(IntegrityError), parts().database.session() as session:
        known = {"sobject": form["sobject"], "crm_key": form["id"], **person}
        if session.scalar(select(FavouriteRow).filter_by(**known)):
            return
        if (session.scalar(select(func.count()).select_from(FavouriteRow).filter_by(**person)) or 0) >= MOST:
            raise Problem(409, "too_many_favourites", f"There are {MOST} favourites already. Remove one first.")
        name = (form["name"] or form["label"]).replace("\x00", "")
        session.merge(FavouriteRow(**known, name=name, at=parts().now()))


@resource.delete("/favourites/<sobject>/<key>")
def let_go(sobject: str, key: str) -> None:
    """Remove it from the favourites; the record stays as it is."""
    if not is_id(key) or not NAME.match(sobject):
        raise not_found()
    with parts().database.session() as session:
        row = session.scalar(select(FavouriteRow).filter_by(person_id=caller().person_id, sobject=sobject, crm_key=key))
        if row is None:
            raise not_found()
        session.delete(row)
