"""Words of choices: ours in snake_case, EWS's in PascalCase; Graph's are EWS's with a small first letter."""

from functools import cached_property

from core.records import Value


class Words(dict[str, str]):
    """By ours, EWS's."""

    @cached_property
    def ours(self) -> dict[str, str]:
        """By theirs in small letters."""
        return {theirs.lower(): ours for ours, theirs in self.items()}


STATUS = Words(
    not_started="NotStarted",
    in_progress="InProgress",
    completed="Completed",
    waiting_on_others="WaitingOnOthers",
    deferred="Deferred",
)
IMPORTANCE = Words(low="Low", normal="Normal", high="High")
SHOW_AS = Words(free="Free", tentative="Tentative", busy="Busy", oof="OOF", working_elsewhere="WorkingElsewhere")
SENSITIVITY = Words(normal="Normal", personal="Personal", private="Private", confidential="Confidential")


def word(words: Words, said: object, nothing: str) -> str:
    """Ours for either protocol's; `nothing` for none and for one that we do not know."""
    return words.ours.get(said.lower(), nothing) if isinstance(said, str) else nothing


def spoken(words: Words, value: Value, nothing: str) -> str:
    """EWS's word for ours."""
    return words.get(value, nothing) if isinstance(value, str) else nothing


def graph_word(words: Words, value: Value, nothing: str) -> str:
    theirs = spoken(words, value, nothing)
    return theirs.lower() if theirs.isupper() else theirs[0].lower() + theirs[1:]
