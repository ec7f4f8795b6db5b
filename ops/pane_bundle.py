"""The task pane as one script, one style sheet and a file of texts for each language, in addin/static/vendor/pane.

The pane's own files run in a browser as they are, so nobody needs this to work on it; but it saves a hundred requests
and four fifths of the bytes before the first screen. It lies in a folder named by what it was made from, so that a
browser never mixes two of them. The API serves it as long as no source is newer (server/addin.py).
"""

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

FOLDER = "vendor/pane"
PAGE = "taskpane.html"
ESBUILD = "node_modules/esbuild/bin/esbuild"
OPTIONS = ("--bundle", "--minify", "--format=esm", "--target=es2022", "--charset=utf8", "--legal-comments=none")
LANGUAGES = ("en", "de")
NAME_LENGTH = 16
_STYLE = re.compile(r'^ *<link rel="stylesheet" href="(.+?)">\n', re.MULTILINE)
_IMPORT_MAP = re.compile(r'^ *<script type="importmap">.*?</script>\n', re.MULTILINE)
_BETWEEN_TAGS = re.compile(r"(?<=>)\s*\n\s*|\s*\n\s*(?=<|\$\{)|(?<=\n)[ \t]+")
_SCRIPT = re.compile(r'src="app/(early|main)\.js"')

Run = Callable[[list[str], Path, str], None]


def ensure(addin: Path, run: Run) -> None:
    """Make it anew if a source has changed. run: a command, its folder, and what to say when it fails."""
    static = addin / "static"
    if not (static / PAGE).is_file() or not (addin / ESBUILD).is_file():
        return
    name = _fingerprint(addin)[:NAME_LENGTH]
    place = static / FOLDER
    if (place / PAGE).is_file() and name in (place / PAGE).read_text(encoding="utf-8"):
        (place / PAGE).touch()  # for the API: no source is newer
        return
    shutil.rmtree(place, ignore_errors=True)
    page = (static / PAGE).read_text(encoding="utf-8")
    _bundle(addin, place / name, _STYLE.findall(page), run)
    (place / PAGE).write_text(_page(page, f"{FOLDER}/{name}"), encoding="utf-8")


def sources(static: Path) -> list[Path]:
    """What it is made from."""
    folders = (path for name in ("app", "views", "style") for path in (static / name).rglob("*"))
    return sorted([path for path in folders if path.is_file()] + [static / PAGE, static / "style.css"])


def _fingerprint(addin: Path) -> str:
    digest = hashlib.sha256((addin / "package-lock.json").read_bytes())
    for path in sources(addin / "static"):
        digest.update(f"\0{path.relative_to(addin)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _bundle(addin: Path, place: Path, styles: list[str], run: Run) -> None:
    place.mkdir(parents=True)
    sheet = place / "style.css"
    sheet.write_text("".join(f'@import "../../../{name}";\n' for name in styles), encoding="utf-8")
    targets = {f"static/app/{name}.js": place / f"{name}.js" for name in ("early", "main")} | {str(sheet): sheet}
    targets |= {f"static/app/texts/{language}.js": place / "texts" / f"{language}.js" for language in LANGUAGES}
    for source, target in targets.items():
        command = ["node", ESBUILD, source, *OPTIONS, f"--outfile={target}", "--allow-overwrite", "--log-level=error"]
        run(command, addin, "Could not bundle the task pane")
    # esbuild leaves templates as they are; htm drops line breaks beside a tag and the indentation after them.
    script = place / "main.js"
    script.write_text(_BETWEEN_TAGS.sub("", script.read_text(encoding="utf-8")), encoding="utf-8")


def _page(page: str, place: str) -> str:
    """The page with the bundle's addresses in place of all others."""
    style = f'    <link rel="stylesheet" href="{place}/style.css">\n'
    without = _IMPORT_MAP.sub("", _STYLE.sub("", page))
    return _SCRIPT.sub(rf'src="{place}/\1.js"', without.replace("    <script", f"{style}    <script", 1))
