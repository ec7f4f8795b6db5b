"""Records without a link: matched, created, or reported."""

from typing import Any

import pytest

from core.policy import Winner
from core.records import Away, Fields, Gone, OpenIssue, Pair, Place, Record, Side, State
from tests.worker.pure.cases import OURS, C, E, brief, contact, item, link, plan, with_base
from worker.sync.actions import Action, Agree, Create, Defer, Plan, Report, Sight, Update
from worker.sync.likeness import fold, natural_keys
from worker.sync.reconcile import Found

MAIL: Fields = {"email_address_1": "ann@x.org", "surname": "Lee"}
NAME: Fields = {"given_name": "Ann", "surname": "Lee", "company_name": "Acme"}
NOTHING: Fields = {"title": "Dr"}


def exchange(key: str, fields: Fields = MAIL, /, **more: Any) -> Pair:
    return Pair(None, exchange=item(fields, key=key, **more))


def crm(key: str, fields: Fields = MAIL, /, **more: Any) -> Pair:
    return Pair(None, crm=contact(fields, key=key, **more))


def linked_found(side: Side, key: str, fields: Fields = MAIL, *, parked: bool = False) -> Found:
    return Found(side, Record(key, "v", fields), "l9", parked)


def keys(actions: tuple[Action, ...]) -> list[str]:
    """Each action as `Create e1`, `Report ambiguous e1`, `Agree e1 c1`."""
    words = []
    for one in actions:
        if isinstance(one, Agree):
            words.append(f"Agree {one.keys[E]} {one.keys[C]}")
        elif isinstance(one, Report):
            words.append(f"Report {one.code} {one.key}")
        elif isinstance(one, Create):
            words.append(f"Create {one.source}")
    return words


