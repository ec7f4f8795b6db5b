"""Choices of an org and of its users, in layers; what an administrator fixed, and what the API gives as JSON."""

from typing import Any

import pytest

from core.choices import ChoiceError, filing_policy_from, fixed_in, policy_from, read_json

ORG: dict[str, Any] = {
    "winner": "exchange",
    "task.enabled": True,
    "email.automatic": False,
    "fixed": ["winner", "task.enabled", "email.automatic", "of another version"],
}
USER = {
    "winner": "ask",
    "task.enabled": False,
    "event.share": "all",
    "email.automatic": True,
    "email.attachments": False,
}


def test_what_is_fixed_goes_before_what_a_user_chose() -> None:
    assert policy_from(ORG, USER).winner == "exchange"
    assert policy_from(ORG, USER, kind="task").enabled
    assert policy_from(ORG, USER, kind="event").share == "all"
    filing = filing_policy_from(ORG, USER)
    assert (filing.automatic, filing.attachments, filing.ticked) == (False, False, True)
    never = {"fixed": ["email.attachments"], "email.attachments": False}
    assert not filing_policy_from(never, {"email.attachments": True}).ticked


def test_without_it_the_user_chooses() -> None:
    free = {name: value for name, value in ORG.items() if name != "fixed"}
    assert policy_from(free, USER).winner == "ask"
    assert not policy_from(free, USER, kind="task").enabled
    assert filing_policy_from(free, USER).automatic


def test_only_choices_can_be_fixed() -> None:
    assert fixed_in(ORG) == {"winner", "task.enabled", "email.automatic"}
    assert fixed_in({}) == frozenset()
    assert fixed_in(USER) == frozenset()


@pytest.mark.parametrize(
    ("name", "value", "stored"),
    [
        ("task.enabled", True, True),
        ("event.share", "all", "all"),
        ("event.window_back_days", 7, 7),
        ("email.excluded_domains", ["a.example", "b.example"], ["a.example", "b.example"]),
        ("guard_share", 5, 0.05),
    ],
)
def test_json_is_read_as_text_is(name: str, value: Any, stored: Any) -> None:
    assert read_json(name, value) == stored


@pytest.mark.parametrize(
    ("name", "value"),
    [("colour", "red"), ("task.enabled", "maybe"), ("task.enabled", None), ("event.share", {}), ("list_view", [1])],
)
def test_what_is_no_choice_is_refused(name: str, value: Any) -> None:
    with pytest.raises(ChoiceError):
        read_json(name, value)
