"""Every cell of the decision about files: what each side shows, against what is remembered of it."""

from dataclasses import replace

import pytest

from core.files import NOT_OURS, WOULD_TELL, Holder, Shown
from tests.worker.pure.file_cases import (
    C1,
    FAILED,
    LATER,
    NEWER_STAYS,
    NEWER_TO_CRM,
    NEWER_TO_OUTLOOK,
    NOW,
    RENAMED,
    RESTS,
    SENT_TO_CRM,
    SENT_TO_OUTLOOK,
    STAYS,
    X1,
    C,
    X,
    case,
    known,
    said,
    shown,
)
from worker.files.cases import Case, Known, State
from worker.files.decide import decide, news
from worker.files.matching import unsure

TABLE: dict[str, tuple[Case, list[str]]] = {
    "nothing": (case(), []),
    # Linked, and as they were.
    "at rest": (case(known("x1 c1"), x=(X1,), c=(C1,)), []),
    "at rest, content not looked at": (case(known("x1 c1"), x=(shown("x1 a.txt ?one"),), c=(C1,)), []),
    "another mark, the same content": (
        case(known("x1 c1", marks="old one"), x=(X1,), c=(C1,)), ["agree x1 c1 on one as id"]
    ),
    "another key, the same content": (
        case(known("x1 c1"), x=(shown("x2 a.txt one"),), c=(C1,)), ["agree x2 c1 on one as id"]
    ),
    # Changed.
    "changed in Outlook": (
        case(known("x1 c1"), x=(shown("x1 a.txt two"),), c=(C1,)), ["send x1 to crm over c1 as id"]
    ),
    "attached anew in Outlook": (
        case(known("x1 c1"), x=(shown("x2 a.txt two"),), c=(C1,)), ["send x2 to crm over c1 as id"]
    ),
    "changed in Salesforce": (
        case(known("x1 c1"), x=(X1,), c=(shown("c1 a.txt two"),)), ["send c1 to exchange over x1 as id"]
    ),
    "uploaded anew in Salesforce": (
        case(known("x1 c1"), x=(X1,), c=(shown("c2 a.txt two"),)), ["send c2 to exchange over x1 as id"]
    ),
    "changed alike": (
        case(known("x1 c1"), x=(shown("x1 a.txt two"),), c=(shown("c1 a.txt two"),)), ["agree x1 c1 on two as id"]
    ),
    "changed on both": (
        case(known("x1 c1"), x=(shown("x1 a.txt two"),), c=(shown("c1 a.txt three"),)),
        ["send x1 to crm", "send c1 to exchange as id"],
    ),
    # Removed.
    "removed in Outlook": (case(known("x1 c1"), c=(C1,)), ["rest c1 as id"]),
    "removed in Salesforce": (case(known("x1 c1"), x=(X1,)), ["rest x1 as id"]),
    "removed on both": (case(known("x1 c1")), ["forget"]),
    "rests": (case(RESTS, c=(C1,)), []),
    "rests and changed": (case(RESTS, c=(shown("c1 a.txt two"),)), ["rest c1 as id"]),
    "rests and put back": (case(RESTS, x=(X1,), c=(C1,)), ["agree x1 c1 on one as id"]),
    "rests, and another of its name comes": (
        case(RESTS, x=(shown("x2 a.txt two"),), c=(C1,)), ["send x2 to crm"]
    ),
    "rested alone and is gone": (case(RESTS), ["forget"]),
    # The record is another one.
    "Outlook's record is made anew": (
        case(known("x1 c1"), c=(C1,), anew=frozenset({X})), ["send c1 to exchange as id"]
    ),
    "Outlook's record was moved": (
        case(known("x1 c1"), x=(shown("x2 a.txt one"),), c=(C1,), anew=frozenset({X})), ["agree x2 c1 on one as id"]
    ),
    "Outlook's record is made anew with another file of the name": (
        case(known("x1 c1"), x=(shown("x2 a.txt two"),), c=(C1,), anew=frozenset({X})),
        ["send c1 to exchange as id", "send x2 to crm"],
    ),
    "made anew, and it rested": (case(RESTS, c=(C1,), anew=frozenset({X})), []),
    # New ones.
    "new in Outlook": (case(x=(X1,)), ["send x1 to crm"]),
    "new in Salesforce": (case(c=(C1,)), ["send c1 to exchange"]),
    "the same on both": (case(x=(X1,), c=(C1,)), ["agree x1 c1 on one"]),
    "the same name, other content": (
        case(x=(shown("x1 a.txt two"),), c=(C1,)), ["send c1 to exchange", "send x1 to crm"]
    ),
    "the same name, content unreadable": (
        case(x=(shown("x1 a.txt ?one"),), c=(C1,)), ["send c1 to exchange", "send x1 to crm"]
    ),
    "a double in Salesforce": (case(known("x1 c1"), x=(X1,), c=(C1, shown("c2 A.TXT one"))), ["rest c2"]),
    "a double in Outlook": (case(known("x1 c1"), x=(X1, shown("x2 a.txt one")), c=(C1,)), ["rest x2"]),
    "twice in Salesforce at once": (case(c=(C1, shown("c2 a.txt one"))), ["send c1 to exchange", "rest c2"]),
    "within the text": (case(x=(shown("x1 logo.png one", inline=True),)), []),
    "within the text, without an ending": (case(x=(shown("x1 logo one", inline=True),)), []),
    "called inline": (case(x=(shown("x1 offer.pdf one", inline=True),)), ["send x1 to crm"]),
    "a link within the text": (
        case(x=(shown("x1 a.png one", inline=True, item=True),)),
        ["stay x1 file_left it is an Outlook item or a link, not a file"],
    ),
    # What a dead run was about.
    "sent to Salesforce": (case(SENT_TO_CRM, x=(X1,), c=(C1,)), ["agree x1 c1 on one as id"]),
    "not sent to Salesforce": (case(SENT_TO_CRM, x=(X1,)), ["send x1 to crm as id"]),
    "not sent, another of its name there": (
        case(SENT_TO_CRM, x=(X1,), c=(shown("c2 a.txt two"),)), ["send c2 to exchange", "send x1 to crm as id"]
    ),
    "sent to Salesforce, and removed since": (case(SENT_TO_CRM, c=(C1,)), ["rest c1 as id"]),
    "not sent, and removed since": (case(SENT_TO_CRM), ["forget"]),
    "sent to Outlook": (case(SENT_TO_OUTLOOK, x=(X1,), c=(C1,)), ["agree x1 c1 on one as id"]),
    "sent, content unreadable": (
        case(SENT_TO_OUTLOOK, x=(shown("x1 a.txt ?one"),), c=(C1,)), ["send c1 to exchange as id", "send x1 to crm"]
    ),
    "newer sent to Salesforce": (
        case(NEWER_TO_CRM, x=(shown("x1 a.txt two"),), c=(shown("c1 a.txt two"),)), ["agree x1 c1 on two as id"]
    ),
    "newer not sent to Salesforce": (
        case(NEWER_TO_CRM, x=(shown("x1 a.txt two"),), c=(C1,)), ["send x1 to crm over c1 as id"]
    ),
    "newer sent to Outlook": (
        case(NEWER_TO_OUTLOOK, x=(X1, shown("x2 a.txt two")), c=(shown("c1 a.txt two"),)),
        ["agree x2 c1 on two for x1 as id"],
    ),
    "newer sent to Outlook, the former taken off": (
        case(NEWER_TO_OUTLOOK, x=(shown("x2 a.txt two"),), c=(shown("c1 a.txt two"),)), ["agree x2 c1 on two as id"]
    ),
    "failed before it was read": (
        case(known("x1", "-", State.SENDING, "one", target=C), x=(shown("x1 a.txt ?one"),)), ["send x1 to crm as id"]
    ),
    "failed, and uploaded by hand": (
        case(replace(SENT_TO_CRM, sending=None), x=(X1,), c=(C1,)), ["agree x1 c1 on one as id"]
    ),
    "both stayed, and became the same": (case(STAYS, replace(STAYS, keys={C: "c1"}), x=(X1,), c=(C1,)),
        ["agree x1 c1 on one as id", "forget"],
    ),
    "the former one is still there": (
        case(known("x2 c1", former="x1"), x=(X1, shown("x2 a.txt one")), c=(C1,)), ["take off x1"]
    ),
    "sent again, the former one is still there": (
        case(replace(NEWER_TO_OUTLOOK, digest="two", sending=None, former="x1"),
             x=(X1, shown("x2 a.txt two")), c=(shown("c1 a.txt two"),)),
        ["take off x1", "agree x2 c1 on two as id"],
    ),
    "the former one stands, and waits": (
        case(known("x2 c1", former="x1", next_try=LATER), x=(X1, shown("x2 a.txt one")), c=(C1,), now=NOW), ["wait x1"]
    ),
    "the former one stands, and its time has come": (
        case(known("x2 c1", former="x1", next_try=LATER), x=(X1, shown("x2 a.txt one")), c=(C1,), now=LATER),
        ["take off x1"],
    ),
    "the former one stood, and is gone": (
        case(known("x2 c1", former="x1", next_try=LATER), x=(shown("x2 a.txt one"),), c=(C1,), now=NOW),
        ["take off None"],
    ),
    "the former one is gone": (case(known("x1 c1", former="x0"), x=(X1,), c=(C1,)), ["take off None"]),
    "failed, and waits": (case(FAILED, x=(X1,), now=NOW), ["wait x1"]),
    "failed, and its time has come": (case(FAILED, x=(X1,), now=LATER), ["send x1 to crm as id"]),
    "failed, and tried by force": (case(FAILED, x=(X1,)), ["send x1 to crm as id"]),
    "failed, and changed": (case(FAILED, x=(shown("x1 a.txt two"),), now=NOW), ["send x1 to crm as id"]),
    "failed, and its record is closed": (
        case(FAILED, x=(X1,), now=NOW, limit_mb=0), ["stay x1 file_left it has more than 0 MB"]
    ),
    # Rules.
    "a program": (case(x=(shown("x1 run.exe one"),)), ["stay x1 file_left files of its kind can harm a computer"]),
    "too large": (case(x=(shown("x1 a.txt one"),), limit_mb=0), ["stay x1 file_left it has more than 0 MB"]),
    "told already": (
        case(replace(STAYS, note="files of its kind can harm a computer"), x=(shown("x1 run.exe one"),)), []
    ),
    "told, and changed": (
        case(replace(STAYS, note="it has more than 0 MB"), x=(shown("x1 a.txt two"),), limit_mb=0),
        ["stay x1 file_left it has more than 0 MB"],
    ),
    "told, and allowed now": (
        case(replace(STAYS, note="it has more than 0 MB"), x=(X1,)), ["send x1 to crm as id"]
    ),
    "stays, and was removed": (case(STAYS), ["forget"]),
    "attached anew and too large": (
        case(known("x1 c1"), x=(shown("x2 a.txt two"),), c=(C1,), limit_mb=0),
        ["stay x2 c1 file_left it has more than 0 MB"],
    ),
    "newer content stays": (case(NEWER_STAYS, x=(shown("x1 a.txt two"),), c=(C1,), limit_mb=0), []),
    "newer content stays, unreadable": (case(NEWER_STAYS, x=(shown("x1 a.txt ?two"),), c=(C1,), limit_mb=0), []),
    "newer content stays, and Salesforce has a newer one": (
        case(NEWER_STAYS, x=(shown("x1 a.txt two"),), c=(shown("c1 a.txt three"),)),
        ["send x1 to crm", "send c1 to exchange as id"],
    ),
    "another mark, unreadable": (case(known("x1 c1", marks="old one"), x=(shown("x1 a.txt ?one"),), c=(C1,)), []),
}  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), TABLE.values(), ids=TABLE)
def test_what_becomes_of_files(given: Case, expected: list[str]) -> None:
    assert [said(action) for action in decide(given)] == expected


