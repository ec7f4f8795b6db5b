"""GetFolder, FindFolder, CreateFolder, UpdateFolder, MoveFolder and DeleteFolder."""

from collections.abc import Callable
from operator import attrgetter

from sandbox.microsoft.ews import extended
from sandbox.microsoft.ews.call import Call
from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.folder_shape import FolderShape, element_of, folder_id, property_of
from sandbox.microsoft.ews.items import DELETE_MODES
from sandbox.microsoft.ews.operations import operation
from sandbox.microsoft.ews.paging import page_of
from sandbox.microsoft.ews.replies import each
from sandbox.microsoft.ews.restriction import matcher
from sandbox.microsoft.ews.targets import folder_of, only_folder
from sandbox.microsoft.ews.wire import Element, M, T, children, local, m, t
from sandbox.microsoft.folders import Folder, FolderExists, FolderForbidden
from sandbox.microsoft.properties import PropertyId
from sandbox.microsoft.store import Mailbox

SEARCHABLE = {
    "folder:DisplayName": "name",
    "folder:FolderClass": "folder_class",
    "folder:FolderId": "id",
    "folder:ParentFolderId": "parent_id",
}
CLASS_OF = {"ContactsFolder": "IPF.Contact", "CalendarFolder": "IPF.Appointment", "TasksFolder": "IPF.Task"}


def shape_of(request: Element) -> FolderShape:
    element = request.find(M + "FolderShape")
    return FolderShape(request if element is None else element)


@operation("GetFolder", batch="FolderIds")
def get_folder(call: Call, request: Element) -> Element:
    shape = shape_of(request)

    def work(asked: Element, place: Element) -> None:
        shape.write(place, *folder_of(call, asked))

    return each(call, children(request, "FolderIds"), work)


@operation("FindFolder")
def find_folder(call: Call, request: Element) -> Element:
    shape = shape_of(request)
    deep = request.get("Traversal") == "Deep"

    def work(asked: Element, place: Element) -> None:
        mailbox, parent = folder_of(call, asked)
        found = [] if request.get("Traversal") == "SoftDeleted" else below(mailbox, parent, deep=deep)
        test = matcher(request.find(M + "Restriction"), accessor)
        found = [folder for folder in found if test(folder)]
        view = request.find(M + "IndexedPageFolderView")
        page, attributes = page_of(view, found)
        folders = t(m(place, "RootFolder", **attributes), "Folders")
        for folder in page:
            shape.write(folders, mailbox, folder)

    return each(call, children(request, "ParentFolderIds"), work)


def below(mailbox: Mailbox, parent: Folder, *, deep: bool) -> list[Folder]:
    found = mailbox.child_folders(parent.id)
    if deep:
        for folder in found:
            found.extend(mailbox.child_folders(folder.id))
    return found


def accessor(path: Element) -> Callable[[Folder], object]:
    """How to get a folder's property, for restrictions. Raises EwsError."""
    if local(path) == "ExtendedFieldURI":
        asked = extended.property_id(path)
        return lambda folder: property_of(folder, asked)
    uri = path.get("FieldURI", "")
    if uri not in SEARCHABLE:
        raise EwsError("ErrorUnsupportedPathForQuery", f"{uri} cannot be searched for.", {"FieldURI": uri})
    return attrgetter(SEARCHABLE[uri])


@operation("CreateFolder", write=True, batch="Folders")
def create_folder(call: Call, request: Element) -> Element:
    def work(element: Element, place: Element) -> None:
        mailbox, parent = _parent(call, request.find(M + "ParentFolderId"))
        name = (element.findtext(T + "DisplayName") or "").strip()
        if not name:
            raise EwsError("ErrorFolderSave", "The folder must have a DisplayName.")
        folder_class = element.findtext(T + "FolderClass") or CLASS_OF.get(local(element), "IPF.Note")
        try:
            folder = mailbox.create_folder(parent.id, name, folder_class)
        except FolderExists:
            raise _exists() from None
        values = _properties(element)
        if values:
            folder = mailbox.set_folder_properties(folder, values)
        folder_id(t(place, element_of(folder)), folder)

    return each(call, children(request, "Folders"), work)


