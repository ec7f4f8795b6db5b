"""The admin API of a sandbox at `/_sandbox`: its clock, its faults and the log of its calls. JSON, loopback only."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from sandbox.calls import Calls
from sandbox.clock import Clock
from sandbox.faults import KINDS, Faults


def blueprint(clock: Clock, faults: Faults, calls: Calls) -> Blueprint:
    """GET/POST clock `{now, running}` or `{advance: {minutes: 5}}`; GET/POST/DELETE faults; GET/DELETE calls."""
    control = Blueprint("sandbox_control", __name__, url_prefix="/_sandbox")

    @control.before_request
    def _loopback_only() -> None:
        if request.remote_addr not in ("127.0.0.1", "::1", None):
            abort(403)

    @control.route("/clock", methods=["GET", "POST"])
    def _clock() -> Response:
        wish: dict[str, Any] = request.get_json() if request.method == "POST" else {}
        try:
            if "now" in wish:
                clock.set(datetime.fromisoformat(wish["now"]))
            if "advance" in wish:
                clock.advance(**wish["advance"])
            if "running" in wish:
                (clock.run if wish["running"] else clock.stop)()
        except (TypeError, ValueError) as error:
            abort(400, str(error))
        return jsonify(now=clock.now().isoformat())

    @control.route("/faults", methods=["GET", "POST", "DELETE"])
    def _faults() -> Response:
        if request.method == "DELETE":
            faults.clear()
        if request.method == "POST":
            try:
                return jsonify(asdict(faults.add(**request.get_json())))
            except (TypeError, ValueError) as error:
                abort(400, str(error))
        return jsonify(kinds=KINDS, planned=[asdict(f) for f in faults.planned()])

    @control.delete("/faults/<int:fault_id>")
    def _fault(fault_id: int) -> Response:
        if not faults.remove(fault_id):
            abort(404)
        return jsonify(removed=fault_id)

    @control.route("/calls", methods=["GET", "DELETE"])
    def _calls() -> Response:
        if request.method == "DELETE":
            calls.clear()
        rows = calls.list(request.args.get("face"), request.args.get("target"))
        return jsonify(count=len(rows), calls=[asdict(c) | {"at": c.at.isoformat()} for c in rows])

    return control
