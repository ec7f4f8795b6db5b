"""Meetings and other people's events: where their decisions differ."""

import pytest

from core.exchange.event_writes import OWN
from core.policy import Private, Winner
from core.records import Gone, OpenConflict, Pair, Record, Side, State
from tests.worker.pure.cases import OURS, C, E, brief, plan
from tests.worker.pure.kind_cases import (
    MEET,
    PEOPLE,
    asleep,
    decided,
    item,
    link,
    row,
    setting,
)
from worker.sync.actions import Agree, Create, Defer, Report, Unlink, Update
from worker.sync.called_off import TURNED_PRIVATE
from worker.sync.departures import DELETED_IN_CRM, KEPT_IN_CRM, LEFT_VIEW, MOVED_OUT


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

    @pytest.mark.parametrize("hosted", [True, False])
    def test_an_own_meeting_with_people_whom_nobody_knows_there(self, hosted: bool) -> None:
        """Who is no invitee may be the user, unless the item was seen to be the user's own."""
        base = {**MEET, **PEOPLE}
        marked = ["Update crm", "Defer exchange"] if hosted else [f"Unlink {KEPT_IN_CRM}"]
        assert brief(decided("event", link(base, hosted=hosted), Gone("e1"), row(MEET))) == marked

    @pytest.mark.parametrize("own", [True, False])
    def test_whose_meeting_it_is_is_noted_with_the_link(self, own: bool) -> None:
        one = item({**MEET, **PEOPLE}, meeting=True, writable=own)
        create = plan(Pair(None, one, None), given=setting("event")).actions[0]
        assert isinstance(create, Create)
        assert create.seen.hosted is own

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


class TestAnotherOnesEvent:
    """Only the organiser's copy is written."""

    def test_changes_of_the_crm_stay_there(self) -> None:
        theirs = item(MEET, meeting=True, writable=False)
        (noted,) = decided("event", link(MEET), theirs, row({**MEET, "location": "Rome"}))
        assert isinstance(noted, Agree)
        assert noted.held == {C: {"location": "Rome"}}
        after = link(MEET, held={C: {"location": "Rome"}})
        assert brief(decided("event", after, theirs, row({**MEET, "location": "Rome"}))) == ["Agree"]

    def test_what_is_the_attendees_own_comes_to_outlook(self) -> None:
        """Reminder and show-as; all else of the same change stays in the CRM."""
        theirs = item(MEET, meeting=True, writable=False, own=OWN)
        crm = row({**MEET, "location": "Rome", "show_as": "oof", "reminder_minutes": 5})
        noted, update = decided("event", link(MEET), theirs, crm)
        assert isinstance(noted, Agree) and isinstance(update, Update)
        assert (noted.held, update.side) == ({C: {"location": "Rome"}}, E)
        assert update.fields == {"show_as": "oof", "reminder_minutes": 5}

    def test_what_is_the_attendees_own_goes_to_the_crm(self) -> None:
        theirs = item({**MEET, "show_as": "free"}, meeting=True, writable=False, own=OWN)
        (update,) = decided("event", link(MEET), theirs, row(MEET))
        assert isinstance(update, Update)
        assert (update.side, update.fields) == (C, {"show_as": "free"})

    @pytest.mark.parametrize(("winner", "side"), [(Winner.CRM, E), (Winner.EXCHANGE, C)])
    def test_the_policy_decides_on_what_is_the_attendees_own(self, winner: Winner, side: Side) -> None:
        theirs = item({**MEET, "show_as": "free"}, meeting=True, writable=False, own=OWN)
        (update,) = decided("event", link(MEET), theirs, row({**MEET, "show_as": "oof"}), winner=winner)
        assert isinstance(update, Update)
        assert (update.side, [clash.field for clash in update.clashes]) == (side, ["show_as"])

    def test_a_colleagues_record_tells_nothing_of_ones_own(self) -> None:
        """Show-as and reminder of the organiser's event in the CRM are the organiser's."""
        theirs = item({**MEET, "reminder_minutes": 5}, meeting=True, writable=False, own=OWN)
        crm = row({**MEET, "show_as": "oof"}, writable=False)
        (noted,) = decided("event", link(MEET), theirs, crm, winner=Winner.EXCHANGE)
        assert isinstance(noted, Agree)
        assert noted.held == {C: {"show_as": "oof"}, E: {"reminder_minutes": 5}}

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
