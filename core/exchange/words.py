"""Words of choices: ours in snake_case, EWS's in PascalCase; Graph's are EWS's with a small first letter."""

from collections.abc import Mapping

from core.records import Value

STATUS = {
    "not_started": "NotStarted",
    "in_progress": "InProgress",
    "completed": "Completed",
    "waiting_on_others": "WaitingOnOthers",
    "deferred": "Deferred",
}
IMPORTANCE = {"low": "Low", "normal": "Normal", "high": "High"}
SHOW_AS = {
    "free": "Free",
    "tentative": "Tentative",
    "busy": "Busy",
    "oof": "OOF",
    "working_elsewhere": "WorkingElsewhere",
}
SENSITIVITY = {"normal": "Normal", "personal": "Personal", "private": "Private", "confidential": "Confidential"}


def word(words: Mapping[str, str], said: object, nothing: str) -> str:
    """Ours for either protocol's; `nothing` for none and for one that we do not know."""
    text = said.lower() if isinstance(said, str) else ""
    return next((ours for ours, theirs in words.items() if theirs.lower() == text), nothing)


def spoken(words: Mapping[str, str], value: Value, nothing: str) -> str:
    """EWS's word for ours."""
    return words.get(value, nothing) if isinstance(value, str) else nothing


def graph_word(words: Mapping[str, str], value: Value, nothing: str) -> str:
    theirs = spoken(words, value, nothing)
    return theirs.lower() if theirs.isupper() else theirs[0].lower() + theirs[1:]
