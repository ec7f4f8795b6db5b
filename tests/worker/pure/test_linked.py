"""A linked pair with both records: what is written, what is remembered, and when it rests."""

import pytest

from core.policy import Winner
from core.records import Link, OpenConflict, OpenIssue, Pair, Place
from tests.worker.pure.cases import BASE, OURS, C, E, brief, contact, decided, item, link, plan, setting, with_base
from worker.sync.actions import Agree, Clash, Report, Sight, Update


class TestTable:
    """Design, section 3: Exchange same or changed, CRM same or changed."""

    def test_same_same(self) -> None:
        result = plan(Pair(link(), item(version="e-v1"), contact(version="c-v1")))
        assert (result.actions, result.unchanged) == ((), 1)

    def test_unread_is_same(self) -> None:
        assert plan(Pair(link())).unchanged == 1

    def test_changed_same(self) -> None:
        (update,) = decided(link(), item(with_base(title="Dr")), None)
        assert isinstance(update, Update)
        assert (update.side, update.key, update.version) == (C, "c1", "c-v1")
        assert update.fields == update.settle == {"title": "Dr"}
        assert update.seen == Sight(exchange="e-v2")
        assert (update.categories, update.place) == (None, None)
        assert update.reason.code == "updated"
        assert update.reason.words == {"name": "Ann Lee", "fields": "Title", "source": "exchange", "target": "crm"}

    def test_same_changed(self) -> None:
        (update,) = decided(link(), None, contact(with_base(surname=None)))
        assert isinstance(update, Update)
        assert (update.side, update.key, update.version, update.fields) == (E, "e1", "e-v1", {"surname": None})
        assert update.seen == Sight(crm="c-v2")

    def test_changed_changed_in_different_fields(self) -> None:
        to_crm, to_exchange = decided(link(), item(with_base(title="Dr")), contact(with_base(surname="Ray")))
        assert isinstance(to_crm, Update) and isinstance(to_exchange, Update)
        assert (to_crm.side, to_crm.version, to_crm.fields) == (C, "c-v2", {"title": "Dr"})
        assert (to_exchange.side, to_exchange.version, to_exchange.fields) == (E, "e-v2", {"surname": "Ray"})
        # The CRM's version after both writes is the one that its own write answers.
        assert (to_crm.seen, to_exchange.seen) == (Sight(exchange="e-v2"), Sight())
        assert {to_crm.reason.code, to_exchange.reason.code} == {"merged"}

    @pytest.mark.parametrize(("winner", "side", "kept"), [(Winner.CRM, E, "Prof"), (Winner.EXCHANGE, C, "Dr")])
    def test_a_clash_overwrites_the_loser_and_keeps_its_value(self, winner: Winner, side: object, kept: str) -> None:
        exchange, crm = item(with_base(title="Dr")), contact(with_base(title="Prof"))
        (update,) = decided(link(), exchange, crm, winner=winner)
        assert isinstance(update, Update)
        assert (update.side, update.fields) == (side, {"title": kept})
        assert update.clashes == (Clash("title", "Dr", "Prof", None, C if side is E else E),)
        assert update.reason.code == "merged"


class TestNothingToWrite:
    """Local changes only: Agree."""

    def test_a_new_version_with_equal_fields(self) -> None:
        (agree,) = decided(link(), item(), contact(version="c-v1"))
        assert isinstance(agree, Agree)
        assert (agree.link_id, agree.settle, agree.held) == ("l1", {}, {})
        assert agree.keys == {E: "e1", C: "c1"}
        assert agree.seen == Sight("e-v2", "c-v1")

    def test_both_changed_alike(self) -> None:
        (agree,) = decided(link(), item(with_base(title="Dr")), contact(with_base(title="Dr")))
        assert isinstance(agree, Agree)
        assert agree.settle == {"title": "Dr"}

    def test_agreed_beside_a_write(self) -> None:
        both = with_base(title="Dr", department="A")
        agree, update = decided(link(), item(both), contact(with_base(title="Dr")))
        assert isinstance(agree, Agree)
        # Its versions are saved by the write, not before.
        assert (agree.settle, agree.seen) == ({"title": "Dr"}, Sight())
        assert isinstance(update, Update)
        assert update.fields == {"department": "A"}

    def test_the_account_was_taken_away(self) -> None:
        (agree,) = decided(link(), None, contact(with_base(company_name=None)))
        assert isinstance(agree, Agree)
        assert (agree.settle, agree.held) == ({}, {C: {"company_name": None}})

    def test_seen_inside_the_view_for_the_first_time(self) -> None:
        (agree,) = decided(link(in_view=False), None, contact(version="c-v1"))
        assert isinstance(agree, Agree)
        assert agree.seen.in_view is True

    def test_outside_the_view_from_the_start_is_kept_in_step(self) -> None:
        (update,) = decided(link(in_view=False), None, contact(with_base(title="Dr"), in_scope=False))
        assert isinstance(update, Update)
        assert (update.side, update.seen.in_view) == (E, None)

    def test_an_open_issue_or_conflict_is_answered(self) -> None:
        pair = Pair(link(), item(version="e-v1"), contact(version="c-v1"))
        issue = Pair(link(), pair.exchange, pair.crm, issue=OpenIssue(C, "refused", 2))
        assert brief(plan(issue).actions) == ["Agree"]
        conflict = Pair(link(), pair.exchange, pair.crm, (OpenConflict("title"),))
        assert brief(plan(conflict).actions) == ["Agree"]


