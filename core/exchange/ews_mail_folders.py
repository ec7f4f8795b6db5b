"""Mail folders through EWS (MS-OXWSFOLD): those that are watched, and the tree of all."""

from collections.abc import Collection, MutableMapping

from core.errors import SyncError, Transient
from core.exchange.errors import malformed
from core.exchange.ews import EwsClient, m
from core.exchange.ews_folders import EwsFolders
from core.exchange.ews_mail_items import MAIL
from core.exchange.ews_paths import Element, M, T, field, put, shape, t
from core.exchange.mail_source import MailFolders

_SHAPE = [field(f"folder:{name}") for name in ("FolderClass", "ParentFolderId")]
PAGE = 1000
# Folders within folders, at most; a circle would have no end.
DEPTH = 50
NONE = "none"


class EwsMailFolders:
    """tree: (parent, class) by the ids of the folders below the root, read when it is first needed."""

    def __init__(self, client: EwsClient) -> None:
        self._client = client
        self._tree: dict[str, tuple[str, str]] | None = None
        self._bin = ""

    def open(self, name: str, known: MutableMapping[str, str]) -> MailFolders:
        self._tree = None
        home = EwsFolders(self._client, MAIL).open(name, known.get("folder")).synced
        if known.get("folder") != home:
            known["folder"] = home
        inbox, sent, self._bin = self._ids("inbox", "sentitems", "deleteditems")
        return MailFolders(home, inbox, sent, self._archive(known))

    def in_bin(self, folders: Collection[str]) -> set[str]:
        return {folder for folder in folders if self._is_below_bin(folder)}

    def of_mail(self) -> list[str]:
        """All folders that hold mails, Deleted Items included."""
        return [folder for folder, (_, kind) in self._all().items() if not kind or kind.startswith("IPF.Note")]

    def _is_below_bin(self, folder: str) -> bool:
        """What is not in the tree lies in Recoverable Items, out of sight."""
        tree = self._all()
        if folder not in tree:
            return True
        for _ in range(DEPTH):
            if folder == self._bin or folder not in tree:
                return folder == self._bin
            folder = tree[folder][0]
        return False

    def _archive(self, known: MutableMapping[str, str]) -> str | None:
        """Servers before 2016 do not know the name and refuse a request that has it as a whole, hence asked for by
        itself, and once."""
        if "archive" not in known:
            try:
                known["archive"] = self._ids("archive")[0]
            except Transient:
                raise
            except SyncError:
                known["archive"] = NONE
        return known["archive"] if known["archive"] != NONE else None

    def _ids(self, *names: str) -> list[str]:
        asked = m("FolderIds", *(self._distinguished(name) for name in names))
        replies = self._client.send("GetFolder", shape([], "FolderShape"), asked)
        found: list[str] = []
        for reply in replies:
            if isinstance(reply, SyncError):
                raise reply
            identity = reply.find(f"{M}Folders/*/{T}FolderId")
            found += [] if identity is None else [identity.get("Id", "")]
        if len(found) != len(names):
            raise malformed(self._client.address, f"GetFolder: {len(found)} folders for {len(names)} names")
        return found

    def _all(self) -> dict[str, tuple[str, str]]:
        if self._tree is None:
            self._tree = {}
            whole, offset = False, 0
            while not whole:
                root = self._page(offset)
                for folder in root.iterfind(f"{T}Folders/*"):
                    self._tree[_id(folder, "FolderId")] = _id(folder, "ParentFolderId"), _class(folder)
                whole, offset = root.get("IncludesLastItemInRange") != "false", offset + PAGE
        return self._tree

    def _page(self, offset: int) -> Element:
        view = m("IndexedPageFolderView", MaxEntriesReturned=str(PAGE), Offset=str(offset), BasePoint="Beginning")
        parent = m("ParentFolderIds", self._distinguished("msgfolderroot"))
        reply = self._client.one("FindFolder", shape(_SHAPE, "FolderShape"), view, parent, Traversal="Deep")
        root = reply.find(f"{M}RootFolder")
        if root is None:
            raise malformed(self._client.address, "FindFolder: no RootFolder")
        return root

    def _distinguished(self, name: str) -> Element:
        folder = t("DistinguishedFolderId", Id=name)
        if self._client.delegate_of:
            put(folder, put(t("Mailbox"), t("EmailAddress", self._client.delegate_of)))
        return folder


def _id(folder: Element, tag: str) -> str:
    found = folder.find(T + tag)
    return "" if found is None else str(found.get("Id", ""))


def _class(folder: Element) -> str:
    return folder.findtext(f"{T}FolderClass") or ""
