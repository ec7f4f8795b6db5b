"""Finds the German of finished English sentences by templates with places, as server.german has them.

Several sentences are joined by a blank; a sentence may stand in a place of another ({sentence}) or behind a name and a
colon. What people wrote themselves, and what the two sides say, is carried over as it is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from server.german_words import FILLED_PHRASES, LABELS, NOUNS, PHRASES

# A sentence of ours is shorter; a name with many full stops or colons must not cost much.
LONGEST, NEAR, DEEPEST = 4_000, 8, 4
_PLACE = re.compile(r"\{(\w+)\}")
_JOINT = re.compile(r"(?<=[.!?]) ")
_LISTED = re.compile(r"(, | and | or | \+ )")
_NAMED = re.compile(r"[Tt]he (\w+)(?: “(.*)”)?", re.DOTALL)
_QUOTED = re.compile(r"“(.*)”", re.DOTALL)
_SIDE, _NUMBER = r"(?:Outlook|Salesforce|it)", r"[\d.,]+"
_SHAPES = {
    **dict.fromkeys(("side", "other", "source", "target"), _SIDE),
    **dict.fromkeys("ahead back count days deletes length limit links listed most number status".split(), _NUMBER),
    **dict.fromkeys(("who", "what"), r"(?:[Tt]he \w+ “.*?”|.+?)"),
    "subject": r"The [\w ]*?address(?: that Salesforce named)?",
    "moment": r"\d{4}-\d\d-\d\d \d\d:\d\d",
}
_LABELLED = frozenset({"by", "fields", "label"})
_PHRASED = frozenset("because fault here kind kinds outcome people subject there verb what which who".split())
_ITS_NAME = ("it", "(no name)", "(no subject)")
_FOLDED = {english.casefold(): german for english, german in LABELS.items()}
_JOINERS = {" and ": " und ", " or ": " oder "}


@dataclass(frozen=True, slots=True)
class _Template:
    """needle: its longest own words, looked for first, because that is cheap."""

    needle: str
    pattern: re.Pattern[str]
    german: str


class Sentences:
    """What the tables know. In a sentence that fits two templates the one with more words of its own counts."""

    def __init__(self, *tables: Mapping[str, str]) -> None:
        pairs = [pair for table in tables for pair in table.items()]
        self._exact = {english: german for english, german in pairs if not _PLACE.search(english)}
        templates = _templates(pairs)
        self._filled = [one for one in templates if "{sentence}" not in one.german]
        self._holding = [one for one in templates if "{sentence}" in one.german]

    def told(self, text: str, depth: int = 0) -> str:
        """In German; what is not known stays as it is. depth: of sentences within sentences."""
        if len(text) > LONGEST or depth > DEEPEST:
            return text
        ends = [*(joint.start() for joint in _JOINT.finditer(text)), len(text)]
        said, at = [], 0
        while at <= len(text):
            following = [end for end in ends if end >= at]
            german, end = self._first(text, at, following, depth) or (text[at : following[0]], following[0])
            said.append(german)
            at = end + 1
        return " ".join(said)

    def _first(self, text: str, at: int, ends: list[int], depth: int) -> tuple[str, int] | None:
        """The shortest beginning that is a sentence we know, with its end; a full stop may be part of a name. One whose
        inner sentence is not known comes last."""
        near = dict.fromkeys((*ends[:NEAR], ends[-1]))
        for find in (self._known, self._loosely):
            for end in near:
                german = find(text[at:end], depth)
                if german is not None:
                    return german, end
        return None

    def _known(self, text: str, depth: int) -> str | None:
        if text in self._exact:
            return self._exact[text]
        german = self._around(text, depth)
        if german is None:
            german = self._plain(text, depth)
        if german is not None:
            return german
        for colon in list(re.finditer(": ", text))[:NEAR]:
            rest = text[colon.end() :]
            german = self._exact.get(rest) or self._plain(rest, depth)
            if german is not None:
                return text[: colon.end()] + german
        return None

    def _around(self, text: str, depth: int) -> str | None:
        """Of one with a sentence in it that is known."""
        for template, places in _matches(self._holding, text):
            inner = self._known(places["sentence"], depth + 1) if depth < DEEPEST else None
            if inner is not None:
                return template.german.format(**self._places(places | {"sentence": ""}, depth) | {"sentence": inner})
        return None

    def _loosely(self, text: str, depth: int) -> str | None:
        for template, places in _matches(self._holding, text):
            return template.german.format(**self._places(places, depth))
        return None

    def _plain(self, text: str, depth: int) -> str | None:
        for template, places in _matches(self._filled, text):
            return template.german.format(**self._places(places, depth))
        return None

    def _places(self, found: Mapping[str, str], depth: int) -> dict[str, str]:
        said = ("sentence", "reason")
        return {
            name: self.told(text, depth + 1) if name in said else _place(name, text) for name, text in found.items()
        }


def label_in_german(label: str) -> str:
    """Of a field."""
    return LABELS.get(label, label)


def _templates(pairs: Iterable[tuple[str, str]]) -> list[_Template]:
    with_places = [pair for pair in pairs if _PLACE.search(pair[0])]
    ranked = sorted(with_places, key=lambda pair: -len(_PLACE.sub("", pair[0])))
    return [_Template(_needle(english), _pattern(english), german) for english, german in ranked]


def _matches(templates: Iterable[_Template], text: str) -> Iterator[tuple[_Template, dict[str, str]]]:
    for one in templates:
        if one.needle in text and (found := one.pattern.fullmatch(text)):
            yield one, found.groupdict()


def _needle(english: str) -> str:
    return max(_PLACE.split(english)[::2], key=len)


def _pattern(template: str) -> re.Pattern[str]:
    """What a sentence looks like whose places are filled; a name that comes twice holds the same both times."""
    seen: set[str] = set()
    text = ""
    for at, part in enumerate(_PLACE.split(template)):
        if at % 2 == 0:
            text += re.escape(part)
        else:
            text += f"(?P={part})" if part in seen else f"(?P<{part}>{_SHAPES.get(part, '.+?')})"
            seen.add(part)
    return re.compile(text, re.DOTALL)


_FILLED_PHRASES = _templates(FILLED_PHRASES.items())


def _place(name: str, text: str) -> str:
    """What stands in the place of this name."""
    if _SHAPES.get(name) == _NUMBER:
        return text.replace(",", ".")
    if name in _LABELLED:
        return _listed(text)
    if name in _PHRASED:
        return _phrase(text)
    if quoted := _QUOTED.fullmatch(text):
        return f"„{quoted[1]}“"
    return next((text.replace(one, PHRASES[one], 1) for one in _ITS_NAME if _begins(text, one)), text)


def _begins(text: str, name: str) -> bool:
    """Whether this stands for a name; that of an event goes on with its day."""
    return text == name or text.startswith(f"{name} (")


def _listed(text: str) -> str:
    """Names of fields, where all of them are; anything else is somebody's own words."""
    parts = _LISTED.split(text)
    if any(part.casefold() not in _FOLDED for part in parts[::2]):
        return text
    return "".join(_JOINERS.get(part, part) if at % 2 else _FOLDED[part.casefold()] for at, part in enumerate(parts))


def _phrase(text: str) -> str:
    if text in PHRASES:
        return PHRASES[text]
    for one in _FILLED_PHRASES:
        if found := one.pattern.fullmatch(text):
            return one.german.format(**found.groupdict())
    if (named := _NAMED.fullmatch(text)) and named[1] in NOUNS:
        return f"{NOUNS[named[1]]} „{named[2]}“" if named[2] else NOUNS[named[1]]
    quoted = _QUOTED.fullmatch(text)
    return f"„{quoted[1]}“" if quoted else text
