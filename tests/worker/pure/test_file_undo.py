"""How what a run did to one file is put back: each deed, against what is there now."""

from dataclasses import replace

import pytest

from core.files import NOT_OURS, WOULD_TELL
from core.records import Side
from tests.worker.pure.file_cases import C1, X1, C, X, case, known, shown
from tests.worker.pure.file_cases import said as what
from worker.files.cases import Case, State, Trace
from worker.files.decide import decide
from worker.files.reverse import CallAgain, Deed, LeaveAlone, Restore, Reversal, Stand, TakeOffAgain, reverse

ONE, TWO, RENAMED = Trace("id", "k", "one", "a.txt"), Trace("id", "k", "two", "a.txt"), Trace("id", "k", "one", "b.txt")
OTHER_ENDING = replace(ONE, name="a.md")
KEPT = {"one": "v1", "two": "v2"}
TELLS = "alone: Microsoft 365 would tell the people of the meeting"
CHANGED, NOWHERE = "alone: it was changed since", "alone: its former content is kept nowhere"
C2, X2 = shown("c1 a.txt two"), shown("x1 a.txt two")
C_NAMED, X_NAMED = shown("c1 b.txt one"), shown("x1 b.txt one")


def deed(side: Side, before: Trace | None, after: Trace | None) -> Deed:
    return Deed(side, "link", "a.txt (Plan)", before, after)


def said(step: Reversal) -> str:
    match step:
        case TakeOffAgain():
            return f"off {step.key}"
        case CallAgain():
            return f"call {step.key} {step.name}"
        case Restore():
            over = f" over {step.replaced.info.key}" if step.replaced else ""
            return f"{step.body} of {step.source} as {step.name}{over}"
        case LeaveAlone():
            return f"alone: {step.because}"


TABLE: dict[str, tuple[Deed, Stand, str]] = {
    "nothing was noted": (deed(C, None, None), Stand(C1, X1), "alone: nothing is remembered of what it was"),
    # Added.
    "added in Salesforce": (deed(C, None, ONE), Stand(C1, X1), "off c1"),
    "added in Outlook": (deed(X, None, ONE), Stand(X1, C1), "off x1"),
    "added, and the other side's is gone": (deed(C, None, ONE), Stand(C1), "off c1"),
    "added, and removed since": (deed(C, None, ONE), Stand(None, X1), "alone: it was removed since"),
    "added, and changed since": (deed(C, None, ONE), Stand(C2, X1), CHANGED),
    "added, and renamed since": (deed(C, None, ONE), Stand(C_NAMED, X1), CHANGED),
    "added, and it cannot be read": (deed(X, None, ONE), Stand(shown("x1 a.txt ?one"), C1), CHANGED),
    "added, and its people would be told": (deed(X, None, ONE), Stand(X1, C1, WOULD_TELL), TELLS),
    "added, and the meeting is not ours": (
        deed(X, None, ONE), Stand(X1, C1, NOT_OURS), "alone: the meeting is somebody else's or was cancelled"
    ),
    # Changed.
    "changed in Salesforce": (deed(C, ONE, TWO), Stand(C2, X2, versions=KEPT), "v1 of crm as a.txt over c1"),
    "changed in Outlook": (deed(X, ONE, TWO), Stand(X2, C2, versions=KEPT), "v1 of crm as a.txt over x1"),
    "changed, and the former version is gone": (deed(C, ONE, TWO), Stand(C2, X2, versions={"two": "v2"}), NOWHERE),
    "changed, and there are no versions": (deed(X, ONE, TWO), Stand(X2), NOWHERE),
    "changed, and changed since": (deed(C, ONE, TWO), Stand(C1, X2, versions=KEPT), CHANGED),
    # Renamed.
    "renamed in Salesforce": (deed(C, ONE, RENAMED), Stand(C_NAMED, X_NAMED), "call c1 a.txt"),
    "renamed in Salesforce, with another ending": (
        deed(C, OTHER_ENDING, RENAMED), Stand(C_NAMED, X_NAMED), "c1 of crm as a.md over c1"
    ),
    "renamed in Outlook": (deed(X, ONE, RENAMED), Stand(X_NAMED, C_NAMED), "x1 of exchange as a.txt over x1"),
    # Taken off by another undo.
    "taken off in Salesforce": (deed(C, ONE, None), Stand(None, X1), "x1 of exchange as a.txt"),
    "taken off in Outlook": (deed(X, ONE, None), Stand(None, C1), "c1 of crm as a.txt"),
    "taken off in Outlook, an older version": (
        deed(X, ONE, None), Stand(None, C2, versions=KEPT), "v1 of crm as a.txt"
    ),
    "taken off, and there again": (deed(C, ONE, None), Stand(C1, X1), "alone: it is there again"),
    "taken off, and nobody has it": (deed(C, ONE, None), Stand(None, X2), "alone: nobody holds its content any more"),
    "taken off, and all of it is gone": (deed(X, ONE, None), Stand(), "alone: nobody holds its content any more"),
}  # fmt: skip


# Killed while it put back what a run had done: `two`, or the name b.txt, over what Outlook has.
BACK = known("x1 c1", "two", State.UNDOING, "two two", target=X, sending="one", given="a.txt")
CALLED = replace(known("x1 c1", "one", State.UNDOING, target=X, sending="one", given="a.txt"), name="b.txt")
CUT_OFF: dict[str, tuple[Case, list[str]]] = {
    "nothing was added": (case(BACK, x=(X2,), c=(C2,)), ["agree x1 c1 on two as id"]),
    "its former content was added": (
        case(BACK, x=(X2, shown("x2 a.txt one")), c=(C2,)), ["agree x2 c1 on two for x1 as id"]
    ),
    "and what it takes the place of is gone": (
        case(BACK, x=(shown("x2 a.txt one"),), c=(C2,)), ["send x2 to crm over c1 as id"]
    ),
    "and it was changed in Salesforce since": (
        case(BACK, x=(X2, shown("x2 a.txt one")), c=(shown("c1 a.txt three"),)), ["agree x2 c1 on two for x1 as id"]
    ),
    "its former name was given": (
        case(CALLED, x=(X_NAMED, shown("x2 a.txt one")), c=(C_NAMED,)), ["agree x2 c1 on one for x1 as id"]
    ),
    "its former name was not given": (case(CALLED, x=(X_NAMED,), c=(C_NAMED,)), ["agree x1 c1 on one as id"]),
    "and was, alone": (case(CALLED, x=(shown("x2 a.txt one"),), c=(C_NAMED,)), ["call c1 a.txt"]),
}  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), CUT_OFF.values(), ids=CUT_OFF)
def test_what_the_next_run_makes_of_an_undo_that_was_cut_off(given: Case, expected: list[str]) -> None:
    """What was put back is Outlook's news, whatever was not done any more: the base stays."""
    assert [what(action) for action in decide(given)] == expected


@pytest.mark.parametrize(("done", "stand", "expected"), TABLE.values(), ids=TABLE)
def test_how_it_is_put_back(done: Deed, stand: Stand, expected: str) -> None:
    assert said(reverse(done, stand)) == expected
