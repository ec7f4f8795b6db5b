"""The same decision where a file has another name: which side called it so, and what the other makes of it."""

import pytest

from tests.worker.pure.file_cases import C1, LATER, NOW, RENAMED, RENAMING, RESTS, X1, X, case, known, said, shown
from worker.files.cases import Case, Rename, Send
from worker.files.decide import decide

TABLE: dict[str, tuple[Case, list[str]]] = {
    "renamed in Salesforce": (
        case(known("x1 c1"), x=(X1,), c=(shown("c1 b.txt one"),)), ["send c1 to exchange over x1 called b.txt as id"]
    ),
    "renamed in Outlook": (case(known("x1 c1"), x=(shown("x1 b.txt one"),), c=(C1,)), ["call c1 b.txt"]),
    "attached anew under another name": (
        case(known("x1 c1"), x=(shown("x2 b.txt one"),), c=(C1,)), ["call c1 b.txt"]
    ),
    "uploaded anew under another name": (
        case(known("x1 c1"), x=(X1,), c=(shown("c2 b.txt one"),)), ["send c2 to exchange over x1 called b.txt as id"]
    ),
    "another ending": (
        case(known("x1 c1"), x=(shown("x2 a.md one"),), c=(C1,)), ["send x2 to crm over c1 called a.md as id"]
    ),
    "another case": (case(known("x1 c1"), x=(shown("x1 A.TXT one"),), c=(C1,)), []),
    "renamed on both": (
        case(known("x1 c1"), x=(shown("x2 b.txt one"),), c=(shown("c1 c.txt one"),)),
        ["send c1 to exchange over x2 called c.txt as id"],
    ),
    "renamed on both, Outlook's stays": (
        case(known("x1 c1"), x=(shown("x2 b.txt one"),), c=(shown("c1 c.txt one"),), winner=X), ["call c1 b.txt"]
    ),
    "renamed alike": (
        case(known("x1 c1"), x=(shown("x2 b.txt one"),), c=(shown("c1 b.txt one"),)),
        ["agree x2 c1 on one called b.txt as id"],
    ),
    "renamed and changed": (
        case(known("x1 c1"), x=(X1,), c=(shown("c1 b.txt two"),)), ["send c1 to exchange over x1 as id"]
    ),
    "renamed there, changed here": (
        case(known("x1 c1"), x=(shown("x1 a.txt two"),), c=(shown("c1 b.txt one"),)),
        ["send x1 to crm over c1 called b.txt as id"],
    ),
    "renamed, and the same name is attached anew": (
        case(known("x1 c1"), x=(shown("x2 a.txt two"), shown("x3 b.txt one")), c=(C1,)),
        ["send x2 to crm over c1 as id", "send x3 to crm"],
    ),
    "a copy of another name": (
        case(known("x1 c1"), x=(X1, shown("x2 b.txt one")), c=(C1,)), ["send x2 to crm"]
    ),
    "rests, and comes under another name": (
        case(RESTS, x=(shown("x2 b.txt one"),), c=(C1,)), ["send x2 to crm"]
    ),
    "its record is made anew, with another name": (
        case(known("x1 c1"), x=(shown("x2 b.txt one"),), c=(C1,), anew=frozenset({X})),
        ["send c1 to exchange as id", "send x2 to crm"],
    ),
    "renamed, and its name is a program's": (
        case(known("x1 c1"), x=(X1,), c=(shown("c1 a.bat one"),)),
        ["stay c1 x1 file_name_left files of its kind can harm a computer"],
    ),
    "its name failed, and waits": (
        case(RENAMING, x=(shown("x1 b.txt one"),), c=(C1,), now=NOW), ["wait x1"]
    ),
    "its name failed, and its time has come": (
        case(RENAMING, x=(shown("x1 b.txt one"),), c=(C1,), now=LATER), ["call c1 b.txt"]
    ),
    "its name failed, and was taken back": (
        case(RENAMING, x=(X1,), c=(C1,), now=NOW), ["agree x1 c1 on one as id"]
    ),
    "its name was sent to Outlook": (
        case(RENAMED, x=(X1, shown("x2 b.txt one")), c=(shown("c1 b.txt one"),)),
        ["agree x2 c1 on one for x1 called b.txt as id"],
    ),
    "its name was sent to Outlook, and it is renamed again": (
        case(RENAMED, x=(X1, shown("x2 b.txt one")), c=(shown("c1 c.txt one"),)),
        ["agree x2 c1 on one for x1 called b.txt as id"],
    ),
    "its name was not sent to Outlook": (
        case(RENAMED, x=(X1,), c=(shown("c1 b.txt one"),)), ["send c1 to exchange over x1 called b.txt as id"]
    ),
}  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), TABLE.values(), ids=TABLE)
def test_what_becomes_of_names(given: Case, expected: list[str]) -> None:
    assert [said(action) for action in decide(given)] == expected


def test_what_is_told() -> None:
    linked = known("x1 c1")
    table = {
        "file_added": case(c=(C1,)),
        "file_changed": case(linked, x=(shown("x1 a.txt two"),), c=(C1,)),
        "file_renamed": case(linked, x=(X1,), c=(shown("c1 b.txt one"),)),
    }
    assert [[action.code for action in decide(given) if isinstance(action, Send)] for given in table.values()] == [
        [code] for code in table
    ]
    [name] = decide(case(linked, x=(shown("x1 b.txt one"),), c=(C1,)))
    assert isinstance(name, Rename) and name.code == "file_renamed"
