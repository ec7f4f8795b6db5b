"""The search expression between the braces of SOSL: words, phrases, `*`, `?`, AND, OR, AND NOT, parentheses."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.salesforce.errors import SalesforceError

_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|\(|\)|(?:\\.|[^\s()"])+')
_WORD = re.compile(r"\w+")
_SHORTEST = 2
_MOST_STARS = 3  # in one word
_MOST_TOKENS = 100
Matches = Callable[[list[str]], bool]


def malformed(message: str) -> SalesforceError:
    return SalesforceError("MALFORMED_SEARCH", message)


def words(text: str) -> list[str]:
    """The searchable words of a text, in lower case."""
    return _WORD.findall(text.lower())


def term(text: str) -> Matches:
    """Whether the words of a field hold the text as consecutive words; `*` and `?` stand for letters."""
    parts = re.findall(r"[\w*?]+", re.sub(r"\\([^*?])", r"\1", text.lower()))
    letters = sum(len(re.sub(r"[*?]", "", part)) for part in parts)
    if letters < _SHORTEST:
        raise malformed(f"search term must be longer than one character: {text}")
    if any(part.count("*") > _MOST_STARS for part in parts):
        raise malformed(f"search term has too many wildcards: {text}")
    patterns = [re.compile(re.escape(part).replace(r"\*", r"\w*").replace(r"\?", r"\w")) for part in parts]

    def matches(found: list[str]) -> bool:
        last = len(found) - len(patterns)
        return any(
            all(pattern.fullmatch(found[start + i]) for i, pattern in enumerate(patterns)) for start in range(last + 1)
        )

    return matches


def compile_search(text: str) -> Callable[[list[list[str]]], bool]:
    """A test of a record, given the words of each of its fields; MALFORMED_SEARCH when the text is none."""
    tokens = _TOKEN.findall(text)
    if not tokens:
        raise malformed("No search term found. The search term must be enclosed in braces.")
    if len(tokens) > _MOST_TOKENS:
        raise malformed(f"search expression has more than {_MOST_TOKENS} terms")
    reader = _Reader(tokens)
    test = reader.expression()
    if reader.tokens:
        raise malformed(f"unexpected token: {reader.tokens[0]}")
    return test


@dataclass
class _Reader:
    """Reads tokens from the left; words that follow each other must all be there."""

    tokens: list[str]

    def _next(self) -> str:
        return self.tokens[0].upper() if self.tokens else ""

    def expression(self) -> Callable[[list[list[str]]], bool]:
        tests = [self._all()]
        while self._next() == "OR":
            self.tokens.pop(0)
            tests.append(self._all())
        return lambda fields: any(test(fields) for test in tests)

    def _all(self) -> Callable[[list[list[str]]], bool]:
        tests = [self._one()]
        while self.tokens and self._next() not in ("OR", ")"):
            if self._next() == "AND":
                self.tokens.pop(0)
            tests.append(self._one())
        return lambda fields: all(test(fields) for test in tests)

    def _one(self) -> Callable[[list[list[str]]], bool]:
        if not self.tokens:
            raise malformed("unexpected end of the search expression")
        token = self.tokens.pop(0)
        if token.upper() == "NOT":
            inner = self._one()
            return lambda fields: not inner(fields)
        if token == "(":
            inner = self.expression()
            if self._next() != ")":
                raise malformed("missing closing parenthesis in the search expression")
            self.tokens.pop(0)
            return inner
        if token == ")" or token.upper() in ("AND", "OR"):
            raise malformed(f"unexpected token: {token}")
        matches = term(token.strip('"'))
        return lambda fields: any(matches(found) for found in fields)
