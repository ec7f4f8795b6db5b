"""Accessibility checked by axe-core, in light, dark and forced colours."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced colours": {"color_scheme": "dark", "forced_colors": "active"},
}
# The pane takes its theme from Outlook, which hears of the new scheme in a frame of its own and tells it by a message:
# until that has come, some colours are of the old theme. Then nothing may be on its way from one colour to another.
_PUT_ON = """([scheme, forced]) => {
  const theme = document.documentElement.dataset.theme ?? scheme;
  return theme === scheme && matchMedia(`(prefers-color-scheme: ${scheme})`).matches
    && matchMedia(`(forced-colors: ${forced})`).matches
    && document.getAnimations().every((one) => one.playState === "finished");
}"""
_PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def put_on(page: Page, look: str, frame: Frame | None = None) -> None:
    """Wait until the page, or a frame of it, is painted in this look."""
    chosen = LOOKS[look]
    page.emulate_media(reduced_motion="reduce", **chosen)
    place = frame or page
    place.wait_for_function(_PUT_ON, arg=[chosen["color_scheme"], chosen["forced_colors"]])
    place.evaluate(_PAINTED)


def violations(page: Page, looks: tuple[str, ...] = tuple(LOOKS), frame: Frame | None = None) -> list[str]:
    """One line a violation: look, rule, where. frame: what is checked in place of the page, such as the pane."""
    found = []
    for look in looks:
        put_on(page, look, frame)
        for violation in Axe().run(frame or page).response["violations"]:
            places = [" ".join(map(str, node["target"])) for node in violation["nodes"]]
            found.append(f"{look}: {violation['id']}: {'; '.join(places)}")
    put_on(page, "light", frame)
    return found


_CUT_OFF = """() => {
  const named = (one) => one.outerHTML.slice(0, 120);
  const left = [...document.querySelectorAll("button, a, input")].filter((one) => {
    const place = one.getBoundingClientRect();
    return place.width > 1 && place.left < 0;
  });
  if (document.documentElement.scrollWidth <= innerWidth) return left.map(named);
  const wide = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > innerWidth);
  return [...left, ...wide.slice(-5), document.documentElement].map(named);
}"""


def overflows(frame: Frame | Page) -> list[str]:
    """What makes a page wider than its window: to the right it would scroll, to the left what is there is cut off."""
    return [str(one) for one in frame.evaluate(_CUT_OFF)]
