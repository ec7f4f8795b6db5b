"""Changes of a text carried over to the HTML that shows it: letters and lines that differ are written anew, the layout
of the rest stays byte for byte."""

import re
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher
from html import escape
from itertools import takewhile

from core.exchange.html_lines import Line, Page, Range
from core.exchange.html_tokens import Token, partnerless, within

# (start, end, what is there instead)
Edit = tuple[int, int, str]
# What servers add to a line where they turn HTML into text: a link's address, a picture's name, a list's bullet.
_ADDED = re.compile(r"<(?:https?|mailto|tel|callto|sip):[^<>\s]*>|\[(?:cid:)?[^\[\]]*\]|^[*·•▪o]\s+")
# After these, or before them, a line of its own can stand; `{}` is its text.
_BLOCK = "<div>{}</div>"
_AFTER = {"li": "<li>{}</li>"} | dict.fromkeys("p div h1 h2 h3 h4 h5 h6 blockquote".split(), _BLOCK)
_BEFORE = {**_AFTER, **dict.fromkeys(("table", "ul", "ol", "hr"), _BLOCK)}


class Lossy(Exception):
    """The change would lose what cannot be shown as text."""


def kept(page: Page, start: int, end: int, lost: Collection[Token] = ()) -> str:
    """The tags between the two places whose other half lies elsewhere, but for those that go, too."""
    found = partnerless(within(page.tokens, start, end))
    return "".join(page.source[one.start : one.end] for one in found if one not in lost)


def edited(page: Page, edits: Sequence[Edit]) -> str:
    parts, at = [], 0
    for start, end, text in sorted(edits, key=lambda one: one[:2]):
        parts += [page.source[at:start], text]
        at = max(at, end)
    return "".join([*parts, page.source[at:]])


