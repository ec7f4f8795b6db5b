"""Scenarios as text: what people do on both sides, what must be true afterwards.

    A phone number edited in Outlook follows            <- a line without a verb begins a scenario
      crm add LastName=Doe Email=doe$@x.example
      sync
      outlook edit email_address_1=doe$@x.example -> business_phone=123
      sync writes 1
      crm has Email=doe$@x.example -> Phone=123

`$` becomes a token of the scenario's own, so that scenarios share one sandbox. Values are quoted as in a shell; an
empty value (`Phone=`) means none. Records are named by `name=value` pairs before `->`. `#` begins a comment.
"""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

VERBS = (
    "outlook",
    "task",
    "event",
    "zone",
    "crm",
    "colleague",
    "policy",
    "sync",
    "fault",
    "issue",
    "no",
    "conflict",
    "choose",
    "admin",
    "held",
    "approve",
    "later",
)


@dataclass(frozen=True)
class Line:
    """One statement: its words, the pairs before and after `->`, and where it stands for messages."""

    number: int
    text: str
    words: tuple[str, ...]
    where: dict[str, str | None]
    then: dict[str, str | None]


@dataclass(frozen=True)
class Scenario:
    title: str
    lines: tuple[Line, ...]


def read_scenario(path: Path, position: int, token: str) -> Scenario:
    """One scenario of a file, with `$` replaced."""
    title, statements = _statements(path)[position]
    return Scenario(title, tuple(_line(number, text.replace("$", token)) for number, text in statements))


@cache
def _statements(path: Path) -> list[tuple[str, list[tuple[int, str]]]]:
    """Of each scenario of a file: its title, its statements with their numbers."""
    found: list[tuple[str, list[tuple[int, str]]]] = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        stripped = text.split(" #")[0].strip()
        if not stripped or stripped.startswith("#"):
            continue
        if stripped.split()[0] not in VERBS:
            found.append((stripped, []))
        elif not found:
            raise ValueError(f"{path.name}:{number}: a statement before the first title")
        else:
            found[-1][1].append((number, stripped))
    return found


def _line(number: int, text: str) -> Line:
    before, arrow, after = text.partition(" -> ")
    words, where = _split(before)
    more, then = _split(after) if arrow else ((), {})
    if more:
        raise ValueError(f"line {number}: only name=value pairs after ->")
    return Line(number, text, words, where, then)


def _split(text: str) -> tuple[tuple[str, ...], dict[str, str | None]]:
    words, pairs = [], {}
    for part in shlex.split(text):
        name, equals, value = part.partition("=")
        if equals:
            pairs[name] = value.replace("\\n", "\n") or None
        else:
            words.append(part)
    return tuple(words), pairs


def each_title(folder: Path) -> Iterator[tuple[Path, int, str]]:
    """(file, position, title) of every scenario of the folder, for parametrised tests."""
    for path in sorted(folder.glob("*.txt")):
        for position, (title, _) in enumerate(_statements(path)):
            yield path, position, title


def typed(values: dict[str, str | None]) -> dict[str, Any]:
    """Salesforce values: `true` and `false` as booleans."""
    return {k: {"true": True, "false": False}.get(v or "", v) for k, v in values.items()}
