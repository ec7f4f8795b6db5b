"""Users of the sandbox, and how their records are found and shown in scenarios."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from sandbox.acting import SalesforceUser
from sandbox.running import Running

# What a line names by its subject or last name: (name, object, its field, the column that takes the id).
_REFERENCES = (
    ("Event", "Event", "Subject", "EventId"),
    ("Person", "Contact", "LastName", "RelationId"),
    ("Lead", "Lead", "LastName", "RelationId"),
)


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


def references(user: SalesforceUser, values: dict[str, Any], owners: Mapping[str, str]) -> dict[str, Any]:
    """`Account=Name`, `Owner=colleague`, `Event=Subject` (`At=` its start), `Person=Name of a contact` and `Lead=Name`
    as ids. owners: by their names in scenarios."""
    if name := values.pop("Account", None):
        account = user.find("Account", Name=name)
        values["AccountId"] = account["Id"] if account else user.add("Account", Name=name)
    if owner := values.pop("Owner", None):
        values["OwnerId"] = owners[owner]
    start = {"StartDateTime": at} if (at := values.pop("At", None)) else {}
    for given, sobject, name, column in _REFERENCES:
        if text := values.pop(given, None):
            found = row_of(user, sobject, {name: text, **(start if given == "Event" else {})})
            assert found is not None, f"no {sobject} {text}"
            values[column] = found["Id"]
    return values


def text_of(value: Any) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return None if value in (None, "") else str(value).replace("\r\n", "\n")