class TestMatching:
    """(unlinked Exchange records, unlinked CRM records, found ones) -> what happens."""

    @pytest.mark.parametrize(
        ("pairs", "found", "outcome"),
        [
            ([exchange("e1"), crm("c1")], [], ["Agree e1 c1"]),
            ([exchange("e1", {"email_address_1": " ANN@x.org "}), crm("c1")], [], ["Agree e1 c1"]),
            ([exchange("e1"), crm("c1", {**MAIL, "email_address_1": "bo@x.org"})], [], ["Create e1", "Create c1"]),
            # The second alternative decides where the first has no hit.
            ([exchange("e1", {**NAME, "email_address_1": "ann@x.org"}), crm("c1", NAME)], [], ["Agree e1 c1"]),
            # The first alternative with a hit decides: c2 has the e-mail, c1 the name only.
            (
                [exchange("e1", {**NAME, "email_address_1": "ann@x.org"}), crm("c2", MAIL)],
                [Found(C, contact({"given_name": "Ann", "surname": "Lee"}, key="c1"))],
                ["Agree e1 c2"],
            ),
            # No natural key: created, never matched by similarity.
            ([exchange("e1", NOTHING), crm("c1", NOTHING)], [], ["Create c1", "Create e1"]),
            # Found twice, by two of its keys.
            ([exchange("e1")], [Found(C, contact(MAIL, key="c1"))] * 2, ["Agree e1 c1"]),
            # Several candidates on either side.
            ([exchange("e1"), crm("c1"), crm("c2")], [], [f"Report ambiguous {key}" for key in ("c1", "c2", "e1")]),
            (
                [exchange("e1"), exchange("e2"), crm("c1")],
                [],
                [f"Report ambiguous {key}" for key in ("c1", "e1", "e2")],
            ),
            # A chain: e1 and c1 by e-mail, c1 and e2 by name.
            (
                [exchange("e1"), crm("c1", {**NAME, **MAIL}), exchange("e2", NAME)],
                [],
                [f"Report ambiguous {key}" for key in ("c1", "e1", "e2")],
            ),
            # Found outside the view: linked all the same, and counted as a candidate.
            ([exchange("e1")], [Found(C, contact(MAIL, key="c1", in_scope=False))], ["Agree e1 c1"]),
            (
                [exchange("e1"), crm("c1")],
                [Found(C, contact(MAIL, key="c2"))],
                ["Report ambiguous c1", "Report ambiguous e1"],
            ),
            ([crm("c1")], [Found(E, item(MAIL, key="e1"))], ["Agree e1 c1"]),
            # Personal contacts are no candidates.
            ([crm("c1")], [Found(E, item(MAIL, key="e1", place=Place.DEFAULT, in_scope=False))], ["Create c1"]),
            # Hits that are linked already.
            ([exchange("e1")], [linked_found(C, "c1")], ["Report duplicate e1"]),
            ([exchange("e1")], [linked_found(C, "c1"), linked_found(C, "c2")], ["Report duplicate e1"]),
            ([exchange("e1"), crm("c2")], [linked_found(C, "c1")], ["Report ambiguous c2", "Report ambiguous e1"]),
            ([exchange("e1"), exchange("e2")], [linked_found(C, "c1")], ["Report duplicate e1", "Report duplicate e2"]),
            # Two CRM records of one address are two records; a parked one holds the other back.
            ([crm("c1"), crm("c2")], [], ["Create c1", "Create c2"]),
            ([crm("c2")], [linked_found(E, "e1")], ["Create c2"]),
            ([crm("c2")], [linked_found(E, "e1", parked=True)], ["Report duplicate c2"]),
            # Of several Exchange records the first is created.
            ([exchange("e2"), exchange("e1")], [], ["Create e1", "Report duplicate e2"]),
            (
                [exchange("e1", {**NAME, **MAIL}), exchange("e2", NAME), exchange("e3"), exchange("e4", NOTHING)],
                [],
                ["Create e1", "Create e4", "Report duplicate e2", "Report duplicate e3"],
            ),
            # One is linked now, another has its other key.
            (
                [exchange("e1", {**NAME, **MAIL}), exchange("e2", NAME), crm("c1")],
                [],
                ["Agree e1 c1", "Report duplicate e2"],
            ),
        ],
    )
    def test_table(self, pairs: list[Pair], found: list[Found], outcome: list[str]) -> None:
        for ordered in (pairs, pairs[::-1]):
            assert sorted(keys(plan(*ordered, found=found[::-1]).actions)) == sorted(outcome)

    def test_candidates_are_listed(self) -> None:
        reports = {
            one.key: one.candidates
            for one in plan(exchange("e1"), crm("c2"), crm("c1"), found=[linked_found(C, "c0")]).actions
            if isinstance(one, Report)
        }
        assert reports == {"e1": ("c0", "c1", "c2"), "c1": ("e1",), "c2": ("e1",)}

    def test_labels_for_outlook_only(self) -> None:
        labels = {
            one.key: one.label for one in plan(exchange("e1"), crm("c1"), crm("c2")).actions if isinstance(one, Report)
        }
        assert labels == {"e1": "Several matches in Salesforce", "c1": None, "c2": None}
        (duplicate,) = plan(exchange("e1"), found=[linked_found(C, "c1")]).actions
        assert isinstance(duplicate, Report)
        assert (duplicate.label, duplicate.candidates) == ("Already in Salesforce", ("c1",))

    @pytest.mark.parametrize("text", ["  Zoe\u0308   LEE ", "zoë lee", "Ｚｏë\tLee"])
    def test_fold(self, text: str) -> None:
        assert fold(text) == "zoë lee"

    def test_all_parts_must_be_there(self) -> None:
        alternatives = (("email_address_1",), ("given_name", "surname"), ())
        assert natural_keys({"given_name": "A", "surname": " "}, alternatives) == ()
        assert natural_keys({"given_name": "A", "surname": "B"}, alternatives) == ((1, ("a", "b")),)

    def test_other_natural_keys(self) -> None:
        result = plan(exchange("e1"), crm("c1", {"surname": "lee"}), natural_keys=(("surname",),))
        assert keys(result.actions) == ["Agree e1 c1"]


