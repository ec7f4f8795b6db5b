"""Plain web pages of the sandbox, where Lightning would be: sign in, lists, records."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from sandbox.salesforce.face import Face
from sandbox.salesforce.pages import home, lists, records

POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'"


def blueprint(face: Face) -> Blueprint:
    """`/`, `/login`, `/logout`, `/lightning/o/{sObject}/…`, `/lightning/r/{sObject}/{id}/…` and their style sheet."""
    routes = Blueprint(
        "salesforce_pages", __name__, static_folder="static", static_url_path="/_pages", template_folder="templates"
    )
    home.install(routes, face)
    lists.install(routes, face)
    records.install(routes, face)

    @routes.after_app_request
    def _careful(response: Response) -> Response:
        if response.mimetype == "text/html" and not request.path.startswith("/services/data"):
            response.headers.setdefault("Content-Security-Policy", POLICY)
            response.headers.setdefault("X-Content-Type-Options", "nosniff")
            response.headers.setdefault("Referrer-Policy", "same-origin")
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return routes
