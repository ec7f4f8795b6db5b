"""People of the CRM's meetings are known by who they are, and only those leave who were taken off."""

from dataclasses import replace

import pytest

from core.objects import INVITEES
from core.records import Link, Record, Value
from tests.worker.pure.cases import C, link
from worker.sync.invitees import addresses, gone_people, inherited, is_anybody_missing, known_again, remembered

NAME = "attendees"
ANN, BOB = "ann@a|accepted", "bob@b|none"
KEPT = ("003A|ann@a", "003B|bob@b")


def _link(kept: Value = KEPT) -> Link:
    return replace(link({NAME: (ANN, BOB)}), held={C: {INVITEES: kept} if kept else {}})


def _record(**people: str) -> Record:
    told = tuple(sorted(one for one in people.values() if not one.startswith("|")))
    return Record("c1", "v2", {"subject": "Plan", **({NAME: told} if told else {})}, people=people)


# (what the CRM tells now, what the link keeps, who was taken off) -> what counts
TABLE: list[tuple[dict[str, str], Value, dict[str, str], Value]] = [
    ({"003A": ANN, "003B": BOB}, KEPT, {}, (ANN, BOB)),
    ({"003A": "anna@n|accepted", "003B": BOB}, KEPT, {}, (ANN, BOB)),
    ({"003A": "|declined", "003B": BOB}, KEPT, {}, ("ann@a|declined", BOB)),
    ({"003B": BOB}, KEPT, {}, (ANN, BOB)),
    ({"003B": BOB}, KEPT, {"003A": "ann@a"}, (BOB,)),
    ({"003B": BOB}, KEPT, {"003A": "anna@n"}, (BOB,)),
    ({"003B": BOB}, None, {"003A": "ann@a"}, (BOB,)),
    ({"003B": BOB}, None, {}, (ANN, BOB)),
    ({}, KEPT, {"003A": "", "003B": "bob@b"}, None),
    ({"003A": ANN, "005A": "ann@a|none", "003B": BOB}, KEPT, {}, (ANN, BOB)),
    ({"003A": ANN, "003B": BOB, "003C": "cas@c|none"}, KEPT, {}, (ANN, BOB, "cas@c|none")),
]


@pytest.mark.parametrize(("people", "kept", "off", "value"), TABLE)
def test_people_are_told_as_both_sides_agreed(
    people: dict[str, str], kept: Value, off: dict[str, str], value: Value
) -> None:
    before = _link(kept)
    record = _record(**people)
    known = known_again(record, before, NAME, off)
    assert known.fields.get(NAME) == value
    assert known.fields["subject"] == "Plan"
    assert known_again(known, before, NAME, off) == known
    assert is_anybody_missing(record, before, NAME) is (len(people) < 2)


def test_who_is_not_told_of_any_more_stays_known() -> None:
    before = _link()
    record = known_again(_record(**{"003B": BOB, "003C": "cas@c|none"}), before, NAME, {})
    after = remembered(record, before, NAME)
    assert addresses(after) == {"003A": "ann@a", "003B": "bob@b", "003C": "cas@c"}
    assert remembered(record, after, NAME) is after


def test_an_address_that_left_the_meeting_is_kept_for_nobody() -> None:
    """In Outlook somebody put the new address in the place of the old one."""
    before = replace(_link(), base={NAME: ("anna@n|none", BOB)})
    record = _record(**{"003A": "anna@n|none", "003B": BOB})
    assert known_again(record, before, NAME, {}) == record
    assert addresses(remembered(record, before, NAME))["003A"] == "anna@n"


def test_nothing_is_kept_of_a_meeting_without_people() -> None:
    before = _link()
    record = known_again(_record(), before, NAME, {"003A": "ann@a", "003B": "bob@b"})
    assert INVITEES not in remembered(record, before, NAME).held[C]


# (who of the kept ones became whom) -> what is kept
HEIRS: list[tuple[dict[str, str], dict[str, str]]] = [
    ({}, {"003A": "ann@a", "003B": "bob@b"}),
    ({"003A": "003M"}, {"003M": "ann@a", "003B": "bob@b"}),
    ({"003A": "003B"}, {"003A": "ann@a", "003B": "bob@b"}),
    ({"003X": "003M"}, {"003A": "ann@a", "003B": "bob@b"}),
]


@pytest.mark.parametrize(("heirs", "kept"), HEIRS)
def test_a_survivor_goes_by_the_address_of_the_other(heirs: dict[str, str], kept: dict[str, str]) -> None:
    before = _link()
    after = inherited(before, heirs)
    assert addresses(after) == kept
    assert (after is before) is (addresses(before) == kept)
    record = _record(**{"003M": "master@m|accepted", "003B": BOB})
    assert gone_people(record, before) == {"003A"}
    if "003M" in kept:
        assert known_again(record, after, NAME, {}).fields[NAME] == (ANN, BOB)