@pytest.mark.parametrize(("closed", "code"), [(WOULD_TELL, "file_would_tell"), (NOT_OURS, "file_not_ours")])
def test_a_record_that_nothing_may_be_added_to(closed: str, code: str) -> None:
    def told(*rows: Known, x: tuple[Shown, ...], c: tuple[Shown, ...]) -> list[str]:
        given = case(*rows, x=x, c=c)
        return [said(one) for one in decide(replace(given, held={X: Holder(x, closed), C: Holder(c)}))]

    assert told(x=(shown("x2 b.txt two"),), c=(C1,)) == [f"stay c1 {code}", "send x2 to crm"]
    stays = known("c1", "-", State.STAYS, "one", note=code)
    assert told(stays, x=(), c=(C1,)) == []
    newer = shown("c1 a.txt two")
    assert told(known("x1 c1"), x=(X1,), c=(newer,)) == [f"stay c1 x1 {code}"]
    renamed = shown("c1 b.txt one")
    because = {
        WOULD_TELL: "Microsoft 365 would tell the people of the meeting",
        NOT_OURS: "the meeting is somebody else's or was cancelled",
    }[closed]
    assert told(known("x1 c1"), x=(X1,), c=(renamed,)) == [f"stay c1 x1 file_name_left {because}"]
    named = known("x1 c1", "one", State.STAYS, "one one", note=because)
    assert told(named, x=(X1,), c=(renamed,)) == []
    kept = known("x1 c1", "one", State.STAYS, "one two", note=code)
    assert told(kept, x=(X1,), c=(newer,)) == []
    stood = known("x2 c1", former="x1")
    assert told(stood, x=(X1, shown("x2 a.txt one")), c=(C1,)) == [f"keep x1 {code}"]
    assert told(stood, x=(shown("x1 a.txt ?one"), shown("x2 a.txt one")), c=(C1,)) == []
    assert told(stood, x=(shown("x2 a.txt one"),), c=(C1,)) == ["take off None"]
    hidden = {X: Holder((shown("x1 a.txt ?old"), shown("x2 a.txt ?one")), closed), C: Holder((C1,))}
    assert [one.info.key for one in unsure(Case((stood,), hidden))] == ["x1"]


