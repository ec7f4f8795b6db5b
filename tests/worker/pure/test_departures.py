"""Deletions, the list view, the folder, and parked pairs: every cell, every switch."""

from dataclasses import replace

import pytest

from core.policy import Winner
from core.records import Away, Link, LinkState, Place, State
from tests.worker.pure.cases import (
    BASE,
    GONE_C,
    GONE_E,
    MOVED_OUT,
    OURS,
    C,
    E,
    brief,
    contact,
    decided,
    item,
    link,
    parked,
    with_base,
)
from worker.sync.actions import Agree, Create, Defer, Delete, Sight, Unlink, Update

OUT_C = contact(in_scope=False)
CHANGED_C = contact(with_base(title="Dr"))
CHANGED_E = item(with_base(title="Dr"))
SAME_E, SAME_C = item(version="e-v1"), contact(version="c-v1")
PERSONAL = item(place=Place.DEFAULT, in_scope=False, categories=())

# (Exchange, CRM) -> actions with both deletion switches on / both off.
CELLS: list[tuple[str, State | None, State | None, list[str], list[str]]] = [
    ("deleted in the CRM", None, GONE_C, ["Delete exchange"], ["Unlink deleted_in_crm"]),
    ("deleted in the CRM, edited in Exchange", CHANGED_E, GONE_C, ["Delete exchange"], ["Unlink deleted_in_crm"]),
    ("deleted in Exchange", GONE_E, None, ["Delete crm"], ["Create exchange"]),
    ("deleted in Exchange, CRM read and same", GONE_E, SAME_C, ["Delete crm"], ["Create exchange"]),
    ("deleted in Exchange, edited in the CRM", GONE_E, CHANGED_C, ["Create exchange"], ["Create exchange"]),
    ("deleted on both", GONE_E, GONE_C, ["Unlink"], ["Unlink"]),
    ("left the view", None, OUT_C, ["Delete exchange"], ["Unlink left_view"]),
    ("left the view, same in Exchange", SAME_E, OUT_C, ["Delete exchange"], ["Unlink left_view"]),
    ("no longer readable", None, Away("c1"), ["Delete exchange"], ["Unlink left_view"]),
    ("left the view, edited in Exchange", CHANGED_E, OUT_C, ["Update crm", "Defer exchange"], ["Unlink left_view"]),
    ("left the view, deleted in Exchange", GONE_E, OUT_C, ["Unlink left_view"], ["Unlink left_view"]),
    ("moved out", MOVED_OUT, None, ["Unlink moved_out"], ["Unlink moved_out"]),
    ("moved out and unmarked", PERSONAL, None, ["Unlink moved_out"], ["Unlink moved_out"]),
    ("hidden in Exchange", Away("e1"), None, ["Unlink moved_out"], ["Unlink moved_out"]),
    ("moved out, edited in the CRM", MOVED_OUT, CHANGED_C, ["Unlink moved_out"], ["Unlink moved_out"]),
    ("moved out, left the view", MOVED_OUT, OUT_C, ["Unlink moved_out"], ["Unlink moved_out"]),
    ("moved out, deleted in the CRM", MOVED_OUT, GONE_C, ["Unlink"], ["Unlink"]),
]


@pytest.mark.parametrize(
    ("exchange", "crm", "on", "off"), [cell[1:] for cell in CELLS], ids=[cell[0] for cell in CELLS]
)
def test_every_cell(exchange: State | None, crm: State | None, on: list[str], off: list[str]) -> None:
    assert brief(decided(link(), exchange, crm)) == on
    assert brief(decided(link(), exchange, crm, delete_in_crm=False, delete_in_exchange=False)) == off


# Of a record that was linked from outside the view and cannot be read any more.
@pytest.mark.parametrize(
    ("exchange", "park"),
    [(None, "no_access"), (GONE_E, "no_access"), (MOVED_OUT, "moved_out"), (CHANGED_E, "no_access")],
)
def test_away_without_ever_being_in_view(exchange: State | None, park: str) -> None:
    (unlink,) = decided(link(in_view=False), exchange, Away("c1"))
    assert isinstance(unlink, Unlink)
    assert (unlink.park, unlink.seen) == (park, Sight())


