"""PURE. Which folder a choice names: a folder is kept by its id, so that its user may rename it; a choice of another
name means another folder."""

from collections.abc import MutableMapping

NAMED = "named"


def note_name(known: MutableMapping[str, str], name: str) -> None:
    """Before the folder `name` is opened. known: forgets the folder that was opened under another name; one of a time
    when names were not noted counts as opened under this one."""
    if known.get(NAMED, name).casefold() != name.casefold():
        known.pop("folder", None)
    if known.get(NAMED) != name:
        known[NAMED] = name
