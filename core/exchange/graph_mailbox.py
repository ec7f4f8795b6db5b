"""A mailbox through Microsoft Graph. Ids are immutable, so that an item that was moved answers under its old key."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from core.errors import CursorExpired, Rejected, Stale
from core.exchange import graph_items, graph_writes
from core.exchange.categories import missing
from core.exchange.errors import malformed, sync_error
from core.exchange.graph import BATCH, Answer, GraphClient, Json, Part, literal, query
from core.exchange.graph_folders import GraphFolders
from core.exchange.graph_writes import contact_path, contacts_path
from core.exchange.http import Meter
from core.exchange.mailbox import Feed, Folders, Item, Sighting, Write
from core.records import Away, Fields, Key, Version, canonical
from core.store import Outcome, Removal

FEED_PAGE, LIST_PAGE = 500, 500
# From so many items on, reading pages of the folder takes fewer calls than asking for each in batches of 20.
BULK = 60
# Conditions in one $filter; each is compiled to one MAPI restriction.
CONDITIONS = 10
# The most contact folders that are searched for an item of ours, the synchronised and the default one first.
FOLDERS = 10
_SHAPE = {"select": graph_items.SELECT, "expand": graph_items.EXPAND}


class GraphMailbox:
    """Implements core.exchange.mailbox.Mailbox."""

    def __init__(self, client: GraphClient) -> None:
        self.batch = BATCH * client.parallel
        self._client = client
        self._folders = GraphFolders(client)
        self._synced = ""
        self._default = ""

    @property
    def address(self) -> str:
        return self._client.address

    @property
    def meter(self) -> Meter:
        return self._client.meter

    def folders(self, name: str, known: str | None) -> Folders:
        found = self._folders.open(name, known)
        self._synced, self._default = found.synced, found.default
        return found

    def is_alive(self, folder: str) -> bool:
        return self._folders.is_alive(folder)

    def feed(self, folder: str, state: str | None, *, default: bool) -> Iterator[Feed]:
        """state: the link that Graph gave. $expand is refused here, so records are read afterwards."""
        if state and not self._client.is_own(state):
            text = "Microsoft Graph is reached at another address now; Outlook is listed anew."
            raise CursorExpired(text, code="endpoint_changed")
        path = contacts_path(self._client, folder) + "/delta" + query(select="categories,changeKey")
        try:
            for page in self._client.pages("delta", state or path, prefer=f"odata.maxpagesize={FEED_PAGE}"):
                yield self._feed(page)
        except Stale as error:
            raise sync_error("ErrorSyncFolderNotFound", self.address) from error
        except Rejected as error:
            if not state:
                raise
            raise sync_error("SyncStateNotFound", self.address) from error

    def _feed(self, page: Json) -> Feed:
        rows = [row for row in page["value"] if isinstance(row, dict) and isinstance(row.get("id"), str)]
        if len(rows) < len(page["value"]):
            # The cursor must not pass what nobody could read.
            raise malformed(self.address, "delta: an entry without an id")
        seen = [
            Sighting(row["id"], graph_items.version_of(row), graph_items.categories(row))
            for row in rows
            if "@removed" not in row
        ]
        removed = tuple(row["id"] for row in rows if "@removed" in row)
        following, last = page.get("@odata.nextLink"), page.get("@odata.deltaLink")
        link = following or last
        if not isinstance(link, str):
            raise malformed(self.address, "delta: neither a next link nor a delta link")
        return Feed(tuple(seen), removed, link, last=not following)

    def get(self, keys: Sequence[Key]) -> dict[Key, Item | Away]:
        wanted = dict.fromkeys(keys)
        found: dict[Key, Item | Away] = {}
        if len(wanted) > BULK and self._synced:
            found |= self._listed(wanted.keys())
        rest = [key for key in wanted if key not in found]
        parts = [Part("GET", contact_path(self._client, key) + query(**_SHAPE)) for key in rest]
        answers = dict(zip(rest, self._client.batch("get", parts), strict=True))
        refused = [error for error in map(self._refusal, answers.values()) if error]
        if len(refused) > 1 and len(refused) == len(answers):
            # All of them: our question is to blame, not the items.
            raise refused[0]
        for key, answer in answers.items():
            one = self._decoded(key, answer)
            if one:
                found[key] = one
        return found

    def _refusal(self, answer: Answer) -> Rejected | None:
        error = answer.error(self.address) if answer.status >= 400 else None
        return error if isinstance(error, Rejected) else None

    def _decoded(self, key: Key, answer: Answer) -> Item | Away | None:
        """None for one that is not there."""
        if answer.status < 400:
            return graph_items.decode(answer.body) or Away(key)
        error = answer.error(self.address)
        if isinstance(error, Stale):
            return None
        if isinstance(error, Rejected):
            return Away(key)
        raise error

    def _listed(self, wanted: Collection[Key]) -> dict[Key, Item]:
        """Those found on the folder's pages, as long as that is cheaper."""
        found: dict[Key, Item] = {}
        pages = max(1, len(wanted) // 40)
        path = contacts_path(self._client, self._synced) + query(top=str(LIST_PAGE), **_SHAPE)
        for number, page in enumerate(self._client.pages("list", path), 1):
            items = (graph_items.decode(row) for row in page["value"])
            found |= {item.key: item for item in items if item and item.key in wanted}
            if number >= pages or len(found) == len(wanted):
                break
        return found

    def moved(self, keys: Sequence[Key]) -> dict[Key, Item]:
        return {}

    def knows(self, key: Key) -> bool:
        return True

    def has_strays(self) -> bool:
        return False

    def search(self, folder: str, wanted: Sequence[Fields], category: str | None) -> list[Item]:
        alternatives = [one for one in (_equal(fields) for fields in wanted) if one]
        marked = f" and categories/any(c:c eq {literal(category)})" if category else ""
        filters = [f"({' or '.join(group)}){marked}" for group in _grouped(alternatives)]
        return self._filtered([folder], filters)

    def having(self, name: str, values: Sequence[str]) -> list[Item]:
        identity = literal(graph_items.name_id(name))
        any_value = f"{graph_items.VALUES}/Any(ep: ep/id eq {identity} and ep/value eq %s)"
        folders = self._folders.living()[:FOLDERS]
        return self._filtered(folders, [any_value % literal(value) for value in values])

    def partial(self, names: Collection[str]) -> bool:
        return graph_items.partial_address(set(names))

    def _filtered(self, folders: Sequence[str], filters: Sequence[str]) -> list[Item]:
        paths = [
            contacts_path(self._client, folder) + query(top="100", filter=one, **_SHAPE)
            for folder in folders
            for one in filters
        ]
        found: dict[Key, Item] = {}
        for answer in self._client.batch("find", [Part("GET", path) for path in paths]):
            if answer.status >= 400:
                raise answer.error(self.address)
            rows = list(answer.body.get("value") or [])
            if link := answer.body.get("@odata.nextLink"):
                rows += [row for page in self._client.pages("find", link) for row in page["value"]]
            found |= {item.key: item for item in map(graph_items.decode, rows) if item}
        return list(found.values())

    def insert(self, folder: str, writes: Sequence[Write]) -> list[Outcome]:
        return graph_writes.insert(self._client, folder, writes)

    def change(self, writes: Sequence[Write]) -> list[Outcome]:
        return graph_writes.change(self._client, writes)

    def move(self, items: Sequence[tuple[Item, Version | None]], folder: str) -> list[Outcome]:
        return graph_writes.move(self._client, items, folder)

    def remove(self, removals: Sequence[Removal]) -> list[Outcome]:
        return graph_writes.remove(self._client, removals)

    def ensure_categories(self, wanted: Mapping[str, int]) -> None:
        path = f"{self._client.user}/outlook/masterCategories"
        pages = list(self._client.pages("categories", path))
        present = [str(row.get("displayName")) for page in pages for row in page["value"] if isinstance(row, dict)]
        for name, colour in missing(wanted, present).items():
            try:
                body = {"displayName": name, "color": f"preset{colour}"}
                self._client.call("categories", Part("POST", path, body))
            except Stale:
                # 409: another run or the user added it at the same moment.
                continue

    def memory(self) -> dict[str, object]:
        return {}

    def remember(self, memory: Mapping[str, object]) -> None:
        """Immutable ids leave nothing to remember."""


def _equal(wanted: Fields) -> str | None:
    """A condition on what Graph can filter by; Exchange compares texts whatever their case."""
    tests = []
    for name, value in wanted.items():
        text = canonical(value)
        if not isinstance(text, str):
            continue
        if name in graph_items.EMAILS:
            tests.append(f"emailAddresses/any(a:a/address eq {literal(text)})")
        elif name in graph_items.TEXTS and name != "body":
            tests.append(f"{graph_items.TEXTS[name]} eq {literal(text)}")
    return f"({' and '.join(tests)})" if tests else None


def _grouped(alternatives: Sequence[str]) -> list[list[str]]:
    return [list(alternatives[at : at + CONDITIONS]) for at in range(0, len(alternatives), CONDITIONS)]
