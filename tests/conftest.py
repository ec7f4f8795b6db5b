"""What all tests share: no network beyond this machine, no CA variables, the outside schemas, both databases."""

import gc
import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings

from tests.invitations import Invitations

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# They beat Session.verify in requests, and would hide a client that does not trust the sandbox's CA by itself.
for _name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
    os.environ.pop(_name, None)
for _name in [n for n in os.environ if n.startswith("BOTHWAYS_") and n != "BOTHWAYS_SCHEMAS"]:
    os.environ.pop(_name)

settings.register_profile(
    "bothways", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow], database=None
)
settings.load_profile("bothways")

ROOT = Path(__file__).resolve().parent.parent


class LoopbackSocket(socket.socket):
    """Reaches this machine only. (An audit hook would do, but is called for so much else that it costs a seventh of
    all time.)"""

    def connect(self, address: Any) -> None:
        _check_loopback(address)
        super().connect(address)

    def connect_ex(self, address: Any) -> int:
        _check_loopback(address)
        return super().connect_ex(address)


def _check_loopback(address: Any) -> None:
    if isinstance(address, tuple):
        host = str(address[0])
        if not host.startswith("127.") and host not in ("::1", "localhost"):
            raise PermissionError(f"a test tried to reach {host}; tests stay on this machine")


socket.socket = LoopbackSocket  # type: ignore[misc]  # every library makes its sockets by this name


@pytest.fixture(scope="session")
def schemas() -> Path:
    """Microsoft's and Salesforce's own schemas and describes; they are kept outside the repository."""
    folder = Path(os.environ.get("BOTHWAYS_SCHEMAS") or ROOT.parent / "shared" / "schemas")
    if not (folder / "ews" / "ews.xsd").is_file():
        pytest.fail(f"The reference schemas are not at {folder}: put them there or set BOTHWAYS_SCHEMAS.")
    return folder


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A throw-away PostgreSQL server."""
    from tests.postgres import start_postgres

    with tempfile.TemporaryDirectory(prefix="bw-pg-") as folder, start_postgres(Path(folder)) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.db'}"
    from tests.postgres import create_database

    return create_database(request.getfixturevalue("postgres_url"), f"t{uuid4().hex[:12]}")


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One Chromium a process: Playwright starts only once in a thread."""
    from playwright.sync_api import sync_playwright

    from tests.chromium import executable

    with sync_playwright() as playwright:
        # A page that a test puts in the place of another counts as one from the internet, which without the second may
        # not load scripts from this machine.
        arguments = ["--disable-dev-shm-usage", "--disable-gpu", "--disable-features=LocalNetworkAccessChecks"]
        # Only this machine can be reached. (To route all requests through a test costs the browser's cache.)
        arguments += [
            "--no-proxy-server",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
        ]
        started = playwright.chromium.launch(executable_path=executable(), args=arguments)
        yield started
        started.close()


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Invitations(), "invitations")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What starts processes and waits for them goes first, so that no core is left alone with it at the end."""
    items.sort(key=lambda item: "ops" not in item.path.parts)


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay as they are: the garbage collector need not look at them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
