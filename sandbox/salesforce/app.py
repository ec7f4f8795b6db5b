"""The Flask app of the Salesforce sandbox: API, sign-in, pages and control, with errors of every path."""

import json
import secrets

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from sandbox import control
from sandbox.routing import Route
from sandbox.salesforce import authorize, features, identity, oauth, pages, services, signin_faults, soap
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.face import Face
from sandbox.salesforce.pages.signin import csrf_token
from sandbox.salesforce.routes import make_router

MOST_BYTES = 256 * 1024 * 1024


def create_app(face: Face) -> Flask:
    app = Flask("sandbox.salesforce", static_folder=None)
    app.url_rule_class = Route
    app.url_map.merge_slashes = False
    app.config.update(
        SECRET_KEY=secrets.token_bytes(32),
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        SESSION_COOKIE_NAME="sandbox_sid",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
    )
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.register_blueprint(control.blueprint(face.clock, face.faults, face.calls))
    app.register_blueprint(features.blueprint(face))
    app.register_blueprint(oauth.blueprint(face))
    app.register_blueprint(authorize.blueprint(face))
    app.register_blueprint(identity.blueprint(face))
    app.register_blueprint(soap.blueprint(face))
    app.register_blueprint(services.blueprint(face, make_router()))
    app.register_blueprint(pages.blueprint(face))
    app.register_error_handler(HTTPException, _http_error)
    signin_faults.install(app, face)
    return app


def _http_error(error: HTTPException) -> Response:
    """JSON under /services, a page elsewhere. An exception of ours shows as Salesforce's UNKNOWN_EXCEPTION."""
    status = error.code or 500
    if request.path.startswith("/services/") or request.path.startswith("/_sandbox"):
        codes = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 413: "REQUEST_ENTITY_TOO_LARGE", 500: "UNKNOWN_EXCEPTION"}
        problem = SalesforceError(codes.get(status, "INVALID_INPUT"), error.description or error.name, status=status)
        return Response(json.dumps([problem.to_json()]), status, content_type=services.JSON_TYPE)
    return Response(render_template("sandbox_error.html", error=error), status, content_type="text/html;charset=UTF-8")
