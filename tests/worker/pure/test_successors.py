"""A record that goes on under another key: moved by Exchange, or merged away in the CRM."""

import pytest

from core.records import Gone, Pair, Place, Record, State
from tests.worker.pure.cases import (
    GONE_E,
    MOVED_OUT,
    C,
    E,
    brief,
    contact,
    decided,
    item,
    link,
    plan,
    with_base,
)
from tests.worker.pure.test_departures import CHANGED_C, OUTSIDE
from worker.sync.actions import Agree, Delete, Sight, Unlink, Update
from worker.sync.reconcile import Found


class TestNewAddress:
    """EWS gives an item that was moved another key."""

    moved = item(key="e9", version="e-v1")

    def test_a_healthy_pair(self) -> None:
        actions = decided(link(), self.moved, None)
        assert isinstance(actions[0], Agree)
        assert (actions[0].keys, actions[0].reason.code) == ({E: "e9", C: "c1"}, "key_changed")

    def test_writes_go_to_the_new_key(self) -> None:
        _, update = decided(link(), self.moved, CHANGED_C)
        assert isinstance(update, Update)
        assert update.key == "e9"

    def test_a_parked_pair_stays_parked(self) -> None:
        actions = decided(OUTSIDE, item(key="e9", place=Place.OTHER), None)
        assert brief(actions) == ["Agree", "Unlink moved_out"]

    def test_a_pair_that_is_parked_for_it(self) -> None:
        assert brief(decided(link(), item(key="e9", place=Place.OTHER), None)) == ["Agree", "Unlink moved_out"]

    def test_a_pair_that_comes_back_with_it(self) -> None:
        actions = decided(OUTSIDE, item(key="e9"), CHANGED_C)
        assert brief(actions) == ["Agree", "Agree", "Update exchange"]

    def test_the_new_key_is_no_new_record(self) -> None:
        result = plan(Pair(link(), self.moved), Pair(None, self.moved))
        assert brief(result.actions) == ["Agree"]


class TestMergedAway:
    """Gone with a successor: the link goes on with it, unless it is linked."""

    gone = Gone("c1", successor="c2")
    heir = contact(with_base(title="Dr"), key="c2", version="x")

    def passed(self, *pairs: Pair, heir: Record | None = None) -> list[str]:
        return brief(plan(Pair(link(), None, self.gone), Pair(None, crm=heir or self.heir), *pairs).actions)

    def test_the_successor_inherits(self) -> None:
        agree, update = plan(Pair(link(), None, self.gone), Pair(None, crm=self.heir)).actions
        assert isinstance(agree, Agree) and isinstance(update, Update)
        assert (agree.keys, agree.link_id, agree.seen) == ({E: "e1", C: "c2"}, "l1", Sight(in_view=True))
        assert (update.side, update.fields, update.seen) == (E, {"title": "Dr"}, Sight(crm="x"))

    def test_edits_of_exchange_go_to_the_successor(self) -> None:
        result = plan(Pair(link(), item(with_base(nickname="x")), self.gone), Pair(None, crm=self.heir))
        assert brief(result.actions) == ["Agree", "Update crm", "Update exchange"]
        update = result.actions[1]
        assert isinstance(update, Update)
        assert (update.key, update.version) == ("c2", "x")

    def test_one_outside_the_view_did_not_leave_it(self) -> None:
        out = contact(key="c2", in_scope=False)
        result = plan(Pair(link(), None, self.gone), found=[Found(C, out)])
        assert brief(result.actions) == ["Agree", "Agree"]

    def test_of_two_links_the_first_inherits(self) -> None:
        second = Pair(link(id="l2", keys={E: "e2", C: "c0"}), None, Gone("c0", successor="c2"))
        assert self.passed(second) == ["Agree", "Update exchange", "Delete exchange"]

    def test_a_linked_or_unknown_successor_counts_as_deleted(self) -> None:
        linked = Pair(link(id="l2", keys={E: "e2", C: "c2"}), None, self.heir)
        assert "Delete exchange" in brief(plan(Pair(link(), None, self.gone), linked).actions)
        [deleted] = plan(Pair(link(), None, self.gone)).actions
        assert isinstance(deleted, Delete)
        assert (deleted.side, deleted.reason.code) == (E, "merged_away"), "it is told as what it is"
        [kept] = plan(Pair(link(), None, self.gone), delete_in_exchange=False).actions
        assert isinstance(kept, Unlink)
        assert (kept.reason.code, kept.park) == ("kept_merged", "deleted_in_crm")

    @pytest.mark.parametrize("exchange", [GONE_E, MOVED_OUT])
    def test_without_an_item_the_link_ends(self, exchange: State) -> None:
        result = plan(Pair(link(), exchange, self.gone), Pair(None, crm=self.heir))
        assert brief(result.actions) == ["Unlink", "Create exchange"]
