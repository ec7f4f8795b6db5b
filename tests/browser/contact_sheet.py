"""Pictures of every screen, or of those named, at 320, 420 and 768 px, light and dark, on the sheets of the README.

python -m tests.browser.contact_sheet docs [name of a screen …]
"""

import base64
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.axe import put_on
from tests.browser.deployment import Desktop, run_desktop
from tests.browser.office import Office
from tests.browser.screens import SCREENS, Stage
from tests.browser.screens_data import OF_DATA
from tests.browser.screens_mail import OF_MAIL
from tests.browser.screens_trouble import OF_TROUBLE
from tests.chromium import executable

Screen = Callable[[Stage], Office]
SHEETS: dict[str, dict[str, Screen]] = {
    "pane": SCREENS,
    "pane-sharing": OF_MAIL,
    "pane-records": OF_DATA,
    "pane-troubles": OF_TROUBLE,
}
SHOTS = (("320 px", 320, "light"), ("320 px, dark", 320, "dark"), ("420 px", 420, "light"), ("768 px", 768, "light"))
LOWEST, HIGHEST = 300, 720
SCALE = 0.6
# The pane's frame as wide as a pane of Outlook that somebody pulled wider, over everything else.
_PLACE = """(frame, [width, height]) => Object.assign(frame.style, {
  position: "fixed", inset: "0 auto auto 0", width: `${width}px`, height: `${height}px`, zIndex: 9999, border: 0 })"""
_CONTENT = "() => Math.ceil(document.getElementById('app').getBoundingClientRect().bottom + scrollY)"
_STYLE = """
body { margin: 0; padding: 16px; font: 14px system-ui, sans-serif; background: #e8e8e8; width: max-content }
h2 { margin: 16px 0 8px }
.row { display: flex; gap: 16px }
figure { margin: 0 }
img { display: block }
figcaption { padding: 4px 0; color: #444 }
"""


def pictures(browser: Browser, desktop: Desktop, screen: Screen) -> list[tuple[str, bytes]]:
    """(caption, PNG) of one screen in each width and look."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB", reduced_motion="reduce")
    context.set_default_timeout(30_000)
    opened = screen(
        Stage(desktop.deployment, lambda user, profile="owa": Office(context.new_page(), desktop, user, profile))
    )
    found = [(caption, _shot(opened, width, look)) for caption, width, look in SHOTS]
    context.close()
    return found


def _shot(opened: Office, width: int, look: str) -> bytes:
    put_on(opened.page, look, opened.pane_frame)
    frame = opened.page.locator("iframe.addin-page")
    frame.evaluate(_PLACE, [width, HIGHEST])
    content = int(opened.pane_frame.evaluate(_CONTENT))
    frame.evaluate(_PLACE, [width, min(max(content, LOWEST), HIGHEST)])
    return frame.screenshot()


def sheet(browser: Browser, rows: dict[str, list[tuple[str, bytes]]]) -> bytes:
    """One PNG of all; a picture has six tenths of its size."""
    figures = {
        name: "".join(
            f'<figure><img width="{width * SCALE:.0f}" src="data:image/png;base64,{base64.b64encode(png).decode()}">'
            f"<figcaption>{caption}</figcaption></figure>"
            for (caption, png), (_, width, _) in zip(shots, SHOTS, strict=True)
        )
        for name, shots in rows.items()
    }
    page = browser.new_page(device_scale_factor=1)
    body = "".join(f'<section><h2>{name}</h2><div class="row">{row}</div></section>' for name, row in figures.items())
    page.set_content(f"<style>{_STYLE}</style>{body}")
    return page.locator("body").screenshot()


def main(folder: Path, names: list[str]) -> None:
    """A sheet is made anew as a whole: one that lacks a screen that is named is left as it is."""
    expect.set_options(timeout=30_000)
    for variable in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        os.environ.pop(variable, None)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    folder.mkdir(parents=True, exist_ok=True)
    with run_desktop() as desktop, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=["--disable-dev-shm-usage"])
        for file, screens in SHEETS.items():
            wanted = {name: screen for name, screen in screens.items() if not names or name in names}
            if wanted:
                rows = {name: pictures(browser, desktop, screen) for name, screen in wanted.items()}
                (folder / f"{file}.png").write_bytes(sheet(browser, rows))
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
