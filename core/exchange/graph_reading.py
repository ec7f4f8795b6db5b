"""Reading items of one kind through Graph: feeds, single ones in batches, pages of a folder, filters."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from core.errors import CursorExpired, Rejected, Stale, Unauthorized
from core.exchange.categories import missing
from core.exchange.errors import malformed, sync_error
from core.exchange.graph import BATCH, Answer, GraphClient, Json, Part, query
from core.exchange.graph_items import GraphKind, categories, headers_of, item_of, text
from core.exchange.mailbox import Feed, Item, Sighting
from core.records import Away, Fields, Key, canonical

# From so many items on, reading pages of the folder takes fewer calls than asking for each in batches of 20.
BULK = 60
# Conditions in one $filter; each is compiled to one MAPI restriction.
CONDITIONS = 10


class GraphReader:
    """One mailbox's items of one kind."""

    def __init__(self, client: GraphClient, kind: GraphKind) -> None:
        self._client = client
        self._kind = kind
        # So many items were too scattered over a folder's pages.
        self._scattered = 0

    def feed(self, folder: str, state: str | None) -> Iterator[Feed]:
        """state: the link that Graph gave. What it tells is not whole, so records are read afterwards."""
        if state and not self._client.is_own(state):
            told = "Microsoft Graph is reached at another address now; Outlook is listed anew."
            raise CursorExpired(told, code="endpoint_changed")
        path = self._items(folder) + "/delta" + query(**self._kind.sighted)
        try:
            for page in self._client.pages("delta", state or path, prefer=f"odata.maxpagesize={self._kind.feed_page}"):
                yield self._page(page, folder)
        except Stale as error:
            raise sync_error("ErrorSyncFolderNotFound", self._client.address) from error
        except Rejected as error:
            if not state:
                raise
            raise sync_error("SyncStateNotFound", self._client.address) from error

    def _page(self, page: Json, folder: str) -> Feed:
        rows, link, last = delta_page(page, self._client.address)
        seen = tuple(self._sighting(row, folder) for row in rows if "@removed" not in row)
        return Feed(seen, tuple(row["id"] for row in rows if "@removed" in row), link, last=last)

    def _sighting(self, row: Json, folder: str) -> Sighting:
        kind = self._kind
        item = item_of(kind, row, folder) if kind.is_whole(row) else None
        if item:
            return Sighting(item.key, item.version, item.categories, item.identity, item)
        return Sighting(row["id"], kind.version(row, folder), categories(row), kind.identity(row))

    def get(self, keys: Sequence[Key], folder: str = "") -> dict[Key, Item | Away]:
        """Those that are there (where the kind's paths need it: in this folder)."""
        found: dict[Key, Item | Away] = {}
        headers, asked = headers_of(self._kind), query(**self._kind.shape)
        parts = [Part("GET", self._item(folder, key) + asked, None, headers) for key in keys]
        answers = dict(zip(keys, self._client.batch("get", parts), strict=True))
        refused = [error for error in map(self._refusal, answers.values()) if error]
        if len(refused) > 1 and len(refused) == len(answers):
            # All of them: our question is to blame, not the items.
            raise refused[0]
        for key, answer in answers.items():
            one = self._decoded(key, answer, folder)
            if one:
                found[key] = one
        return found

    def _refusal(self, answer: Answer) -> Rejected | None:
        error = answer.error(self._client.address) if answer.status >= 400 else None
        return error if isinstance(error, Rejected) else None

    def _decoded(self, key: Key, answer: Answer, folder: str) -> Item | Away | None:
        """None for one that is not there."""
        if answer.status < 400:
            return item_of(self._kind, answer.body, folder) or Away(key)
        error = answer.error(self._client.address)
        if isinstance(error, Stale):
            return None
        if isinstance(error, Rejected):
            return Away(key)
        raise error

    def pages(self, folder: str, wanted: Collection[Key] | None = None) -> Iterator[list[Item]]:
        """The folder's items, whole. wanted: none but these."""
        path = self._items(folder) + query(top=str(self._kind.list_page), **self._kind.shape)
        for page in self._client.pages("list", path):
            rows = (row for row in page["value"] if wanted is None or _key(row) in wanted)
            yield [item for row in rows if (item := item_of(self._kind, row, folder))]

    def listed(self, folder: str, wanted: Collection[Key]) -> dict[Key, Item]:
        """Those found on the folder's pages, as long as that is cheaper than asking for each in batches."""
        found: dict[Key, Item] = {}
        most = max(1, len(wanted) // 40) if len(wanted) > self._scattered else 0
        for number, items in enumerate(self.pages(folder, wanted) if most else (), 1):
            found |= {item.key: item for item in items}
            if len(found) < min(BATCH, len(wanted)):
                self._scattered = len(wanted)
            if number >= most or len(items) < BATCH or len(found) == len(wanted):
                break
        return found

    def like(self, folder: str, wanted: Sequence[Fields], also: str = "") -> list[Item]:
        """Items that have all fields of one of `wanted` that Graph can filter by. also: a condition on all."""
        alternatives = [one for one in (self._equal(fields) for fields in wanted) if one]
        groups = [alternatives[at : at + CONDITIONS] for at in range(0, len(alternatives), CONDITIONS)]
        marked = f" and {also}" if also else ""
        return self.filtered([folder], [f"({' or '.join(group)}){marked}" for group in groups])

    def _equal(self, wanted: Fields) -> str | None:
        """Exchange compares texts whatever their case."""
        values = {name: canonical(value) for name, value in wanted.items()}
        tests = [self._kind.condition(name, value) for name, value in values.items() if isinstance(value, str)]
        known = [test for test in tests if test]
        return f"({' and '.join(known)})" if known else None

    def filtered(self, folders: Sequence[str], filters: Sequence[str]) -> list[Item]:
        shape = query(top="100", **self._kind.shape)
        asked = [
            (folder, f"{self._items(folder)}{shape}&{query(filter=one).removeprefix('?')}")
            for folder in folders
            for one in filters
        ]
        found: dict[Key, Item] = {}
        headers = headers_of(self._kind)
        answers = self._client.batch("find", [Part("GET", path, None, headers) for _, path in asked])
        for (folder, _), answer in zip(asked, answers, strict=True):
            if answer.status >= 400:
                raise answer.error(self._client.address)
            rows = self._client.rows("find", answer.body, prefer=self._kind.prefer)
            items = (item_of(self._kind, row, folder) for row in rows)
            found |= {item.key: item for item in items if item}
        return list(found.values())

    def _items(self, folder: str) -> str:
        return self._client.user + self._kind.items(folder)

    def _item(self, folder: str, key: Key) -> str:
        return self._client.user + self._kind.item(folder, key)


def _key(row: object) -> Key | None:
    return text(row.get("id")) if isinstance(row, dict) else None


def delta_page(page: Json, address: str) -> tuple[list[Json], str, bool]:
    """(rows that all have an id, the link to go on from, whether it is the last page).

    Raises Transient for a page that lacks one: the cursor must not pass what nobody could read."""
    rows = [row for row in page["value"] if isinstance(row, dict) and isinstance(row.get("id"), str)]
    if len(rows) < len(page["value"]):
        raise malformed(address, "delta: an entry without an id")
    following, last = page.get("@odata.nextLink"), page.get("@odata.deltaLink")
    link = following or last
    if not isinstance(link, str):
        raise malformed(address, "delta: neither a next link nor a delta link")
    return rows, link, not following


def zone_of_mailbox(client: GraphClient) -> str | None:
    """The zone in which the user lives, as Exchange calls it; None without the right to know."""
    try:
        settings = client.call("settings", Part("GET", f"{client.user}/mailboxSettings"))
    except (Unauthorized, Rejected, Stale):
        return None
    return text(settings.get("timeZone"))


def ensure_categories(client: GraphClient, wanted: Mapping[str, int]) -> None:
    path = f"{client.user}/outlook/masterCategories"
    pages = list(client.pages("categories", path))
    present = [str(row.get("displayName")) for page in pages for row in page["value"] if isinstance(row, dict)]
    for name, colour in missing(wanted, present).items():
        try:
            client.call("categories", Part("POST", path, {"displayName": name, "color": f"preset{colour}"}))
        except Stale:
            # 409: another run or the user added it at the same moment.
            continue
