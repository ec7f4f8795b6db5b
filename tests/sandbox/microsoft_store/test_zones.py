"""Zones by either kind of name, compared with exchangelib's tables; zones that a client describes itself."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from exchangelib.winzone import CLDR_TO_MS_TIMEZONE_MAP, MS_TIMEZONE_TO_IANA_MAP

from sandbox.microsoft.zone_rules import BadZone, DefinedZone
from sandbox.microsoft.zones import UnknownZone, iana_name, windows_name, zone_of

STEP: dict[str, Any] = {"group": False, "weekday": 6, "occurrence": -1}
EU: dict[str, Any] = {
    "periods": {"std": -60, "dlt": -120},
    "groups": {
        "0": [STEP | {"to": "dlt", "month": 3, "minutes": 120}, STEP | {"to": "std", "month": 10, "minutes": 180}]
    },
    "transitions": [{"to": "0", "group": True}],
}


def test_every_place_that_exchangelib_knows_has_its_windows_name() -> None:
    found = {place: windows_name(place) for place in CLDR_TO_MS_TIMEZONE_MAP}
    assert found == {place: name for place, (name, _) in CLDR_TO_MS_TIMEZONE_MAP.items()}


def test_every_windows_name_of_exchangelib_is_a_zone_with_the_same_clock() -> None:
    moments = [datetime(2026, month, 15, 12, tzinfo=UTC) for month in (1, 7)]
    for name, place in MS_TIMEZONE_TO_IANA_MAP.items():
        if name not in {windows for windows, _ in CLDR_TO_MS_TIMEZONE_MAP.values()}:
            continue  # exchangelib's aliases and zones of the past
        for moment in moments:
            assert moment.astimezone(zone_of(name)).utcoffset() == moment.astimezone(ZoneInfo(place)).utcoffset(), name


def test_names_are_taken_in_any_case_and_utc_under_many() -> None:
    assert iana_name("w. europe standard time") == "Europe/Berlin"
    assert {windows_name(name) for name in ("UTC", "tzone://Microsoft/Utc", "Etc/UTC")} == {"UTC"}
    assert zone_of(None) is UTC and zone_of("utc") is UTC


@pytest.mark.parametrize("name", ["", " ", "Nowhere", "../../etc/passwd", "/etc/localtime", "x" * 5000, "Europe", "\0"])
def test_unknown_names_are_refused(name: str) -> None:
    for look in (iana_name, windows_name):
        with pytest.raises(UnknownZone):
            look(name)


def test_a_described_zone_keeps_the_clock_of_the_place_it_describes() -> None:
    zone, berlin = DefinedZone(EU), ZoneInfo("Europe/Berlin")
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    while moment.year == 2026:
        there = moment.astimezone(zone)
        assert there.replace(tzinfo=None) == moment.astimezone(berlin).replace(tzinfo=None), moment
        assert there.astimezone(UTC) == moment, moment
        moment += timedelta(minutes=30)
    for fold in (0, 1):  # an hour that is left out, and one that comes twice
        for text in ("2026-03-29T02:30", "2026-10-25T02:30"):
            local = datetime.fromisoformat(text).replace(fold=fold)
            assert local.replace(tzinfo=zone).utcoffset() == local.replace(tzinfo=berlin).utcoffset()


def test_a_described_zone_may_change_its_rules_and_have_none() -> None:
    steady = {"periods": {"a": -60}, "groups": {"0": [{"to": "a", "group": False}]}}
    both = EU | {"groups": EU["groups"] | {"1": [{"to": "std", "group": False}]}}
    both["transitions"] = [{"to": "0", "group": True}, {"to": "1", "group": True, "at": "2026-01-01T00:00:00"}]
    for year, hour in ((2025, 14), (2026, 13)):
        assert datetime(year, 7, 1, 12, tzinfo=UTC).astimezone(DefinedZone(both)).hour == hour
    for one in (steady, {"periods": {"a": -60}}):
        assert datetime(2026, 7, 1, 12, tzinfo=UTC).astimezone(DefinedZone(one)).hour == 13


@pytest.mark.parametrize("change", [{"periods": {}}, {"periods": {"std": 2000}}, {"transitions": [{"to": "9"}]}])
def test_a_zone_that_contradicts_itself_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadZone):
        DefinedZone(EU | change)
