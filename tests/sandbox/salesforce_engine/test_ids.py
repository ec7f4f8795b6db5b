"""Ids of 15 and 18 characters."""

import pytest

from sandbox.salesforce.ids import check_suffix, make, to_18

# short form and suffix, seen in real traffic
VECTORS = [
    ("00BD0000005WcBe", "MAK"),
    ("0125c000000oIN9", "AAM"),
    ("301G500000FAl6F", "IAT"),
    ("012000000000000", "AAA"),
]
NOT_IDS = [
    "",
    "003",
    "x" * 14,
    "x" * 16,
    "x" * 19,
    "00BD0000005WcBeMAX",
    "00BD0000005WcB-",
    "00BD0000005WcBéMAK",
    "٣" * 15,
]


@pytest.mark.parametrize(("short", "suffix"), VECTORS)
def test_suffix(short: str, suffix: str) -> None:
    assert check_suffix(short) == suffix
    assert to_18(short) == short + suffix
    assert to_18(short + suffix) == short + suffix


@pytest.mark.parametrize(("short", "suffix"), VECTORS)
def test_an_id_that_lost_its_case_is_restored(short: str, suffix: str) -> None:
    assert to_18(short.lower() + suffix) == short + suffix
    assert to_18(short.upper() + suffix) == short + suffix


@pytest.mark.parametrize("value", NOT_IDS)
def test_no_ids(value: str) -> None:
    assert to_18(value) is None


def test_ids_are_unique_valid_and_in_order() -> None:
    made = [make("003", number) for number in range(1, 10_000)]
    assert len({key.lower() for key in made}) == len(made)
    assert made == sorted(made)
    assert all(to_18(key) == key and to_18(key[:15]) == key for key in made)
