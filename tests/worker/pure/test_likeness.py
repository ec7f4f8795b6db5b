"""Tasks and events without a link: a natural key is a hint there, and what speaks against it counts."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from core.policy import Private
from core.records import Fields, Pair, Record, Side, Value
from tests.worker.pure.cases import OURS, C, E, brief, plan
from tests.worker.pure.kind_cases import MEET, NOW, decided, link, setting
from tests.worker.pure.test_arrivals import keys
from worker.sync.actions import READ_AGAIN_SECONDS, Agree, Create, Defer, Sight, Update
from worker.sync.likeness import SKEW
from worker.sync.reconcile import Found

CALL: Fields = {"subject": "Call", "due_date": date(2026, 3, 5), "status": "not_started", "importance": "normal"}
BUSY: Fields = {**MEET, "subject": "Busy"}
ANN, BO, CY = "ann@x.test|accepted", "bo@x.test|none", "cy@x.test|none"


def item(fields: Fields, key: str = "e1", **more: Any) -> Record:
    return Record(key, "v", fields, **{"categories": OURS, **more})


def row(fields: Fields, key: str = "c1", **more: Any) -> Record:
    return Record(key, "v", fields, **more)


def meeting(key: str = "e1", *people: str, **more: Any) -> Record:
    return item({**MEET, **({"attendees": people} if people else {})}, key, meeting=True, **more)


def theirs(key: str = "c1", *people: str, owner: str = "ann@x.test", **more: Any) -> Record:
    """Another's event, in which the user takes part."""
    attendees = {"attendees": people} if people else {}
    return row({**MEET, **attendees}, key, writable=False, owner=owner, **more)


def outcome(
    kind: str, items: list[Record], rows: list[Record], found: tuple[Found, ...] = (), **more: Any
) -> list[str]:
    pairs = [Pair(None, exchange=one) for one in items] + [Pair(None, crm=one) for one in rows]
    given = replace(setting(kind), **more)
    told = [sorted(keys(plan(*some, found=found, given=given).actions)) for some in (pairs, pairs[::-1])]
    assert told[0] == told[1]
    return told[0]


def linked(side: Side, record: Record, *, parked: bool = False) -> Found:
    return Found(side, record, "l9", parked)


