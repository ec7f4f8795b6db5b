"""Draws the PNG icons of the add-in from their SVG sources: `.venv/bin/python -m ops.icons` (needs Chromium).

The PNGs are committed; run this after a change of a source. Sizes: Microsoft, "Office add-in XML manifest" (IconUrl,
HighResolutionIconUrl, Icon) and "Implement icons in mobile add-ins": 25, 32 and 48 at one, two and three times.
"""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "addin" / "static" / "icons"
BUTTON_SIZES = (16, 32, 80)
MOBILE_SIZES = (25, 32, 48)
MOBILE_SCALES = (1, 2, 3)
STORE_SIZES = (64, 128)
SMALL = 32


def wanted() -> dict[str, tuple[str, int]]:
    """By file name: the source and the edge in pixels."""
    mobile = {size * scale for size in MOBILE_SIZES for scale in MOBILE_SCALES}
    mark = sorted({*BUTTON_SIZES, *STORE_SIZES, *mobile})
    files = {f"bothways-{px}.png": ("bothways-small.svg" if px <= SMALL else "bothways.svg", px) for px in mark}
    return files | {f"log-{px}.png": ("log.svg", px) for px in sorted(mobile)}


def draw() -> None:
    from playwright.sync_api import sync_playwright

    from ops.checks import NO_CHROMIUM, chromium

    browser_path = chromium()
    if not browser_path:
        raise SystemExit(NO_CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--disable-dev-shm-usage"])
        for name, (source, edge) in wanted().items():
            page = browser.new_page(viewport={"width": edge, "height": edge})
            drawing = (FOLDER / source).read_text()
            page.set_content(
                f"<style>*{{margin:0}}svg{{display:block;width:{edge}px;height:{edge}px}}</style>{drawing}"
            )
            page.screenshot(path=FOLDER / name, omit_background=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    draw()
