"""Who sits at the browser: a cookie session of the sandbox's pages only, and its token against forged forms."""

import secrets

from flask import abort, request, session

from sandbox.salesforce.face import Face

WRONG_LOGIN = (
    "Please check your username and password. If you still can't log in, contact your Salesforce administrator."
)


def signed_in(face: Face) -> str | None:
    """The id of the user signed in, while that user is active."""
    user_id = session.get("user_id")
    user = face.active_user(user_id) if isinstance(user_id, str) else None
    return user["Id"] if user else None


def sign_in(face: Face) -> tuple[str | None, str]:
    """(user id, "") or (None, what to tell the person), from the form's `username` and `password`."""
    user_id = face.org.authenticate(request.form.get("username", ""), request.form.get("password", ""))
    if user_id is None or face.active_user(user_id) is None:
        return None, WRONG_LOGIN
    session["user_id"] = user_id
    return user_id, ""


def sign_out() -> None:
    session.clear()


def csrf_token() -> str:
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(24)
    return str(session["csrf"])


def check_csrf() -> None:
    """400 when the form did not come from our own page."""
    kept = session.get("csrf", "")
    if not kept or not secrets.compare_digest(kept.encode(), request.form.get("csrf", "").encode()):
        abort(400, "This form is out of date. Go back, reload the page and try again.")
