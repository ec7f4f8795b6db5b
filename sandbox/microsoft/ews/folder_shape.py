"""A folder as XML, with the properties that its shape asks for, in the schema's order."""

from sandbox.microsoft.ews import extended
from sandbox.microsoft.ews.computed import rights
from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.wire import Element, T, attributes, local, t
from sandbox.microsoft.folders import Folder
from sandbox.microsoft.properties import PropertyId
from sandbox.microsoft.store import Mailbox

HIDDEN = PropertyId("Boolean", tag=0x10F4)
CLASS = PropertyId("String", tag=0x3613)
NAME = PropertyId("String", tag=0x3001)
# PidTagLocalCommitTimeMax (MS-OXCFOLD): the latest change of a message in the folder, not below it.
CHANGED = PropertyId("SystemTime", tag=0x670A)
DEFAULT = {"FolderId", "DisplayName", "TotalCount", "ChildFolderCount", "UnreadCount"}
ALL = DEFAULT | {"ParentFolderId", "FolderClass", "EffectiveRights", "DistinguishedFolderId", "PermissionSet"}
# By prefix of the folder's class; anything else is a plain Folder (MS-OXWSFOLD).
ELEMENTS = (("IPF.CONTACT", "ContactsFolder"), ("IPF.APPOINTMENT", "CalendarFolder"), ("IPF.TASK", "TasksFolder"))


class FolderShape:
    """An m:FolderShape."""

    def __init__(self, element: Element) -> None:
        base = element.findtext(T + "BaseShape", "IdOnly")
        self.wanted = {"IdOnly": {"FolderId"}, "Default": set(DEFAULT)}.get(base, set(ALL))
        self._paths = list(element.iterfind(f"{T}AdditionalProperties/*"))
        self._properties: list[tuple[dict[str, str], PropertyId]] | None = None

    def _compile(self) -> list[tuple[dict[str, str], PropertyId]]:
        """Raises EwsError for a faulty path."""
        properties = []
        for path in self._paths:
            uri = path.get("FieldURI", "")
            if local(path) == "ExtendedFieldURI":
                properties.append((attributes(path), extended.property_id(path)))
            elif uri.startswith("folder:"):
                self.wanted.add(uri.partition(":")[2])
            else:
                raise EwsError("ErrorInvalidPropertyRequest", f"{uri} is no property of folders.", {"FieldURI": uri})
        return properties

    def write(self, parent: Element, mailbox: Mailbox, folder: Folder) -> Element:
        """Append the folder. Raises EwsError."""
        if self._properties is None:
            self._properties = self._compile()
        element = t(parent, element_of(folder))
        _write_plain(element, mailbox, folder, self.wanted)
        for uri, asked in self._properties:
            value = mailbox.last_change(folder.id) if asked == CHANGED else property_of(folder, asked)
            if value is not None:
                extended.write(element, uri, value)
        if "EffectiveRights" in self.wanted:
            rights(element)
        if "DistinguishedFolderId" in self.wanted and folder.distinguished:
            t(element, "DistinguishedFolderId", folder.distinguished)
        if "UnreadCount" in self.wanted and local(element) in ("Folder", "TasksFolder"):
            t(element, "UnreadCount", str(_unread(mailbox, folder)))
        return element


def element_of(folder: Folder) -> str:
    upper = folder.folder_class.upper()
    return next((name for prefix, name in ELEMENTS if upper.startswith(prefix)), "Folder")


def folder_id(parent: Element, folder: Folder) -> None:
    t(parent, "FolderId", Id=folder.id, ChangeKey=folder.change_key)


def property_of(folder: Folder, asked: PropertyId) -> object:
    """A MAPI property of a folder; some are its own fields."""
    own = {HIDDEN: folder.hidden or None, CLASS: folder.folder_class or None, NAME: folder.name or None}
    if folder.properties.get(asked) is not None:
        return folder.properties[asked]
    return own.get(asked)


def _write_plain(element: Element, mailbox: Mailbox, folder: Folder, wanted: set[str]) -> None:
    if "FolderId" in wanted:
        folder_id(element, folder)
    parent = mailbox.folder(folder.parent_id) if "ParentFolderId" in wanted and folder.parent_id else None
    if parent is not None:
        t(element, "ParentFolderId", Id=parent.id, ChangeKey=parent.change_key)
    if "FolderClass" in wanted and folder.folder_class:
        t(element, "FolderClass", folder.folder_class)
    if "DisplayName" in wanted:
        t(element, "DisplayName", folder.name)
    if "TotalCount" in wanted:
        t(element, "TotalCount", str(mailbox.count(folder.id)))
    if "ChildFolderCount" in wanted:
        t(element, "ChildFolderCount", str(len(mailbox.child_folders(folder.id))))


def _unread(mailbox: Mailbox, folder: Folder) -> int:
    return sum(not item.fields.get("is_read") for item in mailbox.items(folder.id, "message"))
