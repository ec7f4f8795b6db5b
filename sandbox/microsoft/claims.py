"""What Entra writes into its tokens (Microsoft identity platform: access token and ID token claims reference)."""

import base64
import hashlib
from typing import Any

from sandbox.microsoft import ids
from sandbox.microsoft.registrations import App
from sandbox.microsoft.store import Mailbox


def graph_user(app: App, user: Mailbox, scopes: list[str]) -> dict[str, Any]:
    """A delegated token of version 2 for Graph, with the optional claims that Graph adds."""
    more = {"upn": user.address, "email": user.address, "appid": app.client_id, "idtyp": "user"}
    return _person(app, user) | more | {"scp": " ".join(scopes), "azp": app.client_id}


def api_user(client: App, api: App, user: Mailbox, scopes: list[str]) -> dict[str, Any]:
    """A delegated token of version 2 for a registered API: aud is its client id, azp the client that asked."""
    proof = {"azp": client.client_id, "azpacr": "0" if client.public else "1"}
    return _person(api, user) | proof | _opaque(user) | {"aud": api.client_id, "scp": " ".join(scopes)}


def id_token(app: App, user: Mailbox, nonce: str) -> dict[str, Any]:
    """An ID token: for the client itself, never for an API."""
    asked = {"nonce": nonce} if nonce else {}
    return _person(app, user) | _opaque(user) | asked | {"aud": app.client_id, "email": user.address}


def _person(audience: App, user: Mailbox) -> dict[str, Any]:
    """sub is pairwise: another one for each audience; oid is the same everywhere."""
    subject = hashlib.sha256(f"{audience.client_id}/{user.id}".encode()).digest()
    return {
        "oid": user.id,
        "sub": base64.urlsafe_b64encode(subject).decode().rstrip("="),
        "name": user.display_name,
        "preferred_username": user.address,
    }


def _opaque(user: Mailbox) -> dict[str, str]:
    """Claims that only Microsoft reads."""
    return {"rh": "1.A" + ids.new_guid(f"rh/{user.id}").replace("-", "")}
