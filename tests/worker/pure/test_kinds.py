"""Tasks and events: where their decisions differ from those about contacts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.explain import sentence
from core.objects import EVENT, OBJECT_TYPES, TASK
from core.policy import DEFAULTS, Policy, Private, Share, Winner
from core.records import Fields, Gone, Link, LinkState, OpenConflict, Pair, Record, State
from core.window import Window, window_of
from tests.worker.pure.cases import OURS, C, E, brief, plan
from worker.sync.actions import Action, Agree, Create, Defer, Report, Unlink, Update
from worker.sync.called_off import TURNED_PRIVATE
from worker.sync.departures import DELETED_IN_CRM, KEPT_IN_CRM, LEFT_VIEW, MOVED_OUT
from worker.sync.setting import Scale, Setting

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WINDOW = window_of(DEFAULTS["event"], NOW)
OPEN: Fields = {"subject": "Call Ann", "status": "not_started", "due_date": date(2026, 3, 5)}
DONE: Fields = {**OPEN, "status": "completed"}
MEET: Fields = {"subject": "Meet", "start": NOW, "end": NOW + timedelta(hours=1)}
PEOPLE = {"attendees": ("ann@x.test|accepted",)}
LAST_YEAR: Fields = {**MEET, "start": NOW - timedelta(days=365), "end": NOW - timedelta(days=365)}
NEXT_WEEK: Fields = {**MEET, "start": NOW + timedelta(days=7), "end": NOW + timedelta(days=7, hours=1)}


def setting(kind: str, **choices: Any) -> Setting:
    fields = frozenset(OBJECT_TYPES[kind].fields)
    policy = replace(DEFAULTS[kind], **choices)
    window = WINDOW if kind == "event" else None
    return Setting(OBJECT_TYPES[kind], policy, {E: fields, C: fields}, Scale(100, {}), window)


def item(fields: Fields, **more: Any) -> Record:
    return Record("e1", "e-v2", fields, **{"categories": OURS, **more})


def row(fields: Fields, **more: Any) -> Record:
    return Record("c1", "c-v2", fields, **more)


def link(base: Fields, exchange: str = "e1", **more: Any) -> Link:
    return Link("l1", {E: exchange, C: "c1"}, {E: "e-v1", C: "c-v1"}, base, **more)


def asleep(base: Fields, code: str, **more: Any) -> Link:
    return replace(link(base, **more), state=LinkState.PARKED, parked=code)


def decided(kind: str, one: Link, exchange: State | None, crm: State | None, **choices: Any) -> tuple[Action, ...]:
    return plan(Pair(one, exchange, crm), given=setting(kind, **choices)).actions


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


class TestMeetings:
    """A run deletes no meeting and no occurrence becomes another event."""

    @pytest.mark.parametrize(
        ("exchange", "crm", "code", "reason"),
        [
            (item(MEET, meeting=True), Gone("c1"), DELETED_IN_CRM, "meeting_kept"),
            (item(MEET, meeting=True), row(MEET, in_scope=False), LEFT_VIEW, LEFT_VIEW),
        ],
    )
    def test_it_is_unlinked_and_rests(self, exchange: Record, crm: State, code: str, reason: str) -> None:
        (unlink,) = decided("event", link(MEET), exchange, crm, remove_on_view_exit=True)
        assert isinstance(unlink, Unlink)
        assert (unlink.park, unlink.reason.code) == (code, reason)

    def test_without_people_it_goes(self) -> None:
        assert brief(decided("event", link(MEET), item(MEET), Gone("c1"))) == ["Delete exchange"]

    @pytest.mark.parametrize("switch", [True, False])
    @pytest.mark.parametrize("changed", [True, False])
    def test_deleted_in_outlook(self, switch: bool, changed: bool) -> None:
        crm = row({**MEET, "location": "Rome"} if changed else MEET)
        kept, deleted, made = [f"Unlink {KEPT_IN_CRM}"], ["Delete crm"], ["Create exchange"]
        gone = Gone("e1")
        single = deleted if switch and not changed else made
        occurrence = deleted if switch and not changed else kept
        assert brief(decided("event", link(MEET), gone, crm, delete_in_crm=switch)) == single
        one = link(MEET, "master|20260301T120000Z")
        assert brief(decided("event", one, Gone("master|20260301T120000Z"), crm, delete_in_crm=switch)) == occurrence
        with_people = row({**crm.fields, **PEOPLE})
        marked = ["Update crm", "Defer exchange"] if switch else kept
        assert brief(decided("event", link({**MEET, **PEOPLE}), gone, with_people, delete_in_crm=switch)) == marked

    def test_what_stays_says_that_it_is_gone(self) -> None:
        base = {**MEET, **PEOPLE}
        update, later = decided("event", link(base), Gone("e1"), row(base))
        assert isinstance(update, Update)
        assert update.fields == {"subject": "Removed in Outlook: Meet", "show_as": "free"}
        assert isinstance(later, Defer)
        assert later.removal is None, "the guard counts no removal"
        told = {**base, **update.fields}
        assert brief(decided("event", link(told), Gone("e1"), row(told))) == [f"Unlink {KEPT_IN_CRM}"]

    def test_a_guests_copy_that_goes_marks_nothing(self) -> None:
        """The owner is no invitee: what went was the own copy of somebody else's meeting."""
        base = {**MEET, **PEOPLE}
        assert brief(decided("event", link(base), Gone("e1"), row(MEET))) == [f"Unlink {KEPT_IN_CRM}"]

    def test_a_colleagues_is_not_marked(self) -> None:
        base = {**MEET, **PEOPLE}
        assert brief(decided("event", link(base), Gone("e1"), row(base, writable=False))) == [f"Unlink {KEPT_IN_CRM}"]

    def test_a_long_subject_is_cut(self) -> None:
        base = {**MEET, **PEOPLE, "subject": "s" * 255}
        update, _ = decided("event", link(base), Gone("e1"), row(base))
        assert isinstance(update, Update)
        assert len(str(update.fields["subject"])) == 255

    def test_what_was_kept_wakes_when_the_item_is_back(self) -> None:
        kept = asleep({**MEET, **PEOPLE}, KEPT_IN_CRM)
        same = row({**MEET, **PEOPLE})
        assert decided("event", kept, None, same) == ()
        assert brief(decided("event", kept, item({**MEET, **PEOPLE}), same)) == ["Agree", "Agree"]
        assert brief(decided("event", kept, Gone("e1"), Gone("c1"))) == ["Unlink"]

    def test_in_the_view_again_without_an_item_it_goes_on_resting(self) -> None:
        kept = asleep({**MEET, **PEOPLE}, LEFT_VIEW)
        assert decided("event", kept, Gone("e1"), row({**MEET, **PEOPLE})) == ()


