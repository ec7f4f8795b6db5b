"""PURE. Why something was decided; core.explain has the words."""

from collections.abc import Mapping
from dataclasses import field

from core.values import valueclass


@valueclass(frozen=True, slots=True)
class Reason:
    """Why: a stable code and its words; `explain.sentence(reason)` makes it a sentence for people."""

    code: str
    words: Mapping[str, str] = field(default_factory=dict)
