"""The browser's side of OAuth: sign in, allow access, go back to the client with a code (RFC 6749 4.1.1).

What is wrong with the client (id, redirect address) is shown on our own page; everything else goes back to the client.
"""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import Blueprint, redirect, render_template, request, session
from werkzeug.wrappers import Response

from sandbox.salesforce.apps import App
from sandbox.salesforce.face import Face
from sandbox.salesforce.oauth_errors import OAuthError, invalid_request
from sandbox.salesforce.pages.signin import check_csrf, sign_in, signed_in
from sandbox.salesforce.pkce import valid_challenge

SCOPE_WORDS = {
    "api": "Manage user data via APIs",
    "web": "Manage user data via web browsers",
    "full": "Full access",
    "id": "Access the identity URL service",
    "openid": "Access unique user identifiers",
    "profile": "Access your basic information",
    "email": "Access your e-mail address",
    "refresh_token": "Perform requests at any time",
}


@dataclass(frozen=True)
class Wish:
    """A checked authorization request."""

    app: App
    redirect_uri: str
    state: str
    scopes: list[str]
    challenge: str
    prompt: str
    login_hint: str

    def back(self, **answer: str) -> Response:
        """To the client's redirect address, its own query kept."""
        parts = urlsplit(self.redirect_uri)
        extra = urlencode(answer | ({"state": self.state} if self.state else {}))
        return redirect(urlunsplit(parts._replace(query=f"{parts.query}&{extra}" if parts.query else extra)))


def read_wish(face: Face) -> Wish:
    """Raises OAuthError for what must not be sent to the redirect address."""
    asked = request.args
    app = face.apps.get(asked.get("client_id", ""))
    if app is None:
        raise OAuthError("invalid_client_id", "client identifier invalid")
    redirect_uri = asked.get("redirect_uri") or (app.redirect_uris[0] if len(app.redirect_uris) == 1 else "")
    if redirect_uri not in app.redirect_uris:
        raise OAuthError("redirect_uri_mismatch", "redirect_uri must match configuration")
    return Wish(
        app=app,
        redirect_uri=redirect_uri,
        state=asked.get("state", ""),
        scopes=app.narrowed(asked.get("scope", "")) or [],
        challenge=asked.get("code_challenge", ""),
        prompt=asked.get("prompt", ""),
        login_hint=asked.get("login_hint", ""),
    )


def fault_of(wish: Wish) -> OAuthError | None:
    """What is wrong with a request whose client is known: told to the client by redirect."""
    if request.args.get("response_type") != "code":
        return OAuthError("unsupported_response_type", "response type not supported")
    if not wish.scopes:
        return OAuthError("invalid_scope", "the requested scope is not allowed")
    method = request.args.get("code_challenge_method", "S256")
    if wish.challenge and (method != "S256" or not valid_challenge(wish.challenge)):
        return invalid_request("invalid code challenge")
    if wish.app.require_pkce and not wish.challenge:
        return invalid_request("missing required code challenge")
    return None


def consent_needed(face: Face, wish: Wish, user_id: str) -> bool:
    """Users whom an admin approved by name are not asked; others once, or whenever the client says `prompt=consent`."""
    if "consent" in wish.prompt.split():
        return True
    return isinstance(wish.app.approved_users, str) and not face.apps.consented(wish.app, user_id)


def proceed(face: Face, wish: Wish, user_id: str, *, consented: bool) -> str | Response:
    user = face.active_user(user_id)
    if user is None or not wish.app.admits(user["Username"]):
        return wish.back(
            error="OAUTH_APP_ACCESS_DENIED", error_description="user is not admin approved to access this app"
        )
    if not consented and consent_needed(face, wish, user_id):
        words = [SCOPE_WORDS.get(scope, scope) for scope in wish.scopes]
        return render_template("sandbox_consent.html", app=wish.app, user=user, scopes=words)
    face.apps.consent(wish.app, user_id)
    kept = {"redirect_uri": wish.redirect_uri, "code_challenge": wish.challenge}
    return wish.back(code=face.tokens.issue_code(user_id, wish.app.client_id, wish.scopes, kept))


def shown(wish: Wish, error: str = "") -> str:
    return render_template("sandbox_login.html", app=wish.app, username=wish.login_hint, error=error)


def answered(face: Face, wish: Wish) -> str | Response:
    """A posted form: the login, or the decision about access."""
    check_csrf()
    if request.form.get("step") == "login":
        user_id, error = sign_in(face)
        return proceed(face, wish, user_id, consented=False) if user_id else shown(wish, error)
    user_id = signed_in(face)
    if not user_id:
        return shown(wish)
    if request.form.get("decision") != "allow":
        return wish.back(error="access_denied", error_description="end-user denied authorization")
    return proceed(face, wish, user_id, consented=True)


def blueprint(face: Face) -> Blueprint:
    routes = Blueprint("salesforce_authorize", __name__)

    @routes.route("/services/oauth2/authorize", methods=["GET", "POST"])
    def _authorize() -> str | Response | tuple[str, int]:
        with face.org.lock:
            try:
                wish = read_wish(face)
            except OAuthError as error:
                return render_template("sandbox_refused.html", error=error), 400
            fault = fault_of(wish)
            if fault:
                return wish.back(**fault.to_json())
            if request.method == "POST":
                return answered(face, wish)
            if "login" in wish.prompt.split():
                session.pop("user_id", None)
            user_id = signed_in(face)
            if user_id:
                return proceed(face, wish, user_id, consented=False)
            return shown(wish)

    return routes
