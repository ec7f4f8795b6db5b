"""PURE core.salesforce.regarding: whom and what an event becomes about, each rule as a row of a table."""

import random

import pytest

from core.salesforce.regarding import LEAD, MOST, Room, Settled, settled
from core.store import NOTHING, Choice, Regarding
from tests.seeds import seed_of

ANN, BEN, CY = "003A", "003B", "003C"
LEA, LOU = "00QA", "00QB"
ONE, TWO = "001A", "001B"
EVENT = "00U1"
MANY, FEW = Room(many=True), Room(many=False)
R = Regarding


def chosen(*keys: str) -> Regarding:
    what = next((key for key in keys if key.startswith("001")), None)
    return R(what, tuple(key for key in keys if key != what))


ROWS: dict[str, tuple[Regarding, Choice, Room, Settled]] = {
    "nothing": (NOTHING, Choice(NOTHING), MANY, Settled(NOTHING)),
    "several": (NOTHING, Choice(chosen(ONE, ANN, BEN)), MANY, Settled(R(ONE, (ANN, BEN)))),
    "beside others": (R(None, (CY,)), Choice(chosen(ANN)), MANY, Settled(R(None, (CY, ANN)))),
    "in another record's place": (R(TWO), Choice(chosen(ONE)), MANY, Settled(R(ONE))),
    "one has room": (NOTHING, Choice(chosen(ANN, BEN)), FEW, Settled(R(None, (ANN,)), (), (BEN,))),
    "the same once more": (R(None, (ANN,)), Choice(chosen(ANN, BEN)), FEW, Settled(R(None, (ANN,)), (), (BEN,))),
    "in another's place": (R(None, (CY,)), Choice(chosen(ANN)), FEW, Settled(R(None, (ANN,)))),
    "who takes part fills the room": (
        NOTHING,
        Choice(chosen(ANN, BEN)),
        Room(many=False, invited={ANN, BEN}),
        Settled(R(None, (ANN,))),
    ),
    "and takes nobody's place": (
        R(None, (CY,)),
        Choice(chosen(ANN)),
        Room(many=False, invited={ANN}),
        Settled(R(None, (CY,))),
    ),
    "but gives her own": (
        R(None, (ANN,)),
        Choice(chosen(ANN, BEN)),
        Room(many=False, invited={ANN}),
        Settled(R(None, (BEN,))),
    ),
    "a lead": (NOTHING, Choice(chosen(LEA)), MANY, Settled(R(None, (LEA,)))),
    "one of two leads": (NOTHING, Choice(chosen(LEA, LOU)), MANY, Settled(R(None, (LEA,)), (LOU,))),
    "a lead beside contacts": (NOTHING, Choice(chosen(LEA, ANN)), MANY, Settled(R(None, (ANN,)), (LEA,))),
    "a lead beside a record": (NOTHING, Choice(chosen(ONE, LEA)), MANY, Settled(R(ONE), (LEA,))),
    "a lead beside others": (R(None, (CY,)), Choice(chosen(LEA)), MANY, Settled(R(None, (CY,)), (LEA,))),
    "contacts beside a lead": (R(None, (LEA,)), Choice(chosen(ANN)), MANY, Settled(R(None, (LEA,)), (ANN,))),
    "a record beside a lead": (
        R(None, (LEA,)),
        Choice(chosen(ONE, LEA)),
        MANY,
        Settled(R(None, (LEA,)), (ONE,)),
    ),
    "a lead who takes part": (NOTHING, Choice(chosen(LEA)), Room(many=True, invited={LEA}), Settled(R(None, (LEA,)))),
    "a lead who takes part, beside a record": (
        NOTHING,
        Choice(chosen(ONE, LEA)),
        Room(many=True, invited={LEA}),
        Settled(R(ONE)),
    ),
    "a lead, and contacts who take part": (
        NOTHING,
        Choice(chosen(LEA, ANN)),
        Room(many=True, invited={ANN}),
        Settled(R(None, (LEA,))),
    ),
    "a lead in another's place": (R(None, (CY,)), Choice(chosen(LEA)), FEW, Settled(R(None, (LEA,)))),
    "chosen no more": (
        R(ONE, (ANN, BEN)),
        Choice(chosen(BEN), frozenset({ONE, ANN, BEN})),
        MANY,
        Settled(R(None, (BEN,))),
    ),
    "taken back": (R(ONE, (ANN, CY)), Choice(NOTHING, frozenset({ONE, ANN})), MANY, Settled(R(None, (CY,)))),
    "as before": (
        R(ONE, (ANN,)),
        Choice(NOTHING, frozenset({ONE, ANN}), {EVENT: R(TWO, (CY,))}),
        FEW,
        Settled(R(TWO, (CY,))),
    ),
    "it was so before": (
        R(ONE, (ANN,)),
        Choice(NOTHING, frozenset({ONE, ANN}), {EVENT: R(ONE, (ANN,))}),
        MANY,
        Settled(R(ONE, (ANN,))),
    ),
    "another record since": (R(TWO), Choice(NOTHING, frozenset({ONE})), MANY, Settled(R(TWO))),
    "the same choice, another record since": (R(TWO), Choice(chosen(ONE), frozenset({ONE})), MANY, Settled(R(TWO))),
    "the same choice, other people since": (
        R(None, (CY,)),
        Choice(chosen(ANN), frozenset({ANN})),
        MANY,
        Settled(R(None, (CY,))),
    ),
    "the same choice, never written": (
        NOTHING,
        Choice(chosen(ONE, ANN), frozenset({ONE, ANN})),
        MANY,
        Settled(R(ONE, (ANN,))),
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_rows(name: str) -> None:
    now, choice, room, expected = ROWS[name]
    assert settled(EVENT, now, choice, room) == expected


def test_no_more_than_there_is_room() -> None:
    many = tuple(f"003{n:03}" for n in range(MOST + 2))
    assert settled(EVENT, NOTHING, Choice(R(None, many)), MANY) == Settled(R(None, many[:MOST]), (), many[MOST:])


def test_whatever_is_chosen_salesforce_holds_it_and_the_second_time_changes_nothing() -> None:
    draw = random.Random(seed_of("regarding"))
    people, records = (ANN, BEN, CY, LEA, LOU), (None, ONE, TWO)
    for _ in range(10_000):
        room = Room(draw.random() < 0.5, frozenset(draw.sample(people, draw.randrange(3))))
        started = settled(EVENT, NOTHING, Choice(_any(draw, people, records)), room).target
        choice = Choice(_any(draw, people, records), frozenset(), {EVENT: started})
        first = settled(EVENT, started, choice, room)
        _holds(first.target, room)
        told = {*first.alone, *first.crowded}
        assert {*choice.chosen.keys} - {*first.target.keys} - told <= set(room.invited), (started, choice, room, first)
        assert settled(EVENT, first.target, choice, room).target == first.target, (started, choice, room)
        again = Choice(choice.chosen, frozenset(choice.chosen.keys), choice.before)
        assert settled(EVENT, first.target, again, room).target == first.target, (started, choice, room)
        taken = Choice(NOTHING, again.given, choice.before)
        assert settled(EVENT, first.target, taken, room).target == started, (started, choice, room)


def _any(draw: random.Random, people: tuple[str, ...], records: tuple[str | None, ...]) -> Regarding:
    return Regarding(draw.choice(records), tuple(draw.sample(people, draw.randrange(4))))


def _holds(target: Regarding, room: Room) -> None:
    leads = [one for one in target.who if one.startswith(LEAD)]
    assert len(target.who) <= (MOST if room.many else 1)
    assert not leads or (len(target.who) == 1 and target.what is None), target
