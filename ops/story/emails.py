"""Emails: filed by category and by folder, once for two colleagues, taken out again."""

from collections.abc import Callable
from typing import Any

from ops.demo import Demo, Desk
from ops.story.parts import CATEGORY, check
from sandbox.acting import categories
from sandbox.microsoft.items import Item
from sandbox.microsoft.mail.parts import File

FOLDER = "Salesforce Emails"


def _filed(desk: Desk, message: Item) -> list[dict[str, Any]]:
    where = f"MessageIdentifier = '{message.fields['internet_message_id']}'"
    fields = "Id, Subject, TextBody, RelatedToId, Incoming, HasAttachment"
    return desk.crm.query(f"SELECT {fields} FROM EmailMessage WHERE {where}")  # noqa: S608  (made by the sandbox)


def _customer(desk: Desk) -> dict[str, Any]:
    address = f"mary.{desk.exchange}@customer.example"
    account = desk.crm.query("SELECT Id FROM Account ORDER BY Name LIMIT 1")[0]["Id"]
    return desk.crm.read(desk.crm.add(FirstName="Mary", LastName="Customer", Email=address, AccountId=account))


def by_category(demo: Demo, desk: Desk) -> str:
    customer, subject = _customer(desk), f"Your offer of Monday ({desk.exchange})"
    plan = File("plan.pdf", "application/pdf", b"%PDF-1.4 a plan")
    message = desk.outlook.mail.receive(customer["Email"], subject, "May I have it by Friday?", [plan])
    desk.outlook.mail.categorise(message, CATEGORY)
    demo.sync(desk)
    rows = _filed(desk, message)
    check(len(rows) == 1, f"{len(rows)} emails in Salesforce")
    check(rows[0]["RelatedToId"] == customer["AccountId"], "it is not related to the contact's account")
    check(bool(rows[0]["HasAttachment"]), "its attachment is missing")
    where = f"EmailMessageId = '{rows[0]['Id']}' AND RelationId = '{customer['Id']}'"
    related = desk.crm.query(f"SELECT Id FROM EmailMessageRelation WHERE {where}")  # noqa: S608  (ids)
    check(len(related) == 1, "it is not related to the contact")
    return "given the category: in Salesforce with its attachment, related to the contact and the account"


def by_folder(demo: Demo, desk: Desk) -> str:
    message = desk.outlook.mail.receive(f"stranger@{desk.exchange}.example", f"A question ({desk.exchange})", "Hello?")
    moved = desk.outlook.mail.move(message, FOLDER)
    demo.sync(desk)
    check(len(_filed(desk, moved)) == 1, "it is not in Salesforce")
    now = desk.outlook.mail.now(moved)
    check(now is not None and CATEGORY in categories(now), f"the category {CATEGORY} is missing")
    return f"moved into the folder {FOLDER}: in Salesforce, and it carries the category"


def twice(demo: Demo, desk: Desk) -> str:
    """Both colleagues have the mail and file it, the second while it is there; then the first takes it back."""
    colleague = next(d for d in demo.desks if d is not desk)
    subject = f"Minutes of Tuesday ({desk.exchange})"
    sent = desk.outlook.mail.send([colleague.address, "guest@elsewhere.example"], subject, "As discussed.")
    received = colleague.outlook.mail.find(subject)
    check(received is not None, "the colleague has not got it")
    desk.outlook.mail.categorise(sent, CATEGORY)
    if received is not None:
        colleague.outlook.mail.categorise(received, CATEGORY)
    demo.sync(desk)
    demo.sync(colleague)
    check(len(_filed(desk, sent)) == 1, f"{len(_filed(desk, sent))} emails in Salesforce")
    desk.outlook.mail.uncategorise(sent)
    demo.sync(desk)
    check(len(_filed(desk, sent)) == 1, "it left Salesforce, though the colleague holds it")
    return "filed by both colleagues: one email in Salesforce, which stays when one of them takes it back"


def taken_out(demo: Demo, desk: Desk) -> str:
    message = desk.outlook.mail.find(f"A question ({desk.exchange})", FOLDER)
    check(message is not None, "the filed mail is gone")
    if message is None:
        return ""
    desk.outlook.mail.uncategorise(desk.outlook.mail.move(message, "inbox"))
    demo.sync(desk)
    check(_filed(desk, message) == [], "it is still in Salesforce")
    return "taken out of the folder: out of Salesforce too, still in the Inbox"


SCENES: list[tuple[str, Callable[[Demo, Desk], str]]] = [
    ("an email by category", by_category),
    ("an email by folder", by_folder),
    ("an email filed twice", twice),
    ("an email taken out", taken_out),
]
