"""Numbers as people write them: what the pane shows in a language it reads in that language."""

import math

import pytest

from tests.addin.pure_modules import called

MODULE = "views/fields/numbers.js"


@pytest.mark.parametrize(
    ("locale", "text", "number"),
    [
        ("en-IN", "12,34,567.5", 1234567.5),
        ("en-IN", "1,234,567", 1234567),
        ("de-AT", "1.234,5", 1234.5),
        ("de-AT", "1 234,5", 1234.5),
        ("de", "1.234.567,5", 1234567.5),
        ("de-CH", "1’234.5", 1234.5),
        ("fr", "1\u202f234,5", 1234.5),
        ("en-US", "-1,234.5", -1234.5),
    ],
)
def test_numbers_are_read_as_they_are_shown(locale: str, text: str, number: float) -> None:
    assert called(MODULE, "parseNumber", (text, locale)) == [number]


def test_what_is_grouped_nowhere_is_refused() -> None:
    calls = [
        ("1,5", "en-US"),
        ("12,34,567", "en-US"),
        ("1,5", "en-IN"),
        ("1.5", "de"),
        ("1.5", "de-AT"),
        ("1,,234", "en-IN"),
    ]
    read = called(MODULE, "parseNumber", *calls)
    assert [value for value in read if value is not None and not math.isnan(value)] == []
