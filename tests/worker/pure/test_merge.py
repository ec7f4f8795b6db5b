"""The merge by field: every combination of what two sides can have done to a field, under every policy."""

from collections.abc import Mapping

import pytest

from core.objects import CONTACT, Field
from core.policy import Winner
from core.records import Fields, Link, OpenConflict, Record, Side, Value
from tests.worker.pure.cases import C, E, at, contact, item, link, setting
from worker.sync.merge import Merge, Sides, flowing, merge, restored

FIELDS = tuple(CONTACT.fields.values())


def merged(
    one: Link,
    exchange: Record | None,
    crm: Record | None,
    winner: Winner = Winner.CRM,
    conflicts: tuple[OpenConflict, ...] = (),
) -> Merge:
    return merge(Sides(one, {E: exchange, C: crm}), FIELDS, winner, conflicts)


# (base, Exchange now, CRM now) -> (written to Exchange, written to the CRM, agreed, clashes)
TABLE: list[tuple[Value, Value, Value, Fields, Fields, Fields, int]] = [
    ("b", "b", "b", {}, {}, {}, 0),
    ("b", "x", "b", {}, {"title": "x"}, {}, 0),
    ("b", "b", "x", {"title": "x"}, {}, {}, 0),
    ("b", "x", "x", {}, {}, {"title": "x"}, 0),
    ("b", "x", "y", {"title": "y"}, {}, {}, 1),
    ("b", None, "b", {}, {"title": None}, {}, 0),
    ("b", "b", None, {"title": None}, {}, {}, 0),
    ("b", None, None, {}, {}, {"title": None}, 0),
    ("b", None, "y", {"title": "y"}, {}, {}, 1),
    ("b", "x", None, {"title": None}, {}, {}, 1),
    (None, "x", None, {}, {"title": "x"}, {}, 0),
    (None, None, "x", {"title": "x"}, {}, {}, 0),
    (None, "x", "x", {}, {}, {"title": "x"}, 0),
    (None, "x", "y", {"title": "y"}, {}, {}, 1),
    (None, None, None, {}, {}, {}, 0),
]


@pytest.mark.parametrize(("base", "exchange", "crm", "to_exchange", "to_crm", "agreed", "clashes"), TABLE)
def test_every_cell_where_the_crm_wins(
    base: Value, exchange: Value, crm: Value, to_exchange: Fields, to_crm: Fields, agreed: Fields, clashes: int
) -> None:
    result = merged(link({"title": base}), item({"title": exchange}), contact({"title": crm}))
    assert result.writes.get(E, {}) == to_exchange
    assert result.writes.get(C, {}) == to_crm
    assert result.agreed == agreed
    assert len(result.clashes) == clashes
    assert not result.rests
    assert result.lost_on(E) == result.clashes
    assert result.lost_on(C) == ()


@pytest.mark.parametrize(
    ("winner", "exchange_minute", "crm_minute", "side"),
    [
        (Winner.CRM, 9, 1, C),
        (Winner.EXCHANGE, 1, 9, E),
        (Winner.NEWEST, 9, 1, E),
        (Winner.NEWEST, 1, 9, C),
        (Winner.NEWEST, 5, 5, C),
        (Winner.NEWEST, None, 5, C),
        (Winner.NEWEST, 5, None, C),
        (Winner.ASK, 1, 1, None),
    ],
)
def test_who_wins_a_clash(
    winner: Winner, exchange_minute: int | None, crm_minute: int | None, side: Side | None
) -> None:
    exchange = item({"title": "x"}, modified=None if exchange_minute is None else at(exchange_minute))
    crm = contact({"title": "y"}, modified=None if crm_minute is None else at(crm_minute))
    result = merged(link({"title": "b"}), exchange, crm, winner)
    clash = result.clashes[0]
    assert (clash.field, clash.exchange, clash.crm, clash.base, clash.winner) == ("title", "x", "y", "b", side)
    assert result.rests is (side is None)
    loser: Mapping[Side, Fields] = {} if side is None else {side.other: {"title": {E: "x", C: "y"}[side]}}
    assert result.writes == loser
    assert result.held == {}


@pytest.mark.parametrize("chosen", [E, C, None])
def test_a_persons_choice_beats_every_policy(chosen: Side | None) -> None:
    result = merged(
        link({"title": "b"}),
        item({"title": "x"}),
        contact({"title": "y"}),
        Winner.ASK,
        (OpenConflict("title", chosen),),
    )
    assert result.clashes[0].winner is chosen


def test_an_unread_side_did_not_change() -> None:
    one = link({"title": "b", "surname": "s"})
    assert merged(one, item({"title": "x", "surname": "s"}), None).writes == {C: {"title": "x"}}
    assert merged(one, None, contact({"title": "x", "surname": "s"})).writes == {E: {"title": "x"}}
    assert merged(one, None, None) == Merge()


def test_different_fields_merge_both_ways() -> None:
    one = link({"title": "b", "surname": "s"})
    result = merged(one, item({"title": "x", "surname": "s"}), contact({"title": "b", "surname": "t"}))
    assert result.writes == {C: {"title": "x"}, E: {"surname": "t"}}


