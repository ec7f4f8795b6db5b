"""Composite calls: up to 25 parts, at most five of them queries or collections, for one API call
(REST API Developer Guide, "Composite")."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, TypeAlias, TypeVar
from urllib.parse import quote

from core.salesforce.client import Client, Part, unreadable
from core.salesforce.errors import of_call
from core.salesforce.soql import Query
from core.values import valueclass

Row: TypeAlias = dict[str, Any]
Item = TypeVar("Item")
# Queries and collections a composite call may hold, and records a collection may hold.
PARTS, COLLECTION = 5, 200
# What a query may list in values. A part's address may be held to the 16,384 bytes of any address, percent signs
# and columns included, though the documentation does not say so.
QUERY_CHARACTERS = 9_000
PLAIN = "'(),:*!="  # what an address takes as it is (RFC 3986, 3.4)


@valueclass(frozen=True, slots=True)
class Answer:
    """What a part was answered. headers: its own, such as Last-Modified."""

    status: int
    body: Any
    headers: Mapping[str, Any] = field(default_factory=dict)

    def checked(self) -> Any:
        """The body of a part that succeeded. Raises what the refusal means."""
        if self.status >= 300:
            raise of_call(self.status, self.body)
        return self.body


def composite(client: Client, parts: Sequence[Part], purpose: str, *, safe: bool) -> list[Answer]:
    """The answers in the order of the parts. safe: all parts only read."""
    request = [
        {"method": part.method, "url": client.base + part.path, "referenceId": f"part{number}"}
        | ({"body": part.body} if part.body is not None else {})
        | ({"httpHeaders": part.headers} if part.headers else {})
        for number, part in enumerate(parts)
    ]
    body = {"allOrNone": False, "collateSubrequests": False, "compositeRequest": request}
    reply = client.send(Part("POST", "composite", body), purpose, safe=safe)
    rows = reply.get("compositeResponse") if isinstance(reply, dict) else None
    if not isinstance(rows, list):
        raise unreadable(purpose)
    named = {str(row.get("referenceId")): row for row in rows if isinstance(row, dict)}
    answers = [named.get(f"part{number}", {}) for number in range(len(parts))]
    if not all(isinstance(row.get("httpStatusCode"), int) for row in answers):
        raise unreadable(purpose)
    return [Answer(row["httpStatusCode"], row.get("body"), _headers(row.get("httpHeaders"))) for row in answers]


def _headers(told: object) -> Mapping[str, Any]:
    return told if isinstance(told, dict) else {}


def composite_all(client: Client, parts: Sequence[Part], purpose: str, *, safe: bool) -> list[Answer]:
    """As `composite`, for parts that are all queries or collections: in as many calls as their number takes."""
    return [answer for group in chunks(parts, PARTS) for answer in composite(client, group, purpose, safe=safe)]


def single(client: Client, part: Part, purpose: str) -> Answer:
    """A writing part as a call of its own. Raises what a refusal means."""
    return Answer(200, client.send(part, purpose, safe=False))


def refers(value: object) -> bool:
    """Whether a composite call would take a text in the value for a reference to another part: `@{…}`, for which
    there is no escape."""
    if isinstance(value, dict):
        return any(map(refers, value.values()))
    return isinstance(value, str) and "@{" in value


def query_part(query: Query, *, deleted: bool = False) -> Part:
    """deleted: the recycle bin's rows too."""
    return Part("GET", f"{'queryAll' if deleted else 'query'}?q={quote(query, safe=PLAIN)}")


def pages(client: Client, answer: Answer, purpose: str) -> Iterator[list[Row]]:
    """The rows of a query, page by page, the first from its answer."""
    body = answer.checked()
    passed: set[object] = set()
    while True:
        rows = _rows(body, purpose)
        for row in rows:
            _complete(client, row, purpose)
        yield rows
        if body["done"]:
            return
        following = body.get("nextRecordsUrl")
        if not isinstance(following, str) or following in passed:
            raise unreadable(purpose)
        passed.add(following)
        body = client.more(following, purpose)


def _rows(body: object, purpose: str) -> list[Row]:
    """Without `done` a listing that was cut would pass for a whole one."""
    rows = body.get("records") if isinstance(body, dict) and isinstance(body.get("done"), bool) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise unreadable(purpose)
    return rows


def _complete(client: Client, row: Row, purpose: str) -> None:
    """The rest of a row's own children, where a subquery found more than a page of them."""
    for value in row.values():
        if type(value) is dict and value.get("done") is False and isinstance(value.get("records"), list):
            following, passed = value.get("nextRecordsUrl") or "", set[object]()
            while following is not None:
                if following in passed:
                    raise unreadable(purpose)
                passed.add(following)
                more = client.more(following, purpose)
                value["records"] += _rows(more, purpose)
                following = None if more["done"] else more.get("nextRecordsUrl") or ""


def children(row: Mapping[str, Any], relationship: str) -> list[Row]:
    """The rows of a subquery; a row without any has null there. Raises Transient for anything else."""
    found = row.get(relationship)
    return [] if found is None else _rows(found, relationship)


def all_rows(client: Client, queries: Sequence[Query], purpose: str, *, deleted: bool = False) -> list[list[Row]]:
    """Every row of each query, five queries a call."""
    parts = [query_part(query, deleted=deleted) for query in queries]
    answers = composite_all(client, parts, purpose, safe=True)
    return [[row for page in pages(client, answer, purpose) for row in page] for answer in answers]


def chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    listed = list(items)
    return (listed[start : start + size] for start in range(0, len(listed), size))


def sized(items: Iterable[Item], size: Callable[[Item], int], limit: int) -> Iterator[list[Item]]:
    """The items in groups whose sizes add up to at most `limit`, or of a single larger one."""
    group: list[Item] = []
    total = 0
    for item in items:
        length = size(item)
        if group and total + length > limit:
            yield group
            group, total = [], 0
        group.append(item)
        total += length
    if group:
        yield group
