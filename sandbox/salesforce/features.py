"""`/_sandbox/features`: what the org uses, for those who try a client by hand. JSON, loopback only."""

from flask import Blueprint, Response, abort, jsonify, request

from sandbox.salesforce.face import Face
from sandbox.salesforce.settings import FEATURES


def blueprint(face: Face) -> Blueprint:
    """GET, or POST `{"enhanced_email": false}`; the names are those of `settings.FEATURES`."""
    routes = Blueprint("salesforce_features", __name__)

    @routes.route("/_sandbox/features", methods=["GET", "POST"])
    def _features() -> Response:
        if request.remote_addr not in ("127.0.0.1", "::1", None):
            abort(403)
        with face.org.lock:
            wish = request.get_json() if request.method == "POST" else {}
            if not isinstance(wish, dict) or not all(isinstance(on, bool) for on in wish.values()):
                abort(400, "The body is an object of names and true or false")
            unknown = [name for name in wish if name not in FEATURES]
            if unknown:
                abort(400, f"There is no feature {unknown[0]!r}; there are: {', '.join(FEATURES)}")
            for name, on in wish.items():
                face.org.set_feature(name, on=on)
            return jsonify(face.org.settings.features)

    return routes
