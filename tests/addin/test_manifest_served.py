"""What a deployment answers for the addresses in its manifest, and the command."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from flask import Flask
from lxml import etree

from core.settings import load_settings
from ops.doctor import Finding
from ops.manifest.addresses import STATIC
from ops.manifest.check import served
from sandbox.tls import make_certificates
from sandbox.web import Server
from server.manifest import render
from tests.ops.cli import Commands


class _Files(SimpleHTTPRequestHandler):
    """Serves the pane's files as `/addin/…`. cache: what it says of the icons."""

    def __init__(self, *given: object, cache: str, missing: str = "?") -> None:
        self.cache, self.missing = cache, missing
        super().__init__(*given, directory=str(STATIC))  # type: ignore[arg-type]  # the base class takes any request

    def translate_path(self, path: str) -> str:
        return super().translate_path("/nothing" if self.missing in path else path.removeprefix("/addin"))

    def end_headers(self) -> None:
        self.send_header("Cache-Control", self.cache)
        super().end_headers()

    def log_message(self, *said: object) -> None:
        """Says nothing: pytest shows what matters."""


@contextmanager
def _deployment(**how: str) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, **how)) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def _look(url: str) -> Finding:
    settings = load_settings({"BOTHWAYS_PUBLIC_URL": url})
    return served(render(settings), settings)


def test_icons_that_may_not_be_kept_are_named() -> None:
    with _deployment(cache="no-store") as url:
        finding = _look(url)
    assert not finding.ok
    assert "must be cacheable; it is served with Cache-Control: no-store" in finding.says


def test_what_is_not_served_is_named() -> None:
    with _deployment(cache="max-age=86400", missing="log-25.png") as url:
        finding = _look(url)
    assert not finding.ok
    assert "log-25.png answers 404" in finding.says
    assert "more)" not in finding.says, "everything else is served"


def test_a_good_deployment_passes_and_one_that_sleeps_on_this_machine_is_no_fault() -> None:
    with _deployment(cache="max-age=86400") as url:
        assert _look(url).ok
    asleep = _look("http://127.0.0.1:9")
    assert asleep.ok
    assert "does not answer" in asleep.says


@pytest.mark.parametrize("url", ["https://127.0.0.1:9", "https://bothways.invalid"])
def test_an_address_that_does_not_answer_is_a_fault(url: str) -> None:
    finding = _look(url)
    assert not finding.ok and f"{url} does not answer" in finding.says and finding.to_do


def test_a_certificate_that_nobody_trusts_is_a_fault(tmp_path: Path) -> None:
    server = Server(Flask("elsewhere"), tls=make_certificates(tmp_path).context())
    finding = _look(server.url)
    server.close()
    assert not finding.ok and "is not trusted" in finding.says and "certificate" in finding.to_do


def test_the_command_prints_writes_and_checks(tmp_path: Path) -> None:
    bothways = Commands(tmp_path, PUBLIC_URL="http://127.0.0.1:9")
    printed = bothways("manifest").out
    etree.fromstring(printed.encode())
    bothways("manifest", "--output", str(tmp_path / "bothways.xml"))
    assert (tmp_path / "bothways.xml").read_text() == printed
    findings = bothways("manifest", "--check", "--json").json()
    assert all(finding["ok"] for finding in findings)
    elsewhere = Commands(tmp_path, PUBLIC_URL="https://127.0.0.1:9")
    assert "does not answer" in elsewhere("manifest", "--check", code=1).out
    assert "not a directory" in bothways("manifest", "--output", "/dev/null/x.xml", code=2).err.lower()
