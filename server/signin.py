"""The sign-in in a window, where Outlook offers no way of its own: Entra's code flow with PKCE (RFC 6749, 4.1; RFC
7636) between Entra and us, and a second PKCE between us and the pane, so that nobody else can redeem the code that the
window ends in."""

import base64
import hashlib
import re
import secrets
from urllib.parse import urlencode

import requests
from flask import Flask, Response, request

from core.salesforce.transport import Network, new_session
from core.salesforce.web_flow import code_verifier
from server import people, tickets
from server.auth import identify
from server.dialogs import TOO_OLD, away, failed, finished
from server.errors import Problem
from server.parts import Parts, parts
from server.tokens import own
from server.tokens.entra import SCOPE
from server.tokens.fetching import SECONDS, Unreachable
from server.tokens.identity import Identity, Refused

STATE, CODE = "signin_state", "signin_code"
TENANT = "organizations"
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
NOT_SET_UP = "Signing in with Microsoft is not set up in Bothways yet. Ask your administrator to finish that."
REFUSED = "Microsoft did not sign you in. Try again; if it stays, ask your administrator."


def register(app: Flask) -> None:
    app.add_url_rule("/signin/start", "signin_start", start)
    app.add_url_rule("/signin/callback", "signin_callback", callback)


def start() -> Response:
    """`?challenge=`: S256 of the verifier that the pane keeps."""
    made, challenge = parts(), request.args.get("challenge", "")
    if not made.settings.addin_client_id:
        return failed(NOT_SET_UP)
    if not CHALLENGE.fullmatch(challenge):
        return failed("This window was opened in a way that Bothways does not know. Close it and start from the pane.")
    state, verifier = tickets.new_secret(), code_verifier(secrets.token_bytes(48))
    data = {
        "challenge": challenge,
        "locale": people.locale_of(request.args.get("locale", "")),
        "sealed": tickets.seal(made.keys, STATE, {"verifier": verifier}),
    }
    with made.database.session() as session:
        tickets.issue(session, STATE, state, made.now() + tickets.MINUTES_10, data=data)
    query = {
        "client_id": made.settings.addin_client_id,
        "response_type": "code",
        "response_mode": "query",
        "redirect_uri": _callback_url(made),
        "scope": _scopes(made),
        "state": state,
        "code_challenge": s256(verifier),
        "code_challenge_method": "S256",
        "prompt": "select_account",
    }
    return away(f"{made.settings.authority_url}/{TENANT}/oauth2/v2.0/authorize?{urlencode(query)}")


def callback() -> Response:
    """Where Entra sends the browser back to."""
    made = parts()
    with made.database.session() as session:
        ticket = tickets.take(session, STATE, request.args.get("state", ""), made.now())
        data = dict(ticket.data) if ticket else {}
    code = request.args.get("code", "")
    if not data:
        return failed(TOO_OLD)
    if not code:
        return failed(REFUSED)
    try:
        identity = identify(_traded(made, code, tickets.unseal(made.keys, STATE, data["sealed"])["verifier"]))
    except (Refused, Unreachable):
        return failed(REFUSED)
    except Problem as problem:
        return failed(problem.detail)
    return finished(made.settings, type="signin", code=_code_for(made, identity, data), locale=data["locale"])


def _code_for(made: Parts, identity: Identity, data: dict[str, str]) -> str:
    person = people.person_of(made.database, identity, data["locale"], made.now())
    code = tickets.new_secret()
    with made.database.session() as session:
        kept = {"challenge": data["challenge"]}
        ends_at = made.now() + tickets.MINUTES_5
        tickets.issue(session, CODE, code, ends_at, person_id=person.id, data=kept)
    return code


def redeem(made: Parts, code: str, verifier: str) -> own.Issued:
    """A session token for the code that the window ended in. Raises Problem."""
    with made.database.session() as session:
        ticket = tickets.take(session, CODE, code, made.now())
        if ticket is not None and ticket.person_id and secrets.compare_digest(ticket.data["challenge"], s256(verifier)):
            return own.issue(session, ticket.person_id, made.now())
    raise Problem(401, "not_signed_in", "This sign-in has ended or was used before. Sign in again.")


def _traded(made: Parts, code: str, verifier: str) -> str:
    """The access token for Entra's code. Raises Refused, Unreachable."""
    form = {
        "client_id": made.settings.addin_client_id,
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": _callback_url(made),
        "code_verifier": verifier,
        "scope": _scopes(made),
    }
    session = new_session(Network(made.settings.ca_file), system="identity")
    try:
        url = f"{made.settings.authority_url}/{TENANT}/oauth2/v2.0/token"
        answer = session.post(url, data=form, timeout=2 * SECONDS)
        token = answer.json().get("access_token") if answer.status_code == 200 else None
    except (requests.RequestException, ValueError, AttributeError) as error:
        raise Unreachable("Entra's token endpoint gave no answer") from error
    finally:
        session.close()
    if not isinstance(token, str):
        raise Refused("Entra gave no token for the code")
    return token


def s256(verifier: str) -> str:
    """RFC 7636, 4.2."""
    digest = hashlib.sha256(verifier.encode("utf-8", "replace")).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _scopes(made: Parts) -> str:
    return f"openid profile api://{made.settings.addin_client_id}/{SCOPE}"


def _callback_url(made: Parts) -> str:
    return f"{made.settings.public_url}/signin/callback"
