"""Chromium before Mini Outlook and the pane: one deployment and one browser a process, a fresh context a test.

`office(user, profile)` opens a mailbox as its user in one of the client profiles; `.open_message(subject)` and
`.open_pane()` lead to the pane, a Playwright FrameLocator in `office.pane`. A page error or a CSP report fails a test.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.deployment import Desktop, run_desktop
from tests.browser.office import Office
from tests.browser.short import is_short
from tests.browser.tour import Tour
from tests.server.deployment import Deployment, User

expect.set_options(timeout=30_000)  # of several browsers at once on two cores
PROFILES = ("owa", "classic", "mac", "onprem")
FOLDER = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if FOLDER in item.path.parents and not is_short(item.nodeid):
            item.add_marker(pytest.mark.thorough)


@pytest.fixture(scope="session")
def desktop() -> Iterator[Desktop]:
    with run_desktop() as running:
        yield running


@pytest.fixture
def deployment(desktop: Desktop) -> Iterator[Deployment]:
    """Without faults of an earlier test."""
    desktop.deployment.sandbox.faults.clear()
    yield desktop.deployment
    desktop.deployment.sandbox.faults.clear()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="en-GB", timezone_id="Europe/Paris", reduced_motion="reduce"
    )
    made.set_default_timeout(30_000)
    yield made
    made.close()


OpenOffice = Callable[..., Office]


@pytest.fixture
def office(context: BrowserContext, desktop: Desktop) -> Iterator[OpenOffice]:
    """office(user, profile="owa", width=320) opens Mini Outlook."""
    opened: list[Office] = []

    def start(user: User, profile: str = "owa", **settings: Any) -> Office:
        made = Office(context.new_page(), desktop, user, profile, **settings)
        opened.append(made)
        return made

    yield start
    problems = [problem for one in opened for problem in one.problems]
    assert not problems, problems


@pytest.fixture
def user(deployment: Deployment) -> User:
    """Somebody at Microsoft 365 who is set up."""
    return deployment.user("graph")


@pytest.fixture
def tour(client: str, deployment: Deployment, office: OpenOffice) -> Tour:
    """client: of `tests.browser.tour.tours`."""
    return Tour(client, deployment, office)
