"""Contacts: added, edited, deleted on either side, refused, found twice."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from core.models.sync import ConflictRow, IssueRow
from ops.demo import Demo, Desk
from ops.story.parts import CATEGORY, ERROR, check
from sandbox.acting import categories, field

FOLDER = "Salesforce Contacts"


def _item(desk: Desk, **fields: Any) -> Any:
    item = desk.outlook.find(FOLDER, **fields)
    check(item is not None, f"no contact with {fields} in {FOLDER}")
    return item


def _row(desk: Desk, **values: str) -> dict[str, Any]:
    row = desk.crm.find(**values)
    check(row is not None, f"no Salesforce contact with {values}")
    return row or {}


def first_sync(demo: Demo, desk: Desk) -> str:
    personal = {i.immutable_id: i.change for i in desk.outlook.contacts("contacts")}
    mine = desk.crm.query(f"SELECT Id FROM Contact WHERE OwnerId = '{desk.crm.id}'")  # noqa: S608  (an id)
    demo.sync(desk)
    items = desk.outlook.contacts(FOLDER)
    check(len(items) == len(mine), f"{len(mine)} contacts in Salesforce, {len(items)} in Outlook")
    check(all(CATEGORY in categories(i) for i in items), f"not all carry the category {CATEGORY}")
    known = {c.name for c in desk.outlook.mailbox.categories()}
    check(CATEGORY in known, f"{CATEGORY} is not in the master category list")
    untouched = {i.immutable_id: i.change for i in desk.outlook.contacts("contacts")} == personal
    check(untouched, "personal contacts were touched")
    return (
        f"{len(items)} contacts of the list view My Contacts came to Outlook; {len(personal)} personal ones untouched"
    )


def add_in_folder(demo: Demo, desk: Desk) -> str:
    address = f"rosalind.{desk.exchange}@hooke.example"
    name = {"graph": "Rosalind", "ews": "Robert"}[desk.exchange]  # of one company: the same name would be one person
    desk.outlook.add(
        FOLDER, given_name=name, surname="Hooke", email_address_1=address, company_name="Hudson Vale Hospital"
    )
    demo.sync(desk)
    row = _row(desk, Email=address)
    account = desk.crm.read(row["AccountId"], "Account")
    check(account["Name"] == "Hudson Vale Hospital", "the account was not found by its name")
    check(CATEGORY in categories(_item(desk, email_address_1=address)), f"the category {CATEGORY} is missing")
    return "made in the folder: now in Salesforce, with its account, and categorised"


def add_by_dragging(demo: Demo, desk: Desk) -> str:
    address = f"isaac.{desk.exchange}@drag.example"
    item = desk.outlook.add(given_name="Isaac", surname="Drăgulescu", email_address_1=address)
    demo.sync(desk)
    check(desk.crm.find(Email=address) is None, "a personal contact went to Salesforce")
    desk.outlook.drag(item, FOLDER)
    demo.sync(desk)
    check(_row(desk, Email=address)["LastName"] == "Drăgulescu", "the name did not arrive")
    return "personal at first, dragged into the folder: now in Salesforce"


def add_by_category(demo: Demo, desk: Desk) -> str:
    address = f"ada.{desk.exchange}@byron.example"
    item = desk.outlook.add(
        given_name="Ada",
        surname="Byron",
        email_address_1=address,
        home_city="Ōsaka",
        email_address_2="ada@home.example",
    )
    desk.outlook.categorise(item, "Poets", CATEGORY)
    demo.sync(desk)
    _row(desk, Email=address)
    moved = _item(desk, email_address_1=address)
    check(desk.outlook.find("contacts", email_address_1=address) is None, "it is still in Contacts")
    check({"Poets", CATEGORY} <= categories(moved), "a category was lost")
    kept = (field(moved, "home_city"), field(moved, "email_address_2")) == ("Ōsaka", "ada@home.example")
    check(kept, "an Outlook-only field was lost in the move")
    return "given the category: moved into the folder, everything kept, and in Salesforce"


def edit_in_outlook(demo: Demo, desk: Desk) -> str:
    address = f"rosalind.{desk.exchange}@hooke.example"
    desk.outlook.edit(_item(desk, email_address_1=address), business_phone="+44 1632 960123", job_title="Surgeon")
    demo.sync(desk)
    row = _row(desk, Email=address)
    check((row["Phone"], row["Title"]) == ("+44 1632 960123", "Surgeon"), "the edit did not arrive in Salesforce")
    return "phone and job title edited in Outlook: now in Salesforce"


def edit_in_salesforce(demo: Demo, desk: Desk) -> str:
    address = f"rosalind.{desk.exchange}@hooke.example"
    desk.crm.edit(_row(desk, Email=address)["Id"], MailingCity="Łódź", Description="Knows\nthe board.")
    demo.sync(desk)
    item = _item(desk, email_address_1=address)
    check(field(item, "business_city") == "Łódź", "the city did not arrive in Outlook")
    check("Knows\nthe board." in (field(item, "body") or "").replace("\r\n", "\n"), "the notes did not arrive")
    return "city and notes edited in Salesforce: now in Outlook"


def edit_both(demo: Demo, desk: Desk) -> str:
    address = f"rosalind.{desk.exchange}@hooke.example"
    desk.outlook.edit(_item(desk, email_address_1=address), mobile_phone="+44 7700 900123")
    desk.crm.edit(_row(desk, Email=address)["Id"], Department="Surgery")
    demo.sync(desk)
    item, row = _item(desk, email_address_1=address), _row(desk, Email=address)
    check(field(item, "department") == row["Department"] == "Surgery", "Salesforce's edit is not on both sides")
    check(field(item, "mobile_phone") == row["MobilePhone"] == "+44 7700 900123", "Outlook's edit is not on both sides")
    return "different fields edited on both sides at once: both edits are on both sides"


def conflict(demo: Demo, desk: Desk) -> str:
    address = f"rosalind.{desk.exchange}@hooke.example"
    desk.outlook.edit(_item(desk, email_address_1=address), job_title="Chief of Outlook")
    desk.crm.edit(_row(desk, Email=address)["Id"], Title="Chief of Salesforce")
    demo.sync(desk)
    item, row = _item(desk, email_address_1=address), _row(desk, Email=address)
    check(field(item, "job_title") == row["Title"] == "Chief of Salesforce", "Salesforce did not win")
    with demo.parts.database.session() as session:
        wanted = select(ConflictRow).where(ConflictRow.mailbox_id == desk.mailbox_id, ConflictRow.field == "job_title")
        kept = [row.values["exchange"] for row in session.scalars(wanted)]
    check(kept == ["Chief of Outlook"], f"the losing value was not kept: {kept}")
    return "the same field edited on both sides: Salesforce won, Outlook's value is kept to be looked at"


def delete_in_outlook_off(demo: Demo, desk: Desk) -> str:
    address = f"ada.{desk.exchange}@byron.example"
    desk.outlook.delete(_item(desk, email_address_1=address))
    demo.sync(desk)
    _row(desk, Email=address)
    _item(desk, email_address_1=address)
    return "deleted in Outlook, switch off: kept in Salesforce, back in the folder"


def delete_in_outlook_on(demo: Demo, desk: Desk) -> str:
    address = f"ada.{desk.exchange}@byron.example"
    demo.choose(desk, delete_in_crm=True)
    desk.outlook.delete(_item(desk, email_address_1=address))
    demo.sync(desk)
    demo.choose(desk, delete_in_crm=False)
    check(desk.crm.find(Email=address) is None, "it is still in Salesforce")
    return "deleted in Outlook, switch on: in Salesforce's recycle bin"


def delete_in_salesforce_on(demo: Demo, desk: Desk) -> str:
    address = f"isaac.{desk.exchange}@drag.example"
    desk.crm.delete(_row(desk, Email=address)["Id"])
    demo.sync(desk)
    check(desk.outlook.find(FOLDER, email_address_1=address) is None, "it is still in the folder")
    check(desk.outlook.find("deleteditems", email_address_1=address) is not None, "it is not in Deleted Items")
    return "deleted in Salesforce: in Outlook's Deleted Items"


def delete_in_salesforce_off(demo: Demo, desk: Desk) -> str:
    address = f"stays.{desk.exchange}@kept.example"
    desk.crm.add(LastName="Stays", FirstName="Sue", Email=address)
    demo.sync(desk)
    demo.choose(desk, delete_in_exchange=False)
    desk.crm.delete(_row(desk, Email=address)["Id"])
    demo.sync(desk)
    demo.choose(desk, delete_in_exchange=True)
    _item(desk, email_address_1=address)
    check(desk.crm.find(Email=address) is None, "it was made again in Salesforce")
    return "deleted in Salesforce, switch off: stays in Outlook, and is not made again in Salesforce"


def refused(demo: Demo, desk: Desk) -> str:
    address = f"nameless.{desk.exchange}@who.example"
    desk.outlook.add(FOLDER, given_name="Who", email_address_1=address)
    demo.sync(desk)
    item = _item(desk, email_address_1=address)
    check({ERROR, "Last name is missing"} <= categories(item), f"its categories are {sorted(categories(item))}")
    colour = {c.name: c.color for c in desk.outlook.mailbox.categories()}.get(ERROR)
    check(colour == 0, f"{ERROR} is not red")
    desk.outlook.edit(item, surname="Found")
    demo.sync(desk)
    _row(desk, Email=address)
    left = categories(_item(desk, email_address_1=address))
    check(left == {CATEGORY}, f"its categories are still {sorted(left)}")
    return "without a last name: refused and marked; mended: in Salesforce, and the marks are gone"


def duplicate(demo: Demo, desk: Desk) -> str:
    address = f"twin.{desk.exchange}@double.example"
    colleague = next(d for d in demo.desks if d is not desk)
    account = desk.crm.query("SELECT Id FROM Account ORDER BY Name LIMIT 1")[0]["Id"]
    record = colleague.crm.add(LastName="Twin", FirstName="Tim", Email=address, Title="Buyer", AccountId=account)
    desk.outlook.add(
        FOLDER, given_name="Tim", surname="Twin", email_address_1=address, business_phone="+44 1632 960777"
    )
    demo.sync(desk)
    row = _row(desk, Email=address)
    check(row["Id"] == record, "another contact was made")
    check(field(_item(desk, email_address_1=address), "job_title") == "Buyer", "the two were not merged")
    return "a colleague has this contact already: found by e-mail, merged and linked, nothing made"


def ambiguous(demo: Demo, desk: Desk) -> str:
    address = f"office.{desk.exchange}@double.example"
    colleague = next(d for d in demo.desks if d is not desk)
    account = desk.crm.query("SELECT Id FROM Account ORDER BY Name LIMIT 1")[0]["Id"]
    for name in ("North", "South"):
        colleague.crm.add(LastName=name, Email=address, AccountId=account)
    desk.outlook.add(FOLDER, given_name="Olga", surname="Office", email_address_1=address)
    demo.sync(desk)
    rows = desk.crm.query(f"SELECT Id FROM Contact WHERE Email = '{address}'")  # noqa: S608  (made above)
    check(len(rows) == 2, "a third contact was made")
    with demo.parts.database.session() as session:
        wanted = select(IssueRow).where(IssueRow.mailbox_id == desk.mailbox_id, IssueRow.resolved_at.is_(None))
        found = [sorted(row.candidates) for row in session.scalars(wanted) if row.code == "ambiguous"]
    check(found == [sorted(row["Id"] for row in rows)], f"no issue lists the two candidates: {found}")
    return "two candidates: an issue lists them, nothing is guessed and nothing is made"


SCENES: list[tuple[str, Callable[[Demo, Desk], str]]] = [
    ("first sync", first_sync),
    ("add in the folder", add_in_folder),
    ("add by dragging", add_by_dragging),
    ("add by category", add_by_category),
    ("edit in Outlook", edit_in_outlook),
    ("edit in Salesforce", edit_in_salesforce),
    ("edit different fields on both sides", edit_both),
    ("conflict", conflict),
    ("delete in Outlook, switch off", delete_in_outlook_off),
    ("delete in Outlook, switch on", delete_in_outlook_on),
    ("delete in Salesforce, switch on", delete_in_salesforce_on),
    ("delete in Salesforce, switch off", delete_in_salesforce_off),
    ("a refused record", refused),
    ("a duplicate", duplicate),
    ("an ambiguous one", ambiguous),
]
