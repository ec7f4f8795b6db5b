"""core.salesforce.position: cursors by Salesforce's clock."""

from datetime import UTC, datetime, timedelta

import pytest

from core.errors import CursorExpired
from core.salesforce.position import RESTART, Position, latest, position_of, stamp_of

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
HERE = Position(NOON.isoformat(), NOON.isoformat(), "abc", 3)


def test_there_and_back() -> None:
    assert position_of(HERE.cursor()) == HERE
    assert position_of(RESTART) is None


MANGLED = (
    HERE.cursor().replace("+00:00", ""),
    HERE.cursor().replace('"inside": 3', '"inside": "3"'),
    HERE.cursor().replace('"abc"', "5"),
    '{"since": "x", "listed": "x", "setup": "a", "inside": 1}',
)


@pytest.mark.parametrize("cursor", ["x", "[]", "7", "null", "{}", '{"a": 1}', "[" * 50, *MANGLED])
def test_a_cursor_that_cannot_be_read_has_expired(cursor: str) -> None:
    with pytest.raises(CursorExpired):
        position_of(cursor)


def test_when_to_list_everything_again() -> None:
    HERE.check("abc")
    HERE.check_age(NOON + timedelta(hours=23))
    HERE.check_age(None)
    with pytest.raises(CursorExpired):
        HERE.check("abd")
    with pytest.raises(CursorExpired):
        HERE.check_age(NOON + timedelta(hours=25))


def test_moments() -> None:
    assert stamp_of({"SystemModstamp": "2026-01-02T12:00:00.000+0000"}) == NOON
    for odd in (None, "x", 7, "2026-01-02"):
        assert stamp_of({"SystemModstamp": odd}).year == 2000
    assert latest([None, NOON - timedelta(1), NOON]) == NOON.isoformat()
