"""Mini Outlook over HTTP: the user picker, a page for each user, its token, bodies, and its own small service."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import (
    Blueprint,
    Response,
    abort,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    send_from_directory,
)
from werkzeug.wrappers import Response as AnyResponse

from sandbox.microsoft.graph.errors import GraphError
from sandbox.microsoft.store import Mailbox, Store
from sandbox.outlook import bodies, service, tokens
from sandbox.outlook.policies import BODY, EDITOR, guarded, page_policy
from sandbox.outlook.settings import PROFILES, origin_of

if TYPE_CHECKING:
    from sandbox.microsoft import Microsoft

_STATIC = Path(__file__).parent / "static"
_ACTIONS = {"move": service.move, "copy": service.copy}


def blueprint(microsoft: "Microsoft") -> Blueprint:
    """Routes below /owa. No cookie: two users can be open side by side."""
    routes = Blueprint("outlook", __name__, url_prefix="/owa", template_folder="templates", static_folder=None)
    pages = _Pages(microsoft)
    user = "/u/<address>"
    routes.add_url_rule("/", "picker", pages.picker, strict_slashes=False)
    routes.add_url_rule(f"{user}/", "mailbox", pages.mailbox, strict_slashes=False)
    routes.add_url_rule(f"{user}/token", "token", pages.token, methods=["POST"])
    routes.add_url_rule(f"{user}/body/<path:item>", "body", pages.body)
    routes.add_url_rule(f"{user}/items/<action>", "items", pages.items, methods=["POST"])
    routes.add_url_rule("/editor", "editor", pages.editor)
    routes.add_url_rule("/<path:name>", "static", _static)
    return routes


def _static(name: str) -> AnyResponse:
    """Scripts and styles: always asked for again, and answered by 304 where they are the same."""
    response = send_from_directory(_STATIC, name)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # The add-in's pages load the parts of office.js as modules, from their own origin.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _people(store: Store) -> list[Mailbox]:
    """Without service accounts, by the usual prefix: nobody reads their mail."""
    return [m for m in store.mailboxes() if not m.address.startswith("svc-")]


class _Pages:
    """The views."""

    def __init__(self, microsoft: "Microsoft") -> None:
        self._microsoft, self._store = microsoft, microsoft.store

    def _mailbox(self, address: str) -> Mailbox:
        found = self._store.mailbox(address)
        if found is None:
            abort(404, f"There is no mailbox {address}.")
        return found

    def _page(self, template: str, **values: Any) -> Response:
        policy = page_policy(origin_of(str(values.get("config", {}).get("manifestUrl", ""))))
        return guarded(make_response(render_template(template, **values)), policy)

    def picker(self) -> Response:
        settings = self._microsoft.outlook
        rows = [(m, m.unread(m.well_known("inbox").id)) for m in _people(self._store)]
        return self._page("owa_picker.html", rows=rows, salesforce_url=settings.salesforce_url)

    def mailbox(self, address: str) -> AnyResponse:
        if not request.path.endswith("/"):
            return redirect(f"{request.path}/", 308)
        mailbox, settings = self._mailbox(address), self._microsoft.outlook
        profile = settings.profile_of(mailbox.address, request.args.get("profile"))
        others = [m for m in _people(self._store) if m.id != mailbox.id]
        config = {
            "address": mailbox.address,
            "name": mailbox.display_name,
            "timeZone": mailbox.time_zone,
            "insiders": [each.address for each in self._store.mailboxes()],
            "now": self._microsoft.clock.now().isoformat(),
            "profile": profile,
            "manifestUrl": request.args.get("manifest", settings.manifest_url),
        }
        shown = {"profiles": PROFILES, "others": others, "salesforce_url": settings.salesforce_url}
        return self._page("owa_mailbox.html", mailbox=mailbox, config=config, **shown)

    def token(self, address: str) -> Response:
        response = jsonify(tokens.token_for(self._microsoft.entra, self._mailbox(address), request.host_url))
        response.headers["Cache-Control"] = "no-store"
        return response

    def body(self, address: str, item: str) -> Response:
        with self._store.lock:
            mailbox = self._mailbox(address)
            found = mailbox.item(item)
            if found is None or found.kind not in ("message", "event"):
                abort(404, "This item is gone.")
            return guarded(make_response(bodies.page_of(mailbox, found)), BODY)

    def editor(self) -> Response:
        return guarded(make_response(bodies.EDITOR), EDITOR)

    def items(self, address: str, action: str) -> tuple[Response, int]:
        """`{item, folder}` -> `{id}`; 409 with `{error}` where it cannot be done."""
        mailbox = self._mailbox(address)
        try:
            claims = self._microsoft.graph.authenticate(request.headers.get("Authorization", ""))
        except GraphError as error:
            return jsonify(error=error.message), error.status
        wanted = request.get_json(silent=True)
        if claims.oid != mailbox.id or action not in _ACTIONS or not isinstance(wanted, dict):
            return jsonify(error="This cannot be done here."), 400
        try:
            with self._store.lock, self._store.transaction():
                done = _ACTIONS[action](mailbox, str(wanted.get("item")), str(wanted.get("folder")))
        except service.CannotBeDone as error:
            return jsonify(error=str(error)), 409
        return jsonify(id=done.graph_id), 200