class TestTurnedPrivate:
    SECRET = item({**MEET, "subject": "Busy", "sensitivity": "private"}, in_scope=False)

    @pytest.mark.parametrize("view", [True, False])
    def test_it_rests_and_is_told(self, view: bool) -> None:
        unlink, report = decided("event", link(MEET), self.SECRET, row(MEET, in_scope=view))
        assert isinstance(unlink, Unlink)
        assert isinstance(report, Report)
        assert (unlink.park, report.code, report.reason.words) == (
            TURNED_PRIVATE,
            TURNED_PRIVATE,
            {"name": "Meet (2026-03-01)"},
        )

    def test_it_is_told_as_long_as_it_lasts(self) -> None:
        rests = asleep(MEET, TURNED_PRIVATE)
        assert brief(decided("event", rests, self.SECRET, row(MEET))) == ["Report exchange"]
        assert decided("event", rests, self.SECRET, None) == ()
        assert brief(decided("event", rests, self.SECRET, Gone("c1"))) == ["Unlink"]
        assert brief(decided("event", rests, item(MEET), row(MEET)))[0] == "Agree"

    def test_what_was_private_before_is_no_news(self) -> None:
        secret = {**MEET, "sensitivity": "private"}
        assert brief(decided("event", link(secret), self.SECRET, row(MEET))) == [f"Unlink {MOVED_OUT}"]
        uncategorised = item(MEET, in_scope=False)
        assert brief(decided("event", link(MEET), uncategorised, row(MEET))) == [f"Unlink {MOVED_OUT}"]
        busy = decided("event", link(MEET), self.SECRET, row(MEET), private=Private.BUSY)
        assert brief(busy) == [f"Unlink {MOVED_OUT}"]


