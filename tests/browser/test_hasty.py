"""Whoever types and presses Enter faster than Salesforce finds: never an older result, never a form without it."""

import pytest
from playwright.sync_api import FrameLocator, expect

from tests.browser.conftest import OpenOffice
from tests.browser.record_steps import open_record, open_tab, results, said, saved, search_box
from tests.server.deployment import User

NAMES = ("Fennimore", "Fentiman")


def _second(pane: FrameLocator) -> str:
    """Of both that were found the one that Enter would not take; neither was, before."""
    expect(results(pane)).to_have_count(2)
    first = results(pane).first.inner_text()
    return next(name for name in NAMES if name not in first)


def test_look_up_opens_what_was_typed(office: OpenOffice, user: User) -> None:
    for name in NAMES:
        user.crm.add(LastName=name)
    pane = open_tab(office(user))
    search_box(pane).fill("Fen")
    name = _second(pane)
    search_box(pane).fill(name)
    search_box(pane).press("Enter")
    expect(pane.get_by_role("heading", level=1, name=name)).to_be_visible()


def test_share_ticks_who_was_typed(office: OpenOffice, user: User) -> None:
    for name in NAMES:
        user.crm.add(LastName=name)
    pane = open_tab(office(user), "Share")
    box = pane.get_by_role("combobox").first
    box.fill("Fen")
    name = _second(pane)
    box.fill(name)
    box.press("Enter")
    expect(pane.get_by_role("checkbox", checked=True)).to_have_count(1)
    expect(pane.get_by_role("checkbox", name=name)).to_be_checked()


@pytest.mark.parametrize("known", [True, False])
def test_a_record_is_not_saved_without_its_reference(office: OpenOffice, user: User, known: bool) -> None:
    """The account is found by a word that is in no other name of the org."""
    word = f"Hurry{user.person_id[:6]}"
    text = word if known else "Nobody knows this"
    old, new = (user.crm.add("Account", Name=name) for name in ("Old Firm", f"{word} Boats"))
    key = user.crm.add(LastName="Hasty", AccountId=old)
    pane = open_record(office(user), "Hasty")
    pane.get_by_role("button", name="Edit", exact=True).click()
    pane.get_by_label("Title", exact=True).fill("Boss")
    account = pane.locator("#field-AccountId")
    account.fill(text)
    account.press("Enter")
    if not known:
        expect(said(pane, f"Nothing found for “{text}”.")).to_be_visible()
        assert user.crm.read(key)["Title"] is None
        return
    expect(account).to_have_value(f"{word} Boats")
    account.press("Enter")
    saved(pane, "Hasty")
    assert user.crm.read(key)["AccountId"] == new
