"""The pane's files: what is served, how long it may be kept, and under which policy."""

import base64
import hashlib
import re

import pytest
import requests

from server.addin import FILES, policy
from tests.server.deployment import Deployment


def _get(deployment: Deployment, path: str, **headers: str) -> requests.Response:
    return deployment.anonymous.call("GET", deployment.url + path, headers=headers)


def test_a_page_names_the_office_script_of_this_deployment_and_runs_no_other(deployment: Deployment) -> None:
    page = _get(deployment, "/addin/taskpane.html")
    assert page.status_code == 200
    assert deployment.settings.office_js_url in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert "X-Frame-Options" not in page.headers
    assert page.headers["Cache-Control"] == "no-cache"


def test_the_import_map_of_the_sources_is_allowed_by_its_digest(deployment: Deployment) -> None:
    page = (FILES / "taskpane.html").read_text(encoding="utf-8")
    (inline,) = re.findall(r'<script type="importmap">(.*?)</script>', page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy(deployment.settings, page, ())


@pytest.mark.parametrize("name", ["taskpane.html", "launchevent.html"])
def test_outlook_may_frame_the_pane_and_the_page_of_events(deployment: Deployment, name: str) -> None:
    hosts = " ".join(deployment.settings.frame_ancestors)
    assert f"frame-ancestors {hosts};" in _get(deployment, f"/addin/{name}").headers["Content-Security-Policy"]


def test_nobody_may_frame_what_is_not_the_pane(deployment: Deployment) -> None:
    windows = ("/addin/dialog.html", "/addin/help.html", "/signin/start", "/connect/salesforce")
    for path in ("/docs", "/healthz", "/api/v1/session", "/nowhere", *windows):
        assert "frame-ancestors 'none'" in _get(deployment, path).headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/addin/icons/bothways-64.png", "/addin/app/main.js", "/addin/style.css"])
def test_scripts_and_icons_may_be_kept_and_compared(deployment: Deployment, path: str) -> None:
    first = _get(deployment, path)
    assert re.fullmatch(r"public, max-age=\d+", first.headers["Cache-Control"])
    again = _get(deployment, path, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/addin/../package.json",
        "/addin/%2e%2e/package.json",
        "/addin/..%2f..%2fpyproject.toml",
        "/addin/%2e%2e/%2e%2e/README.html",
        "/addin/app/../../../core/secrets.py",
        "/addin/vendor/.made-from",
        "/addin//etc/passwd.html",
        "/addin/nothing.html",
        "/addin/nothing.js",
    ],
)
def test_nothing_else_is_served(deployment: Deployment, path: str) -> None:
    with requests.Session() as session:
        prepared = session.prepare_request(requests.Request("GET", deployment.url))
        prepared.url = deployment.url + path  # as it is written: requests would tidy it up
        answer = session.send(prepared)
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


def test_the_manifest_is_of_this_deployment(deployment: Deployment) -> None:
    manifest = _get(deployment, "/addin/manifest.xml")
    assert manifest.headers["Content-Type"].startswith("application/xml")
    named = set(re.findall(r'DefaultValue="(https?://[^"]+)"', manifest.text))
    assert f"{deployment.url}/addin/taskpane.html" in named
    assert {address for address in named if not address.startswith(f"{deployment.url}/")} == set()


def test_the_pane_learns_how_people_sign_in_here(deployment: Deployment) -> None:
    told = _get(deployment, "/addin/config.json").json()
    addin = deployment.sandbox.company.addin
    assert (told["client_id"], told["scope"]) == (addin["client_id"], addin["scope"])


def test_the_docs_work_offline(deployment: Deployment) -> None:
    page = _get(deployment, "/docs").text
    paths = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert {path.rpartition(".")[2] for path in paths} == {"css", "js", "png"}
    for path in paths:
        assert path.startswith("/docs/")
        assert _get(deployment, path).status_code == 200
    (document,) = re.findall(r'url: "([^"]+)"', _get(deployment, "/docs/start.js").text)
    assert _get(deployment, document).json()["openapi"].startswith("3.1")