class TestTasks:
    @pytest.mark.parametrize(
        ("there", "one"),
        [
            (CALL, True),
            ({**CALL, "subject": " CALL "}, True),
            # What only one side holds says nothing.
            ({**CALL, "body": "Ask her", "crm_section": "Name: Ann (Contact)"}, True),
            ({"subject": "Call", "due_date": CALL["due_date"]}, True),
            ({**CALL, "importance": "high"}, False),
            ({**CALL, "status": "in_progress"}, False),
            ({**CALL, "due_date": date(2026, 3, 6)}, False),
        ],
    )
    def test_a_natural_key_links_what_agrees(self, there: Fields, *, one: bool) -> None:
        assert outcome("task", [item(CALL)], [row(there)]) == (["Agree e1 c1"] if one else ["Create c1", "Create e1"])

    @pytest.mark.parametrize("name", ["body", "crm_section"])
    def test_notes_and_what_it_is_about(self, name: str) -> None:
        """A task about Bob is not the one about Ann that is called the same."""
        here = item({**CALL, name: "About  Bob"})
        assert outcome("task", [here], [row({**CALL, name: "About Ann"})]) == ["Create c1", "Create e1"]
        assert outcome("task", [here], [row({**CALL, name: "about bob"})]) == ["Agree e1 c1"]

    def test_a_linked_one_is_another(self) -> None:
        """The second call today is a task of its own."""
        assert outcome("task", [item(CALL)], [], (linked(C, row(CALL)),)) == ["Create e1"]
        assert outcome("task", [item(CALL)], [], (linked(C, row(CALL), parked=True),)) == ["Create e1"]
        assert outcome("task", [], [row(CALL)], (linked(E, item(CALL)),)) == ["Create c1"]
        assert outcome("task", [item(CALL, "e2"), item(CALL, "e1")], []) == ["Create e1", "Create e2"]
        assert outcome("task", [item(CALL, "e2"), item(CALL)], [row({**CALL, "body": "?"})])[0].startswith("Report amb")

    def test_a_parked_one_holds_back_what_agrees(self) -> None:
        held = (linked(E, item(CALL), parked=True),)
        assert outcome("task", [], [row(CALL)], held) == ["Report duplicate c1"]
        assert outcome("task", [], [row({**CALL, "importance": "high"})], held) == ["Create c1"]

    @pytest.mark.parametrize(
        ("modified", "one"), [(NOW, True), (NOW - SKEW, True), (NOW - 2 * SKEW, False), (None, False)]
    )
    def test_what_a_lost_reply_may_have_made(self, modified: Any, *, one: bool) -> None:
        """Edited meanwhile, it is found by its natural key; what was there before is another's."""
        made = row({**CALL, "importance": "high"}, modified=modified)
        expected = ["Agree e1 c1"] if one else ["Create c1", "Create e1"]
        assert outcome("task", [item(CALL)], [made], unsure={"e1": NOW}) == expected

    @pytest.mark.parametrize(
        ("there", "one"),
        [
            ({}, True),
            ({"importance": "high"}, False),
            ({"due_date": date(2026, 3, 5)}, False),
            ({"subject": "Other"}, False),
        ],
    )
    def test_one_without_a_natural_key_is_found_where_its_reply_was_lost(self, there: Fields, *, one: bool) -> None:
        bare = {**CALL, "due_date": None}
        made = row({**bare, **there}, modified=NOW)
        apart = ["Create c1", "Create e1"]
        assert outcome("task", [item(bare)], [made], unsure={"e1": NOW}) == (["Agree e1 c1"] if one else apart)
        assert outcome("task", [item(bare)], [made]) == apart
        assert outcome("task", [item(bare)], [made], unsure={"e2": NOW}) == apart
        assert outcome("task", [item(bare)], [replace(made, modified=NOW - 2 * SKEW)], unsure={"e1": NOW}) == apart

    def test_nor_is_one_that_is_linked_by_now(self) -> None:
        bare = {**CALL, "due_date": None}
        found = (linked(C, row(bare, modified=NOW)),)
        assert outcome("task", [item(bare)], [], found, unsure={"e1": NOW}) == ["Create e1"]


class TestBusy:
    def test_a_private_event_is_matched_with_nothing(self) -> None:
        hidden = [item(BUSY, key, nameless=True, writable=False) for key in ("e1", "e2")]
        assert outcome("event", hidden, [row(BUSY)]) == ["Create c1", "Create e1", "Create e2"]

    def test_but_with_what_a_lost_reply_may_have_made(self) -> None:
        hidden = item(BUSY, nameless=True, writable=False)
        assert outcome("event", [hidden], [row(BUSY, modified=NOW)], unsure={"e1": NOW}) == ["Agree e1 c1"]
        old = row(BUSY, modified=NOW - timedelta(days=1))
        assert outcome("event", [hidden], [old], unsure={"e1": NOW}) == ["Create c1", "Create e1"]


