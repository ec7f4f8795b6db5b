"""The cursor of the feed of mails: how far each watched folder was followed, and all others together, as JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.errors import CursorExpired

VERSION = 1
# Stands for all folders that are not watched; no folder's id is a word.
ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Progress:
    """state: the folder's feed's. listed: its first listing came to its end."""

    state: str | None = None
    listed: bool = False


@dataclass(frozen=True, slots=True)
class MailPosition:
    """By folder id, and ELSEWHERE."""

    folders: Mapping[str, Progress] = field(default_factory=dict)

    def of(self, folder: str) -> Progress:
        return self.folders.get(folder, Progress())

    def at(self, folder: str, progress: Progress) -> "MailPosition":
        return MailPosition({**self.folders, folder: progress})

    def text(self) -> str:
        folders = {name: [one.state, one.listed] for name, one in self.folders.items()}
        return json.dumps({"version": VERSION, "folders": folders}, separators=(",", ":"))


def read(text: str) -> MailPosition:
    """Raises CursorExpired where the text is none of ours."""
    try:
        data = json.loads(text)
        if data["version"] != VERSION:
            raise ValueError("another version")
        folders = {name: Progress(state, listed) for name, (state, listed) in data["folders"].items()}
        if not all(isinstance(one.state, str) and isinstance(one.listed, bool) for one in folders.values()):
            raise TypeError("wrong types")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        told = "What was noted of the last look at the mails is unreadable; they are listed anew."
        raise CursorExpired(told, code="bad_cursor") from error
    return MailPosition(folders)
