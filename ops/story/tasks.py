"""Tasks: shared by list and by category, dated, completed on either side."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from ops.demo import Demo, Desk
from ops.story.parts import CATEGORY, check
from sandbox.acting import categories
from sandbox.microsoft.items import Item

LIST = "Salesforce Tasks"


def _row(desk: Desk, subject: str) -> dict[str, Any]:
    row = desk.crm.find("Task", Subject=subject)
    check(row is not None, f"no Salesforce task {subject!r}")
    return row or {}


def _task(desk: Desk, subject: str) -> Item:
    there = [task for name in ("tasks", LIST) if (task := desk.outlook.tasks.find(subject, name))]
    check(len(there) == 1, f"{len(there)} tasks {subject!r} in Outlook")
    return there[0]


def by_category(demo: Demo, desk: Desk) -> str:
    subject, due = f"Send the offer ({desk.exchange})", datetime.now(UTC).date() + timedelta(days=5)
    task = desk.outlook.tasks.add(subject, due_date=due, importance="High")
    desk.outlook.tasks.categorise(task, "Offers", CATEGORY)
    demo.sync(desk)
    row = _row(desk, subject)
    check(row["ActivityDate"] == due.isoformat(), f"due {due}, in Salesforce {row['ActivityDate']}")
    check(row["Priority"] == "High", "the priority did not arrive")
    check({"Offers", CATEGORY} <= categories(_task(desk, subject)), "a category was lost")
    return f"given the category: in Salesforce, due on the same day ({due})"


def by_list(demo: Demo, desk: Desk) -> str:
    subject = f"Call the hospital ({desk.exchange})"
    desk.outlook.tasks.add(subject, LIST, body="Ask for the ward.")
    demo.sync(desk)
    check("Ask for the ward." in (_row(desk, subject)["Description"] or ""), "the notes did not arrive")
    return f"made in the list {LIST}: in Salesforce, with its notes"


def from_salesforce(demo: Demo, desk: Desk) -> str:
    subject, due = f"Renew the contract ({desk.exchange})", datetime.now(UTC).date() + timedelta(days=9)
    mine = f"OwnerId = '{desk.crm.id}'"
    contact = desk.crm.query(f"SELECT Id, Name FROM Contact WHERE {mine} LIMIT 1")[0]  # noqa: S608  (an id)
    desk.crm.add("Task", Subject=subject, ActivityDate=due.isoformat(), WhoId=contact["Id"], Status="In Progress")
    demo.sync(desk)
    task = _task(desk, subject)
    check(task.fields.get("status") == "InProgress", f"its status is {task.fields.get('status')}")
    check(contact["Name"] in (task.fields.get("body") or ""), "the notes do not name the contact")
    return "an open task of Salesforce: in Outlook, with the contact's name and a link below its notes"


def completed(demo: Demo, desk: Desk) -> str:
    here, there = f"Send the offer ({desk.exchange})", f"Renew the contract ({desk.exchange})"
    desk.outlook.tasks.complete(_task(desk, here))
    desk.crm.complete(_row(desk, there)["Id"])
    demo.sync(desk)
    check(_row(desk, here)["Status"] == "Completed", "what was completed in Outlook is open in Salesforce")
    check(_task(desk, there).fields.get("status") == "Completed", "what was completed in Salesforce is open in Outlook")
    return "one completed on each side: completed on both, and still to be seen"


SCENES: list[tuple[str, Callable[[Demo, Desk], str]]] = [
    ("a task by category", by_category),
    ("a task by list", by_list),
    ("a task of Salesforce", from_salesforce),
    ("tasks completed on each side", completed),
]
