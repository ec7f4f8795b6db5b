"""How a person works a page: by mouse, or by keyboard alone.

A Hand is given controls as locators. The keyboard's presses Tab, Shift+Tab, arrows, Enter, Space and what is typed, and
nothing else; it fails where a control cannot be reached, takes more than FAR presses, is not seen to have the focus, or
where the focus got lost. The mouse's clicks, and types into what it clicked.
"""

from typing import Protocol

from playwright.sync_api import Locator, Page, expect

from tests.waiting import until

FAR = 60
PANE = "iframe.addin-page"
LOST_SECONDS = 5.0

# Which way the goal lies from what has the focus: 0 there, 1 behind it, -1 before it, null where nothing has it.
_WAY = """(goal) => {
  const at = goal.ownerDocument.activeElement;
  if (at === goal) return 0;
  if (!at || at === goal.ownerDocument.body) return null;
  return at.compareDocumentPosition(goal) & Node.DOCUMENT_POSITION_FOLLOWING ? 1 : -1;
}"""
# Within what is one stop of the Tab key, how many arrow keys lead to the goal; null where the focus is not in it.
_ARROWS = """(goal) => {
  const at = goal.ownerDocument.activeElement;
  const stop = goal.closest("[role=tablist], [role=listbox], [role=menu]");
  const all = goal.type === "radio"
    ? [...goal.ownerDocument.getElementsByName(goal.name)]
    : stop ? [...stop.querySelectorAll(`[role=${goal.getAttribute("role")}]`)] : [];
  if (!all.includes(at)) return null;
  const there = all.indexOf(goal) - all.indexOf(at);
  const round = stop?.role === "tablist" ? there - Math.sign(there) * all.length : there;
  return Math.abs(round) < Math.abs(there) ? round : there;
}"""
# What keeps a person from seeing that it has the focus.
_UNSEEN = """(goal) => {
  const style = getComputedStyle(goal);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  if (!ring && style.boxShadow === "none") return "it has no focus ring";
  const box = goal.getBoundingClientRect();
  if (box.width < 8 || box.height < 8 || style.opacity === "0") return "it cannot be seen";
  const inside = (x, y) => {
    const top = goal.ownerDocument.elementFromPoint(x, y);
    return top && (goal.contains(top) || top.contains(goal));
  };
  const xs = [box.left + 3, (box.left + box.right) / 2, box.right - 3];
  const ys = [box.top + 3, (box.top + box.bottom) / 2, box.bottom - 3];
  if (xs.some((x) => ys.some((y) => inside(x, y)))) return "";
  const top = goal.ownerDocument.elementFromPoint(xs[1], ys[1]);
  return `at ${box.top} of ${innerHeight} it is ${top ? `covered by ${top.outerHTML.slice(0, 80)}` : "out of sight"}`;
}"""


class Hand(Protocol):
    """name: for the ids of tests."""

    name: str

    def press(self, target: Locator) -> None:
        """A button, a link, a tab, a box to tick, one of several choices, the heading of something folded, a row."""

    def write(self, target: Locator, text: str) -> None:
        """Put this text in the place of what a field holds."""

    def choose(self, target: Locator, label: str) -> None:
        """One of the choices of a list that opens."""

    def pick(self, box: Locator, text: str, option: Locator) -> None:
        """Type into a field that searches, and take what it found."""


class Mouse:
    name = "mouse"

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, text: str) -> None:
        target.click()
        target.fill(text)

    def choose(self, target: Locator, label: str) -> None:
        target.select_option(label=label)

    def pick(self, box: Locator, text: str, option: Locator) -> None:
        self.write(box, text)
        option.click()


class Keyboard:
    name = "keyboard"

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        moved = self.reach(target)
        kind = target.evaluate("(e) => e.type ?? e.getAttribute('role')")
        if kind == "radio" or target.get_attribute("role") in ("tab", "option"):
            if not moved:  # the arrow key that led to it has chosen it
                self.page.keyboard.press("Space" if kind == "radio" else "Enter")
            return
        self.page.keyboard.press("Space" if kind == "checkbox" else "Enter")

    def write(self, target: Locator, text: str) -> None:
        self.reach(target)
        if target.get_attribute("type") in ("date", "datetime-local", "time"):
            self._write_parts(text)
            expect(target).to_have_value(text)
            return
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)
        expect(target).to_have_value(text)

    def _write_parts(self, text: str) -> None:
        """A day, a time, or both: the parts stand as the browser's own language has them, which is American."""
        day, _, clock = text.rpartition("T") if "T" in text else (text, "", "") if "-" in text else ("", "", text)
        if day:
            year, month, date = day.split("-")
            self.page.keyboard.type(f"{month}{date}{year}")
        if clock:
            hour, minute = map(int, clock.split(":"))
            self.page.keyboard.type(f"{hour % 12 or 12:02}{minute:02}{'PM' if hour >= 12 else 'AM'}")

    def choose(self, target: Locator, label: str) -> None:
        self.reach(target)
        find = "(e, label) => [...e.options].findIndex((one) => one.label === label) - e.selectedIndex"
        steps = target.evaluate(find, label)
        self.page.keyboard.press("Space")
        for _ in range(abs(steps)):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
        self.page.keyboard.press("Enter")
        expect(target.locator("option:checked")).to_have_text(label)

    def pick(self, box: Locator, text: str, option: Locator) -> None:
        self.write(box, text)
        expect(option).to_be_visible()
        for _ in range(FAR):
            if option.get_attribute("aria-selected") == "true":
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")

    def reach(self, target: Locator) -> bool:
        """Lead the focus there. True where arrow keys did the last of it."""
        expect(target).to_be_visible()
        in_pane = "/addin/" in str(target.evaluate("(e) => e.ownerDocument.URL"))
        self._enter(in_pane)
        self._have_focus(target, in_pane)
        presses = 0
        while (arrows := target.evaluate(_ARROWS)) is None and (way := target.evaluate(_WAY)) != 0:
            assert way is not None, f"the focus got lost on the way to {_name(target)}"
            presses += 1
            assert presses < FAR, f"{_name(target)} is too far away, or no stop of the Tab key"
            self.page.keyboard.press("Tab" if way > 0 else "Shift+Tab")
        for _ in range(abs(arrows or 0)):
            self.page.keyboard.press("ArrowDown" if arrows > 0 else "ArrowUp")
        if arrows:
            expect(target).to_be_focused()
        if in_pane:
            assert not (unseen := target.evaluate(_UNSEEN)), f"{_name(target)}: {unseen}"
        return bool(arrows)

    def _enter(self, in_pane: bool) -> None:
        """Into the pane, or out of it to Outlook."""
        for _ in range(FAR):
            if bool(self.page.evaluate(f"document.activeElement?.matches('{PANE}') ?? false")) == in_pane:
                return
            self.page.keyboard.press("Tab" if in_pane else "Shift+Tab")
        raise AssertionError(f"the way {'into' if in_pane else 'out of'} the pane is too long")

    def _have_focus(self, target: Locator, in_pane: bool) -> None:
        """A view that has just changed gives the focus to something; a page that was just opened begins at its top."""
        if in_pane:
            until(lambda: target.evaluate(_WAY) is not None, LOST_SECONDS, f"a focus before {_name(target)}")
        elif target.evaluate(_WAY) is None:
            self.page.keyboard.press("Tab")


def _name(target: Locator) -> str:
    return str(target.evaluate("(e) => e.ariaLabel ?? e.textContent.trim() + (e.name ?? '')"))


HANDS: dict[str, type[Mouse] | type[Keyboard]] = {"mouse": Mouse, "keyboard": Keyboard}
