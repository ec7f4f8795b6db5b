"""HTML cut into tokens of which each knows where it stands in the source, so that the rest can be kept byte for byte.

The standard library's parser, which takes any text; its tokens follow each other without their source being changed.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

# They have no end tag (HTML, "Void elements").
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of the source, from `start` to before `end`. kind: text, open, close or other. name: of the element.
    text: what is read. bare: an element without attributes."""

    kind: str
    start: int
    end: int
    name: str = ""
    text: str = ""
    href: str = ""
    bare: bool = True


def tokens_of(page: str) -> list[Token]:
    """What no end of a comment or tag follows is not given to the parser, which would look for one from each beginning
    on: an hour's work for a mail of a few letters."""
    open_comment = page.find("<!--", page.rfind("-->") + 1)
    whole = page if open_comment < 0 else page[:open_comment]
    end = whole.rfind(">") + 1
    tokens = _Scanner(whole[:end]).tokens
    if rest := whole[end:]:
        tokens.append(Token("text", end, len(whole), text=unescape(rest)))
    return tokens


def within(tokens: Sequence[Token], start: int, end: int) -> Sequence[Token]:
    """Those that lie wholly between the two places."""
    first = bisect_left(tokens, start, key=lambda one: one.start)
    last = bisect_left(tokens, end, key=lambda one: one.start)
    found = tokens[first:last]
    return found[:-1] if found and found[-1].end > end else found


def partnerless(tokens: Sequence[Token]) -> list[Token]:
    """The tags whose other half is not among these."""
    opened: dict[str, list[Token]] = {}
    left: list[Token] = []
    for one in tokens:
        if one.kind == "open" and one.name not in VOID:
            opened.setdefault(one.name, []).append(one)
        elif one.kind == "close" and opened.get(one.name):
            opened[one.name].pop()
        elif one.kind == "close":
            left.append(one)
    return sorted((one for some in (left, *opened.values()) for one in some), key=lambda one: one.start)


class _Scanner(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.tokens: list[Token] = []
        self._page = page
        self._lines = [0, *(at + 1 for at, letter in enumerate(page) if letter == "\n")]
        self.feed(page)
        self.close()

    def _start(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _put(self, kind: str, length: int, **more: str | bool) -> None:
        start = self._start()
        self.tokens.append(Token(kind, start, start + length, **more))  # type: ignore[arg-type]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = next((value for name, value in attrs if name == "href" and value), "")
        self._put("open", len(self.get_starttag_text() or ""), name=tag, href=href, bare=not attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        start = self._start()
        end = self._page.find(">", start) + 1 or len(self._page)
        self._put("close", end - start, name=tag)

    def handle_data(self, data: str) -> None:
        self._put("text", len(data), text=data)

    def handle_entityref(self, name: str) -> None:
        self._reference(len(name) + 1)

    def handle_charref(self, name: str) -> None:
        self._reference(len(name) + 2)

    def _reference(self, length: int) -> None:
        start = self._start()
        length += self._page[start + length : start + length + 1] == ";"
        self._put("text", length, text=unescape(self._page[start : start + length]))

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """HTML knows none: a comment that ends with the next `>`."""
        return self.parse_bogus_comment(i)

    def handle_comment(self, data: str) -> None:
        self._put("other", 0, text=data)
