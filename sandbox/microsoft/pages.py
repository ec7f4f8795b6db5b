"""Pages for people: the mailboxes, and a tiny People to see, make, edit, move and delete contacts and categories."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from sandbox.microsoft.categories import LAST_COLOUR, NO_COLOUR
from sandbox.microsoft.items import Item
from sandbox.microsoft.naming import NAME_PARTS, display_name
from sandbox.microsoft.properties import step_into
from sandbox.microsoft.store import CategoryExists, Folder, FolderExists, Mailbox, Store

COLOURS = (
    "Red Orange Brown Yellow Green Teal Olive Blue Purple Cranberry Steel DarkSteel Gray DarkGray Black DarkRed"
    " DarkOrange DarkBrown DarkYellow DarkGreen DarkTeal DarkOlive DarkBlue DarkPurple DarkCranberry"
).split()
# (form name, label, path into the item's fields)
FORM: list[tuple[str, str, tuple[str | int, ...]]] = [
    ("given_name", "First name", ("given_name",)),
    ("surname", "Last name", ("surname",)),
    ("company_name", "Company", ("company_name",)),
    ("job_title", "Job title", ("job_title",)),
    ("department", "Department", ("department",)),
    ("email", "E-mail", ("email_addresses", 0, "address")),
    ("email2", "E-mail 2", ("email_addresses", 1, "address")),
    ("phone", "Business phone", ("phone_numbers", "BusinessPhone")),
    ("mobile", "Mobile phone", ("phone_numbers", "MobilePhone")),
    ("home", "Home phone", ("phone_numbers", "HomePhone")),
    ("street", "Business street", ("physical_addresses", "Business", "street")),
    ("postal_code", "Postal code", ("physical_addresses", "Business", "postal_code")),
    ("city", "City", ("physical_addresses", "Business", "city")),
    ("state", "State", ("physical_addresses", "Business", "state")),
    ("country", "Country", ("physical_addresses", "Business", "country_or_region")),
    ("web", "Web page", ("business_home_page",)),
]


def blueprint(store: Store) -> Blueprint:
    """`/` and `/people/{address}`. Forms post and come back to the list."""
    pages = Blueprint("pages", __name__)

    def locked(view: Callable[..., Any]) -> Callable[..., Any]:
        """Run a view on the mailbox of its address, under the store's lock."""

        def run(address: str, **names: str) -> Any:
            with store.lock:
                mailbox = store.mailbox(address)
                if mailbox is None:
                    abort(404, f"There is no mailbox {address}.")
                return view(mailbox, **names)

        return run

    @pages.get("/")
    def start() -> str:
        rows = [(m, m.count(m.well_known("contacts").id)) for m in store.mailboxes()]
        return render_template("start.html", title="Sandbox: Microsoft", rows=rows)

    base = "/people/<address>"
    for rule, endpoint, view, methods in (
        (base, "people", _people, ["GET"]),
        (f"{base}/contact", "person", _person, ["GET", "POST"]),
        (f"{base}/contact/<item>/move", "move", _move, ["POST"]),
        (f"{base}/contact/<item>/delete", "delete", _delete, ["POST"]),
        (f"{base}/folders", "add_folder", _add_folder, ["POST"]),
        (f"{base}/categories", "add_category", _add_category, ["POST"]),
        (f"{base}/categories/<guid>/delete", "delete_category", _delete_category, ["POST"]),
    ):
        pages.add_url_rule(rule, endpoint, locked(view), methods=methods)
    return pages


def _folders(mailbox: Mailbox) -> list[Folder]:
    """Contacts and what lies below it, and Deleted Items."""
    contacts = mailbox.well_known("contacts")
    found = [contacts]
    for above in found:
        found.extend(f for f in mailbox.child_folders(above.id) if f.holds_contacts() and not f.hidden)
    return [*found, mailbox.well_known("deleteditems")]


def _folder(mailbox: Mailbox, any_id: str) -> Folder:
    return next((f for f in _folders(mailbox) if any_id in (f.id, f.graph_id)), mailbox.well_known("contacts"))


def _item(mailbox: Mailbox, any_id: str) -> Item:
    found = mailbox.item(any_id)
    if found is None or found.kind != "contact":
        abort(404, "This contact is gone.")
    return found