class TestMeetings:
    @pytest.mark.parametrize(
        ("name", "here", "there"),
        [("location", "Rome", "Oslo"), ("reminder_minutes", 5, 15), ("end", NOW + timedelta(hours=2), NOW)],
    )
    def test_events_that_agree(self, name: str, here: Value, there: Value) -> None:
        without = {one: value for one, value in MEET.items() if one != name}
        mine = item({**MEET, name: here})
        assert outcome("event", [mine], [row(without)]) == ["Agree e1 c1"]
        assert outcome("event", [mine], [row({**MEET, name: there})]) == ["Create c1", "Create e1"]

    @pytest.mark.parametrize(
        ("here", "there", "one"),
        [((ANN, BO), (ANN,), True), ((ANN,), ("ann@x.test|none",), True), ((ANN,), (BO,), False), ((ANN,), (), True)],
    )
    def test_people(self, here: tuple[str, ...], there: tuple[str, ...], *, one: bool) -> None:
        own = row({**MEET, **({"attendees": there} if there else {})})
        told = outcome("event", [meeting("e1", *here)], [own])
        assert told == (["Agree e1 c1"] if one else ["Create c1", "Create e1"])

    @pytest.mark.parametrize(
        ("here", "there", "about", "one"),
        [
            ((BO,), (), {"ann@x.test"}, False),
            ((ANN,), (), {"ann@x.test"}, True),
            ((ANN, BO), (), {"ann@x.test"}, True),
            ((), (), {"ann@x.test"}, True),
            ((BO,), (BO,), {"ann@x.test"}, True),
            ((BO,), (ANN,), {"bo@x.test"}, True),
            ((BO,), (ANN,), {"cy@x.test"}, False),
        ],
    )
    def test_whom_it_is_about(
        self, here: tuple[str, ...], there: tuple[str, ...], about: set[str], *, one: bool
    ) -> None:
        own = row({**MEET, **({"attendees": there} if there else {})}, about=frozenset(about))
        told = outcome("event", [meeting("e1", *here)], [own])
        assert told == (["Agree e1 c1"] if one else ["Create c1", "Create e1"])

    def test_each_has_an_own_reminder_of_one_meeting(self) -> None:
        copy = item({**MEET, "reminder_minutes": 5, "show_as": "tentative"}, meeting=True, writable=False)
        event = row({**MEET, "reminder_minutes": 15, "show_as": "busy"}, writable=False)
        assert outcome("event", [copy], [event]) == ["Agree e1 c1"]
        assert len(outcome("event", [copy], [replace(event, fields={**MEET, "end": NOW})])) == 2

    @pytest.mark.parametrize("own", [True, False])
    def test_what_each_says_of_one_meeting_stays(self, *, own: bool) -> None:
        """The organiser's notes are not the guest's, whose event it is in the CRM."""
        fields = {**MEET, "attendees": (ANN,), "body": "Agenda", "reminder_minutes": 45}
        here = item(fields, meeting=True, writable=own, identity="m1")
        there = theirs("c1", identity="m1")
        there = replace(there, fields={**MEET, "body": "Mine", "location": "Rome", "crm_section": "Related to: Acme"})
        (agree,) = plan(Pair(None, exchange=here), Pair(None, crm=there), given=setting("event")).actions
        assert isinstance(agree, Agree)
        assert (agree.settle, agree.seen) == (MEET, Sight("v", "v", True, "m1", own))
        ours = {"body": "Agenda", "reminder_minutes": 45, "attendees": (ANN,), "location": None, "crm_section": None}
        his = {**dict.fromkeys(ours), "body": "Mine", "location": "Rome", "crm_section": "Related to: Acme"}
        assert agree.held == {E: ours, C: his}
        known = link(agree.settle, held=agree.held, meeting="m1")
        assert decided("event", replace(known, versions={E: "v", C: "v"}), here, there) == ()

    def test_a_meeting_is_known_by_its_identity(self) -> None:
        """Whatever it is called meanwhile; and another one is another."""
        here = meeting("e1", ANN, identity="m1")
        renamed = theirs("c1", identity="m1")
        renamed = replace(renamed, fields={**MEET, "subject": "Meet (Q3)"})
        assert outcome("event", [here], [renamed, theirs("c2", identity="m2")]) == ["Agree e1 c1", "Create c2"]
        assert outcome("event", [here], [theirs("c2", identity="m2")]) == ["Create c2", "Create e1"]
        assert outcome("event", [here], [theirs("c2")]) == ["Agree e1 c2"]

    def test_one_entry_and_one_event_for_one_meeting(self) -> None:
        here, there = meeting("e1", ANN, identity="m1"), theirs("c1", identity="m1")
        assert outcome("event", [here], [], (linked(C, there),)) == ["Report duplicate e1"]
        assert outcome("event", [], [there], (linked(E, here),)) == ["Report duplicate c1"]
        assert outcome("event", [here, replace(here, key="e2")], []) == ["Create e1", "Report duplicate e2"]
        # Without an identity another's event is still one that the calendar holds already.
        assert outcome("event", [meeting("e2", ANN)], [], (linked(C, theirs()),)) == ["Report duplicate e2"]
        assert outcome("event", [meeting("e2", ANN)], [], (linked(C, row(MEET)),)) == ["Create e2"]


