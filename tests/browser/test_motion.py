"""Whoever asks for less motion sees none: nothing on any main screen moves or fades (WCAG 2.2, 2.3.3)."""

from playwright.sync_api import Frame, expect

from tests.browser.conftest import OpenOffice
from tests.browser.record_steps import open_record
from tests.server.deployment import User

LONGEST = 0.01  # seconds
# Of every element and of what CSS adds before and behind it, with how long it moves.
_MOVING = """(longest) => {
  const second = (text) => parseFloat(text) * (text.trim().endsWith("ms") ? 0.001 : 1);
  const seconds = (text) => Math.max(...text.split(",").map(second));
  const found = [];
  for (const element of document.querySelectorAll("*")) {
    for (const part of ["", "::before", "::after", "::backdrop"]) {
      const style = getComputedStyle(element, part || null);
      const time = Math.max(seconds(style.animationDuration), seconds(style.transitionDuration));
      if (time > longest) found.push(`${element.tagName}.${element.className}${part}: ${time} s`);
    }
  }
  return found;
}"""


def _moving(frame: Frame) -> list[str]:
    found: list[str] = frame.evaluate(_MOVING, LONGEST)
    return found


def test_nothing_moves_on_any_screen(office: OpenOffice, user: User) -> None:
    user.crm.add(FirstName="Stella", LastName="Still", Email="someone@elsewhere.example")
    opened = office(user)
    pane = open_record(opened, "Stella Still")
    frame, moving = opened.pane_frame, []
    pane.get_by_role("button", name="Edit", exact=True).click()
    expect(pane.get_by_role("button", name="Cancel")).to_be_visible()
    moving += _moving(frame)
    pane.get_by_role("button", name="Cancel").click()
    pane.get_by_role("tab", name="Sync").click()
    pane.get_by_role("button", name="Sync now").click()
    expect(pane.get_by_role("progressbar")).to_be_visible()
    moving += _moving(frame)
    for tab in ("People", "Share", "Look up", "Settings"):
        pane.get_by_role("tab", name=tab).click()
        expect(pane.locator("[aria-busy=true]")).to_have_count(0)
        moving += _moving(frame)
    assert moving == []
    opened.page.emulate_media(reduced_motion="no-preference")
    assert _moving(frame), "without that wish something moves, and this test sees it"
