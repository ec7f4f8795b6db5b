"""List views as filters: finding the chosen one, and its query's FROM part put under queries of our own.

The filter comes from `describe.query` (REST API Developer Guide, "List View Describe"): with scope `mine` it means
the calling user, as it must.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from core.errors import Unauthorized
from core.salesforce.client import Client, Part, unreadable
from core.salesforce.composite import query_part
from core.salesforce.soql import Condition, Soql, any_holds, is_id

# Developer name and label.
Names: TypeAlias = tuple[str, str]
_COLUMNS = ("Id", "Name", "DeveloperName", "IsSoqlCompatible")
LIST_VIEW = Soql("ListView", (*_COLUMNS, "SobjectType", "CreatedDate"))
_TOKEN = re.compile(r"'(?:\\.|[^'\\])*'|[()]|[A-Za-z0-9_.:]+|\s+|.", re.DOTALL)
_CLAUSES = frozenset({"USING", "WHERE", "WITH", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FOR", "ALL", "UPDATE"})
_ADVICE = "choose another list view for this mailbox, or put it back."


@dataclass(frozen=True, slots=True)
class View:
    """scope: of USING SCOPE, None for everything the user sees. where: its filter, None for none."""

    id: str
    label: str
    scope: str | None
    where: Condition | None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return (self.where,) if self.where else ()

    @property
    def signature(self) -> str:
        """Changes when the filter does."""
        return f"{self.id} {self.scope} {self.where}"


def view_parts(sobject: str, wanted: str | None, number: int, default: Names) -> list[Part]:
    """Two parts of a composite call, of which the first is the part `number`: the view's row, and its describe."""
    name = wanted or default[0]
    alternatives = [LIST_VIEW.equals("DeveloperName", name)]
    alternatives += [LIST_VIEW.equals("Name", default[1])] if wanted is None else []
    alternatives += [LIST_VIEW.equals("Id", name)] if is_id(name) else []
    where = [LIST_VIEW.equals("SobjectType", sobject), any_holds(alternatives)]
    described = f"sobjects/{sobject}/listviews/@{{part{number}.records[0].Id}}/describe"
    return [query_part(LIST_VIEW.select(_COLUMNS, where, order=("CreatedDate", "Id"))), Part("GET", described)]


def listing_of(found: object) -> dict[str, Any]:
    """The rows of a query on ListView in the form that `…/listviews` has."""
    rows = found.get("records") if isinstance(found, dict) else None
    names = {"Id": "id", "DeveloperName": "developerName", "Name": "label", "IsSoqlCompatible": "soqlCompatible"}
    views = (
        [{theirs: row.get(ours) for ours, theirs in names.items()} for row in rows if isinstance(row, dict)]
        if isinstance(rows, list)
        else None
    )
    return {"listviews": views}


def has(listing: object, default: Names) -> bool:
    """Whether the reply of `…/listviews` holds the default view, as one that can be followed; a reply of another form
    is `chosen`'s to refuse."""
    views = listing.get("listviews") if isinstance(listing, dict) else None
    if not isinstance(views, list):
        return True
    usable = [view for view in views if isinstance(view, dict) and view.get("soqlCompatible") is not False]
    return any(view.get("developerName") == default[0] or view.get("label") == default[1] for view in usable)


def chosen(listing: object, wanted: str | None, sobject: str, default: Names) -> tuple[str, str]:
    """(id, label) of the wanted view (a developer name or an id) in the reply of `…/listviews`.

    Raises Unauthorized: it is missing, or of a kind that no query can follow."""
    views = listing.get("listviews") if isinstance(listing, dict) else None
    if not isinstance(views, list):
        raise unreadable("list views")
    name = wanted or default[0]
    rows = [row for row in views if isinstance(row, dict) and isinstance(row.get("id"), str)]
    hits = [row for row in rows if row.get("developerName") == name or row["id"][:15] == name[:15]]
    if not hits and wanted is None:
        hits = [row for row in rows if row.get("label") == default[1]]
    if not hits:
        words = (
            f"The {sobject} list view “{name}” is not in Salesforce any more, or this user may not see it: {_ADVICE}"
        )
        raise Unauthorized(words, code="list_view_missing")
    label = str(hits[0].get("label") or name)
    if hits[0].get("soqlCompatible") is False:
        words = f"The {sobject} list view “{label}” cannot be followed, Salesforce offers no query for it: {_ADVICE}"
        raise Unauthorized(words, code="list_view_unusable")
    return hits[0]["id"], label


def all_views(client: Client, sobject: str) -> dict[str, Any]:
    """The list of views with the rows of all of its pages."""
    page = client.get(f"sobjects/{sobject}/listviews", "setup")
    rows: list[Any] = []
    passed: set[str] = set()
    while isinstance(page, dict) and isinstance(page.get("listviews"), list):
        rows += page["listviews"]
        following = page.get("nextRecordsUrl")
        if page.get("done") is not False:
            return {"listviews": rows}
        if not isinstance(following, str) or not following.startswith(client.base) or following in passed:
            break
        passed.add(following)
        page = client.get(following.removeprefix(client.base), "setup")
    raise unreadable("list views")


def view_of(view_id: str, label: str, description: object, sobject: str) -> View:
    """The view from its describe. Raises Unauthorized when its query cannot be reused."""
    query = description.get("query") if isinstance(description, dict) else None
    if not isinstance(query, str):
        raise unreadable("list view")
    parts = dict(_clauses(query))
    scope = (parts.get("USING") or "").split()[-1:]
    object_name = (parts.get("FROM") or "").split(" ")[0]
    if object_name.casefold() != sobject.casefold() or "GROUP" in parts or "WITH" in parts:
        words = f"The {sobject} list view “{label}” cannot be followed, its query is of another kind: {_ADVICE}"
        raise Unauthorized(words, code="list_view_unusable")
    named = scope[0] if scope and scope[0].casefold() != "everything" else None
    where = parts.get("WHERE")
    return View(view_id, label, named, Condition(where) if where else None)


def _clauses(query: str) -> Iterator[tuple[str, str]]:
    """(keyword, text) of the clauses at the outermost level; quotes and brackets are stepped over."""
    depth, keyword, text = 0, "", ""
    for match in _TOKEN.finditer(query):
        piece = match.group()
        depth += (piece == "(") - (piece == ")")
        word = piece.upper()
        opens = word == "FROM" or (keyword not in ("", "SELECT") and word in _CLAUSES)
        if depth == 0 and piece != ")" and (opens or (not keyword and word == "SELECT")):
            if keyword:
                yield keyword, text.strip()
            keyword, text = word, ""
        else:
            text += piece
    yield keyword, text.strip()
