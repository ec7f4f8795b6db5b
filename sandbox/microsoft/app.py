"""One Flask app for everything of Microsoft: Entra, Graph, EWS, the pages for people, and the sandbox's own control."""

from typing import TYPE_CHECKING

from flask import Flask

from sandbox import control
from sandbox.microsoft import admin, broker, ews, outgoing, pages, signin
from sandbox.microsoft.graph import upload_wire, wire
from sandbox.outlook.pages import blueprint as outlook
from sandbox.routing import Route

if TYPE_CHECKING:
    from sandbox.microsoft import Microsoft


def make_app(microsoft: "Microsoft", base_url: str | None) -> Flask:
    """base_url: the public address; by default what each client called."""
    app = Flask("sandbox.microsoft", static_folder=None)
    app.url_rule_class = Route
    # A request is read whole; more than Exchange takes is refused.
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024 * 1024
    parts = microsoft
    app.register_blueprint(control.blueprint(parts.clock, parts.faults, parts.calls))
    app.register_blueprint(admin.blueprint(microsoft))
    app.register_blueprint(outgoing.blueprint(parts.store.outgoing))
    app.register_blueprint(wire.blueprint(parts.graph, parts.calls, base_url))
    app.register_blueprint(upload_wire.blueprint(parts.store, parts.calls))
    app.register_blueprint(ews.blueprint(parts.store, parts.access, parts.faults, parts.calls, parts.clock))
    app.register_blueprint(pages.blueprint(parts.store))
    app.register_blueprint(outlook(microsoft))
    app.register_blueprint(broker.blueprint(parts.entra, parts.exchange_issuer))
    app.register_blueprint(signin.blueprint(parts.entra, parts.faults, parts.calls, base_url))
    return app