class TestCompany:
    """An empty CRM company never empties Outlook's: no account is matched."""

    def test_the_company_survives_an_account_that_was_taken_away(self) -> None:
        result = merged(link({"company_name": "Acme"}), None, contact({}))
        assert result.writes == {}
        assert result.held == {C: {"company_name": None}}

    def test_a_company_without_an_account_is_not_written_again(self) -> None:
        one = link({"company_name": "Nobody"}, held={C: {"company_name": None}})
        assert merged(one, item({"company_name": "Nobody"}), contact({})) == Merge()

    def test_an_edit_in_outlook_beats_the_empty_crm_value(self) -> None:
        result = merged(link({"company_name": "Acme"}), item({"company_name": "Globex"}), contact({}))
        assert result.writes == {C: {"company_name": "Globex"}}
        assert result.clashes == ()

    def test_an_account_matched_by_substring_is_not_a_change(self) -> None:
        one = link({"company_name": "Acme"}, held={C: {"company_name": "Acme Holding"}})
        assert merged(one, item({"company_name": "Acme"}), contact({"company_name": "Acme Holding"})) == Merge()

    def test_another_account_is_a_change(self) -> None:
        one = link({"company_name": "Acme"}, held={C: {"company_name": "Acme Holding"}})
        assert merged(one, None, contact({"company_name": "Globex"})).writes == {E: {"company_name": "Globex"}}

    def test_outlook_takes_over_what_the_crm_holds(self) -> None:
        one = link({"company_name": "Acme"}, held={C: {"company_name": "Acme Holding"}})
        assert merged(one, item({"company_name": "Acme Holding"}), None).agreed == {"company_name": "Acme Holding"}

    def test_emptied_in_outlook_flows(self) -> None:
        assert merged(link({"company_name": "Acme"}), item({}), None).writes == {C: {"company_name": None}}


class TestOneWay:
    """The section of custom fields flows to Exchange only."""

    def test_the_crm_changes_it(self) -> None:
        assert merged(link({"crm_section": "a"}), None, contact({"crm_section": "b"})).writes == {
            E: {"crm_section": "b"}
        }

    @pytest.mark.parametrize("crm", [None, contact({"crm_section": "a"})])
    def test_an_edit_in_outlook_is_overwritten(self, crm: Record | None) -> None:
        result = merged(link({"crm_section": "a"}), item({"crm_section": "mine"}), crm)
        assert result.writes == {E: {"crm_section": "a"}}
        assert result.clashes == ()

    def test_both_changed_is_no_clash(self) -> None:
        result = merged(
            link({"crm_section": "a"}), item({"crm_section": "mine"}), contact({"crm_section": "b"}), Winner.ASK
        )
        assert result.writes == {E: {"crm_section": "b"}}
        assert not result.rests

    def test_both_changed_alike(self) -> None:
        result = merged(link({"crm_section": "a"}), item({"crm_section": "b"}), contact({"crm_section": "b"}))
        assert (result.writes, result.agreed) == ({}, {"crm_section": "b"})


class TestEmail:
    """Addresses that differ in case only are alike: Salesforce stores them in lower case."""

    def test_no_clash_when_two_records_are_linked(self) -> None:
        result = merged(link({}), item({"email_address_1": "Ann@X.org"}), contact({"email_address_1": "ann@x.org"}))
        assert (result.writes, result.clashes) == ({}, ())
        assert result.agreed == {"email_address_1": "Ann@X.org"}
        assert result.held == {C: {"email_address_1": "ann@x.org"}}

    def test_case_changed_in_outlook_writes_nothing(self) -> None:
        result = merged(link({"email_address_1": "ann@x.org"}), item({"email_address_1": "Ann@x.org"}), None)
        assert (result.writes, result.held) == ({}, {C: {"email_address_1": "ann@x.org"}})

    def test_other_texts_keep_their_case(self) -> None:
        assert merged(link({"title": "dr"}), item({"title": "Dr"}), None).writes == {C: {"title": "Dr"}}


def test_a_field_that_flows_to_the_crm_only_or_nowhere() -> None:
    for flows, writes in ((frozenset({C}), {C: {"title": "x"}}), (frozenset[Side](), {})):
        one = Field("title", "Title", flows=flows)
        result = merge(
            Sides(link({"title": "b"}), {E: item({"title": "x"}), C: contact({"title": "y"})}), [one], Winner.CRM
        )
        assert (result.writes, result.clashes) == (writes, ())


def test_a_restored_item_is_the_base_with_the_crms_changes() -> None:
    one = link({"surname": "Lee", "company_name": "Acme", "crm_section": "old", "title": "Dr"})
    crm = contact({"surname": "Ray", "crm_section": "new"})
    assert restored(Sides(one, {C: crm}), FIELDS) == {"surname": "Ray", "company_name": "Acme", "crm_section": "new"}
    assert restored(Sides(one, {}), FIELDS) == one.base
    assert restored(Sides(one, {}), [Field("title", "Title", flows=frozenset({C}))]) == {}


def test_what_may_flow_to_a_side() -> None:
    record = contact({"surname": "Lee", "crm_section": "Tier: Gold", "title": None})
    told = setting()
    assert flowing(record, told.flowing[C]) == {"surname": "Lee"}
    assert flowing(record, told.flowing[E]) == {"surname": "Lee", "crm_section": "Tier: Gold"}
    assert told.shown == ("crm_section",)
