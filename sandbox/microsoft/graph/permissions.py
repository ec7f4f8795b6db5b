"""Which permissions a call needs, app-only or delegated (graph/permissions-reference); any one of a set is enough."""

from sandbox.microsoft.entra import Entra
from sandbox.microsoft.graph.errors import GraphError, access_denied
from sandbox.microsoft.store import Mailbox
from sandbox.microsoft.tokens import Claims

READ = {
    "calendars": {"Calendars.Read", "Calendars.ReadWrite"},
    "contacts": {"Contacts.Read", "Contacts.ReadWrite"},
    "mail": {"Mail.Read", "Mail.ReadWrite", "Mail.ReadBasic", "Mail.ReadBasic.All"},
    "mail_whole": {"Mail.Read", "Mail.ReadWrite"},
    "settings": {"MailboxSettings.Read", "MailboxSettings.ReadWrite"},
    "todo": {"Tasks.Read", "Tasks.ReadWrite", "Tasks.Read.All", "Tasks.ReadWrite.All"},
    "users": {"User.Read.All", "User.ReadWrite.All", "User.ReadBasic.All", "Directory.Read.All"},
    "me": {"User.Read", "User.ReadWrite", "User.Read.All", "User.ReadWrite.All", "User.ReadBasic.All"},
}
WRITE = {
    "calendars": {"Calendars.ReadWrite"},
    "contacts": {"Contacts.ReadWrite"},
    "mail": {"Mail.ReadWrite"},
    "mail_send": {"Mail.Send"},
    "mail_whole": {"Mail.ReadWrite"},
    "settings": {"MailboxSettings.ReadWrite"},
    "todo": {"Tasks.ReadWrite", "Tasks.ReadWrite.All"},
}
# RBAC for Applications has no roles for tasks: an app with the permission opens everybody's (exchange/permissions-exo).
UNSCOPED = {"todo"}
# A shared mailbox's scopes reach other mailboxes than the user's own where they were shared; the sandbox shares none.


def check(claims: Claims, family: str, *, write: bool) -> None:
    """Raises GraphError 403."""
    needed = (WRITE if write else READ).get(family, set())
    if claims.permissions & needed:
        return
    if family in ("users", "me"):
        text = "Insufficient privileges to complete the operation."
        raise GraphError(403, "Authorization_RequestDenied", text)
    raise access_denied()


def check_mailbox(entra: Entra, claims: Claims, mailbox: Mailbox, family: str = "") -> None:
    """RBAC for Applications, and a user's own mailbox only. Raises GraphError 403."""
    if claims.app_only and family in UNSCOPED:
        return
    if not entra.may_open(claims, mailbox.address):
        text = "Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings."
        raise GraphError(403, "ErrorAccessDenied", text) if claims.app_only else access_denied()
