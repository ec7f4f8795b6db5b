"""Contact folders through Graph (contactFolder resource type v1.0).

Graph lists only what lies in the default folder, never that folder itself, nor Deleted Items; a folder is alive while
it lies in Contacts or in a folder there.
"""

from core.errors import Rejected, Stale
from core.exchange.errors import malformed
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

    def open(self, name: str, known: str | None) -> Folders:
        """The folder by its known id, else by its name in Contacts, else a new one."""
        found = self._open(name, known)
        self._synced = found.synced
        return found

    def _open(self, name: str, known: str | None) -> Folders:
        children = self._children()
        self._listed = {_text(child, "id") for child in children}
        self._default = next((_text(child, "parentFolderId") for child in children), self._default)
        if known and (known in self._listed or self._lies_deeper(known)):
            return Folders(known, self._default)
        if known:
            self._dead.add(known)
        for child in children:
            if _text(child, "displayName").casefold() == name.casefold():
                return Folders(_text(child, "id"), self._default)
        return self._create(name)

    def living(self) -> list[str]:
        """The contact folders found so far, the synchronised and the default one first."""
        others = sorted(self._listed - {self._synced, self._default})
        return [self._synced, self._default, *others]

    def is_alive(self, folder: str) -> bool:
        """Follows the parents until one is known; Deleted Items itself is no contact folder to Graph."""
        if folder in self._dead:
            return False
        if folder in self._listed or folder == self._default:
            return True
        found = self._get(folder)
        (self._listed if found else self._dead).add(folder)
        return found is not None

    def _lies_deeper(self, folder: str) -> bool:
        """Whether the user moved it into another folder of Contacts."""
        seen: set[str] = set()
        while folder not in seen:
            seen.add(folder)
            found = self._get(folder)
            parent = _text(found, "parentFolderId") if found else ""
            if parent in self._listed:
                return True
            # Directly in the default folder it would have been listed.
            folder = parent or folder
        return False

    def _get(self, folder: str) -> Json | None:
        try:
            return self._client.call("folders", Part("GET", f"{self._root}/{segment(folder)}"))
        except (Stale, Rejected):
            return None

    def _children(self) -> list[Json]:
        path = self._root + query(top=PAGE, select="displayName,parentFolderId")
        pages = self._client.pages("folders", path)
        return [row for page in pages for row in page["value"] if isinstance(row, dict) and _text(row, "id")]

    def _create(self, name: str) -> Folders:
        folder = self._client.call("folders", Part("POST", self._root, {"displayName": name}))
        created, default = _text(folder, "id"), _text(folder, "parentFolderId")
        if not created or not default:
            raise malformed(self._client.address, "a new folder comes back without its id")
        self._listed.add(created)
        self._default = default
        return Folders(created, default, created=True)


def _text(row: Json, name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
