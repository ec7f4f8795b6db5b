"""What the form of a share ticks and sends, while people join and leave a draft."""

from typing import Any

from tests.addin.pure_modules import called

MODULE = "views/share_wish.js"
UNTOUCHED: dict[str, Any] = {"who": {}, "files": {}, "added": []}
MAIL: dict[str, Any] = {"attachments": []}


def _row(sobject: str, name: str) -> dict[str, str]:
    return {"sobject": sobject, "id": name, "name": name, "detail": ""}


def _person(*records: dict[str, str], cases: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"records": list(records), "opportunities": [], "cases": [_row("Case", name) for name in cases]}


ANN = _person(_row("Contact", "Ann"), _row("Lead", "Ann as a lead"), _row("Account", "Ann's firm"), cases=("Her case",))
BOB = _person(_row("User", "Bob at work"), _row("Contact", "Bob"))


def _context(*people: dict[str, Any], related: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"people": list(people), "related": [_row("Opportunity", name) for name in related], "files": "all"}


def _wishes(*asked: tuple[dict[str, Any], dict[str, Any]]) -> list[tuple[list[str], str | None]]:
    """who and what of each (context, draft)."""
    found = called(MODULE, "wishOf", *((context, UNTOUCHED | draft, MAIL) for context, draft in asked))
    return [(one["who"], one["what"]) for one in found]


def test_everybody_is_proposed_by_one_record_until_the_person_says_otherwise() -> None:
    assert _wishes(
        (_context(ANN, BOB), {}),
        (_context(ANN, BOB), {"who": {"Ann": False}}),
        (_context(ANN), {"who": {"Ann": False, "Ann as a lead": True}}),
    ) == [(["Ann", "Bob"], None), (["Bob"], None), (["Ann as a lead"], None)]


def test_whoever_has_left_is_not_sent_and_who_joins_is_ticked() -> None:
    touched = {"who": {"Ann": True}}
    assert _wishes((_context(BOB), touched), (_context(ANN, BOB), touched)) == [(["Bob"], None), (["Ann", "Bob"], None)]


def test_who_was_searched_for_stays() -> None:
    draft = {"who": {"Eve": True}, "added": [_row("Contact", "Eve")]}
    assert _wishes((_context(BOB), draft), (_context(), draft)) == [(["Bob", "Eve"], None), (["Eve"], None)]


def test_what_left_with_its_people_is_not_sent() -> None:
    one, two = ("A deal",), ("A deal", "Another")
    assert _wishes(
        (_context(ANN), {"what": "Her case"}),
        (_context(BOB), {"what": "Her case"}),
        (_context(BOB, related=one), {"what": "Her case"}),
        (_context(BOB, related=one), {"what": None}),
        (_context(BOB, related=two), {}),
    ) == [(["Ann"], "Her case"), (["Bob"], None), (["Bob"], "A deal"), (["Bob"], None), (["Bob"], None)]


def test_a_change_of_a_share_begins_with_what_was_chosen() -> None:
    deal = _row("Opportunity", "A deal")
    shared = {"state": "shared", "who": [_row("Contact", "Eve")], "what": deal}
    draft, email, none = called(MODULE, "draftOf", (shared,), ({"state": "shared"},), (None,))
    assert email == none == UNTOUCHED
    assert _wishes((_context(ANN, BOB), draft)) == [(["Eve"], "A deal")]


def test_files_are_sent_as_the_boxes_stand() -> None:
    """The rule of the mailbox ticks all of them, or none; untouched it decides at the time of filing."""
    mail = {"attachments": [{"id": name, "name": name, "inline": name == "logo"} for name in ("a", "b", "logo")]}
    asked = [(rule, files) for rule in ("all", "ticked") for files in ({}, {"b": False}, {"b": True})]
    calls = [(_context() | {"files": rule}, UNTOUCHED | {"files": files}, mail) for rule, files in asked]
    names = [one["files"] and [file["id"] for file in one["files"]] for one in called(MODULE, "wishOf", *calls)]
    assert names == [None, ["a"], ["a", "b"], None, [], ["b"]]


def test_nothing_is_about_a_person_or_an_activity() -> None:
    kinds = ["Account", "Case", "Widget__c", "Contact", "Lead", "User", "Task", "Event"]
    assert [
        kind
        for kind, fits in zip(kinds, called(MODULE, "isWhat", *(({"sobject": kind},) for kind in kinds)), strict=True)
        if fits
    ] == kinds[:3]
