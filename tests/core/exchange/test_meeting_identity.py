"""What all copies of a meeting have in common, whichever protocol tells it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from core.exchange.meeting_identity import identity
from sandbox.microsoft.calendar_events import new_uid, occurrence_uid

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
BY_OUTLOOK, BY_OTHERS = new_uid("a meeting"), "4f2c-meeting@calendar.example"


@pytest.mark.parametrize("uid", [BY_OUTLOOK, BY_OTHERS])
def test_an_occurrence_is_told_with_or_without_its_date(uid: str) -> None:
    told = identity(uid, START)
    assert told is not None and identity(occurrence_uid(uid, START), START) == told
    assert identity(uid, START.astimezone(timezone(timedelta(hours=5)))) == told
    assert len({told, identity(uid, None), identity(uid, START + timedelta(days=1)), identity("other", START)}) == 4


def test_letters_count_where_people_chose_them() -> None:
    assert identity(BY_OUTLOOK.lower(), None) == identity(BY_OUTLOOK, None)
    assert identity(BY_OTHERS.upper(), None) != identity(BY_OTHERS, None)
    assert identity("", START) is None
