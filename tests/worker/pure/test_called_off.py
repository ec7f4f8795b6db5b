"""Whose meeting it was that is gone, where what is left of it tells; and what the CRM keeps of private events."""

from dataclasses import replace

import pytest

from core.policy import Private
from core.records import Fields, Gone, Link, OpenIssue, Pair, State
from tests.worker.pure.cases import C, E, brief, plan
from tests.worker.pure.kind_cases import MEET, PEOPLE, asleep, decided, item, link, row, setting
from worker.sync.actions import Report
from worker.sync.called_off import BUSY, REMOVED, TURNED_PRIVATE, unmarked
from worker.sync.departures import KEPT_IN_CRM, MOVED_OUT

SECRET: Fields = {**MEET, "subject": BUSY, "sensitivity": "private"}
HIDDEN = item(SECRET, in_scope=False, nameless=True)
GIVEN_BACK, TOLD = ["Delete crm"], [f"Unlink {TURNED_PRIVATE}", "Report exchange"]
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


def test_what_is_a_colleagues_stays_and_does_not_come_back() -> None:
    crm = row({**MEET, "location": "Rome"}, writable=False)
    [action] = decided("event", link(MEET), Gone("e1"), crm)
    assert brief([action]) == KEPT
    assert action.reason.code == "kept_by_owner"
    assert decided("event", asleep(MEET, KEPT_IN_CRM), Gone("e1"), crm) == ()


@pytest.mark.parametrize(
    ("one", "exchange", "expected"),
    [
        (link(SECRET), HIDDEN, GIVEN_BACK),
        (asleep(SECRET, MOVED_OUT), HIDDEN, GIVEN_BACK),
        (replace(asleep(SECRET, MOVED_OUT), origin=E), Gone("e1"), GIVEN_BACK),
        (replace(asleep(SECRET, MOVED_OUT), origin=C), Gone("e1"), []),
        (replace(asleep(SECRET, MOVED_OUT), origin="both"), Gone("e1"), []),
        (link(SECRET), item(MEET, in_scope=False), [f"Unlink {MOVED_OUT}"]),
        (link(MEET), HIDDEN, TOLD),
    ],
)
def test_the_time_of_a_private_event_is_given_back(one: Link, exchange: State, expected: list[str]) -> None:
    assert brief(decided("event", one, exchange, row(SECRET))) == expected


def test_whose_time_it_is_not_ours_to_give_back_stays() -> None:
    assert brief(decided("event", link(SECRET), HIDDEN, row(SECRET), private=Private.BUSY)) == [f"Unlink {MOVED_OUT}"]
    assert brief(decided("event", link(SECRET), HIDDEN, row(SECRET, writable=False))) == [f"Unlink {MOVED_OUT}"]
    assert brief(decided("event", link(SECRET), HIDDEN, row({**SECRET, "subject": "Review"}))) == [
        f"Unlink {MOVED_OUT}"
    ]
    assert brief(decided("event", link(SECRET), HIDDEN, row(SECRET), delete_in_crm=False)) == TOLD
    asks = decided("event", asleep(SECRET, TURNED_PRIVATE), HIDDEN, row(SECRET), delete_in_crm=False)
    assert brief(asks) == ["Report exchange"]


def _occurrence(day: int, *, told: bool = False, spoken_for: bool = False) -> Pair:
    key = f"s1|{day}"
    one = replace(link({**MEET, "subject": "Team"}, key), id=f"l{day}", keys={E: key, C: f"c{day}"})
    exchange, crm = replace(HIDDEN, key=key), replace(row({**MEET, "subject": "Team"}), key=f"c{day}")
    issue = OpenIssue(E, TURNED_PRIVATE) if told else None
    return Pair(one, exchange, crm, issue=issue, spoken_for=spoken_for)


@pytest.mark.parametrize(
    ("pairs", "speaker"),
    [
        ([_occurrence(2), _occurrence(1), _occurrence(3)], ["s1|1"]),
        ([_occurrence(1, spoken_for=True), _occurrence(2, told=True)], ["s1|2"]),
        ([_occurrence(1, told=True, spoken_for=True), _occurrence(2, told=True, spoken_for=True)], ["s1|1"]),
        ([_occurrence(1, spoken_for=True)], []),
    ],
)
def test_one_occurrence_speaks_for_a_series_that_turned_private(pairs: list[Pair], speaker: list[str]) -> None:
    actions = plan(*pairs, given=setting("event")).actions
    reports = [one for one in actions if isinstance(one, Report)]
    assert [one.key for one in reports] == speaker
    assert all(one.reason.words == {"name": "Team"} for one in reports)
    assert len(actions) == len(pairs) + len(speaker)


def test_a_subject_as_it_was_before_it_was_called_off() -> None:
    assert [unmarked(one) for one in (f"{REMOVED}Plan", "Plan", None)] == ["Plan", "Plan", None]
