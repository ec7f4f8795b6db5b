"""What a test or a curious person may set from outside, at `/_sandbox/microsoft`. JSON, loopback only."""

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, jsonify, request

if TYPE_CHECKING:
    from sandbox.microsoft import Microsoft

LOOPBACK = ("127.0.0.1", "::1", None)


def blueprint(microsoft: "Microsoft") -> Blueprint:
    """GET and POST limits; POST expire-tokens and interaction `{mailbox}`; POST apps/{client id}
    `{mailboxes: [address] or null}`; POST impersonation `{account, grant: [address or "*"], deny: [address]}`."""
    admin = Blueprint("microsoft_admin", __name__, url_prefix="/_sandbox/microsoft")

    @admin.before_request
    def _loopback_only() -> None:
        if request.remote_addr not in LOOPBACK:
            abort(403)

    @admin.route("/limits", methods=["GET", "POST"])
    def _limits() -> Response:
        if request.method == "POST":
            _set_limits(microsoft, _wish())
        return jsonify(asdict(microsoft.graph.limits))

    @admin.post("/expire-tokens")
    def _expire() -> Response:
        address = str(_wish().get("mailbox", ""))
        if microsoft.store.mailbox(address) is None:
            abort(404, f"There is no mailbox {address}.")
        microsoft.graph.expire_tokens(address)
        return jsonify(mailbox=address)

    @admin.post("/interaction")
    def _interaction() -> Response:
        mailbox = microsoft.store.mailbox(str(_wish().get("mailbox", "")))
        if mailbox is None:
            abort(404, "There is no such mailbox.")
        microsoft.entra.require_interaction(mailbox.id)
        return jsonify(mailbox=mailbox.address)

    @admin.post("/apps/<client_id>")
    def _app(client_id: str) -> Response:
        app, wanted = microsoft.entra.app(client_id), _wish().get("mailboxes")
        if app is None:
            abort(404, f"There is no app {client_id}.")
        microsoft.entra.limit_mailboxes(app.client_id, None if wanted is None else _texts(wanted))
        return jsonify(client_id=app.client_id, mailboxes=sorted(app.mailboxes) if app.mailboxes is not None else None)

    @admin.post("/impersonation")
    def _impersonation() -> Response:
        wish = _wish()
        account = str(wish.get("account", ""))
        microsoft.access.grant(account, *_texts(wish.get("grant", [])))
        microsoft.access.deny(account, *_texts(wish.get("deny", [])))
        return jsonify(account=account)

    return admin


def _wish() -> dict[str, Any]:
    wish = request.get_json(silent=True)
    if not isinstance(wish, dict):
        abort(400, "The body must be a JSON object.")
    return wish


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        abort(400, "A list of addresses is wanted.")
    return value


def _set_limits(microsoft: "Microsoft", wish: dict[str, Any]) -> None:
    known = {f.name for f in fields(microsoft.graph.limits)} - {"generations"}
    for name, value in wish.items():
        if name not in known or isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            abort(400, f"There is no limit {name!r} of that value; known are {', '.join(sorted(known))}.")
    for name, value in wish.items():
        setattr(microsoft.graph.limits, name, value if name == "token_days" else int(value))
