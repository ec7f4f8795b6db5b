"""The task pane's files below /addin, its manifest and what it must know of this deployment.

Pages are asked for anew each time, since they name the scripts; scripts, styles and icons may be kept (Outlook wants
its icons cacheable) and are compared by their ETag afterwards.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, jsonify, request, send_from_directory

from core.settings import OFFICE_JS, Settings
from server.errors import not_found
from server.manifest import render
from server.tokens.entra import SCOPE

FILES = Path(__file__).resolve().parent.parent / "addin" / "static"
SHORT, LONG = 300, 86400
LASTING = ("icons", "vendor")
BUNDLED = "vendor/pane"
SOURCES = ("app", "views", "style")
# Outlook puts these two into its own page; dialogs and the help have windows of their own.
FRAMED = ("taskpane.html", "launchevent.html")
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".json": "application/json",
}
# office.js loads a part of Microsoft's AJAX library from here.
OFFICE_PARTS = "https://ajax.aspnetcdn.com"
_INLINE = re.compile(r'<script type="importmap">(.*?)</script>', re.DOTALL)


def register(app: Flask, settings: Settings) -> None:
    addin = Blueprint("addin", __name__, url_prefix="/addin")

    @addin.get("/manifest.xml")
    def _manifest() -> Response:
        return Response(render(settings), mimetype="application/xml", headers={"Cache-Control": "no-cache"})

    @addin.get("/config.json")
    def _config() -> Response:
        return _kept(jsonify(configuration(settings)), SHORT)

    @addin.get("/<path:name>")
    def _file(name: str) -> Response:
        return _page(settings, name) if name.endswith(".html") else _script_or_picture(name)

    app.register_blueprint(addin)

    @app.get("/.well-known/microsoft-officeaddins-allowed.json")
    def _allowed() -> Response:
        """Which scripts may ask for tokens in classic Outlook's engine for events (Office add-ins documentation)."""
        return _kept(jsonify(allowed=[f"{settings.public_url}/addin/launchevent.js"]), SHORT)


def configuration(settings: Settings) -> dict[str, str]:
    """What the pane needs to sign people in; nothing of it is secret."""
    return {
        "client_id": settings.addin_client_id,
        "authority": f"{settings.authority_url}/organizations",
        "scope": f"api://{settings.addin_client_id}/{SCOPE}",
    }


def _page(settings: Settings, name: str) -> Response:
    """An HTML page with the policy that fits it."""
    try:
        text = _source(name).read_text(encoding="utf-8")
    except OSError:
        raise not_found() from None
    text = text.replace(OFFICE_JS, settings.office_js_url)
    response = Response(text, mimetype="text/html")
    ancestors = settings.frame_ancestors if name in FRAMED else ("'none'",)
    response.headers["Content-Security-Policy"] = policy(settings, text, ancestors)
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def policy(settings: Settings, page: str, ancestors: Iterable[str]) -> str:
    """The Content-Security-Policy (W3C CSP Level 3, Trusted Types) of one page: no inline script but its import map.
    ancestors: who may show it in a frame."""
    office = _origin(settings.office_js_url)
    scripts = ["'self'", office, *([OFFICE_PARTS] if settings.office_js_url == OFFICE_JS else [])]
    scripts += [f"'sha256-{_digest(script)}'" for script in _INLINE.findall(page)]
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(scripts),
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": f"'self' {_origin(settings.authority_url)}",
        "frame-ancestors": " ".join(ancestors),
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "default",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _script_or_picture(name: str) -> Response:
    kind = TYPES.get(Path(name).suffix)
    if kind is None:
        raise not_found()
    lasts = LONG if name.startswith(LASTING) else SHORT
    return _kept(send_from_directory(FILES, name, mimetype=kind, max_age=lasts), lasts)


def _source(name: str) -> Path:
    """The page; of the task pane the bundled one (ops/pane_bundle.py), where there is one and no source is newer."""
    page, bundled = _inside(name), FILES / BUNDLED / name
    if not bundled.is_file():
        return page
    sources = (one.stat().st_mtime for folder in SOURCES for one in (FILES / folder).rglob("*"))
    return bundled if max(page.stat().st_mtime, *sources) <= bundled.stat().st_mtime else page


def _inside(name: str) -> Path:
    """The file of that name, unless it leads out of the folder."""
    path = (FILES / name).resolve()
    if not path.is_relative_to(FILES):
        raise not_found()
    return path


def _kept(response: Response, seconds: int) -> Response:
    response.headers["Cache-Control"] = f"public, max-age={seconds}"
    return response


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
