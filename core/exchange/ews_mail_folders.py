"""Mail folders through EWS (MS-OXWSFOLD): those that are watched, and the tree of all."""

from collections.abc import Collection, MutableMapping
from dataclasses import dataclass
from datetime import datetime

from core.errors import SyncError
from core.exchange import mail_values
from core.exchange.errors import malformed
from core.exchange.ews import EwsClient, m
from core.exchange.ews_folders import EwsFolders
from core.exchange.ews_items import properties
from core.exchange.ews_mail_items import MAIL
from core.exchange.ews_paths import Element, M, T, extended, field, put, shape, t
from core.exchange.mail_source import MailFolders

# MS-OXPROPS: PidTagAttributeHidden, PidTagLocalCommitTimeMax (of the latest change of a message in the folder itself).
_HIDDEN, _CHANGED = 0x10F4, 0x670A
_SHAPE = [
    *(field(f"folder:{name}") for name in ("FolderClass", "ParentFolderId", "TotalCount")),
    extended(PropertyTag=f"0x{_HIDDEN:04X}", PropertyType="Boolean"),
    extended(PropertyTag=f"0x{_CHANGED:04X}", PropertyType="SystemTime"),
]
PAGE = 1000
# Folders within folders, at most; a circle would have no end.
DEPTH = 50


@dataclass(frozen=True, slots=True)
class Branch:
    """A folder in the tree. shown: people see it, and it holds something. changed: when a mail in it was, where the
    server tells."""

    parent: str
    kind: str
    shown: bool
    changed: datetime | None

    @property
    def holds_mail(self) -> bool:
        return not self.kind or self.kind.startswith("IPF.Note")


class EwsMailFolders:
    """tree: by the ids of the folders below the root, read when it is first needed."""

    def __init__(self, client: EwsClient) -> None:
        self._client = client
        self._tree: dict[str, Branch] | None = None
        self._trash: frozenset[str] = frozenset()

    def open(self, name: str, known: MutableMapping[str, str]) -> MailFolders:
        self._tree = None
        home = EwsFolders(self._client, MAIL).open(name, known.get("folder")).synced
        if known.get("folder") != home:
            known["folder"] = home
        inbox, sent, *others = self._ids("inbox", "sentitems", "deleteditems", "junkemail", "drafts", "outbox")
        self._trash = frozenset(others[:2])
        return MailFolders(home, inbox, sent, self._trash, frozenset(others[2:]), junk=others[1])

    def in_bin(self, folders: Collection[str]) -> set[str]:
        """What is not in the tree lies in Recoverable Items, out of sight."""
        tree = self._all()
        return {folder for folder in folders if folder not in tree or self._is_below(folder, self._trash)}

    def of_mail(self) -> list[str]:
        """All folders that hold mails, Deleted Items included."""
        return [folder for folder, branch in self._all().items() if branch.holds_mail]

    def others(self, folders: MailFolders) -> dict[str, datetime | None]:
        """When each of the folders with mails that are not watched was changed, Deleted Items included."""
        own = folders.unsent
        return {
            folder: branch.changed
            for folder, branch in self._all().items()
            if branch.holds_mail and branch.shown and folder not in folders.watched and not self._is_below(folder, own)
        }

    def _is_below(self, folder: str, tops: Collection[str]) -> bool:
        tree = self._all()
        for _ in range(DEPTH):
            if folder in tops or folder not in tree:
                return folder in tops
            folder = tree[folder].parent
        return False

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

    def _all(self) -> dict[str, Branch]:
        if self._tree is None:
            self._tree = {}
            whole, offset = False, 0
            while not whole:
                root, folders = self._page(offset)
                for folder in folders:
                    self._tree[_id(folder, "FolderId")] = _branch(folder)
                whole, offset = root.get("IncludesLastItemInRange") != "false", offset + PAGE
        return self._tree

    def _page(self, offset: int) -> tuple[Element, Element]:
        """(the page, the list in it)"""
        view = m("IndexedPageFolderView", MaxEntriesReturned=str(PAGE), Offset=str(offset), BasePoint="Beginning")
        parent = m("ParentFolderIds", self._distinguished("msgfolderroot"))
        reply = self._client.one("FindFolder", shape(_SHAPE, "FolderShape"), view, parent, Traversal="Deep")
        root, folders = reply.find(f"{M}RootFolder"), reply.find(f"{M}RootFolder/{T}Folders")
        if root is None or folders is None:
            raise malformed(self._client.address, "FindFolder: no list of folders")
        return root, folders

    def _distinguished(self, name: str) -> Element:
        folder = t("DistinguishedFolderId", Id=name)
        if self._client.delegate_of:
            put(folder, put(t("Mailbox"), t("EmailAddress", self._client.delegate_of)))
        return folder


def _id(folder: Element, tag: str) -> str:
    found = folder.find(T + tag)
    return "" if found is None else str(found.get("Id", ""))


def _branch(folder: Element) -> Branch:
    tagged, _ = properties(folder)
    return Branch(
        _id(folder, "ParentFolderId"),
        folder.findtext(f"{T}FolderClass") or "",
        tagged.get(_HIDDEN, "").lower() not in ("true", "1") and folder.findtext(f"{T}TotalCount") != "0",
        mail_values.received(tagged.get(_CHANGED)),
    )
