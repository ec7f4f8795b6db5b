"""The delegated token with which the page calls Graph: that of Outlook on the web's own app registration."""

from sandbox.microsoft.entra import Entra
from sandbox.microsoft.registrations import App
from sandbox.microsoft.store import Mailbox
from sandbox.microsoft.tokens import GRAPH, LIFETIME_SECONDS

# "One Outlook Web" (troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in).
CLIENT_ID = "9199bf20-a13f-4107-85dc-02114787ef48"
SCOPES = (
    "Calendars.ReadWrite",
    "Contacts.ReadWrite",
    "Mail.ReadWrite",
    "Mail.Send",
    "MailboxSettings.ReadWrite",
    "Tasks.ReadWrite",
    "User.Read",
)


def token_for(entra: Entra, user: Mailbox, base_url: str) -> dict[str, str | int]:
    """Like the token endpoint's answer: access_token, token_type, expires_in (seconds)."""
    issuer = f"{base_url.rstrip('/')}/{entra.tenant_id}/v2.0"
    access = entra.user_token(_app(entra), user, GRAPH, list(SCOPES), issuer)
    return {"token_type": "Bearer", "expires_in": LIFETIME_SECONDS, "access_token": access}


def _app(entra: Entra) -> App:
    """Registered when first used: a tenant has it without anybody's doing."""
    return entra.app(CLIENT_ID) or entra.register_app("One Outlook Web", client_id=CLIENT_ID, scopes=SCOPES)