class TestOwnCopies:
    """Meetings that were never shared, and an event of the same meeting that came to the CRM."""

    @pytest.mark.parametrize(
        ("copy", "event", "one"),
        [
            (meeting("e1", ANN), theirs(), True),
            (meeting("e1", BO), theirs("c1", BO, CY), True),
            (meeting("e1", ANN), row({**MEET, "attendees": (ANN,)}), True),
            # Somebody else's meeting at the same time.
            (meeting("e1", BO), theirs(), False),
            (meeting("e1", BO), theirs("c1", CY), False),
            (meeting("e1"), theirs(), False),
            (meeting("e1", BO), row(MEET), False),
            # Nobody takes part: the user's own business.
            (item(MEET), theirs(), False),
            (meeting("e1", BO, identity="m1"), theirs("c1", identity="m1"), True),
            (meeting("e1", ANN, identity="m1"), theirs("c1", identity="m2"), False),
        ],
    )
    def test_table(self, copy: Record, event: Record, *, one: bool) -> None:
        copy = replace(copy, in_scope=False, categories=("Friends",))
        actions = plan(Pair(None, crm=event), found=[Found(E, copy)], given=setting("event")).actions
        assert brief(actions) == (["Update exchange", "Defer crm"] if one else ["Create exchange"])
        if one:
            mark, wait = actions
            assert isinstance(mark, Update) and isinstance(wait, Defer)
            assert (mark.key, mark.version, mark.fields, mark.categories) == ("e1", "v", {}, ("Friends", *OURS))
            assert (wait.key, wait.wait_seconds) == ("c1", READ_AGAIN_SECONDS)

    @pytest.mark.parametrize(("private", "told"), [(Private.SKIP, ["Defer crm"]), (Private.BUSY, ["Update", "Defer"])])
    def test_a_private_copy_stays_private(self, private: Private, told: list[str]) -> None:
        hidden = {**MEET, "subject": "Busy", "sensitivity": "private"}
        copy = item(hidden, meeting=True, in_scope=False, nameless=True, writable=False, identity="m1")
        given = setting("event", private=private)
        actions = plan(Pair(None, crm=theirs("c1", identity="m1")), found=[Found(E, copy)], given=given).actions
        assert [one.partition(" ")[0] for one in brief(actions)] == [one.partition(" ")[0] for one in told]

    def test_two_copies_are_for_a_person_to_tell_apart(self) -> None:
        copies = [Found(E, meeting(key, ANN, in_scope=False)) for key in ("e1", "e2")]
        assert outcome("event", [], [theirs()], tuple(copies)) == ["Report ambiguous c1"]


class TestWhatALinkKnowsOfAMeeting:
    """Its identity, by which the runs of colleagues find the CRM's record."""

    def test_from_the_beginning(self) -> None:
        here = meeting("e1", ANN, identity="m1")
        (create,) = plan(Pair(None, exchange=here), given=setting("event")).actions
        assert isinstance(create, Create) and create.seen.meeting == "m1"
        agree = plan(Pair(None, exchange=here), Pair(None, crm=theirs()), given=setting("event")).actions[0]
        assert isinstance(agree, Agree) and agree.seen.meeting == "m1"

    def test_as_soon_as_it_is_told(self) -> None:
        """People were invited to what was the user's alone."""
        old = link(MEET)
        here = replace(meeting("e1", identity="m1"), version="e-v1")
        (agree,) = decided("event", old, here, None)
        assert isinstance(agree, Agree) and agree.seen.meeting == "m1"
        assert decided("event", replace(old, meeting="m1"), here, None) == ()
        assert decided("event", replace(old, meeting="m1"), replace(here, identity=None), None) == ()
        (update,) = decided("event", old, replace(here, fields={**MEET, "location": "Rome"}), None)
        assert isinstance(update, Update) and update.seen.meeting == "m1"