class TestLinking:
    def test_gaps_are_filled_both_ways(self) -> None:
        agree, to_crm, to_exchange = plan(
            exchange("e1", {**MAIL, "title": "Dr"}), crm("c1", {**MAIL, "nickname": "A"})
        ).actions
        assert isinstance(agree, Agree) and isinstance(to_crm, Update) and isinstance(to_exchange, Update)
        assert (agree.settle, agree.link_id, agree.seen) == (MAIL, None, Sight(in_view=True))
        assert agree.reason.words["by"] == "e-mail or first name + last name + company"
        assert (to_crm.fields, to_exchange.fields) == ({"title": "Dr"}, {"nickname": "A"})

    def test_equal_records_are_linked_without_a_write(self) -> None:
        (agree,) = plan(exchange("e1"), crm("c1")).actions
        assert isinstance(agree, Agree)
        assert agree.seen == Sight("e-v2", "c-v2", True)

    def test_a_clash_is_kept(self) -> None:
        _, update = plan(exchange("e1", {**MAIL, "title": "Dr"}), crm("c1", {**MAIL, "title": "Prof"})).actions
        assert isinstance(update, Update)
        assert [clash.base for clash in update.clashes] == [None]

    def test_ask_links_and_rests(self) -> None:
        result = plan(exchange("e1", {**MAIL, "title": "Dr"}), crm("c1", {**MAIL, "title": "Prof"}), winner=Winner.ASK)
        assert brief(result.actions) == ["Agree", "Report exchange"]
        agree = result.actions[0]
        assert isinstance(agree, Agree)
        assert (agree.settle, agree.seen) == (MAIL, Sight(in_view=True))

    def test_outside_the_view_from_the_start(self) -> None:
        (agree,) = plan(exchange("e1"), found=[Found(C, contact(MAIL, key="c1", in_scope=False))]).actions
        assert isinstance(agree, Agree)
        assert agree.seen.in_view is False

    def test_the_item_is_moved_and_marked(self) -> None:
        _, update = plan(exchange("e1", MAIL, place=Place.DEFAULT, categories=("salesforce",)), crm("c1")).actions
        assert isinstance(update, Update)
        assert (update.fields, update.place, update.categories) == ({}, Place.SYNCED, None)


class TestCreating:
    def test_in_exchange(self) -> None:
        (create,) = plan(crm("c1", {**MAIL, "crm_section": "Tier: Gold"})).actions
        assert isinstance(create, Create)
        assert create.side is E
        assert create.fields == create.settle == {**MAIL, "crm_section": "Tier: Gold"}
        assert (create.categories, create.link_id, create.restore) == (OURS, None, False)
        assert create.seen == Sight(crm="c-v2", in_view=True)
        assert create.reason.code == "created_in_exchange"

    def test_in_the_crm(self) -> None:
        (create,) = plan(exchange("e1")).actions
        assert isinstance(create, Create)
        assert (create.side, create.source, create.fields) == (C, "e1", MAIL)
        # Outside the view until it is seen inside.
        assert create.seen == Sight(exchange="e-v2", in_view=False)
        assert create.reason.code == "created_in_crm"

    @pytest.mark.parametrize(
        ("more", "place", "categories"),
        [
            ({"categories": ()}, None, OURS),
            ({"place": Place.DEFAULT}, Place.SYNCED, None),
            ({"categories": ("Friends", "Sync Error", "Last name is missing")}, None, ("Friends", *OURS)),
        ],
    )
    def test_the_item_is_marked_after_it(self, more: dict[str, object], place: object, categories: object) -> None:
        create, update = plan(exchange("e1", MAIL, **more)).actions
        assert isinstance(create, Create) and isinstance(update, Update)
        assert (update.key, update.version, update.fields) == ("e1", "e-v2", {})
        assert (update.place, update.categories) == (place, categories)

    def test_read_only_values_of_a_copied_item_are_taken_away(self) -> None:
        create, update = plan(exchange("e1", {**MAIL, "crm_section": "Tier: Gold"})).actions
        assert isinstance(create, Create) and isinstance(update, Update)
        assert create.fields == MAIL
        assert update.fields == {"crm_section": None}

    def test_a_refused_one_is_tried_again(self) -> None:
        pair = Pair(None, item(MAIL, key="e1"), issue=OpenIssue(E, "required_missing", 2))
        assert brief(plan(pair).actions) == ["Create crm"]


@pytest.mark.parametrize(
    ("side", "state", "code"),
    [
        (E, Gone("e1"), "gone"),
        (C, Gone("c1"), "gone"),
        (E, item(MAIL, in_scope=False, place=Place.DEFAULT), "not_in_scope"),
        (E, item(MAIL, in_scope=False, place=Place.OTHER), "not_in_scope"),
        (C, contact(MAIL, in_scope=False), "not_in_scope"),
        (C, Away("c1"), "not_in_scope"),
    ],
)
def test_what_is_not_ours_is_dropped(side: Side, state: State, code: str) -> None:
    (defer,) = plan(Pair(None).put(side, state)).actions
    assert isinstance(defer, Defer)
    assert (defer.side, defer.key, defer.reason.code, defer.wait_seconds) == (side, state.key, code, None)


def test_a_linked_hit_beside_linked_pairs_of_the_same_plan() -> None:
    result: Plan = plan(
        Pair(link(), None, contact(with_base(title="Dr"))),
        exchange("e2"),
        found=[linked_found(C, "c1")],
    )
    assert brief(result.actions) == ["Update exchange", "Report exchange"]