class TestDelete:
    """What a deletion carries."""

    def test_the_exchange_copy_is_archived(self) -> None:
        (delete,) = decided(link(), CHANGED_E, GONE_C)
        assert delete == Delete(E, "e1", "e-v2", CHANGED_E.fields, delete.reason)
        assert delete.reason.code == "deleted_in_crm"

    def test_an_unread_copy_is_archived_from_the_base(self) -> None:
        (delete,) = decided(link(held={E: {"title": "x"}}), None, GONE_C)
        assert isinstance(delete, Delete)
        assert (delete.version, delete.archive) == ("e-v1", {**BASE, "title": "x"})

    def test_in_the_crm(self) -> None:
        (delete,) = decided(link(), GONE_E, SAME_C)
        assert isinstance(delete, Delete)
        assert (delete.key, delete.version, delete.park) == ("c1", "c-v1", None)

    def test_leaving_the_view_parks_the_pair(self) -> None:
        (delete,) = decided(link(), None, OUT_C)
        assert isinstance(delete, Delete)
        assert (delete.park, delete.reason.code) == ("left_view", "left_view")


class TestLeavingTheView:
    @pytest.mark.parametrize(("remove", "switch"), [(False, True), (True, False), (False, False)])
    def test_the_copy_stays_unless_both_switches_say_otherwise(self, remove: bool, switch: bool) -> None:
        (unlink,) = decided(link(), None, OUT_C, remove_on_view_exit=remove, delete_in_exchange=switch)
        assert isinstance(unlink, Unlink)
        assert (unlink.park, unlink.seen.in_view) == ("left_view", False)

    def test_outlook_changes_are_saved_first(self) -> None:
        update, defer = decided(link(), CHANGED_E, OUT_C)
        assert isinstance(update, Update) and isinstance(defer, Defer)
        assert (update.fields, update.seen.in_view) == ({"title": "Dr"}, None)
        assert (defer.removal, defer.wait_seconds) == ((E, "e1"), 0)

    def test_changes_of_the_crm_are_not_written_to_what_is_removed(self) -> None:
        out = contact(with_base(surname="Ray"), in_scope=False)
        update, _ = decided(link(), CHANGED_E, out)
        assert isinstance(update, Update)
        assert (update.side, update.fields) == (C, {"title": "Dr"})
        assert brief(decided(link(), None, out)) == ["Delete exchange"]

    def test_an_undecided_clash_rests(self) -> None:
        out = contact(with_base(title="Prof"), in_scope=False)
        assert brief(decided(link(), CHANGED_E, out, winner=Winner.ASK)) == ["Report exchange"]

    def test_a_record_linked_from_outside_never_leaves(self) -> None:
        assert brief(decided(link(in_view=False), None, OUT_C)) == ["Agree"]


class TestRestore:
    def test_over_the_same_link(self) -> None:
        (create,) = decided(link(), GONE_E, CHANGED_C)
        assert isinstance(create, Create)
        assert (create.side, create.source, create.link_id, create.restore) == (E, "c1", "l1", True)
        assert create.fields == create.settle == with_base(title="Dr")
        assert (create.categories, create.seen) == (OURS, Sight(crm="c-v2"))
        assert create.reason.code == "restored_changed"

    def test_the_company_survives(self) -> None:
        (create,) = decided(link(), GONE_E, contact(with_base(company_name=None)), delete_in_crm=False)
        assert isinstance(create, Create)
        assert (create.fields, create.reason.code) == (BASE, "restored")
        assert create.held == {"company_name": None}

    def test_from_the_base_when_the_crm_was_not_read(self) -> None:
        (create,) = decided(link(), GONE_E, None, delete_in_crm=False)
        assert isinstance(create, Create)
        assert (create.fields, create.seen) == (BASE, Sight())


def out_of_view(**more: object) -> Link:
    return parked("left_view", in_view=False, keys={E: None, C: "c1"}, **more)


KEPT = parked("left_view", in_view=False)
OUTSIDE = parked("moved_out")
TOMBSTONE = parked("deleted_in_crm")
BLOCKED = parked("no_access", in_view=False)
FOREIGN = parked("removed_by_admin")