def test_a_record_that_takes_no_part() -> None:
    assert decide(Case((known("x1 c1"),), {X: Holder(apart=True), C: Holder((C1,))})) == []


@pytest.mark.parametrize(
    ("given", "keys"),
    [
        (case(x=(shown("x1 a.txt ?one"),)), []),
        (case(x=(shown("x1 a.txt ?one"),), c=(C1,)), ["x1"]),
        (case(x=(X1,), c=(C1,)), []),
        (case(x=(shown("x1 a.txt ?one", item=True),), c=(C1,)), []),
        (case(x=(shown("x1 a.txt ?one"),), c=(C1,), limit_mb=0), []),
        (case(known("x1 c1"), x=(shown("x1 a.txt ?one"),), c=(C1,)), []),
        (case(known("x1 c1", marks="old one"), x=(shown("x1 a.txt ?one"),), c=(C1,)), ["x1"]),
        (case(known("x1 c1"), x=(shown("x2 a.txt ?one"),), c=(C1,)), ["x2"]),
        (case(known("x1 c1"), x=(shown("x2 a.txt ?one"), shown("x3 b.txt ?two")), c=(C1,), limit_mb=0), ["x2"]),
        (case(known("x1 c1"), x=(shown("x2 a.txt ?one", item=True),), c=(C1,)), []),
        (case(SENT_TO_OUTLOOK, x=(shown("x1 a.txt ?one"), shown("x2 b.txt ?one")), c=(C1,)), ["x1"]),
        (case(NEWER_TO_OUTLOOK, x=(shown("x1 a.txt ?one"), shown("x2 a.txt ?two")), c=(C1,)), ["x1", "x2"]),
        (case(known("x1", "-", State.STAYS, "one"), x=(shown("x1 run.exe ?one"),)), []),
        (case(NEWER_STAYS, x=(shown("x1 a.txt ?two"),), c=(C1,), limit_mb=0), ["x1"]),
        (case(known("x1 c1"), x=(shown("x2 b.txt ?one"),), c=(C1,)), ["x2"]),
        (case(known("x1 c1"), x=(shown("x2 b.txt ?one"),), c=(C1,), anew=frozenset({X})), []),
        (case(known("x1 c1"), x=(shown("x1 a.txt ?one"), shown("x2 b.txt ?one")), c=(C1,)), []),
        (case(RESTS, x=(shown("x2 b.txt ?one"),), c=(C1,)), []),
        (case(RENAMED, x=(shown("x1 a.txt ?one"), shown("x2 b.txt ?one")), c=(shown("c1 b.txt one"),)), ["x1", "x2"]),
    ],
)
def test_what_must_be_read_before_anything_is_decided(given: Case, keys: list[str]) -> None:
    assert [one.info.key for one in unsure(given)] == keys


def test_whether_salesforce_has_news() -> None:
    rows = (known("x1 c1"), known("x2", "-", State.STAYS, "one"))
    assert not news(rows, {"c1": "one"})
    assert news(rows, {"c1": "two"}) and news(rows, {}) and news(rows, {"c1": "one", "c2": "one"})
