"""core.jsontext: whatever json takes goes there and back as it would with json."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from core.jsontext import dumped, dumps, loads

VALUES: list[Any] = [
    {"subject": "Grüße \U0001f600", "lines": ["a\nb", "\x00\x7f\u2028", ""], "none": None, "yes": True, "n": -1.5},
    {"cut in half": "\ud83d", "\ude00": ["\ud800x"]},
    {1: "a number as a key", "large": 2**70, "larger than orjson's": -(2**64)},
    ["a", ("tuples", "are lists")],
    "",
    0,
    None,
]


@pytest.mark.parametrize("value", VALUES, ids=[str(number) for number in range(len(VALUES))])
def test_there_and_back_as_json_does_it(value: Any) -> None:
    assert loads(dumps(value)) == json.loads(json.dumps(value))
    assert json.loads(dumped(value)) == json.loads(json.dumps(value))


@pytest.mark.parametrize("text", ['"\\ud83d"', '{"a": "x\\udc00"}', '{"a": 1, "a": 2}', "[1e400]", " [1 ] "])
def test_what_others_wrote_is_read_as_json_reads_it(text: str) -> None:
    assert loads(text) == loads(text.encode()) == json.loads(text)


@pytest.mark.parametrize("content", [b"", b"{", b'"\xff"', b'"\xed\xa0\x80"', b"\xef\xbb\xbf{}", b"[1,]"])
def test_what_is_no_json_says_so(content: bytes) -> None:
    with pytest.raises(ValueError):
        loads(content)


def test_what_is_nested_too_deeply_says_so() -> None:
    with pytest.raises(RecursionError):
        loads("[" * 100_000 + "]" * 100_000)


@pytest.mark.parametrize("value", [datetime(2026, 1, 31, tzinfo=UTC), {"a": {1}}, b"bytes"])
def test_what_json_does_not_know_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        dumps(value)
