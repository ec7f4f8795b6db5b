"""Tasks and events: where their decisions differ from those about contacts."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.explain import sentence
from core.objects import EVENT, OBJECT_TYPES, TASK
from core.policy import DEFAULTS, Policy, Share
from core.records import Fields, Gone, Pair, Record
from core.window import Window, window_of
from tests.worker.pure.cases import C, brief, plan
from tests.worker.pure.kind_cases import (
    DONE,
    LAST_YEAR,
    MEET,
    NEXT_WEEK,
    NOW,
    OPEN,
    WINDOW,
    asleep,
    decided,
    item,
    link,
    row,
    setting,
)
from worker.sync.actions import Agree, Create, Unlink
from worker.sync.departures import LEFT_VIEW, MOVED_OUT


class TestTheWindow:
    def test_it_moves_by_whole_days(self) -> None:
        assert Window(datetime(2026, 2, 15, tzinfo=UTC), datetime(2027, 3, 2, tzinfo=UTC)) == WINDOW
        assert window_of(DEFAULTS["event"], NOW.replace(hour=23)) == WINDOW

    @pytest.mark.parametrize(
        ("fields", "inside"),
        [
            (MEET, True),
            (LAST_YEAR, False),
            ({**LAST_YEAR, "end": NOW}, True),
            ({"start": WINDOW.last}, False),
            ({"start": WINDOW.first}, True),
            ({}, True),
        ],
    )
    def test_what_reaches_into_it_counts(self, fields: Fields, inside: bool) -> None:
        assert WINDOW.holds(fields) is inside


class TestEventsThatAge:
    """What is over on both sides rests; while one side is inside, the change still flows."""

    @pytest.mark.parametrize(
        ("base", "exchange", "crm", "expected"),
        [
            (LAST_YEAR, item(LAST_YEAR, in_scope=False), row(LAST_YEAR, in_scope=False), ["Unlink moved_out"]),
            (LAST_YEAR, item(NEXT_WEEK), row(LAST_YEAR, in_scope=False), ["Update crm"]),
            (MEET, item(MEET), row(LAST_YEAR, in_scope=False), ["Update exchange"]),
            (MEET, item(LAST_YEAR, in_scope=False), row(MEET), ["Update crm"]),
            (MEET, item(LAST_YEAR, in_scope=False, categories=("Friends",)), row(MEET), ["Unlink moved_out"]),
            (MEET, item(MEET, in_scope=False, categories=()), row(MEET), ["Unlink moved_out"]),
            (MEET, item(MEET), row(MEET, in_scope=False), ["Unlink left_view"]),
        ],
    )
    def test_as_a_pair(self, base: Fields, exchange: Record, crm: Record, expected: list[str]) -> None:
        assert brief(decided("event", link(base), exchange, crm)) == expected

    def test_where_all_are_shared_the_category_does_not_matter(self) -> None:
        moved = item(LAST_YEAR, in_scope=False, categories=())
        assert brief(decided("event", link(MEET), moved, row(MEET), share=Share.ALL)) == [
            "Update crm",
            "Update exchange",
        ]

    @pytest.mark.parametrize("code", [MOVED_OUT, LEFT_VIEW])
    def test_put_off_in_outlook_it_comes_back(self, code: str) -> None:
        actions = decided("event", asleep(LAST_YEAR, code), item(NEXT_WEEK), row(LAST_YEAR, in_scope=False))
        assert brief(actions) == ["Agree", "Update crm"]


class TestTasksThatAge:
    @pytest.mark.parametrize(
        ("base", "exchange", "crm", "expected"),
        [
            (DONE, None, row(DONE, in_scope=False), ["Unlink left_view"]),
            (OPEN, item(OPEN), row(DONE, in_scope=False), ["Update exchange"]),
            (DONE, item(OPEN), row(DONE, in_scope=False), ["Update crm"]),
            (OPEN, item(OPEN), row(OPEN, in_scope=False), ["Delete exchange"]),
        ],
    )
    def test_completed_ones_keep_their_copy(
        self, base: Fields, exchange: Record | None, crm: Record, expected: list[str]
    ) -> None:
        assert brief(decided("task", link(base), exchange, crm)) == expected

    def test_the_reason_says_so(self) -> None:
        (rests,) = decided("task", link(DONE), None, row(DONE, in_scope=False))
        assert isinstance(rests, Unlink)
        assert (rests.park, rests.reason.code) == (LEFT_VIEW, "completed_before")

    @pytest.mark.parametrize(
        ("base", "exchange", "expected"),
        [(DONE, item(OPEN), ["Agree", "Update crm"]), (OPEN, item(OPEN), []), (DONE, item(DONE), [])],
    )
    def test_opened_again_in_outlook_it_wakes(self, base: Fields, exchange: Record, expected: list[str]) -> None:
        assert brief(decided("task", asleep(base, LEFT_VIEW), exchange, row(DONE, in_scope=False))) == expected

    def test_a_status_that_is_not_ours_empties_nothing(self) -> None:
        strange = {name: value for name, value in OPEN.items() if name != "status"}
        (noted,) = decided("task", link(OPEN), None, row(strange))
        assert isinstance(noted, Agree)
        assert noted.held == {C: {"status": None}}


class TestTidying:
    @pytest.mark.parametrize(("base", "expected"), [(OPEN, ["Delete crm"]), (DONE, [f"Unlink {LEFT_VIEW}"])])
    def test_a_finished_task_is_not_deleted_with_its_item(self, base: Fields, expected: list[str]) -> None:
        assert brief(decided("task", link(base), Gone("e1"), row(base), delete_in_crm=True)) == expected


class TestNewOnes:
    @pytest.mark.parametrize(
        ("kind", "fields", "other"),
        [
            ("task", OPEN, {**OPEN, "due_date": date(2026, 3, 6)}),
            ("event", MEET, {**MEET, "start": NOW + timedelta(minutes=30)}),
        ],
    )
    def test_the_subject_and_the_day_or_time_make_them_the_same(self, kind: str, fields: Fields, other: Fields) -> None:
        twins = [Pair(None, item(fields)), Pair(None, None, row(fields))]
        strangers = [Pair(None, item(fields)), Pair(None, None, row(other))]
        assert brief(plan(*twins, given=setting(kind)).actions) == ["Agree"]
        assert brief(plan(*strangers, given=setting(kind)).actions) == ["Create crm", "Create exchange"]

    def test_without_a_day_there_is_no_match(self) -> None:
        dateless = {"subject": "Call Ann"}
        twins = [Pair(None, item(dateless)), Pair(None, None, row(dateless))]
        assert brief(plan(*twins, given=setting("task")).actions) == ["Create crm", "Create exchange"]

    def test_the_time_zone_never_goes_to_outlook(self) -> None:
        (create,) = plan(Pair(None, None, row({**MEET, "time_zone": "Europe/Rome"})), given=setting("event")).actions
        assert isinstance(create, Create)
        assert create.fields == MEET


def test_removals_count_once_whether_now_or_after_a_write() -> None:
    out = Pair(link(OPEN), item({**OPEN, "subject": "Call Ben"}), row(OPEN, in_scope=False))
    refused = plan(out, given=setting("task", guard_deletes=0, guard_share=0.0))
    assert brief(refused.actions) == ["Update crm", "Defer exchange"]
    assert refused.held is not None and refused.held.reason.words["deletes"] == "1"


@pytest.mark.parametrize("kind", [TASK.name, EVENT.name])
def test_every_kind_has_its_own_words(kind: str) -> None:
    (unlink,) = decided(kind, link(OPEN if kind == "task" else MEET), item(OPEN, in_scope=False, categories=()), None)
    assert isinstance(unlink, Unlink)
    assert sentence(unlink.reason, kind) != sentence(unlink.reason)


def test_the_defaults() -> None:
    assert DEFAULTS["contact"] == Policy()
    assert [DEFAULTS[kind].remove_on_view_exit for kind in OBJECT_TYPES] == [True, True, False]
