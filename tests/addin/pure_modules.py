"""Modules of the pane that are pure, run in node as they stand."""

import json
import subprocess
from pathlib import Path
from typing import Any

from ops import browser_parts

STATIC = Path(__file__).resolve().parents[2] / "addin" / "static"


def called(module: str, function: str, *calls: tuple[Any, ...]) -> list[Any]:
    """What a function of a module below addin/static returns for each of several lists of arguments."""
    browser_parts.ensure()  # brings node where the machine has none
    script = f"""
        import {{ {function} }} from {json.dumps((STATIC / module).as_uri())};
        import {{ readFileSync }} from "node:fs";
        const calls = JSON.parse(readFileSync(0, "utf8"));
        console.log(JSON.stringify(calls.map((one) => {function}(...one))));
    """
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script],
        input=json.dumps(calls),
        env=browser_parts.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return list(json.loads(done.stdout))
