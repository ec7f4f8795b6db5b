"""The pane's code: its types, its size, who may touch Outlook and the network."""

import gzip
import re
import subprocess
from pathlib import Path

import pytest

from ops import browser_parts, pane_bundle

ROOT = Path(__file__).resolve().parents[2]
ADDIN = ROOT / "addin"
STATIC = ADDIN / "static"
SCRIPTS = sorted([*STATIC.glob("app/**/*.js"), *STATIC.glob("views/**/*.js")])
LARGEST = 60 * 1024  # bytes
LONGEST = 300
_COMMENT = re.compile(r"/\*.*?\*/|^\s*//.*?$", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def parts() -> None:
    """The libraries, the type checker and the bundle."""
    browser_parts.ensure(ROOT, tools=True)


@pytest.mark.usefixtures("parts")
@pytest.mark.parametrize("project", ["tsconfig.json", "../sandbox/outlook/tsconfig.json"])
def test_the_types_fit(project: str) -> None:
    """Of the pane, and of Mini Outlook's stand-in for office.js."""
    done = subprocess.run(
        ["node", "node_modules/typescript/bin/tsc", "-p", project],
        cwd=ADDIN,
        env=browser_parts.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.usefixtures("parts")
def test_what_a_person_loads_is_small() -> None:
    """All screens in one language, without MSAL, which is fetched only where it is used."""
    served = STATIC / pane_bundle.FOLDER
    files = [*served.glob("*.html"), *served.glob("*/*.js"), *served.glob("*/*.css")]
    texts = max(served.glob("*/texts/*.js"), key=lambda path: path.stat().st_size)
    sizes = {path.name: len(gzip.compress(path.read_bytes())) for path in [*files, texts]}
    assert sum(sizes.values()) <= LARGEST, sizes


def _code(path: Path) -> str:
    return _COMMENT.sub("", path.read_text(encoding="utf-8"))


def _users(pattern: str) -> set[str]:
    return {path.name for path in SCRIPTS if re.search(pattern, _code(path))}


def test_one_module_speaks_with_the_server_and_few_with_outlook() -> None:
    assert _users(r"(?<![\w.])fetch\(") == {"api.js"}
    assert _users(r"(?<![\w.\"'{])Office\.(?!js)") == {"office.js", "office_item.js", "office_write.js"}


def test_no_text_becomes_markup_or_script() -> None:
    assert (
        _users(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|dangerouslySet|\beval\(|new Function") == set()
    )


def test_modules_are_short() -> None:
    assert {path.name for path in SCRIPTS if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST} == set()
