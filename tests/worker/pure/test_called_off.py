"""Whose meeting it was that is gone, where what is left of it tells."""

import pytest

from core.records import Gone
from tests.worker.pure.cases import brief
from tests.worker.pure.kind_cases import MEET, PEOPLE, decided, link, row
from worker.sync.departures import KEPT_IN_CRM

MARKED, KEPT = ["Update crm", "Defer exchange"], [f"Unlink {KEPT_IN_CRM}"]


@pytest.mark.parametrize(
    ("own", "strangers", "expected"),
    [
        (True, True, MARKED),
        (True, False, MARKED),
        (False, True, KEPT),
        (False, False, KEPT),
        (None, True, KEPT),  # one of them may be the user, whose copy of another's meeting it was
        (None, False, MARKED),
    ],
)
def test_only_the_own_meeting_is_called_off(own: bool | None, strangers: bool, expected: list[str]) -> None:
    base = {**MEET, **PEOPLE}
    crm = row(MEET if strangers else base)
    assert brief(decided("event", link(base), Gone("e1", own=own), crm)) == expected
