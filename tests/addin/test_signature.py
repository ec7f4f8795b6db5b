"""What the pane reads from a signature, run in node as it stands: the module is pure."""

import time
from typing import Any

import pytest

from tests.addin.pure_modules import called
from tests.addin.signatures import CASES, Case

EMPTY = dict.fromkeys(("first", "last", "title", "company", "phone", "mobile", "website"), "")


def _parsed(*asked: tuple[str, str, str]) -> list[dict[str, Any]]:
    """asked: text, shown name, address."""
    calls = [(text, {"name": shown, "address": address}) for text, shown, address in asked]
    return called("app/signature.js", "parseSender", *calls)


@pytest.fixture(scope="module")
def parsed() -> dict[str, dict[str, Any]]:
    found = _parsed(*((case.text, case.shown, case.address) for case in CASES))
    return {case.name: one for case, one in zip(CASES, found, strict=True)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_read(case: Case, parsed: dict[str, dict[str, Any]]) -> None:
    assert parsed[case.name] == EMPTY | case.found


def test_a_company_is_the_same_whatever_its_legal_form() -> None:
    names = ["Acme Tools GmbH & Co. KG", "ACME-Tools", "Acme Tools, Inc.", "Acme Boats", "Öl & Söhne AG", "Group"]
    assert called("app/signature.js", "companyKey", *((name,) for name in names)) == [
        *["acmetools"] * 3,
        "acmeboats",
        "ölsöhne",
        "",
    ]


def test_a_long_hostile_message_does_not_hold_the_pane_up() -> None:
    lines = ["+" * 5000, "0 " * 5000, "on " + "a" * 5000 + " wrote", ", ".join(["x"] * 3000), "- " * 4000]
    started = time.monotonic()
    _parsed(("\n".join(["Best regards,", *lines * 20]), "a, " * 1000, "a@b.example"))
    assert time.monotonic() - started < 10
