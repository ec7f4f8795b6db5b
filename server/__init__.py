"""What answers HTTP: the API below /api/v1, the task pane below /addin, sign-in in dialogs, health checks.

How to write a resource: a module in server/resources with one `resource`; it is found by itself.

    resource = Resource("records", "Records of the CRM.")

    class QueryShape(Shape):                              # server.schemas: Shape, Text, Truth, Whole, Moment
        limit = ma.fields.Integer(load_default=20, validate=ma.validate.Range(1, 50))

    @resource.get("/records/<sobject>/<key>", query=QueryShape, answer=FormShape, etag=True)
    def show(query: dict[str, Any], sobject: str, key: str) -> Any:
        client = parts().crm_client(caller().own_mailbox())   # acts as the mailbox's own Salesforce user
        ...
        return tagged(form["etag"], form)                     # server.api; or just the body

    @resource.patch("/records/<sobject>/<key>", body=ChangeShape, answer=FormShape, if_match=True, etag=True)
    def change(body: dict[str, Any], sobject: str, key: str) -> Any: ...        # server.api.if_match()

- Views are signed in by default (`caller()` of server.auth); `open=True` needs no sign-in, `role="admin"` an admin.
- body and query are validated before the view is called, and given to it in this order. Answers are dumped by their
  schema. Without `answer` a view answers 204. `cost=Cost.DEAR` (30 a minute) or `Cost.PRECIOUS` (6) limits dear calls.
- Refuse by `raise Problem(status, code, sentence)` and `raise not_found()`; errors of the connectors, of accounts and
  of the database need not be caught: server.errors tells them. What is not the caller's own is `not_found()`.
- A caller sees only rows of `caller().mailbox_id` or `caller().org_id`: put it into every query.
- `parts().database.session()` is one transaction; make no call to an outside system within it. `parts().wake(mailbox)`
  and `parts().ask("worker.jobs.share", id, of=mailbox)` come after the commit. What begins something asks
  server.states whether the mailbox takes part.
"""

from flask import Flask, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

from core.logs import configure_logs
from core.settings import Settings, load_settings
from server import addin, api, auth, connecting, docs, errors, limits, security, signin
from server.parts import EXTENSION, Parts, compose, give_back


def create_app(
    settings: Settings | None = None, made: Parts | None = None, windows: limits.Windows | None = None
) -> Flask:
    """The WSGI application. made, windows: parts and limits of the caller's own, for tests."""
    if made is None:
        settings = settings or load_settings()
        configure_logs(settings.log_level)
        made = compose(settings)
    app = Flask(__name__, static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # of Flask's default provider
    # Else `//evil.example/x` would be answered with a redirect that is made of the request.
    app.url_map.merge_slashes = False
    app.extensions[EXTENSION] = made
    app.extensions[limits.EXTENSION] = windows or limits.Windows(made.queues.connection if made.queues else None)
    if made.settings.proxies:
        hops = made.settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]  # Flask's way
    security.register(app, https=made.settings.public_url.startswith("https:"))
    auth.register(app, made)
    api.register(app)
    docs.register(app)
    addin.register(app, made.settings)
    signin.register(app)
    connecting.register(app)
    errors.register(app)
    app.teardown_request(give_back)
    _add_health_checks(app, made)
    return app


def _add_health_checks(app: Flask, made: Parts) -> None:
    """`/healthz`: the process answers. `/readyz`: it reaches its database."""

    @app.get("/healthz")
    def _health() -> Response:
        return jsonify(status="ok")

    @app.get("/readyz")
    def _ready() -> tuple[Response, int]:
        try:
            with made.database.reading() as session:
                session.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return jsonify(status="the database does not answer"), 503
        return jsonify(status="ok"), 200