class NotesEdits:
    """The edits of one change of notes. before: as the server shows the page's lines; after: as they are wanted.
    Raises Lossy."""

    def __init__(self, page: Page, before: str, after: str) -> None:
        self.edits: list[Edit] = []
        self._page = page
        self._blank: dict[int, int] = {}
        self._before, self._after = _lines(before), _lines(after)
        shown, there = [_bare(line) for line, _ in self._before], [_bare(line.text) for line in page.lines]
        blocks = SequenceMatcher(None, shown, there).get_matching_blocks()
        self._where = {one.a + at: one.b + at for one in blocks for at in range(one.size)}
        old, new = ([line for line, _ in lines] for lines in (self._before, self._after))
        for what, first, last, start, end in SequenceMatcher(None, old, new).get_opcodes():
            self._change(range(first, last), range(start, end), same=what == "equal")

    def _change(self, old: range, new: range, *, same: bool) -> None:
        for one, other in zip(old, new, strict=False):
            if same:
                self._widen(one, self._after[other][1])
            else:
                self._rewrite(self._line(one), self._before[one][0], self._after[other][0])
        if gone := old[len(new) :]:
            self._delete(gone, self._after[new.stop][1] if new.stop < len(self._after) else 0)
        if rest := new[len(old) :]:
            self._add(old.stop, [line for at in rest for line in (*[""] * self._after[at][1], self._after[at][0])])

    def _line(self, number: int) -> Line:
        """The line of the page that the server shows as this one."""
        if number not in self._where:
            raise Lossy
        return self._page.lines[self._where[number]]

    def _delete(self, gone: range, blank: int) -> None:
        """Takes lines out; blank: how many blank ones are wanted where they were."""
        follows = gone.stop < len(self._before)
        there = sum(self._before[one][1] for one in (*gone, *([gone.stop] if follows else [])))
        for one in gone:
            self._take_out(*(self._whole(one) if there > blank else self._line(one).whole))
        if follows and there <= blank:
            self._blank[gone.stop] = there

    def _whole(self, number: int) -> Range:
        """The line with the blank ones before it."""
        start, end = self._line(number).whole
        previous = self._where[number] - 1
        if not self._before[number][1] or previous < 0:
            return start, end
        last = self._page.lines[previous].whole[1]
        words = any(one.kind == "text" and one.text.strip() for one in within(self._page.tokens, last, start))
        return (start if words or self._loses(last, start) else last), end

    def _rewrite(self, line: Line, old: str, new: str) -> None:
        """Only what differs, so that the layout of the rest stays."""
        text, places = _read(line)
        offset = old.find(text)
        head = _common(old, new)
        tail = _common(old[head:][::-1], new[head:][::-1])
        first, last = head - offset, len(old) - tail - offset
        if offset < 0 or first < 0 or last > len(text):
            raise Lossy
        words = escape(new[head : len(new) - tail], quote=False)
        if first == last:
            at = self._beside(line, first, places)
            self.edits.append((at, at, words))
        else:
            self._take_out(places[first][0], places[last - 1][1], words)

    def _take_out(self, start: int, end: int, words: str = "") -> None:
        """A link whose words are changed is one no more."""
        if self._loses(start, end):
            raise Lossy
        touched = [tags for tags in self._page.links if start < tags[-1].start and tags[0].end < end]
        lost = [tag for tags in touched for tag in tags]
        self.edits += [(tag.start, tag.end, "") for tag in lost if not start <= tag.start < end]
        self.edits.append((start, end, words + kept(self._page, start, end, lost)))

    def _loses(self, start: int, end: int) -> bool:
        return any(first < end and start < last for first, last in self._page.precious)

    def _beside(self, line: Line, at: int, places: Sequence[Range]) -> int:
        """A place before the letter of this number: beside a link, not in it."""
        end = line.end.start if line.end else len(self._page.source)
        left = places[at - 1][1] if at else line.begin.end if line.begin else 0
        right = places[at][0] if at < len(places) else end
        gaps = [left, *(one.end for one in within(self._page.tokens, left, right))]
        # At its beginning as near to the letter as can be: the page's head may come before it.
        return self._outside([right, *reversed(gaps)] if not at else gaps)

    def _outside(self, places: Sequence[int]) -> int:
        links = [(tags[0].start, tags[-1].end) for tags in self._page.links]
        for place in places:
            if not any(start < place < end for start, end in (*self._page.precious, *links)):
                return place
        raise Lossy

    def _widen(self, number: int, wanted: int) -> None:
        """More blank lines before a line; fewer are left to the server, which may make them of margins."""
        missing = wanted - self._blank.get(number, self._before[number][1])
        if missing > 0 and number in self._where:
            self._put(*self._above(self._line(number)), [""] * missing)

    def _add(self, number: int, lines: Sequence[str]) -> None:
        """New lines before the one of this number, in the manner of their neighbour."""
        if number:
            self._put(*self._below(self._line(number - 1)), lines)
        elif self._before:
            self._put(*self._above(self._line(0)), lines)
        else:
            bodies = [one.end for one in self._page.tokens if (one.kind, one.name) == ("open", "body")]
            self._put(bodies[0] if bodies else 0, _BLOCK, lines)

    def _put(self, place: int, form: str, lines: Sequence[str]) -> None:
        blank = "<br>" if "br>" in form or form == _BLOCK else ""
        at = self._outside([place])
        text = "".join(form.format(escape(line, quote=False)) if line else blank for line in lines)
        self.edits.append((at, at, text))

    def _below(self, line: Line) -> tuple[int, str]:
        end = line.end
        if end and end.name == "br":
            return end.end, "{}<br>"
        if end and end.kind == "close" and end.name in _AFTER:
            return end.end, _AFTER[end.name]
        return end.start if end else len(self._page.source), "<br>{}"

    def _above(self, line: Line) -> tuple[int, str]:
        begin = line.begin
        if begin and begin.kind == "open" and begin.name in _BEFORE:
            return begin.start, _BEFORE[begin.name]
        _, places = _read(line)
        return self._beside(line, 0, places), "{}<br>"


def _read(line: Line) -> tuple[str, list[Range]]:
    """Its letters with white space of any kind as one blank, and their places."""
    text = "".join(" " if letter.isspace() else letter for letter in line.text)
    wanted = [at for at, letter in enumerate(text) if letter != " " or (0 < at < len(text) - 1 and text[at - 1] != " ")]
    return "".join(text[at] for at in wanted), [line.places[at] for at in wanted]


def _folded(line: str) -> str:
    return " ".join(line.split())


def _bare(line: str) -> str:
    """As it is the same in whatever way a server turns it into text."""
    return _folded(_ADDED.sub("", _folded(line)))


def _lines(text: str) -> list[tuple[str, int]]:
    """(line, blank lines before it)"""
    found: list[tuple[str, int]] = []
    blank = 0
    for line in map(_folded, text.split("\n")):
        if line:
            found.append((line, blank))
        blank = 0 if line else blank + 1
    return found


def _common(one: str, other: str) -> int:
    """How many letters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
