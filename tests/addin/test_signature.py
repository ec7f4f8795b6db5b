"""What the pane reads from a signature, run in node as it stands: the module is pure."""

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from ops import browser_parts
from tests.addin.signatures import CASES, Case

MODULE = Path(__file__).resolve().parents[2] / "addin" / "static" / "app" / "signature.js"
EMPTY = dict.fromkeys(("first", "last", "title", "company", "phone", "mobile", "website"), "")
SCRIPT = f"""
import {{ parseSender }} from {json.dumps(MODULE.as_uri())};
import {{ readFileSync }} from "node:fs";
const asked = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(asked.map(([text, from]) => parseSender(text, from))));
"""


def _parsed(*asked: tuple[str, str, str]) -> list[dict[str, Any]]:
    """asked: text, shown name, address."""
    browser_parts.ensure()  # brings node where the machine has none
    told = json.dumps([[text, {"name": shown, "address": address}] for text, shown, address in asked])
    command = ["node", "--input-type=module", "-e", SCRIPT]
    env = browser_parts.environment()
    done = subprocess.run(command, input=told, env=env, capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout))


@pytest.fixture(scope="module")
def parsed() -> dict[str, dict[str, Any]]:
    found = _parsed(*((case.text, case.shown, case.address) for case in CASES))
    return {case.name: one for case, one in zip(CASES, found, strict=True)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_read(case: Case, parsed: dict[str, dict[str, Any]]) -> None:
    assert parsed[case.name] == EMPTY | case.found


def test_a_long_hostile_message_does_not_hold_the_pane_up() -> None:
    lines = ["+" * 5000, "0 " * 5000, "on " + "a" * 5000 + " wrote", ", ".join(["x"] * 3000), "- " * 4000]
    started = time.monotonic()
    _parsed(("\n".join(["Best regards,", *lines * 20]), "a, " * 1000, "a@b.example"))
    assert time.monotonic() - started < 10
