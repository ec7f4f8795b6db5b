"""How far the mails outside of the watched folders were looked at."""

from datetime import UTC, datetime, timedelta

from core.exchange.mail_looks import BEGINNING, OVERLAP, REMEMBERED, SWEEP, Look, Looking, read
from core.exchange.mail_source import Sight

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
BEFORE = Look(NOON, NOON)


def looked(before: Look, *rows: tuple[str, datetime]) -> tuple[list[str], Look]:
    """The keys that are told, and the next look."""
    looking = Looking(before)
    told = looking.fresh((Sight(key, "v1"), moment) for key, moment in rows)
    return [one.key for one in told], looking.done()


def test_some_minutes_are_looked_at_again_and_nothing_is_told_twice() -> None:
    told, look = looked(BEFORE, ("new", NOON + SECOND), ("late", NOON - SECOND))
    assert (told, look.newest, look.since) == (["new", "late"], NOON + SECOND, NOON + SECOND - OVERLAP)
    told, look = looked(look, ("late", NOON - SECOND), ("new", NOON + SECOND), ("other", NOON))
    assert (told, len(look.met)) == (["other"], 3)


def test_what_was_told_long_ago_is_forgotten() -> None:
    look = looked(BEFORE, ("old", NOON))[1]
    assert looked(look, ("new", NOON + 2 * OVERLAP))[1].met.keys() != {*look.met}
    assert len(looked(look, ("new", NOON + 2 * OVERLAP))[1].met) == 1


def test_after_very_many_changes_only_the_newest_are_looked_at_again() -> None:
    rows = [(f"m{n}", NOON + n * timedelta(milliseconds=10)) for n in range(REMEMBERED + 1)]
    told, look = looked(BEFORE, *rows)
    assert len(told) == len(rows) and len(look.met) == REMEMBERED
    assert look.since == look.newest == rows[-1][1]
    assert looked(look, rows[-1]) == ([], look)


def test_the_category_is_listed_once_a_day_of_the_mailbox() -> None:
    assert not BEFORE.sweeps
    look = looked(BEFORE, ("new", NOON + SWEEP))[1]
    assert look.sweeps
    assert not looked(look)[1].sweeps
    assert not looked(Look(NOON))[1].sweeps, "a first listing lists it, too"


def test_an_empty_mailbox() -> None:
    assert Look().since == BEGINNING
    assert looked(Look()) == ([], Look())


def test_a_folder_is_searched_until_its_last_second_is_over() -> None:
    look = BEFORE
    for now, changed in ((NOON, True), (NOON + SECOND, True), (NOON + 3 * SECOND, False)):
        assert look.has_changed(NOON) and look.has_changed(None)
        look = Looking(look).done(NOON, now)
        assert look.has_changed(NOON) is changed
    assert look.has_changed(NOON + SECOND) and not look.has_changed(NOON - SECOND) and look.has_changed(None)
    assert read(look.text()) == look
