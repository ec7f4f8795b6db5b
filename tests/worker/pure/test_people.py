"""People of a meeting are merged one by one: nobody is dropped who did not leave, and no change of a side is lost."""

import random

import pytest

from core.objects import EVENT
from core.policy import Winner
from core.records import Fields, Link, Side, Value
from core.store import Written
from tests.worker.pure.cases import C, E, contact, item, link
from worker.sync.actions import Agree, Reason, Sight, Update
from worker.sync.merge import Merge, Sides, merge
from worker.sync.people import gather, introduced, strangers
from worker.sync.settle import agreed, updated

NAME = "attendees"
ANN, BOB, XAN, ZOE = "ann@a|none", "bob@b|none", "xan@x|none", "zoe@z|none"
WELL = "ann@a|accepted"
REASON = Reason("updated")

# (Exchange before, Exchange now, CRM before, CRM now) -> (target, value); Xan is unknown in the CRM
TABLE: list[tuple[Value, Value, Value, Value, Side | None, Value]] = [
    ((ANN, XAN), (ANN, XAN), (ANN,), (ANN,), None, None),
    ((ANN, XAN), (ANN, XAN), (ANN,), (ANN, BOB), E, (ANN, BOB, XAN)),
    ((ANN, BOB, XAN), (ANN, BOB, XAN), (ANN, BOB), (BOB,), E, (BOB, XAN)),
    ((ANN, XAN), (WELL, XAN), (ANN,), (ANN,), C, (WELL,)),
    ((ANN, BOB), (WELL, BOB), (ANN,), (ANN,), C, (WELL,)),
    ((ANN, XAN), (ANN,), (ANN,), (ANN,), None, None),
    ((ANN,), None, (ANN,), (ANN,), C, None),
    ((ANN, XAN), (WELL, XAN), (ANN,), (ANN, BOB), C, (WELL, BOB)),
]


@pytest.mark.parametrize(("before_e", "now_e", "before_c", "now_c", "target", "value"), TABLE)
def test_a_change_of_one_person_is_done_for_that_person(
    before_e: Value, now_e: Value, before_c: Value, now_c: Value, target: Side | None, value: Value
) -> None:
    found = gather({E: before_e, C: before_c}, {E: now_e, C: now_c})
    assert (found.target, found.value) == (target, value)


def test_a_write_tells_of_strangers_again() -> None:
    """Not of Bob, whom the CRM took off and Exchange keeps, nor of Zoe, who left since."""
    before, now = {E: (ANN, BOB, XAN, ZOE), C: (ANN,)}, {E: (WELL, BOB, XAN), C: (ANN,)}
    found = gather(before, now, (ANN, XAN, ZOE))
    assert (found.target, found.value) == (C, (WELL, XAN))
    assert gather(before, {**now, E: before[E]}, (ANN, XAN, ZOE)).target is None


def test_strangers_are_those_whom_the_crm_was_told_of_in_vain() -> None:
    known = link(fields((ANN, XAN, ZOE)), held={E: fields((ANN, BOB, XAN)), C: fields((ANN,))})
    assert strangers(known, NAME) == {"xan@x"}
    assert strangers(link(fields((ANN, XAN))), NAME) == frozenset()
    assert strangers(link(fields((XAN,)), held={C: {NAME: None}}), NAME) == {"xan@x"}
    told = introduced(known, NAME, {"xan@x"})
    assert (told.seen(E, NAME), told.base[NAME], told.seen(C, NAME)) == ((ANN, BOB), (ANN, ZOE), (ANN,))
    assert strangers(told, NAME) == frozenset()


def fields(value: Value) -> Fields:
    return {NAME: value} if value else {}


class Meeting:
    """Both sides of one meeting. The CRM takes only people that it knows, which not all are from the beginning; a mute
    Exchange takes no change at all."""

    def __init__(self, *, mute: bool) -> None:
        self.mute = mute
        self.unknown = {"xan@x", "xia@x"}
        self.now: dict[Side, Value] = {E: (ANN, XAN), C: (ANN,)}
        self.link: Link = link(fields(self.now[E]), held={C: fields(self.now[C])})

    def ask(self) -> None:
        """Each run asks whether somebody is known by now."""
        found = {one for one in strangers(self.link, NAME) if one not in self.unknown}
        if found:
            self.link = introduced(self.link, NAME, found)

    def look(self) -> Merge:
        """One run's look at the pair, and the writes that it leads to."""
        sides = Sides(self.link, {E: item(fields(self.now[E])), C: contact(fields(self.now[C]))})
        found = merge(sides, (EVENT.fields[NAME],), Winner.CRM)
        if found.agreed or found.held:
            keys = {E: "e1", C: "c1"}
            self.link = agreed(Agree(keys, found.agreed, Sight(), REASON, "l1", found.held), self.link, "l1")
        for side, values in found.writes.items():
            self.write(side, values, found)
        return found

    def write(self, side: Side, values: Fields, found: Merge) -> None:
        kept = people(values[NAME])
        if side is C:
            kept = {one: response for one, response in kept.items() if one not in self.unknown}
        elif self.mute:
            kept = people(self.now[E])
        self.now[side] = told(kept)
        held = {} if self.now[side] == values[NAME] else {NAME: self.now[side]}
        apart, own = found.apart.get(side, {}), found.own.get(side, {})
        done = Update(side, "k", None, values, values, Sight(), REASON, apart=apart, own=own)
        self.link = updated(done, Written("k"), held, self.link)


def people(value: Value) -> dict[str, str]:
    assert isinstance(value, tuple | None)
    return {one.partition("|")[0]: one.partition("|")[2] for one in value or ()}


def told(value: dict[str, str]) -> Value:
    return tuple(sorted(f"{one}|{response}" for one, response in value.items())) or None


def edit(meeting: Meeting, side: Side, dice: random.Random) -> None:
    """Somebody comes, goes or answers; nobody whom the CRM does not know can come or go there."""
    now = people(meeting.now[side])
    who = dice.choice(["ann@a", "bob@b", "cid@c"] + ["xan@x", "xia@x"] * (side is E))
    if who in now and dice.random() < 0.4:
        del now[who]
    else:
        now[who] = dice.choice(["none", "accepted", "declined"])
    meeting.now[side] = told(now)


@pytest.mark.parametrize("mute", [False, True], ids=["takes changes", "takes none"])
@pytest.mark.parametrize("seed", range(150))
def test_any_history_comes_to_rest_and_drops_no_stranger(seed: int, *, mute: bool) -> None:
    dice = random.Random(seed)
    meeting = Meeting(mute=mute)
    for _ in range(12):
        for side in Side:
            if dice.random() < 0.6:
                edit(meeting, side, dice)
        if dice.random() < 0.1 and meeting.unknown:
            meeting.unknown.discard(dice.choice(sorted(meeting.unknown)))
        others = {one for one in people(meeting.now[E]) if one.startswith("x")}
        meeting.ask()
        looks = 0
        while meeting.look().writes:
            looks += 1
            assert looks <= 4, f"seed {seed}: no rest"
        now = {side: people(meeting.now[side]) for side in Side}
        assert {one for one in now[E] if one.startswith("x")} == others, f"seed {seed}"
        if not mute:
            assert now[C] == {one: r for one, r in now[E].items() if one not in meeting.unknown}, f"seed {seed}"
