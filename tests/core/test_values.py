"""core.values: what type checkers take for frozen dataclasses behaves like them."""

from typing import Any

import pytest

from core.values import replace, valueclass


@valueclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 0


def test_it_compares_hashes_and_shows_like_a_frozen_dataclass() -> None:
    assert Point(1) == Point(1, 0) != Point(1, 1)
    assert {Point(1): "one"}[Point(1, 0)] == "one"
    assert repr(Point(1)) == "Point(x=1, y=0)"
    assert not hasattr(Point(1), "__dict__")


def test_replace_makes_another() -> None:
    one = Point(1, 2)
    assert (replace(one, y=3), one) == (Point(1, 3), Point(1, 2))


def test_replace_names_what_is_no_field() -> None:
    changes: dict[str, Any] = {"z": 3}  # type checkers would refuse the name itself
    with pytest.raises(TypeError, match="Point has no field 'z'"):
        replace(Point(1), **changes)
