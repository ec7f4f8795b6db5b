"""Words for people, and the categories in Outlook."""

import re
from pathlib import Path

import pytest

from core.explain import LABELS, REFUSED, category, is_label, issue_text, listing, sentence
from core.objects import CONTACT
from core.policy import Policy
from tests.worker.pure.cases import item
from worker.sync import arrivals, departures, guard, linked, reconcile
from worker.sync.actions import Reason
from worker.sync.marks import marked

POLICY = Policy()
ERRORS = ("Sync Error", "Last name is missing")


@pytest.mark.parametrize(
    ("categories", "label", "after"),
    [
        ((), None, ("Salesforce",)),
        (("Salesforce",), None, None),
        (("salesforce",), None, None),
        (("Friends", "Salesforce"), None, None),
        (("Friends",), None, ("Friends", "Salesforce")),
        (("Friends", "Salesforce"), "Last name is missing", ("Friends", "Salesforce", *ERRORS)),
        (("Salesforce", *ERRORS), "Last name is missing", None),
        ((*ERRORS, "Salesforce"), "Last name is missing", None),
        (("Salesforce", "SYNC ERROR", "last name is missing"), "Last name is missing", None),
        (("Salesforce", *ERRORS, "Friends"), None, ("Salesforce", "Friends")),
        (("Salesforce", *ERRORS), "Title is too long", ("Salesforce", "Sync Error", "Title is too long")),
        (("Salesforce",), "A text of a connector's own", ("Salesforce", "Sync Error", REFUSED)),
        (("Salesforce", "sync error", "TITLE IS TOO LONG"), None, ("Salesforce",)),
    ],
)
def test_marked(categories: tuple[str, ...], label: str | None, after: tuple[str, ...] | None) -> None:
    record = item(categories=categories)
    assert marked(record, POLICY, label) == after
    if after is not None:
        assert marked(item(categories=after), POLICY, label) is None


def test_marked_uses_the_customers_names() -> None:
    policy = Policy(category="CRM", error_category="Problem")
    assert marked(item(categories=("Salesforce", "problem")), policy, None) == ("Salesforce", "CRM")
    assert marked(item(categories=()), policy, "Title is too long") == ("CRM", "Problem", "Title is too long")


def test_the_vocabulary() -> None:
    assert {"Last name is missing", "Title is too long", "E-mail is not valid", REFUSED} <= LABELS
    assert len(LABELS) > 4 * len(CONTACT.fields)
    assert is_label("LAST NAME IS MISSING")
    assert not is_label("Friends")
    assert category(None) == category("x") == REFUSED
    assert category("Title is too long") == "Title is too long"
    # Outlook shows 255 characters of a category and takes no comma in its name.
    assert all(len(text) < 60 and "," not in text for text in LABELS)


def test_every_reason_has_a_sentence() -> None:
    codes = set()
    for module in (arrivals, departures, guard, linked, reconcile):
        text = Path(module.__file__ or "").read_text()
        codes |= set(re.findall(r'Reason\(\s*"(\w+)"', text))
    codes |= {"created_in_crm", "created_in_exchange", "restored", "restored_changed", "back_in_view", "back_in_crm"}
    codes |= {"moved_out", "moved_back", "left_view", "no_access", "deleted_in_crm", "deleted_in_exchange", "merged"}
    codes |= {"merged_away", "kept_merged"}
    assert len(codes) > 20
    for code in codes:
        text = sentence(Reason(code, {"name": "Ann Lee"}))
        assert text.endswith(".")
        assert "_" not in text


def test_sentences_name_sides_as_people_do() -> None:
    words = {"name": "Ann", "fields": "Title", "source": "exchange", "target": "crm"}
    assert sentence(Reason("updated", words)) == "Title changed in Outlook, so Salesforce was updated."


def test_hostile_and_missing_words() -> None:
    assert sentence(Reason("linked", {"name": "{by} {0.__class__}"})).startswith("{by} {0.__class__} was found")
    assert sentence(Reason("linked")).startswith("it was found on both sides by it")
    assert sentence(Reason("some_new_code")) == "Some new code."


@pytest.mark.parametrize(
    ("code", "message", "start"),
    [
        ("ambiguous", "", "Ann: several records match it."),
        ("duplicate", "ignored", "Ann: a record like it is synchronised already."),
        ("conflict", "", "Ann: the same fields changed on both sides."),
        ("required_missing", "Last name is missing; enter it.", "Ann: Last name is missing; enter it."),
        ("row_locked", "", "Ann: Row locked."),
    ],
)
def test_issue_text(code: str, message: str, start: str) -> None:
    assert issue_text(code, "Ann", message).startswith(start)


@pytest.mark.parametrize(
    ("items", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_listing(items: list[str], text: str) -> None:
    assert listing(items) == text


def test_a_sentence_that_names_the_record_is_not_headed_by_it_again() -> None:
    said = "“Title” of the contact “Ann” has 200 characters."
    assert issue_text("too_long", "Ann", said) == said