PARKED: list[tuple[str, Link, State | None, State | None, list[str]]] = [
    ("removed copy: still out", out_of_view(), None, OUT_C, []),
    ("removed copy: unread", out_of_view(), None, None, []),
    ("removed copy: not readable", out_of_view(), None, Away("c1"), []),
    ("removed copy: back", out_of_view(), None, SAME_C, ["Create exchange"]),
    ("removed copy: deleted", out_of_view(), None, GONE_C, ["Unlink"]),
    ("kept copy: still out", KEPT, CHANGED_E, OUT_C, []),
    ("kept copy: back", KEPT, SAME_E, SAME_C, ["Agree"]),
    (
        "kept copy: back, edited in both",
        KEPT,
        item(with_base(nickname="x")),
        CHANGED_C,
        ["Agree", "Update crm", "Update exchange"],
    ),
    ("kept copy: back, but deleted here", KEPT, GONE_E, SAME_C, ["Create exchange"]),
    ("kept copy: back, but moved out", KEPT, MOVED_OUT, SAME_C, ["Unlink moved_out"]),
    ("kept copy: deleted in the CRM", KEPT, SAME_E, GONE_C, ["Delete exchange"]),
    ("kept copy: deleted on both", KEPT, GONE_E, GONE_C, ["Unlink"]),
    ("kept copy: deleted here", KEPT, GONE_E, OUT_C, []),
    ("moved out: still", OUTSIDE, MOVED_OUT, CHANGED_C, []),
    ("moved out: unread", OUTSIDE, None, CHANGED_C, []),
    ("moved out: back", OUTSIDE, SAME_E, None, ["Agree"]),
    ("moved out: back, edited in the CRM", OUTSIDE, SAME_E, CHANGED_C, ["Agree", "Update exchange"]),
    ("moved out: back, out of the view", OUTSIDE, SAME_E, OUT_C, ["Agree", "Delete exchange"]),
    ("moved out: back, deleted in the CRM", OUTSIDE, SAME_E, GONE_C, ["Delete exchange"]),
    ("moved out: deleted there", OUTSIDE, GONE_E, None, []),
    ("moved out: CRM deleted", OUTSIDE, MOVED_OUT, GONE_C, ["Unlink"]),
    ("moved out: CRM deleted, unread", OUTSIDE, None, GONE_C, ["Unlink"]),
    ("tombstone: edited in Exchange", TOMBSTONE, CHANGED_E, GONE_C, []),
    ("tombstone: unread", TOMBSTONE, CHANGED_E, None, []),
    ("tombstone: brought back", TOMBSTONE, SAME_E, SAME_C, ["Agree"]),
    ("tombstone: brought back outside the view", TOMBSTONE, SAME_E, OUT_C, []),
    ("tombstone: gone in Exchange too", TOMBSTONE, GONE_E, GONE_C, ["Unlink"]),
    ("tombstone: moved out", TOMBSTONE, MOVED_OUT, GONE_C, ["Unlink"]),
    ("no access: still", BLOCKED, SAME_E, Away("c1"), []),
    ("no access: readable, outside the view", BLOCKED, SAME_E, OUT_C, ["Agree"]),
    ("no access: readable and edited", BLOCKED, SAME_E, CHANGED_C, ["Agree", "Update exchange"]),
    ("no access: deleted", BLOCKED, SAME_E, GONE_C, ["Delete exchange"]),
    ("another reason: nothing", FOREIGN, CHANGED_E, CHANGED_C, []),
    ("another reason: CRM deleted", FOREIGN, SAME_E, GONE_C, []),
    ("another reason: gone on both", FOREIGN, GONE_E, GONE_C, ["Unlink"]),
]


@pytest.mark.parametrize(
    ("one", "exchange", "crm", "actions"), [case[1:] for case in PARKED], ids=[case[0] for case in PARKED]
)
def test_parked_pairs(one: Link, exchange: State | None, crm: State | None, actions: list[str]) -> None:
    result = decided(one, exchange, crm)
    words = brief(result)
    # An Agree of the merge itself only refreshes versions.
    assert [word for number, word in enumerate(words) if word != "Agree" or number == 0] == actions


@pytest.mark.parametrize(("one", "in_view"), [(KEPT, True), (BLOCKED, True), (OUTSIDE, None), (TOMBSTONE, True)])
def test_coming_back_says_where_the_record_is(one: Link, in_view: bool | None) -> None:
    agree = decided(one, SAME_E, SAME_C)[0]
    assert isinstance(agree, Agree)
    assert (agree.link_id, agree.seen.in_view) == ("l1", in_view)


def test_a_restored_copy_counts_as_inside_the_view() -> None:
    (create,) = decided(out_of_view(), None, SAME_C)
    assert isinstance(create, Create)
    assert (create.seen.in_view, create.reason.code, create.restore) == (True, "back_in_view", True)


DONE = {"subject": "Write", "status": "completed"}


def test_a_completed_task_that_is_tidied_away_waits_until_it_is_opened_again() -> None:
    [parking] = decided(link(DONE), GONE_E, contact(DONE), delete_in_crm=False)
    assert isinstance(parking, Unlink)
    assert (parking.park, parking.reason.code) == ("left_view", "kept_in_crm")
    asleep = replace(link(DONE), state=LinkState.PARKED, parked="left_view")
    assert decided(asleep, GONE_E, contact({**DONE, "importance": "high"})) == ()
    assert brief(decided(asleep, GONE_E, contact({**DONE, "status": "in_progress"}))) == ["Create exchange"]
