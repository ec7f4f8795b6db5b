"""The start page, and coming and going."""

from typing import Any
from urllib.parse import quote, urlsplit

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from sandbox.salesforce.acting import Acting
from sandbox.salesforce.face import Face
from sandbox.salesforce.pages.display import named
from sandbox.salesforce.pages.signin import check_csrf, sign_in, sign_out, signed_in

VERSION = "67.0"
TABS = ("Account", "Contact", "Lead", "Opportunity", "Case", "Task", "Event")
Page = str | Response | tuple[str, int]


def visitor(face: Face) -> tuple[dict[str, Any], Acting] | Response:
    """The user at the browser and their rights, or the way to the login page and back."""
    user_id = signed_in(face)
    user = face.active_user(user_id) if user_id else None
    if user is None:
        return redirect(f"/login?startURL={quote(request.full_path.rstrip('?'))}")
    # The pages ask no second time: a rule that only warns lets pass.
    return user, face.acting(user["Id"], VERSION, duplicate_rule={"allowSave": True})


def tabs(acting: Acting) -> list[dict[str, Any]]:
    """The objects of the navigation: the usual ones, then the org's own."""
    known = {s["name"]: s for s in acting.describe_global()["sobjects"] if s["queryable"]}
    names = [name for name in TABS if name in known] + sorted(name for name in known if known[name]["custom"])
    return [known[name] for name in names]


def own_address(value: str) -> str:
    """A path of this server to go on to; `/` instead of anything that leads elsewhere."""
    parts = urlsplit(value.replace("\\", "/"))
    local = value.startswith("/") and not value.startswith("//") and not parts.scheme and not parts.netloc
    return value if local and value.isprintable() else "/"


def install(routes: Blueprint, face: Face) -> None:
    @routes.get("/")
    def _home() -> Page:
        with face.org.lock:
            who = visitor(face)
            if isinstance(who, Response):
                return who
            user, acting = who
            recent = [(row["attributes"]["type"], named(acting, row["Id"])) for row in acting.recent(10)]
            return render_template("sandbox_home.html", user=user, tabs=tabs(acting), recent=recent)

    @routes.route("/login", methods=["GET", "POST"])
    def _login() -> Page:
        if request.method == "GET":
            return render_template("sandbox_login.html", app=None, username=request.args.get("un", ""), error="")
        check_csrf()
        with face.org.lock:
            user_id, error = sign_in(face)
        if user_id:
            return redirect(own_address(request.args.get("startURL", "/")))
        username = request.form.get("username", "")
        return render_template("sandbox_login.html", app=None, username=username, error=error), 401

    @routes.post("/logout")
    def _logout() -> Page:
        check_csrf()
        sign_out()
        return redirect("/login")
