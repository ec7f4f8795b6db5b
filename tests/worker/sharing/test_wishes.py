"""What a share knows of its records: kept as JSON, carried from choice to choice."""

import json

from core.shares import ShareWish, Ticked, wish_of
from core.store import NOTHING, Choice, Regarding

ANN, EVE, LEE, DOE = "003A", "003E", "001L", "001D"


def test_it_is_kept_whole() -> None:
    wish = ShareWish("Visit", (ANN,), LEE, (Ticked("1", "a.txt"),), key="k", begun=True)
    wish = wish.noted({"00U1": Regarding(DOE, (EVE, ANN)), "00U2": NOTHING}).kept({ANN: "Ann"})
    assert wish_of(json.loads(json.dumps(wish.to_json()))) == wish
    assert wish.before == {"00U1": Regarding(DOE, (EVE, ANN)), "00U2": NOTHING}


def test_an_older_row_is_read() -> None:
    assert wish_of({"subject": "Visit", "who": [ANN], "related": LEE, "attendees": []}) == ShareWish(
        "Visit", (ANN,), LEE
    )


def test_the_next_choice_knows_what_the_first_has_written() -> None:
    first = ShareWish("Visit", (ANN,), LEE, key="k", begun=True).noted({"00U1": Regarding(DOE)}).kept({})
    second = ShareWish("Visit", (EVE,)).following(first)
    assert (second.key, second.begun) == ("k", False), "nobody has taken it up yet"
    assert second.choice == Choice(Regarding(None, (EVE,)), frozenset({LEE, ANN}), {"00U1": Regarding(DOE)})
    third = ShareWish("Visit").following(second)
    assert third.choice.given == {LEE, ANN, EVE} and third.choice.touched
    assert third.kept({}).given == () and not third.kept({}).choice.touched


def test_what_was_written_is_nothing_that_was_there_before() -> None:
    """Records that are seen for the first time after a choice; what was noted once stays as it was."""
    wish = ShareWish("Visit", (EVE,), given=(ANN, LEE), before={"00U1": Regarding(DOE)})
    noted = wish.noted({"00U1": Regarding(LEE), "00U2": Regarding(LEE, (ANN, EVE))})
    assert noted.before == {"00U1": Regarding(DOE), "00U2": Regarding(None, (EVE,))}


def test_all_of_it_is_withdrawn() -> None:
    wish = ShareWish("Visit", (EVE,), LEE, given=(ANN,), before={"00U1": Regarding(DOE)})
    assert wish.withdrawn == Choice(NOTHING, frozenset({ANN, EVE, LEE}), {"00U1": Regarding(DOE)})
    assert (wish.forgotten().given, wish.forgotten().before) == ((), {})