def _value(fields: Any, path: tuple[str | int, ...]) -> str:
    for step in path:
        fields = step_into(fields, step)
    return fields if isinstance(fields, str) else ""


def _email(item: Item) -> str:
    return _value(item.fields, ("email_addresses", 0, "address"))


def _people(mailbox: Mailbox) -> str:
    folder = _folder(mailbox, request.args.get("folder", ""))
    items = sorted(mailbox.items(folder.id, "contact"), key=lambda i: str(i.fields.get("file_as", "")).casefold())
    shown = {"mailbox": mailbox, "folder": folder, "folders": _folders(mailbox), "items": items}
    return render_template("people.html", title=f"People: {mailbox.address}", email=_email, colours=COLOURS, **shown)


def _person(mailbox: Mailbox) -> Any:
    """The form of a contact, an existing (`?item=`) or a new one (`?folder=`)."""
    item = _item(mailbox, request.args["item"]) if "item" in request.args else None
    folder = _folder(mailbox, item.folder_id if item else request.args.get("folder", ""))
    if request.method == "POST":
        if item is None:
            mailbox.create_item(folder.id, "contact", _wish({}))
        elif wish := _wish(item.fields):
            mailbox.update_item(item, wish)
        return _back(mailbox, folder)
    fields = item.fields if item else {}
    return render_template(
        "person.html",
        title=fields.get("display_name") or "New contact",
        mailbox=mailbox,
        folder=folder,
        folders=_folders(mailbox),
        item=item.immutable_id if item else "",
        values=[(name, label, _value(fields, path)) for name, label, path in FORM],
        categories=", ".join(fields.get("categories") or ()),
        body=fields.get("body", ""),
    )


def _wish(fields: dict[str, Any]) -> dict[str, Any]:
    """What the form changes. New names make a new display name, as in Outlook's own form."""
    wish: dict[str, Any] = {}
    for name, _, path in FORM:
        value = request.form.get(name, "").strip()
        if value != _value(fields, path):
            _place(wish, path, value or None)
    if not wish.keys().isdisjoint(NAME_PARTS):
        wish["display_name"] = display_name(fields | wish) or None
    categories = [c.strip() for c in request.form.get("categories", "").split(",") if c.strip()]
    if categories != list(fields.get("categories") or ()):
        wish["categories"] = categories or None
    notes = request.form.get("body", "")
    if notes.splitlines() != str(fields.get("body", "")).splitlines():
        wish["body"] = notes or None
    return wish


def _place(wish: dict[Any, Any], path: tuple[str | int, ...], value: str | None) -> None:
    for step in path[:-1]:
        wish = wish.setdefault(step, {})
    wish[path[-1]] = value


def _back(mailbox: Mailbox, folder: Folder) -> Response:
    return redirect(url_for("pages.people", address=mailbox.address, folder=folder.graph_id), 303)


def _move(mailbox: Mailbox, item: str) -> Response:
    folder = _folder(mailbox, request.form.get("folder", ""))
    mailbox.move_item(_item(mailbox, item), folder.id)
    return _back(mailbox, folder)


def _delete(mailbox: Mailbox, item: str) -> Response:
    """Into Deleted Items; from there for good."""
    found = _item(mailbox, item)
    folder = _folder(mailbox, found.folder_id)
    mailbox.delete_item(found, "hard" if folder.distinguished == "deleteditems" else "deleteditems")
    return _back(mailbox, folder)


def _add_folder(mailbox: Mailbox) -> Response:
    name = request.form.get("name", "").strip()[:255]
    try:
        folder = mailbox.create_folder("contacts", name) if name else mailbox.well_known("contacts")
    except FolderExists as error:
        folder = error.folder
    return _back(mailbox, folder)


def _add_category(mailbox: Mailbox) -> Response:
    name, color = request.form.get("name", "").strip()[:255], request.form.get("color", "-1")
    known = color in map(str, range(NO_COLOUR, LAST_COLOUR + 1))
    if not name or not name.isprintable() or not known:
        abort(400, "A category needs a name and one of the colours.")
    try:
        mailbox.add_category(name, int(color))
    except CategoryExists:
        abort(409, f"There is a category {name} already.")
    return _back(mailbox, mailbox.well_known("contacts"))


def _delete_category(mailbox: Mailbox, guid: str) -> Response:
    mailbox.delete_category(guid)
    return _back(mailbox, mailbox.well_known("contacts"))
