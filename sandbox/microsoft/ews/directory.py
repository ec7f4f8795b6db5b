"""What EWS tells about people: ResolveNames, and the least of GetUserPhoto and GetUserAvailability."""

from lxml import etree

from sandbox.microsoft.ews.call import Call
from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.operations import operation
from sandbox.microsoft.ews.render import mailbox as write_mailbox
from sandbox.microsoft.ews.replies import describe_error, single
from sandbox.microsoft.ews.shape import Shape
from sandbox.microsoft.ews.soap import response
from sandbox.microsoft.ews.wire import Element, M, T, boolean, children, flag, m, t
from sandbox.microsoft.items import Item
from sandbox.microsoft.store import Mailbox

MOST = 100


@operation("ResolveNames")
def resolve_names(call: Call, request: Element) -> Element:
    entry = (request.findtext(M + "UnresolvedEntry") or "").strip()
    scope = request.get("SearchScope", "ActiveDirectoryContacts")
    full = flag(request.get("ReturnFullContactData"))

    def work(message: Element) -> None:
        users, contacts = _matches(call, entry.lower().removeprefix("smtp:"), scope)
        total = len(users) + len(contacts)
        if total == 0:
            raise EwsError("ErrorNameResolutionNoResults", "No results were found.")
        if total > 1:
            _warn(message)
        last = boolean(total <= MOST)
        place = m(message, "ResolutionSet", TotalItemsInView=str(total), IncludesLastItemInRange=last)
        for user in users[:MOST]:
            resolution = t(place, "Resolution")
            write_mailbox(resolution, {"name": user.display_name, "address": user.address})
            if full:
                _directory_contact(resolution, user)
        for contact in contacts[: MOST - len(users)]:
            _contact(t(place, "Resolution"), call.mailbox, contact, full=full)

    return single(call, work)


def _matches(call: Call, entry: str, scope: str) -> tuple[list[Mailbox], list[Item]]:
    users = [u for u in call.store.mailboxes() if _fits(entry, u.address, u.display_name)]
    folder = call.mailbox.well_known("contacts")
    contacts = [i for i in call.mailbox.items(folder.id, "contact") if _fits(entry, *_names(i)) and _names(i)]
    return users if "ActiveDirectory" in scope else [], contacts if "Contacts" in scope else []


def _names(item: Item) -> list[str]:
    addresses = [e["address"] for e in item.fields.get("email_addresses") or () if e and e.get("address")]
    return [*addresses, str(item.fields.get("display_name", ""))] if addresses else []


def _fits(entry: str, *names: str) -> bool:
    """As a person types: the start of an address, a name or one of its words."""
    return bool(entry) and any(
        name.lower().startswith(entry) or any(word.startswith(entry) for word in name.lower().split()) for name in names
    )


def _warn(message: Element) -> None:
    """Several found is a warning, and the candidates come with it."""
    message.set("ResponseClass", "Warning")
    message.remove(message[0])
    error = EwsError("ErrorNameResolutionMultipleResults", "Multiple results were found.")
    describe_error(message, error)


def _directory_contact(place: Element, user: Mailbox) -> None:
    contact = t(place, "Contact")
    t(contact, "DisplayName", user.display_name)
    t(t(contact, "EmailAddresses"), "Entry", f"SMTP:{user.address}", Key="EmailAddress1")
    t(contact, "ContactSource", "ActiveDirectory")


def _contact(place: Element, mailbox: Mailbox, item: Item, *, full: bool) -> None:
    first = next(e for e in item.fields["email_addresses"] if e and e.get("address"))
    box = t(place, "Mailbox")
    t(box, "Name", item.fields.get("display_name", ""))
    t(box, "EmailAddress", first["address"])
    t(box, "RoutingType", "SMTP")
    t(box, "MailboxType", "Contact")
    t(box, "ItemId", Id=item.ews_id, ChangeKey=item.change_key)
    if full:
        shape = etree.Element(M + "ItemShape")
        t(shape, "BaseShape", "AllProperties")
        Shape(shape).write(place, mailbox, item)


@operation("GetUserPhoto", since="Exchange2013")
def get_user_photo(call: Call, request: Element) -> Element:
    """The sandbox's users have no photos; contacts' photos are attachments. This reply is one bare message."""
    root = response("GetUserPhoto")
    root.set("ResponseClass", "Error")
    describe_error(root, EwsError("ErrorItemNotFound", "There is no photo of this user."))
    m(root, "HasChanged", "false")
    return root


@operation("GetUserAvailability")
def get_user_availability(call: Call, request: Element) -> Element:
    """Nobody is busy: events come with the calendar."""
    root = response("GetUserAvailability")
    array = m(root, "FreeBusyResponseArray")
    for data in children(request, "MailboxDataArray"):
        known = call.store.mailbox(data.findtext(f"{T}Email/{T}Address") or "")
        place = m(array, "FreeBusyResponse")
        message = m(place, "ResponseMessage", ResponseClass="Success" if known else "Error")
        if known is None:
            describe_error(message, EwsError("ErrorMailRecipientNotFound", "The recipient could not be found."))
            continue
        m(message, "ResponseCode", "NoError")
        t(m(place, "FreeBusyView"), "FreeBusyViewType", "FreeBusy")
    return root
