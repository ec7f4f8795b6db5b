"""The decision cell by cell: what asks for a mail, what keeps it out, what takes it back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.emails import FilingPolicy, Person, PersonKind
from core.explain import sentence
from core.filing_words import SENTENCES
from core.mails import Address, Mail, MailPlace, Sensitivity
from tests.worker.filing.world import ANN, ME, OWN, START, mail
from worker.filing.cases import Case, Hold, Holding, How, Setting, Stand, Wanted
from worker.filing.decide import asks_anew, decide

PEOPLE = {ANN.address: (ANN,), OWN: (ME,)}
CATEGORY, FOLDER, INBOX, OTHER, TRASH = (
    {"categories": ("Salesforce",)},
    {"place": MailPlace.FOLDER},
    {"place": MailPlace.INBOX},
    {"place": MailPlace.OTHER},
    {"place": MailPlace.TRASH},
)
BY_CATEGORY = Holding(How.CATEGORY, Hold.HELD, marked=True, place=MailPlace.INBOX)
BY_FOLDER = Holding(How.FOLDER, Hold.HELD, marked=True, place=MailPlace.FOLDER)
UNMARKED = replace(BY_CATEGORY, marked=False)
WITHDRAWN = Holding(How.CATEGORY, Hold.WITHDRAWN, marked=False, place=MailPlace.INBOX)
CUT_OFF = replace(WITHDRAWN, marked=True)
OUT = Holding(How.FOLDER, Hold.WITHDRAWN, marked=True, place=MailPlace.FOLDER)
IN_THE_PANE = replace(CUT_OFF, how=How.SHARED)
GONE = replace(BY_CATEGORY, state=Hold.DELETED, marked=False)
MANUAL = Setting(FilingPolicy(), OWN)
AUTOMATIC = Setting(FilingPolicy(automatic=True, excluded_domains=("bank.example",)), OWN, START)


def told(case: Case, setting: Setting) -> str:
    """`Kind code`, with words for the code."""
    decision = decide(case, setting)
    assert decision.reason.code in SENTENCES
    assert "{" not in sentence(decision.reason, "email")
    return f"{type(decision).__name__} {decision.reason.code}"


TABLE: list[tuple[dict[str, Any] | None, Holding | None, Stand, str]] = [
    # Not known yet.
    ({}, None, Stand.NONE, "Skip not_asked"),
    (CATEGORY, None, Stand.NONE, "File by_category"),
    ({"categories": ("SALESFORCE",)}, None, Stand.NONE, "File by_category"),
    (FOLDER, None, Stand.NONE, "File by_folder"),
    (CATEGORY | {"draft": True}, None, Stand.NONE, "Skip draft"),
    (CATEGORY | {"encrypted": True}, None, Stand.NONE, "File by_category"),
    (CATEGORY | {"sensitivity": Sensitivity.PRIVATE}, None, Stand.NONE, "File by_category"),
    (CATEGORY | TRASH, None, Stand.NONE, "Skip gone"),
    (None, None, Stand.NONE, "Skip gone"),
    (CATEGORY, None, Stand.BUSY, "Wait busy"),
    (CATEGORY, None, Stand.FILED, "Join joined"),
    (FOLDER, None, Stand.UNFINISHED, "Join joined"),
    ({}, None, Stand.FILED, "Skip not_asked"),
    (CATEGORY, None, Stand.GONE, "File by_category"),
    (FOLDER, WITHDRAWN, Stand.GONE, "File by_folder"),
    (CATEGORY, BY_CATEGORY, Stand.GONE, "File by_category"),
    (None, BY_CATEGORY, Stand.GONE, "Skip gone"),
    # Held.
    (CATEGORY, BY_CATEGORY, Stand.FILED, "Join marked"),
    (CATEGORY, BY_CATEGORY, Stand.UNFINISHED, "Join finished"),
    (CATEGORY, BY_CATEGORY, Stand.NONE, "File by_category"),
    (CATEGORY, BY_CATEGORY, Stand.BUSY, "Wait busy"),
    (CATEGORY | OTHER, BY_CATEGORY, Stand.FILED, "Join marked"),
    ({}, BY_CATEGORY, Stand.FILED, "Withdraw category_removed"),
    ({}, UNMARKED, Stand.FILED, "Withdraw category_removed"),
    (FOLDER, replace(BY_FOLDER, marked=False), Stand.FILED, "Join marked"),
    (FOLDER, BY_FOLDER, Stand.FILED, "Withdraw category_removed"),
    (CATEGORY | FOLDER, BY_FOLDER, Stand.FILED, "Join marked"),
    (CATEGORY | INBOX, BY_FOLDER, Stand.FILED, "Withdraw moved_out"),
    (INBOX, replace(BY_FOLDER, marked=False), Stand.FILED, "Withdraw moved_out"),
    (CATEGORY | INBOX, replace(BY_FOLDER, marked=False), Stand.FILED, "Join marked"),
    (CATEGORY | TRASH, BY_FOLDER, Stand.FILED, "Keep mail_deleted"),
    (None, BY_CATEGORY, Stand.FILED, "Keep mail_deleted"),
    (None, BY_CATEGORY, Stand.UNFINISHED, "Keep mail_deleted"),
    (CATEGORY | TRASH | {"junk": True}, BY_CATEGORY, Stand.FILED, "Keep mail_junk"),
    (CATEGORY | TRASH | {"junk": True}, BY_CATEGORY, Stand.BUSY, "Wait busy"),
    (CATEGORY | TRASH | {"junk": True}, None, Stand.NONE, "Skip junk"),
    (CATEGORY | TRASH, None, Stand.NONE, "Skip gone"),
    (None, BY_CATEGORY, Stand.NONE, "Skip gone"),
    (None, BY_CATEGORY, Stand.BUSY, "Wait busy"),
    # Taken back.
    ({}, WITHDRAWN, Stand.NONE, "Skip not_asked"),
    (CATEGORY, WITHDRAWN, Stand.NONE, "File by_category"),
    (FOLDER, WITHDRAWN, Stand.NONE, "File by_folder"),
    (FOLDER, replace(WITHDRAWN, place=MailPlace.FOLDER), Stand.NONE, "Skip not_asked"),
    # Taken back, and cut off before the marks were gone: who asks for it since has the last word.
    ({}, CUT_OFF, Stand.NONE, "Withdraw unfiled"),
    (OTHER, CUT_OFF, Stand.FILED, "Withdraw unfiled"),
    (CATEGORY, CUT_OFF, Stand.NONE, "File by_category"),
    (CATEGORY, CUT_OFF, Stand.GONE, "File by_category"),
    (CATEGORY, CUT_OFF, Stand.FILED, "Join joined"),
    (CATEGORY, CUT_OFF, Stand.BUSY, "Wait busy"),
    (CATEGORY | {"draft": True}, CUT_OFF, Stand.NONE, "Withdraw unfiled"),
    (CATEGORY | TRASH, CUT_OFF, Stand.NONE, "Skip gone"),
    (FOLDER, CUT_OFF, Stand.NONE, "File by_folder"),
    (FOLDER, replace(CUT_OFF, place=MailPlace.FOLDER), Stand.NONE, "Withdraw unfiled"),
    (CATEGORY | OTHER, OUT, Stand.NONE, "Withdraw unfiled"),
    (CATEGORY | FOLDER, OUT, Stand.NONE, "File by_folder"),
    (CATEGORY | FOLDER, OUT, Stand.FILED, "Join joined"),
    (FOLDER, OUT, Stand.BUSY, "Wait busy"),
    (CATEGORY, IN_THE_PANE, Stand.NONE, "Withdraw unfiled"),
    (CATEGORY | FOLDER, IN_THE_PANE, Stand.NONE, "Withdraw unfiled"),
    # Deleted, and brought back.
    (None, GONE, Stand.FILED, "Skip gone"),
    (CATEGORY, GONE, Stand.FILED, "Join joined"),
    ({}, GONE, Stand.FILED, "Skip not_asked"),
]


@pytest.mark.parametrize("code", ["apart_by_id", "apart_by_looks"])
def test_a_record_of_its_own_is_told_as_that(code: str) -> None:
    named = mail(categories=("Salesforce",))
    cases = [Case(named, apart=code), Case(named, BY_CATEGORY, apart=code), Case(mail(), wanted=Wanted(), apart=code)]
    assert [told(one, MANUAL) for one in cases] == [f"File {code}"] * 3
    assert told(replace(cases[1], stand=Stand.FILED, crm_key="02s1"), MANUAL) == "Join marked"


@pytest.mark.parametrize("setting", [MANUAL, AUTOMATIC], ids=["manual", "automatic"])
@pytest.mark.parametrize(("values", "holding", "stand", "expected"), TABLE)
def test_category_and_folder(
    values: dict[str, Any] | None, holding: Holding | None, stand: Stand, expected: str, setting: Setting
) -> None:
    old = START - timedelta(days=30)
    one = None if values is None else mail(moment=old, **values)
    assert told(Case(one, holding, stand, "02s1", PEOPLE), setting) == expected


INTERNAL = {"sender": Address("You", "you@corp.example")}
BANK = (Address("", OWN), Address("", "clerk@mail.bank.example"))
NEW: list[tuple[dict[str, Any], str]] = [
    ({}, "File by_itself"),
    ({"place": MailPlace.SENT, "incoming": False}, "File by_itself"),
    (OTHER, "File by_itself"),
    ({"moment": START - timedelta(days=2)}, "Skip not_asked"),
    ({"draft": True}, "Skip not_asked"),
    ({"encrypted": True}, "Skip encrypted"),
    ({"sensitivity": Sensitivity.PERSONAL}, "Skip private"),
    ({"sensitivity": Sensitivity.CONFIDENTIAL}, "Skip private"),
    (INTERNAL, "Skip internal"),
    ({"sender": Address("", "x@else.example")}, "Skip nobody_known"),
    ({"to": BANK}, "Skip excluded_domain"),
    ({"to": (Address("", "clerk@otherbank.example"),)}, "File by_itself"),
]


@pytest.mark.parametrize(("values", "expected"), NEW)
def test_automatic(values: dict[str, Any], expected: str) -> None:
    case = Case(mail(**values), people=PEOPLE)
    assert told(case, AUTOMATIC) == expected
    assert told(case, MANUAL) == "Skip not_asked"


def test_a_record_that_somebody_deleted() -> None:
    """Who asks for it gets a new one; by itself it is not made again."""
    assert told(Case(mail(), stand=Stand.GONE, people=PEOPLE), AUTOMATIC) == "Skip deleted_there"
    by_itself = replace(BY_CATEGORY, how=How.AUTOMATIC)
    held = Case(mail(categories=("Salesforce",)), by_itself, Stand.GONE, people=PEOPLE)
    assert told(held, AUTOMATIC) == "File by_itself"
    assert told(Case(mail(), stand=Stand.GONE, wanted=Wanted()), MANUAL) == "File by_pane"


ASKS: list[tuple[dict[str, Any] | None, Holding | None, Stand, Wanted | None, bool]] = [
    (None, None, Stand.FILED, None, False),
    (CATEGORY, None, Stand.FILED, None, True),
    (CATEGORY, None, Stand.UNFINISHED, None, True),
    (CATEGORY, None, Stand.NONE, None, False),
    (CATEGORY, None, Stand.BUSY, None, False),
    (CATEGORY, BY_CATEGORY, Stand.FILED, None, False),
    (CATEGORY, WITHDRAWN, Stand.FILED, None, True),
    (CATEGORY | TRASH, None, Stand.FILED, None, False),
    ({}, None, Stand.FILED, None, False),
    (CATEGORY, BY_CATEGORY, Stand.FILED, Wanted(), True),
    (CATEGORY, BY_CATEGORY, Stand.FILED, Wanted(taken_back=True), False),
]


@pytest.mark.parametrize(("values", "holding", "stand", "wanted", "expected"), ASKS)
def test_who_asks_anew(
    values: dict[str, Any] | None, holding: Holding | None, stand: Stand, wanted: Wanted | None, expected: bool
) -> None:
    one = None if values is None else mail(**values)
    assert asks_anew(Case(one, holding, stand, "02s1", wanted=wanted), MANUAL) is expected


def test_never_again_what_was_taken_back_and_no_colleague_as_customer() -> None:
    assert told(Case(mail(), WITHDRAWN, people=PEOPLE), AUTOMATIC) == "Skip not_asked"
    both = {ANN.address: (ANN, Person("005A", PersonKind.USER, "Ann", ANN.address)), OWN: (ME,)}
    assert told(Case(mail(), people=both), AUTOMATIC) == "Skip internal"


def test_every_sentence_names_the_mail() -> None:
    assert all("{name}" in words for words in SENTENCES.values())
    assert isinstance(mail(), Mail)
