"""Properties of the decision over generated pairs: records are made by perturbing the base, so that every
combination of same, changed and gone is frequent; half of the unlinked records share few natural keys."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from core.objects import CONTACT
from core.policy import Policy, Winner
from core.records import Away, Fields, Gone, Link, LinkState, OpenConflict, Pair, Place, Record, Side, State
from tests.worker.pure.cases import ALL, C, E, at
from worker.sync.actions import Agree, Create, Delete, Plan, Report, Update
from worker.sync.merge import Merge, Sides, merge
from worker.sync.reconcile import Found, Scale, Setting, reconcile

NAMES = ("given_name", "surname", "company_name", "email_address_1", "title", "crm_section")
FIELDS = tuple(CONTACT.fields[name] for name in NAMES)
VALUES = st.sampled_from([None, "a", "b", "B", "c"])


def filled(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if value is not None}


FIELD_VALUES = st.dictionaries(st.sampled_from(NAMES), VALUES).map(filled)
TIMES = st.one_of(st.none(), st.integers(0, 3).map(lambda minutes: at(0) + timedelta(minutes=minutes)))
WINNERS = st.sampled_from(Winner)


@st.composite
def links(draw: st.DrawFn, number: int = 0) -> Link:
    state = draw(st.sampled_from([LinkState.LINKED, LinkState.LINKED, LinkState.PARKED]))
    parked = None
    if state is LinkState.PARKED:
        parked = draw(st.sampled_from(["left_view", "moved_out", "deleted_in_crm", "no_access", "other"]))
    held = draw(st.one_of(st.just({}), st.fixed_dictionaries({C: FIELD_VALUES})))
    keys = {E: f"e{number}", C: f"c{number}"}
    if state is LinkState.PARKED and draw(st.booleans()):
        keys = {C: f"c{number}"}
    versions = {E: "v1", C: draw(st.sampled_from(["w1", None]))}
    base = draw(FIELD_VALUES)
    return Link(f"l{number}", keys, versions, base, held, state, draw(st.booleans()), parked)


@st.composite
def records(draw: st.DrawFn, side: Side, number: int, link: Link | None) -> Record:
    """The base perturbed in up to two fields, or anything where there is no link."""
    if link is None:
        fields = draw(FIELD_VALUES)
    else:
        seen = {name: link.seen(side, name) for name in NAMES}
        edits = draw(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=2))
        fields = filled({**seen, **edits})
    record = Record(f"{side.value[0]}{number}", draw(st.sampled_from(["v1", "w1", "x"])), fields, modified=draw(TIMES))
    if side is C:
        return replace(record, in_scope=draw(st.booleans()))
    place = draw(st.sampled_from([Place.SYNCED, Place.SYNCED, Place.DEFAULT, Place.OTHER]))
    categories = draw(st.lists(st.sampled_from(["Salesforce", "Friends", "Sync Error"]), unique=True).map(tuple))
    in_scope = place is Place.SYNCED or (place is Place.DEFAULT and "Salesforce" in categories)
    return replace(record, place=place, categories=categories, in_scope=in_scope)


@st.composite
def states(draw: st.DrawFn, side: Side, number: int, link: Link | None) -> State | None:
    key = f"{side.value[0]}{number}"
    kind = draw(st.sampled_from(["record", "record", "record", "none", "gone", "away"]))
    if kind == "gone":
        return Gone(key, draw(st.sampled_from([None, "c7", "c8"])) if side is C else None)
    if kind == "away":
        return Away(key)
    return draw(records(side, number, link)) if kind == "record" else None


@st.composite
def scenes(draw: st.DrawFn) -> tuple[list[Pair], list[Found], Policy]:
    pairs: list[Pair] = []
    for number in range(draw(st.integers(0, 3))):
        link = draw(links(number))
        conflicts = tuple(
            OpenConflict(name, draw(st.sampled_from([E, C, None]))) for name in draw(st.sets(st.sampled_from(NAMES)))
        )
        exchange = draw(states(E, number, link)) if link.keys.get(E) else None
        pairs.append(Pair(link, exchange, draw(states(C, number, link)), conflicts))
    for number in range(5, 5 + draw(st.integers(0, 3))):
        pairs.append(Pair(None, exchange=draw(records(E, number, None))))
    for number in range(7, 7 + draw(st.integers(0, 3))):
        pairs.append(Pair(None, crm=draw(records(C, number, None))))
    found = []
    for number in range(20, 20 + draw(st.integers(0, 3))):
        side = draw(st.sampled_from(Side))
        found.append(
            Found(side, draw(records(side, number, None)), draw(st.sampled_from([None, "l9"])), draw(st.booleans()))
        )
    policy = Policy(
        winner=draw(WINNERS),
        delete_in_crm=draw(st.booleans()),
        delete_in_exchange=draw(st.booleans()),
        remove_on_view_exit=draw(st.booleans()),
    )
    return pairs, found, policy


def planned(pairs: list[Pair], found: list[Found], policy: Policy) -> Plan:
    return reconcile(pairs, found, Setting(CONTACT, policy, {E: ALL, C: ALL}, Scale(100, {})))


@settings(max_examples=300, deadline=None)
@given(scenes(), st.integers())
def test_the_plan_does_not_depend_on_the_order(scene: tuple[list[Pair], list[Found], Policy], seed: int) -> None:
    """I15."""
    pairs, found, policy = scene
    shuffled, others = list(pairs), list(found)
    Random(seed).shuffle(shuffled)
    Random(seed).shuffle(others)
    assert planned(pairs, found, policy) == planned(shuffled, others, policy) == planned(pairs, found, policy)


@settings(max_examples=300, deadline=None)
@given(scenes())
def test_what_no_plan_ever_does(scene: tuple[list[Pair], list[Found], Policy]) -> None:
    """I4: no key is created or linked twice; I10: switches off, no deletion; at most one report for a record; a pair
    under an undecided clash is not written."""
    pairs, found, policy = scene
    actions = planned(pairs, found, policy).actions
    made = [(one.side, one.source) for one in actions if isinstance(one, Create)]
    assert len(made) == len(set(made))
    fresh = [one for one in actions if isinstance(one, Agree) and one.link_id is None]
    for side in Side:
        keys = [one.keys[side] for one in fresh]
        assert len(keys) == len(set(keys))
        assert not {(side.other, key) for key in keys} & set(made)
        known = {pair.link.keys.get(side) for pair in pairs if pair.link} | {
            one.record.key for one in found if one.side is side and one.link_id
        }
        assert not known & set(keys)
    deletes = [one for one in actions if isinstance(one, Delete)]
    assert all(policy.delete_in_crm if one.side is C else policy.delete_in_exchange for one in deletes)
    reported = [(one.side, one.key) for one in actions if isinstance(one, Report)]
    assert len(reported) == len(set(reported))
    resting = {
        key
        for one in actions
        if isinstance(one, Report) and one.code == "conflict"
        for key in (one.key, *one.candidates)
    }
    assert not any(isinstance(one, Update | Delete) and one.key in resting for one in actions)


@st.composite
def merges(draw: st.DrawFn) -> tuple[Link, Record, Record, Winner]:
    link = draw(links())
    return link, draw(records(E, 0, link)), draw(records(C, 0, link)), draw(WINNERS)


def after(link: Link, exchange: Record, crm: Record, merged: Merge) -> tuple[Link, Record, Record]:
    """Both records and the link as they are once the merge is carried out by sides that hold what they are given."""

    def written(fields: Fields, changes: Fields) -> Fields:
        return filled({**fields, **changes})

    settled = {**merged.agreed, **merged.writes.get(E, {}), **merged.writes.get(C, {})}
    held = {
        side: {
            **{name: value for name, value in link.held.get(side, {}).items() if name not in settled},
            **merged.held.get(side, {}),
        }
        for side in Side
    }
    return (
        replace(link, base=written(link.base, settled), held=held),
        replace(exchange, fields=written(exchange.fields, merged.writes.get(E, {}))),
        replace(crm, fields=written(crm.fields, merged.writes.get(C, {}))),
    )


@settings(max_examples=500, deadline=None)
@given(merges())
def test_a_merge_is_a_fixpoint(case: tuple[Link, Record, Record, Winner]) -> None:
    """I6, I8: merging what a merge left writes nothing and clashes no more."""
    link, exchange, crm, winner = case
    merged = merge(Sides(link, {E: exchange, C: crm}), FIELDS, winner)
    if merged.rests:
        return
    link, exchange, crm = after(link, exchange, crm, merged)
    again = merge(Sides(link, {E: exchange, C: crm}), FIELDS, winner)
    assert (again.writes, again.clashes, again.held, again.agreed) == ({}, (), {}, {})


@settings(max_examples=500, deadline=None)
@given(merges())
def test_a_merge_loses_no_update(case: tuple[Link, Record, Record, Winner]) -> None:
    """I2: what one side alone changed is on both afterwards; of a clash the loser is kept. I7: nothing else is
    written."""
    link, exchange, crm, winner = case
    sides = Sides(link, {E: exchange, C: crm})
    merged = merge(sides, FIELDS, winner)
    clashed = {clash.field: clash for clash in merged.clashes}
    _, exchange_after, crm_after = after(link, exchange, crm, merged)
    for one in FIELDS:
        mine, theirs = exchange.fields.get(one.name), crm.fields.get(one.name)
        edited, changed = sides.changed(E, one), sides.changed(C, one)
        ends = (exchange_after.fields.get(one.name), crm_after.fields.get(one.name))
        if one.name in clashed:
            assert edited and changed and mine != theirs
            assert (clashed[one.name].exchange, clashed[one.name].crm) == (mine, theirs)
            if clashed[one.name].winner is not None:
                assert ends == ((mine, mine) if clashed[one.name].winner is E else (theirs, theirs))
        elif one.name == "crm_section":
            assert ends[1] == theirs
        elif edited and not changed:
            assert ends[0] == mine
            assert str(ends[1]).casefold() == str(mine).casefold()
        elif changed and not edited:
            assert ends[1] == theirs
            assert str(ends[0]).casefold() == str(theirs).casefold()
        elif not edited and not changed:
            assert ends == (mine, theirs)