class TestTidying:
    @pytest.mark.parametrize(("base", "expected"), [(OPEN, ["Delete crm"]), (DONE, [f"Unlink {LEFT_VIEW}"])])
    def test_a_finished_task_is_not_deleted_with_its_item(self, base: Fields, expected: list[str]) -> None:
        assert brief(decided("task", link(base), Gone("e1"), row(base), delete_in_crm=True)) == expected


class TestAnotherOnesEvent:
    """Only the organiser's copy is written."""

    def test_changes_of_the_crm_stay_there(self) -> None:
        theirs = item(MEET, meeting=True, writable=False)
        (noted,) = decided("event", link(MEET), theirs, row({**MEET, "location": "Rome"}))
        assert isinstance(noted, Agree)
        assert noted.held == {C: {"location": "Rome"}}
        after = link(MEET, held={C: {"location": "Rome"}})
        assert brief(decided("event", after, theirs, row({**MEET, "location": "Rome"}))) == ["Agree"]

    def test_what_the_organiser_changes_flows(self) -> None:
        theirs = item({**MEET, "location": "Oslo"}, meeting=True, writable=False)
        actions = decided("event", link(MEET), theirs, row({**MEET, "location": "Rome", "subject": "Lunch"}))
        noted, update = actions
        assert isinstance(noted, Agree) and isinstance(update, Update)
        assert (noted.held, update.side, update.fields) == ({C: {"subject": "Lunch"}}, C, {"location": "Oslo"})

    def test_nobody_is_asked(self) -> None:
        theirs = item({**MEET, "location": "Oslo"}, writable=False)
        crm = row({**MEET, "location": "Rome"})
        assert brief(decided("event", link(MEET), theirs, crm, winner=Winner.ASK)) == ["Update crm"]

    def test_a_choice_for_the_crm_writes_nothing(self) -> None:
        theirs = item({**MEET, "location": "Oslo"}, writable=False)
        pair = Pair(link(MEET), theirs, row({**MEET, "location": "Rome"}), (OpenConflict("location", C),))
        (noted,) = plan(pair, given=setting("event")).actions
        assert isinstance(noted, Agree)
        assert noted.held == {C: {"location": "Rome"}}

    def test_a_value_that_stayed_in_the_crm_is_kept_when_it_is_overwritten(self) -> None:
        stayed = link(MEET, held={C: {"location": "Rome", "show_as": None}})
        theirs = item({**MEET, "location": "Oslo", "show_as": "busy"}, writable=False)
        (update,) = decided("event", stayed, theirs, row({**MEET, "location": "Rome"}))
        assert isinstance(update, Update)
        assert [(clash.field, clash.crm, clash.winner) for clash in update.clashes] == [("location", "Rome", E)]

    def test_a_new_one_goes_to_the_crm_and_gets_the_category_only(self) -> None:
        theirs = item({**MEET, "crm_section": "About: Acme"}, writable=False, categories=())
        create, mark = plan(Pair(None, theirs), given=setting("event")).actions
        assert isinstance(create, Create) and isinstance(mark, Update)
        assert (mark.fields, mark.categories) == ({}, OURS)


class TestRecordsOfColleagues:
    """Two colleagues share one meeting: the CRM record is the other's, the item may be too."""

    def test_its_changes_come_to_outlook_and_none_go_back(self) -> None:
        theirs = row({**MEET, "location": "Rome"}, writable=False)
        own = item({**MEET, "subject": "Lunch"})
        (noted, update) = decided("event", link(MEET), own, theirs, winner=Winner.EXCHANGE)
        assert isinstance(noted, Agree) and isinstance(update, Update)
        assert (noted.held, update.side, update.fields) == ({E: {"subject": "Lunch"}}, E, {"location": "Rome"})

    def test_neither_side_is_written_where_both_are_somebody_elses(self) -> None:
        theirs = row({**MEET, "location": "Rome"}, writable=False)
        copy = item({**MEET, "subject": "Lunch"}, meeting=True, writable=False)
        (noted,) = decided("event", link(MEET), copy, theirs)
        assert isinstance(noted, Agree)
        assert noted.held == {C: {"location": "Rome"}, E: {"subject": "Lunch"}}


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
