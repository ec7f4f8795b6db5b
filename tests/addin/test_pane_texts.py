"""The pane's texts: both languages say the same, and whatever the code asks for is there."""

import json
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "addin" / "static"
TEXTS = STATIC / "app" / "texts"
FILES = sorted(path.name for path in (TEXTS / "en").glob("*.js"))
_LINE = re.compile(r'^\s*"([\w.]+)":\s*("(?:[^"\\]|\\.)*"),?$', re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{\w+\}")
_ASKED = re.compile(r'\b(t|plural|has)\(\s*"([\w.]+)"')
# Words of the developers, which a person should not meet, and those that say nothing.
JARGON = re.compile(
    r"\b(something went wrong|an error occurred|unknown error|oops|etwas ist schief|unbekannter Fehler"
    r"|null|undefined|token|API|HTTP|JSON|sync engine)\b",
    re.IGNORECASE,
)


def _texts(language: str, name: str) -> dict[str, str]:
    """As the module exports them: one text a line."""
    found = _LINE.findall((TEXTS / language / name).read_text(encoding="utf-8"))
    assert len({key for key, _ in found}) == len(found), f"{language}/{name} has a key twice"
    return {key: json.loads(text) for key, text in found}


def _all(language: str) -> dict[str, str]:
    return {key: text for name in FILES for key, text in _texts(language, name).items()}


@pytest.mark.parametrize("name", FILES)
def test_both_languages_have_the_same_keys_and_placeholders(name: str) -> None:
    english, german = _texts("en", name), _texts("de", name)
    assert english, "no text was read"
    assert set(english) == set(german)
    for key, text in english.items():
        assert set(_PLACEHOLDER.findall(text)) == set(_PLACEHOLDER.findall(german[key])), key


def test_every_line_of_a_file_was_read() -> None:
    for language in ("en", "de"):
        for name in FILES:
            lines = (TEXTS / language / name).read_text(encoding="utf-8").count('":')
            assert lines == len(_texts(language, name)), f"{language}/{name}: one text a line, in double quotes"


def test_what_the_code_asks_for_is_there() -> None:
    known = _all("en")
    missing = []
    for path in [*STATIC.glob("app/**/*.js"), *STATIC.glob("views/**/*.js")]:
        for call, key in _ASKED.findall(path.read_text(encoding="utf-8")):
            if call == "has" or (f"{key}.other" if call == "plural" else key) in known:
                continue
            missing.append(f"{path.name}: {key}")
    assert not missing


@pytest.mark.parametrize("language", ["en", "de"])
def test_texts_are_for_people(language: str) -> None:
    assert [key for key, text in _all(language).items() if JARGON.search(text) or not text.strip()] == []
