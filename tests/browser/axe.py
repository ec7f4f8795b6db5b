"""Accessibility checked by axe-core, in light, dark and forced colours."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced colours": {"color_scheme": "dark", "forced_colors": "active"},
}

# The new colours are there two pictures later.
_PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def violations(page: Page, looks: tuple[str, ...] = tuple(LOOKS), frame: Frame | None = None) -> list[str]:
    """One line a violation: look, rule, where. frame: what is checked in place of the page, such as the pane."""
    found = []
    for look in looks:
        page.emulate_media(reduced_motion="reduce", **LOOKS[look])
        (frame or page).evaluate(_PAINTED)
        for violation in Axe().run(frame or page).response["violations"]:
            places = [" ".join(map(str, node["target"])) for node in violation["nodes"]]
            found.append(f"{look}: {violation['id']}: {'; '.join(places)}")
    page.emulate_media(color_scheme="light", forced_colors="none")
    return found


def overflows(frame: Frame | Page) -> bool:
    """Whether a page is wider than its window."""
    return bool(frame.evaluate("document.documentElement.scrollWidth > innerWidth"))
