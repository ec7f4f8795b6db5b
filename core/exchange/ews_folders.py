"""Folders through EWS (MS-OXWSFOLD): the synchronised one, the default one, and which folders of the kind are alive."""

from collections.abc import Sequence

from core.errors import SyncError
from core.exchange.errors import malformed, sync_error
from core.exchange.ews import EwsClient, m
from core.exchange.ews_items import EwsKind
from core.exchange.ews_paths import Element, M, T, field, put, shape, t
from core.exchange.mailbox import Folders

_GONE = ("folder_gone", "vanished")
_SHAPE = [field(f"folder:{name}") for name in ("FolderClass", "DisplayName", "ParentFolderId")]


class EwsFolders:
    """Finds folders with one GetFolder a run, and asks for the whole tree only when an item lies somewhere else."""

    def __init__(self, client: EwsClient, kind: EwsKind) -> None:
        self._client = client
        self._kind = kind
        self._deleted_items = ""
        self._alive: set[str] | None = None

    def home(self) -> str:
        """The id of the default folder."""
        return self._ask(None)[0]

    def open(self, name: str, known: str | None) -> Folders:
        """The folder by its known id, else by its name below the default one, else a new one."""
        default, third = self._ask(known)
        if known and third is not None and self._usable(third, known, default):
            return Folders(known, default)
        return self._by_name(name, default) or self._create(name, default)

    def _ask(self, known: str | None) -> tuple[str, Element | SyncError | None]:
        """(the default folder's id, the reply about the known one)."""
        self._alive = None
        wanted = [self._distinguished(self._kind.home), self._distinguished("deleteditems")]
        if known:
            wanted.append(t("FolderId", Id=known))
        asked = m("FolderIds", *wanted)
        replies = self._client.send("GetFolder", shape(_SHAPE, "FolderShape"), asked)
        if len(replies) != len(wanted):
            raise malformed(self._client.address, f"GetFolder: {len(replies)} messages for {len(wanted)} folders")
        if any(isinstance(reply, SyncError) and reply.code in _GONE for reply in replies[:2]):
            # Every mailbox has these two; a delegate who may not see them is told that they do not exist.
            raise sync_error("ErrorAccessDenied", self._client.address)
        self._deleted_items = _folder_id(self._folder(replies[1]))
        return _folder_id(self._folder(replies[0])), replies[2] if known else None

    def alive(self) -> set[str]:
        """The ids of all folders of the kind that are not below Deleted Items."""
        if self._alive is None:
            self._alive = self._read_tree()
        return self._alive

    def _usable(self, reply: Element | SyncError, known: str, default: str) -> bool:
        """Whether the folder is where it was, or was moved but not deleted."""
        if isinstance(reply, SyncError) and reply.code in _GONE:
            return False
        parent = _parent_id(self._folder(reply))
        return parent == default or (parent != self._deleted_items and known in self.alive())

    def _by_name(self, name: str, default: str) -> Folders | None:
        for folder in self._children(t("FolderId", Id=default), "Shallow"):
            if (folder.findtext(f"{T}DisplayName") or "").casefold() == name.casefold():
                return Folders(_folder_id(folder), default)
        return None

    def _create(self, name: str, default: str) -> Folders:
        parent = m("ParentFolderId", t("FolderId", Id=default))
        folder = put(t(self._kind.folder_element), t("FolderClass", self._kind.folder_class), t("DisplayName", name))
        reply = self._client.send("CreateFolder", parent, m("Folders", folder))
        first = reply[0] if reply else None
        if isinstance(first, SyncError):
            # Another run or the user made it at the same moment: ErrorFolderExists.
            found = self._by_name(name, default)
            if found:
                return found
            raise first
        return Folders(_folder_id(self._folder(first)), default, created=True)

    def _read_tree(self) -> set[str]:
        folders = self._children(self._distinguished("msgfolderroot"), "Deep")
        parents = {_folder_id(folder): _parent_id(folder) for folder in folders}
        classes = {_folder_id(folder): folder.findtext(f"{T}FolderClass") or "" for folder in folders}
        mine = (one for one in parents if classes[one].startswith(self._kind.folder_class))
        return {one for one in mine if not self._in_bin(one, parents)}

    def _in_bin(self, folder: str, parents: dict[str, str]) -> bool:
        seen: set[str] = set()
        while folder in parents and folder not in seen:
            if folder == self._deleted_items:
                return True
            seen.add(folder)
            folder = parents[folder]
        return folder == self._deleted_items

    def _children(self, parent: Element, traversal: str) -> Sequence[Element]:
        view = m("IndexedPageFolderView", MaxEntriesReturned="1000", Offset="0", BasePoint="Beginning")
        asked = m("ParentFolderIds", parent)
        reply = self._client.one("FindFolder", shape(_SHAPE, "FolderShape"), view, asked, Traversal=traversal)
        folders = reply.find(f"{M}RootFolder/{T}Folders")
        if folders is None:
            raise malformed(self._client.address, "FindFolder: no list of folders")
        return list(folders)

    def _distinguished(self, name: str) -> Element:
        folder = t("DistinguishedFolderId", Id=name)
        if self._client.delegate_of:
            put(folder, put(t("Mailbox"), t("EmailAddress", self._client.delegate_of)))
        return folder

    def _folder(self, reply: Element | SyncError) -> Element:
        if isinstance(reply, SyncError):
            raise reply
        folder = reply.find(f"{M}Folders/*")
        if folder is None:
            raise malformed(self._client.address, "a reply names no folder")
        return folder


def _folder_id(folder: Element) -> str:
    element = folder.find(f"{T}FolderId")
    return "" if element is None else str(element.get("Id", ""))


def _parent_id(folder: Element) -> str:
    element = folder.find(f"{T}ParentFolderId")
    return "" if element is None else str(element.get("Id", ""))
