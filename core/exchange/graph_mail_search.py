"""Mails outside of the watched folders through Graph: what was changed since the last look, in one search over the
whole mailbox, Deleted Items included (graph/api/user-list-messages).

Newest change first: a mail that is changed between two pages of the search comes to its front, and none is passed over.
Graph refuses an order by what is not the first condition ("InefficientFilter").
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from core.errors import Rejected
from core.exchange import mail_looks, mail_values, wire
from core.exchange.graph import GraphClient, Json, literal, query
from core.exchange.graph_items import categories, version_of
from core.exchange.graph_mail_items import LOOKED_AT
from core.exchange.mail_looks import Look, Looking
from core.exchange.mail_source import MailFeed, MailFolders, Sight

PAGE = "500"
_CHANGED = "lastModifiedDateTime"


class GraphMailSearch:
    def __init__(self, client: GraphClient) -> None:
        self._client = client
        self._messages = f"{client.user}/messages"

    def feed(
        self, folders: MailFolders, state: str | None, category: str, since: datetime | None = None
    ) -> Iterator[MailFeed]:
        """As core.exchange.mail_source.MailSource.elsewhere."""
        looking = Looking(mail_looks.read(state) if state else Look(self._newest()))
        held = MailFeed((), (), state or "", last=False)
        for page in self._pages(looking.before, category, since, first=not state):
            sights = looking.fresh(self._rows(page, folders, looking))
            if held.seen:
                yield held
            held = replace(held, seen=sights)
        yield replace(held, state=looking.done().text(), last=True)

    def _newest(self) -> datetime:
        path = self._messages + query(orderby=f"{_CHANGED} desc", top="1", select=_CHANGED)
        rows = next(self._client.pages("search", path))["value"]
        return next((found for row in rows if (found := _moment(row, _CHANGED))), mail_looks.BEGINNING)

    def _pages(self, before: Look, category: str, since: datetime | None, *, first: bool) -> Iterator[Json]:
        carries = f"categories/any(one: one eq {literal(category)})"
        if first:
            yield from self._found(carries)
            if since is not None:
                yield from self._changed(since)
            return
        yield from self._changed(before.since)
        if before.sweeps:
            try:
                yield from self._found(f"{_CHANGED} ge {wire.wire_moment(before.swept_since)} and {carries}")
            except Rejected:
                return  # a second net, which Exchange may find too complex for a large mailbox

    def _changed(self, since: datetime) -> Iterator[Json]:
        return self._found(f"{_CHANGED} ge {wire.wire_moment(since)}", orderby=f"{_CHANGED} desc")

    def _found(self, wanted: str, **order: str) -> Iterator[Json]:
        return self._client.pages("search", self._messages + query(filter=wanted, top=PAGE, **LOOKED_AT, **order))

    def _rows(self, page: Json, folders: MailFolders, looking: Looking) -> Iterator[tuple[Sight, datetime | None]]:
        """Those outside of the watched folders, with the moments of their last changes."""
        for row in page["value"]:
            if not isinstance(row, dict) or not isinstance(row.get("id"), str):
                continue
            folder, changed = str(row.get("parentFolderId") or ""), _moment(row, _CHANGED)
            if folder in folders.watched or folder in folders.unsent or row.get("isDraft") is True:
                looking.passes(changed)
                continue
            received = mail_values.received(row.get("receivedDateTime"))
            yield Sight(row["id"], version_of(row), categories(row), received, folder), changed


def _moment(row: object, name: str) -> datetime | None:
    return mail_values.received(row.get(name)) if isinstance(row, dict) else None
