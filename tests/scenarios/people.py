"""Users of the sandbox, and how their records are found and shown in scenarios."""

from typing import Any
from uuid import uuid4

from sandbox.acting import SalesforceUser
from sandbox.running import Running


def new_user(sandbox: Running, name: str) -> str:
    """A user with a mailbox and a Salesforce user of the same address."""
    address = f"{name}@brightwater.example"
    sandbox.microsoft.store.add_mailbox(address, name)
    sandbox.microsoft.access.grant(sandbox.company.service.address, address)
    with sandbox.salesforce.org.lock:
        sandbox.salesforce.org.create_user(
            username=address, password=uuid4().hex, email=address, first_name="Uma", last_name=name
        )
    return address


def row_of(user: SalesforceUser, sobject: str, where: dict[str, str]) -> dict[str, Any] | None:
    """The one record with these values; a start is compared here, because SOQL's literals of it have no quotes."""
    start = where.pop("StartDateTime", None)
    if start is None:
        return user.find(sobject, **where)
    subject = where["Subject"]
    rows = user.query(f"SELECT Id, StartDateTime FROM {sobject} WHERE Subject = '{subject}'")  # noqa: S608
    found = [row for row in rows if row["StartDateTime"] == start]
    return user.read(found[0]["Id"], sobject) if found else None


def text_of(value: Any) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return None if value in (None, "") else str(value).replace("\r\n", "\n")