def _parent(call: Call, asked: Element | None) -> tuple[Mailbox, Folder]:
    try:
        return only_folder(call, asked)
    except EwsError as error:
        if error.code != "ErrorFolderNotFound":
            raise
        raise EwsError("ErrorParentFolderNotFound", "The specified parent folder could not be found.") from None


def _properties(element: Element) -> dict[PropertyId, object]:
    values: dict[PropertyId, object] = {}
    for one in element.iterfind(T + "ExtendedProperty"):
        uri = one.find(T + "ExtendedFieldURI")
        if uri is not None:
            asked = extended.property_id(uri)
            values[asked] = extended.value_of(one, asked)
    return values


def _exists() -> EwsError:
    return EwsError("ErrorFolderExists", "A folder with the specified name already exists.")


@operation("UpdateFolder", write=True, batch="FolderChanges")
def update_folder(call: Call, request: Element) -> Element:
    def work(change: Element, place: Element) -> None:
        mailbox, folder = folder_of(call, change[0])
        for step in change.iterfind(f"{T}Updates/*"):
            folder = _update(mailbox, folder, step)
        folder_id(t(place, element_of(folder)), folder)

    return each(call, children(request, "FolderChanges"), work)


def _update(mailbox: Mailbox, folder: Folder, step: Element) -> Folder:
    path = step[0]
    if local(path) == "ExtendedFieldURI":
        asked = extended.property_id(path)
        values = dict.fromkeys([asked]) if local(step) == "DeleteFolderField" else _properties(step[1])
        return mailbox.set_folder_properties(folder, values)
    # Clients send back the class they read; permission sets are read by nobody here, `access` decides.
    same_class = local(step) == "SetFolderField" and step[1].findtext(T + "FolderClass") == folder.folder_class
    if same_class or path.get("FieldURI") == "folder:PermissionSet":
        return folder
    if local(step) != "SetFolderField" or path.get("FieldURI") != "folder:DisplayName":
        text = f"The action is invalid for property {path.get('FieldURI')}."
        raise EwsError("ErrorInvalidPropertySet", text)
    name = (step[1].findtext(T + "DisplayName") or "").strip()
    if not name:
        raise EwsError("ErrorFolderSave", "The folder must have a DisplayName.")
    try:
        return mailbox.rename_folder(folder, name)
    except FolderExists:
        raise _exists() from None
    except FolderForbidden:
        raise EwsError("ErrorAccessDenied", "A distinguished folder cannot be renamed.") from None


@operation("MoveFolder", write=True, batch="FolderIds")
def move_folder(call: Call, request: Element) -> Element:
    def work(asked: Element, place: Element) -> None:
        target, parent = only_folder(call, request.find(M + "ToFolderId"))
        mailbox, folder = folder_of(call, asked)
        if target.id != mailbox.id:
            raise EwsError("ErrorCrossMailboxMoveCopy", "Folders cannot be moved across mailboxes.")
        try:
            moved = mailbox.move_folder(folder, parent.id)
        except FolderExists:
            raise _exists() from None
        except FolderForbidden as error:
            code = "ErrorMoveDistinguishedFolder" if folder.distinguished else "ErrorMoveCopyFailed"
            raise EwsError(code, str(error)) from None
        folder_id(t(place, element_of(moved)), moved)

    return each(call, children(request, "FolderIds"), work)


@operation("DeleteFolder", write=True, batch="FolderIds")
def delete_folder(call: Call, request: Element) -> Element:
    mode = DELETE_MODES[request.get("DeleteType", "HardDelete")]

    def work(asked: Element, place: Element) -> None:
        mailbox, folder = folder_of(call, asked)
        if folder.distinguished:
            raise EwsError("ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be deleted.")
        mailbox.delete_folder(folder, mode)

    return each(call, children(request, "FolderIds"), work)
