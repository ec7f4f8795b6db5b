"""The log of what was sent to people, for whoever controls the sandbox over HTTP."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from sandbox.outgoing import Outgoing, Sent

LOOPBACK = ("127.0.0.1", "::1", None)


def blueprint(outgoing: Outgoing) -> Blueprint:
    """GET (`?kind=`, `?to=`) and DELETE `/_sandbox/outgoing`; loopback only."""
    face = Blueprint("outgoing", __name__, url_prefix="/_sandbox")

    @face.before_request
    def _loopback_only() -> None:
        if request.remote_addr not in LOOPBACK:
            abort(403)

    @face.route("/outgoing", methods=["GET", "DELETE"])
    def _outgoing() -> Response:
        if request.method == "DELETE":
            outgoing.clear()
        rows = outgoing.only(request.args.get("kind"), request.args.get("to"))
        return jsonify(count=len(rows), sent=[_row(s) for s in rows])

    return face


def _row(sent: Sent) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in asdict(sent).items()}
