"""Who and what a task or event is about: the rules of WhoId and WhatId, and the account that follows from them."""

from sandbox.salesforce.changes import Change
from sandbox.salesforce.context import Context
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.schema import SObject
from sandbox.salesforce.store import Row

LEAD, CONTACT = "00Q", "003"
_NOT_PRIVATE = ("Account", "Opportunity", "Case", "Campaign", "Contract", "Lead", "Contact")


def integrity(message: str, *fields: str) -> SalesforceError:
    return SalesforceError("FIELD_INTEGRITY_EXCEPTION", message, list(fields))


def relate(change: Change) -> None:
    """Check the pair and fill AccountId."""
    row = change.row
    if not change.changed("WhatId", "WhoId"):
        return
    if row.get("WhatId") and (row.get("WhoId") or "").startswith(LEAD):
        raise integrity("Related To ID: cannot be set when the Name ID is a lead", "WhatId")
    row["AccountId"] = account_of(change.context, row)


def account_of(context: Context, row: Row) -> str | None:
    """Of an account, an opportunity or a child of an account: that account; otherwise the contact's."""
    what = row.get("WhatId") and context.schema.of_id(row["WhatId"])
    if what and what.name == "Account":
        return str(row["WhatId"])
    if what and (what.name == "Opportunity" or (what.custom and _child_of_account(what))):
        name = "AccountId" if what.has("AccountId") else _child_of_account(what)
        return (context.store.fetch(what, row["WhatId"]) or {}).get(name)
    if (row.get("WhoId") or "").startswith(CONTACT):
        return (context.store.fetch(context.schema["Contact"], row["WhoId"]) or {}).get("AccountId")
    return None


def _child_of_account(sobject: SObject) -> str:
    """The name of the master-detail field to Account; empty without one."""
    fields = sobject.fields.values()
    return next((f.name for f in fields if f.cascade and f.reference_to == ("Account",)), "")


def check_private(change: Change) -> None:
    """A private event stands alone."""
    if not change.row.get("IsPrivate"):
        return
    for name in ("WhoId", "WhatId"):
        target = change.row.get(name) and change.context.schema.of_id(change.row[name])
        if target and target.name in _NOT_PRIVATE:
            raise integrity(f"Private: a private event cannot be related to a {target.label.lower()}", "IsPrivate")


def check_reminder(change: Change) -> None:
    """A reminder needs its moment; the moment alone reminds nobody."""
    if change.row.get("IsReminderSet") and not change.row.get("ReminderDateTime"):
        message = "Required fields are missing: [ReminderDateTime]"
        raise SalesforceError("REQUIRED_FIELD_MISSING", message, ["ReminderDateTime"])