class TestUpkeep:
    """Every linked item lies in the folder and carries the category."""

    def test_the_category_comes_back(self) -> None:
        (update,) = decided(link(), item(version="e-v1", categories=("Friends",)), None)
        assert isinstance(update, Update)
        assert (update.side, update.fields, update.categories) == (E, {}, ("Friends", "Salesforce"))
        assert (update.place, update.reason.code) == (None, "marked")

    def test_a_marked_item_in_the_default_folder_moves_back(self) -> None:
        (update,) = decided(link(), item(place=Place.DEFAULT), None)
        assert isinstance(update, Update)
        assert (update.place, update.categories) == (Place.SYNCED, None)

    def test_it_travels_with_the_fields(self) -> None:
        (update,) = decided(link(), item(categories=()), contact(with_base(title="Dr")))
        assert isinstance(update, Update)
        assert (update.fields, update.categories) == ({"title": "Dr"}, OURS)

    def test_error_categories_go_when_nothing_is_refused_any_more(self) -> None:
        (update,) = decided(link(), item(categories=(*OURS, "Sync Error", "Title is too long")), None)
        assert isinstance(update, Update)
        assert (update.side, update.categories) == (E, OURS)

    def test_they_go_after_the_crm_took_the_change(self) -> None:
        """Where it refuses again, `apply` leaves the item alone."""
        refused = item(with_base(title="Dr"), categories=(*OURS, "Sync Error", "Title is too long"))
        to_crm, update = plan(Pair(link(), refused, contact(), issue=OpenIssue(C, "too_long"))).actions
        assert isinstance(to_crm, Update) and isinstance(update, Update)
        assert (to_crm.side, to_crm.fields) == (C, {"title": "Dr"})
        assert (update.side, update.fields, update.categories) == (E, {}, OURS)

    def test_they_go_when_the_person_took_the_change_back(self) -> None:
        refused = item(categories=(*OURS, "Sync Error", "Title is too long"))
        (update,) = plan(Pair(link(), refused, contact(), issue=OpenIssue(C, "too_long"))).actions
        assert isinstance(update, Update)
        assert (update.side, update.categories) == (E, OURS)


class TestAsk:
    """Policy `ask`: the whole record rests until every clash is decided."""

    exchange = item(with_base(title="Dr", department="A", nickname="x"))
    crm = contact(with_base(title="Prof", department="B", surname="Ray"))

    def test_no_write_and_one_report(self) -> None:
        (report,) = decided(link(), self.exchange, self.crm, winner=Winner.ASK)
        assert isinstance(report, Report)
        assert (report.side, report.key, report.code, report.candidates) == (E, "e1", "conflict", ("c1",))
        assert [clash.field for clash in report.clashes] == ["title", "department"]
        assert {clash.winner for clash in report.clashes} == {None}
        assert report.label is None

    def test_one_choice_of_two_is_not_enough(self) -> None:
        actions = decided(link(), self.exchange, self.crm, (OpenConflict("title", E),), winner=Winner.ASK)
        assert brief(actions) == ["Report exchange"]

    def test_all_chosen(self) -> None:
        chosen = (OpenConflict("title", E), OpenConflict("department", C))
        to_crm, to_exchange = decided(link(), self.exchange, self.crm, chosen, winner=Winner.ASK)
        assert isinstance(to_crm, Update) and isinstance(to_exchange, Update)
        assert to_crm.fields == {"title": "Dr", "nickname": "x"}
        assert to_exchange.fields == {"department": "B", "surname": "Ray"}
        assert [clash.field for clash in to_crm.clashes] == ["title"]
        assert [clash.field for clash in to_exchange.clashes] == ["department"]

    def test_the_sides_came_to_agree(self) -> None:
        agreed = contact(self.exchange.fields)
        actions = decided(link(), self.exchange, agreed, (OpenConflict("title"),), winner=Winner.ASK)
        assert brief(actions) == ["Agree"]


def test_only_shared_fields_count() -> None:
    given = setting(holds={E: frozenset(BASE), C: frozenset({"surname"})})
    pair = Pair(link(), item(with_base(given_name="Bo")), None)
    assert brief(plan(pair, given=given).actions) == ["Agree"]


@pytest.mark.parametrize("one", [link(), link(base={})])
def test_a_link_is_never_changed(one: Link) -> None:
    before = (dict(one.base), dict(one.keys))
    decided(one, item(with_base(title="Dr")), contact(with_base(title="Prof")))
    assert (dict(one.base), dict(one.keys)) == before


@pytest.mark.parametrize("own", [True, False], ids=["the user's own item", "an attendee's copy"])
def test_a_record_of_a_colleague_is_never_written(own: bool) -> None:
    """What was changed in Outlook stays there, and is no change any more once that is known."""
    mine, theirs = item(with_base(title="Dr"), writable=own), contact(writable=False)
    [agreed] = decided(link(), mine, theirs)
    assert isinstance(agreed, Agree)
    assert agreed.held == {E: {"title": "Dr"}}
    assert brief(decided(link(held=agreed.held, versions={E: "e-v2", C: "c-v2"}), mine, theirs)) == []
