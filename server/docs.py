"""Swagger UI at /docs, from the package's own files, under a strict policy: no inline script, nothing from outside."""

from pathlib import Path

import flask_swagger_ui
from flask import Blueprint, Flask, Response, send_from_directory

from server.api import PREFIX

FILES = Path(flask_swagger_ui.__file__).parent / "dist"
# Swagger UI sets styles from its script, and draws its icons from data: addresses.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'"
    "; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Bothways API</title>
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="/docs/files/swagger-ui.css">
<link rel="icon" href="/docs/files/favicon-32x32.png">
<main id="ui"></main>
<script src="/docs/files/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</html>
"""
START = f"""SwaggerUIBundle({{ url: "{PREFIX}/openapi.json", dom_id: "#ui", deepLinking: true, validatorUrl: null }});
"""
DAY = 86400


def register(app: Flask) -> None:
    docs = Blueprint("docs", __name__, url_prefix="/docs")

    @docs.get("")
    def _page() -> Response:
        return _with_policy(Response(PAGE, mimetype="text/html"))

    @docs.get("/start.js")
    def _start() -> Response:
        return Response(START, mimetype="text/javascript")

    @docs.get("/files/<path:name>")
    def _file(name: str) -> Response:
        response = send_from_directory(FILES, name, max_age=DAY)
        return _with_policy(response)

    app.register_blueprint(docs)


def _with_policy(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    return response
