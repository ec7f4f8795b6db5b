"""The browser libraries: fetched once, fetched anew when the pins change, and in plain words when they cannot be."""

import base64
import hashlib
import io
import json
import tarfile
from pathlib import Path

import pytest

from ops.browser_parts import NoBrowserParts, ensure


def _package(addin: Path, version: str) -> None:
    """An add-in folder that pins one package, which lies beside it as a file: npm needs no registry for it."""
    archive = addin / f"paint-{version}.tgz"
    with tarfile.open(archive, "w:gz") as pack:
        manifest = json.dumps({"name": "paint", "version": version, "scripts": {"install": "exit 7"}})
        for name, text in {"package.json": manifest, "paint.js": f"export default '{version}';\n"}.items():
            info = tarfile.TarInfo(f"package/{name}")
            info.size = len(text)
            pack.addfile(info, io.BytesIO(text.encode()))
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    place = f"file:{archive.name}"
    entry = {"version": version, "resolved": place, "integrity": f"sha512-{digest}"}
    own = {"name": "pane", "dependencies": {"paint": place}}
    lock = {"name": "pane", "lockfileVersion": 3, "packages": {"": own, "node_modules/paint": entry}}
    (addin / "package.json").write_text(json.dumps(own))
    (addin / "package-lock.json").write_text(json.dumps(lock))
    (addin / "vendor.json").write_text(json.dumps({"lib/paint.js": "paint/paint.js"}))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "addin" / "static").mkdir(parents=True)
    _package(tmp_path / "addin", "1.0.0")
    return tmp_path


def test_they_are_made_once_and_again_when_the_pins_change(root: Path) -> None:
    made = root / "addin" / "static" / "vendor" / "lib" / "paint.js"
    ensure(root)
    assert "1.0.0" in made.read_text()
    before = made.stat().st_mtime_ns
    ensure(root)
    assert made.stat().st_mtime_ns == before, "nothing had changed"
    _package(root / "addin", "1.1.0")
    ensure(root)
    assert "1.1.0" in made.read_text()
    made.parent.rename(root / "elsewhere")
    (root / "addin" / "static" / "vendor" / ".made-from").unlink()
    ensure(root)
    assert made.is_file(), "a missing folder is made anew"


def test_a_dead_registry_is_named_with_what_to_do(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = json.loads((root / "addin" / "package-lock.json").read_text())
    lock["packages"]["node_modules/paint"].pop("resolved")
    lock["packages"][""]["dependencies"]["paint"] = "1.0.0"
    (root / "addin" / "package.json").write_text(json.dumps(lock["packages"][""]))
    (root / "addin" / "package-lock.json").write_text(json.dumps(lock))
    for name, value in {"registry": "http://127.0.0.1:9", "fetch_retries": "0", "cache": str(root / "cache")}.items():
        monkeypatch.setenv(f"npm_config_{name}", value)
    with pytest.raises(NoBrowserParts, match=r"(?s)ECONNREFUSED.*registry .*reachable"):
        ensure(root)
    assert not (root / "addin" / "static" / "vendor").exists()


def test_a_file_that_no_package_brings_is_named(root: Path) -> None:
    (root / "addin" / "vendor.json").write_text(json.dumps({"lib/a.js": "paint/a.js"}))
    with pytest.raises(NoBrowserParts, match=r"vendor\.json names paint/a\.js"):
        ensure(root)
