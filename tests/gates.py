"""Requests of a page that wait until a test lets them on."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route


@contextmanager
def gate(page: Page, address: str) -> Iterator[list[Route]]:
    """They are let on at the end at the latest."""
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route(address, hold)
    yield waiting
    for route in waiting:
        route.continue_()
    page.unroute(address)
