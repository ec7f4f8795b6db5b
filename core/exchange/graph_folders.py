"""Contact folders through Graph (contactFolder resource type v1.0).

Graph lists only what lies in the default folder, never that folder itself, nor Deleted Items; whether any other folder
is alive is told by its parents.
"""

from collections.abc import Sequence

from core.errors import Rejected, Stale
from core.exchange.errors import malformed, sync_error
from core.exchange.graph import GraphClient, Json, Part, query, segment
from core.exchange.mailbox import Folders

PAGE = "100"


class GraphFolders:
    def __init__(self, client: GraphClient) -> None:
        self._client = client
        self._root = f"{client.user}/contactFolders"
        self._listed: set[str] = set()
        self._dead: set[str] = set()
        self._default = ""
        self._synced = ""
        self._top = ""

    def check(self) -> None:
        """Raises what is wrong with the access to contact folders."""
        self._children()

    def open(self, name: str, known: str | None) -> Folders:
        """The folder by its known id, else by its name in Contacts, else a new one."""
        found = self._open(name, known)
        self._synced = found.synced
        return found

    def _open(self, name: str, known: str | None) -> Folders:
        children = self._children()
        self._listed = {_text(child, "id") for child in children}
        self._default = next((_text(child, "parentFolderId") for child in children), self._default)
        self._dead.clear()
        if known and self._default and self.is_alive(known):
            return Folders(known, self._default)
        return self._by_name(name, children) or self._create(name)

    def _by_name(self, name: str, children: Sequence[Json]) -> Folders | None:
        for child in children:
            if _text(child, "displayName").casefold() == name.casefold():
                return Folders(_text(child, "id"), _text(child, "parentFolderId"))
        return None

    def living(self) -> list[str]:
        """The contact folders found so far, the synchronised and the default one first."""
        others = sorted(self._listed - {self._synced, self._default})
        return [self._synced, self._default, *others]

    def is_alive(self, folder: str) -> bool:
        """Whether its parents lead to the default folder, or to the mailbox's root that this lies in. Those of a
        deleted folder lead to Deleted Items, which is no contact folder to Graph."""
        passed: list[str] = []
        while folder not in self._listed and folder != self._default and folder != self._root_of_mailbox():
            found = None if folder in self._dead or folder in passed else self._get(folder)
            passed.append(folder)
            if found is None:
                self._dead.update(passed)
                return False
            folder = _text(found, "parentFolderId")
        self._listed.update(passed)
        return True

    def _root_of_mailbox(self) -> str:
        if not self._top:
            found = self._get(self._default)
            self._top = _text(found, "parentFolderId") if found else "unknown"
        return self._top

    def _get(self, folder: str) -> Json | None:
        try:
            return self._client.call("folders", Part("GET", f"{self._root}/{segment(folder)}"))
        except (Stale, Rejected):
            return None

    def _children(self) -> list[Json]:
        path = self._root + query(top=PAGE, select="displayName,parentFolderId")
        try:
            pages = list(self._client.pages("folders", path))
        except Stale as error:
            raise sync_error("ErrorNonExistentMailbox", self._client.address) from error
        return [row for page in pages for row in page["value"] if isinstance(row, dict) and _text(row, "id")]

    def _create(self, name: str) -> Folders:
        try:
            folder = self._client.call("folders", Part("POST", self._root, {"displayName": name}))
        except Stale as error:
            # 409 ErrorFolderExists: another run or the user made it at the same moment.
            found = self._by_name(name, self._children())
            if found:
                return found
            raise malformed(self._client.address, f"the folder {name} exists and is not listed") from error
        created, default = _text(folder, "id"), _text(folder, "parentFolderId")
        if not created or not default:
            raise malformed(self._client.address, "a new folder comes back without its id")
        self._listed.add(created)
        self._default = default
        return Folders(created, default, created=True)


def _text(row: Json, name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
