"""PURE. The marked section at the end of an item's notes: the CRM's custom fields, read-only for people.

On the wire the notes are `<the user's notes>\\n\\n<START>\\n<section>\\n<END>`. Whatever stands between the marks is
ours and is rewritten; whatever stands outside is the user's and is kept to the letter.
"""

import re

START = "----- From Salesforce (changes below are not saved) -----"
END = "----- End of Salesforce fields -----"
# Exchange shows a link of an HTML text as `words<address>`, also where the words are the address.
_TWICE = re.compile(r"(https://[^\s<>]+)\s?<\1/?>")


def split(text: str | None) -> tuple[str | None, str | None]:
    """(the user's notes, the section without its marks); None where there is none. A section whose END was
    deleted reaches to the end of the text; a text typed below END belongs to the notes. Of several, which come about
    where people copy notes from item to item, the first counts and none is the user's."""
    if not text:
        return None, None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if START not in text:
        return text.strip() or None, None
    before, *sections = text.split(START)
    section, *_ = sections[0].partition(END)
    own = (before, *(one.partition(END)[2] for one in sections))
    notes = "\n\n".join(part.strip() for part in own if part.strip())
    return notes or None, _TWICE.sub(r"\1", section).strip() or None


def join(notes: str | None, section: str | None) -> str:
    """The text for the wire, empty where both parts are."""
    if not section:
        return notes or ""
    marked = f"{START}\n{section}\n{END}"
    return f"{notes}\n\n{marked}" if notes else marked
