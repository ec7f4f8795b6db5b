"""HTML as people read it: lines of text, each character with its place in the source."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from core.exchange.html_tokens import Token, tokens_of

Range = tuple[int, int]

BLOCKS = frozenset("body p div li tr h1 h2 h3 h4 h5 h6 table ul ol hr blockquote".split())
_SILENT = frozenset(("script", "style", "head", "title"))
_CELLS = frozenset(("td", "th"))
# What no text shows.
_SIGHTS = frozenset("audio canvas embed iframe img input object svg video".split())
_SPACES = " \t\r\n\f"
_SPACE = re.compile(f"[{_SPACES}]+")
# How Exchange begins the page of what is a plain text to it (MS-OXCMSG, PidTagNativeBody).
_CONVERTED = "converted from text"
_PLAIN = frozenset(("html", "head", "meta", "title", "body", "br", "p", "div"))


def is_element(opened: Token, closed: Token) -> bool:
    return (opened.kind, closed.kind, opened.name) == ("open", "close", closed.name) and opened.name != "body"


@dataclass
class Line:
    """One line. pieces: the texts that it is made of. begin, end: the tag that broke the line before it, and the one
    that breaks it."""

    pieces: list[Token] = field(default_factory=list)
    begin: Token | None = None
    end: Token | None = None

    @cached_property
    def text(self) -> str:
        """What is read, white space folded."""
        return _SPACE.sub(" ", "".join(one.text for one in self.pieces)).strip(" ")

    @cached_property
    def places(self) -> Sequence[Range]:
        """Where each letter of the text stands in the source."""
        places: list[Range] = []
        before = " "
        for one in self.pieces:
            single = len(one.text) == one.end - one.start
            for at, letter in enumerate(one.text):
                letter_ = " " if letter in _SPACES else letter
                if before + letter_ != "  ":
                    places.append((one.start + at, one.start + at + 1) if single else (one.start, one.end))
                before = letter_
        return places[: len(self.text)]

    @property
    def whole(self) -> Range:
        """With the element that holds nothing else, or with the break that ends it."""
        first, last = self.places[0][0], self.places[-1][1]
        if self.begin and self.end and is_element(self.begin, self.end):
            return self.begin.start, self.end.end
        if self.end and self.end.name == "br":
            return first, self.end.end
        return (self.begin.start, last) if self.begin and self.begin.name == "br" else (first, last)


@dataclass(frozen=True, slots=True)
class Page:
    """lines: those with text. precious: ranges of what
    no text shows: pictures, and links that have other words. links: the tags of the others. text: all lines."""

    source: str
    tokens: Sequence[Token]
    lines: Sequence[Line]
    links: Sequence[Sequence[Token]]
    precious: Sequence[Range]
    text: str

    @property
    def converted(self) -> bool:
        """Whether it is kept as plain text, and Exchange made it HTML only for showing it."""
        return any(one.kind == "other" and one.text.strip() == _CONVERTED for one in self.tokens)

    @property
    def plain(self) -> bool:
        """Whether a plain text shows all of it."""
        tags = [one for one in self.tokens if one.kind == "open"]
        return all(one.name in _PLAIN and (one.bare or one.name not in ("p", "div")) for one in tags)


def page_of(source: str) -> Page:
    tokens = tokens_of(source)
    lines = list(_lines(tokens))
    links, precious = [], []
    for tags, end, words in _links(tokens):
        if _shown(tags[0].href, words):
            links.append(tags)
        else:
            precious.append((tags[0].start, end))
    precious += [(one.start, one.end) for one in tokens if one.kind == "open" and one.name in _SIGHTS]
    text = "\n".join(line.text for line in lines)
    return Page(source, tokens, [line for line in lines if line.text.strip()], links, sorted(precious), text)


def _lines(tokens: Sequence[Token]) -> Iterator[Line]:
    """A block begins a line unless one has just begun, and ends one unless a break did; a break ends one."""
    line, silent = Line(), 0
    for one in tokens:
        if one.name in _SILENT:
            silent = max(0, silent + (1 if one.kind == "open" else -1))
        elif one.name == "br" or one.name in BLOCKS:
            after_break = one.kind == "close" and line.begin is not None and line.begin.name == "br"
            if line.pieces or one.name == "br" or (one.kind == "close" and not after_break):
                line.end = one
                yield line
                line = Line()
            line.begin = one
        elif one.kind == "text" and not silent and (line.pieces or one.text.strip(_SPACES)):
            line.pieces.append(one)
        elif one.name in _CELLS and line.pieces:
            line.pieces.append(replace(one, kind="text", end=one.start, text=" "))
    yield line


def _links(tokens: Sequence[Token]) -> Iterator[tuple[list[Token], int, str]]:
    """(its tags, its end, what it shows) of each; one that is not closed reaches to the next, or to the end."""
    opened: Token | None = None
    words = ""
    for one in tokens:
        if opened and one.name == "a":
            closed = one.kind == "close"
            yield [opened, one] if closed else [opened], one.end if closed else one.start, words
            opened = None
        if one.kind == "open" and one.name == "a" and one.href:
            opened, words = one, ""
        words += one.text if one.kind == "text" else ""
    if opened:
        yield [opened], tokens[-1].end, words


def _shown(href: str, words: str) -> bool:
    """Whether a link's words are its own address."""
    address = href.strip().removeprefix("mailto:").removeprefix("tel:").rstrip("/").casefold()
    return words.strip().rstrip("/").casefold() == address
