"""Microsoft's own declarations (@types/office-js) check what the stand-in for office.js hands out: faults are named."""

import json
import shutil
import subprocess
from pathlib import Path

from ops import browser_parts

ROOT = Path(__file__).resolve().parents[3]
ADDIN = ROOT / "addin"
SHIM = ROOT / "sandbox" / "outlook" / "static"
# A file, what stands there, and what Office does not have.
FAULTS = [
    ("office/item.js", "internetMessageId: property(", "internetMessageID: property("),
    (
        "office/item.js",
        "    body: property(",
        "    dateTimeCreated: property('1.1', 'ReadItem', new Date()),\n    body: property(",
    ),
    ("office/fields.js", "async () => new Date(await ask(", "async () => Number(await ask("),
    ("office/storage.js", "clearAsync: method", "clearAllAsync: method"),
    ("office/storage.js", 'get: property("1.1", "Restricted", get)', 'get: property("1.1", "Restricted", 5)'),
    (
        "office/body.js",
        'prependAsync: method("1.1", "ReadWriteItem", 1',
        'prependAsync: method("1.1", "ReadWriteItem", 2',
    ),
    ("office/mailbox.js", "hostVersion: property", "version: property"),
    ("office/mailbox.js", "getUserIdentityTokenAsync: method", "getUserIdentityToken: method"),
    ("office/ui.js", "addEventHandler: (", "addHandler: ("),
    ("office/build.js", "contentLanguage: hello", "contentLang: hello"),
    ("office/enums.js", 'Html: "html"', 'Html: "HTML"'),
    ("host/snapshot.js", "isServiceAccessible: false", "serviceAccessible: false"),
    ("host/address_book.js", "...typed, appointmentResponse }", "...typed, response: '' }"),
]


def test_a_member_that_office_does_not_have_is_named(tmp_path: Path) -> None:
    browser_parts.ensure(ROOT, tools=True)
    shutil.copytree(SHIM, tmp_path / "static")
    own = json.loads((SHIM.parent / "tsconfig.json").read_text(encoding="utf-8"))
    own["extends"] = str(ADDIN / "tsconfig.json")
    own["compilerOptions"]["typeRoots"] = [str(ADDIN / "node_modules" / "@types")]
    (tmp_path / "tsconfig.json").write_text(json.dumps(own), encoding="utf-8")
    for name, right, wrong in FAULTS:
        path = tmp_path / "static" / name
        text = path.read_text(encoding="utf-8")
        assert text.count(right) == 1, (name, right)
        path.write_text(text.replace(right, wrong), encoding="utf-8")
    said = subprocess.run(
        ["node", "node_modules/typescript/bin/tsc", "-p", str(tmp_path), "--pretty", "false"],
        cwd=ADDIN,
        env=browser_parts.environment(),
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    missed = [fault for fault in FAULTS if not _named(said, tmp_path / "static" / fault[0], fault[2])]
    assert not missed, said


def _named(said: str, path: Path, wrong: str) -> bool:
    """Whether an error stands at the line of the fault, or in it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines, 1) if wrong.splitlines()[0] in line)
    return f"{path.parent.name}/{path.name}({at}," in said
