"""PURE. Words for people: a sentence for every Reason, and the closed vocabulary of error categories in Outlook.

Folders and list views are the contacts' words; where tasks and events have others, their own sentence goes first.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from core.file_words import FILE_SENTENCES
from core.filing_words import SENTENCES
from core.objects import OBJECT_TYPES
from core.reasons import Reason

REFUSED = "Salesforce refused it"
AMBIGUOUS = "Several matches in Salesforce"
DUPLICATE = "Already in Salesforce"
PEOPLE = "It would be sent to other people"

_ABOUT_FIELDS = ("{} is missing", "{} is too long", "{} is not valid", "{} cannot be changed")
_GENERAL = (
    REFUSED,
    AMBIGUOUS,
    DUPLICATE,
    "A Salesforce rule refused it",
    "Possible duplicate in Salesforce",
    "No permission in Salesforce",
    "Record is locked in Salesforce",
    "Too large for Salesforce",
    "Outlook refused it",
    # core.salesforce.codes has these where the vendor does not name the field.
    "A required field is missing",
    "A value is too long",
    "A value is not allowed",
    "E-mail address is not valid",
    "No right in Salesforce",
    "Event is too long",
    "Edit the series in Salesforce",
    "Private events stay in Outlook",
    PEOPLE,
)
LABELS: frozenset[str] = frozenset(_GENERAL) | {
    pattern.format(one.label)
    for pattern in _ABOUT_FIELDS
    for kind in OBJECT_TYPES.values()
    for one in kind.fields.values()
}
_FOLDED = {text.casefold() for text in LABELS}

_SENTENCES: Mapping[str, str] = {
    "created_in_crm": "{name} was added in Outlook, so it was created in Salesforce.",
    "created_in_exchange": "{name} is in the Salesforce list, so it was added in Outlook.",
    "updated": "{fields} changed in {source}, so {target} was updated.",
    "kept_back": "{fields} changed in {source}; {target} keeps what it has, because it cannot hold the change or would "
    "tell other people about it.",
    "merged": "{name} changed on both sides; {fields} came from {source}.",
    "marked": "{name} was put into the folder and given the category that synchronised items carry.",
    "corrected": "{name} was corrected in the task pane.",
    "chosen": "A value of {name} that had lost was chosen in the task pane.",
    "refused": "{name} was refused; its categories in Outlook say why.",
    "linked": "{name} was found on both sides by {by}, so the two were linked.",
    "agreed": "Both sides of {name} hold the same.",
    "merged_in_crm": "{name} was merged into another Salesforce record, which now belongs to the Outlook item.",
    "key_changed": "{name} was moved in Outlook and has a new address there.",
    "deleted_in_exchange": "{name} was deleted in Outlook, so it was deleted in Salesforce.",
    "deleted_in_crm": "{name} was deleted in Salesforce, so it was removed from Outlook.",
    "merged_away": "{name} was merged into another Salesforce record, so this copy went to Deleted Items in Outlook.",
    "kept_merged": "{name} was merged into another Salesforce record; deletions in Outlook are off, so its copy stays.",
    "kept_in_exchange": "{name} was deleted in Salesforce; deletions in Outlook are switched off, so its copy stays.",
    "restored": "{name} was deleted in Outlook, where deletions do not reach Salesforce, so it was added again.",
    "restored_changed": "{name} was deleted in Outlook but changed in Salesforce, so it was added again in Outlook.",
    "gone_on_both": "{name} is gone on both sides.",
    "left_view": "{name} left the Salesforce list; nothing was deleted in Salesforce.",
    "left_view_write_first": "{name} left the Salesforce list; its Outlook changes are saved in Salesforce first.",
    "no_access": "{name} can no longer be read in Salesforce, so it rests.",
    "back_in_view": "{name} is in the Salesforce list again.",
    "back_in_crm": "{name} was brought back in Salesforce.",
    "moved_out": "{name} was moved out of the folder in Outlook, so it rests; nothing was deleted.",
    "moved_back": "{name} was moved back into the folder in Outlook.",
    "completed_before": "{name} was completed a while ago and is no longer kept in step; both copies stay.",
    "meeting_kept": "{name} was deleted in Salesforce; other people take part in it, so it stays in Outlook.",
    "kept_in_crm": "{name} was deleted in Outlook; it stays in Salesforce.",
    "kept_by_owner": "{name} was deleted in Outlook; in Salesforce it is somebody else's, so it stays there and does "
    "not come back.",
    "kept_private": "{name} is private in Outlook, where private events stay now, so its time was deleted in "
    "Salesforce.",
    "not_in_scope": "It lies outside of what is synchronised.",
    "gone": "It was deleted before it was ever synchronised.",
    "ambiguous": "{name} matches several records ({candidates}); choose which one it is.",
    "duplicate": "{name} has the same {by} as a record that is synchronised already; delete one or change it.",
    "conflict": "{fields} of {name} changed on both sides; choose which value stays.",
    "mass_delete": "{deletes} of {links} linked records would be deleted: {names}; approve this by name if it is "
    "meant.",
    "listing_shrunk": "{side} listed {listed} records where {links} are linked; check the folder and the list view, "
    "and approve if it is meant.",
}
_OF_KIND: Mapping[str, Mapping[str, str]] = {
    "email": SENTENCES,
    "contact.file": FILE_SENTENCES,
    "event.file": FILE_SENTENCES,
    "task": {
        "created_in_exchange": "{name} is in the Salesforce list, so it was added to the tasks in Outlook.",
        "marked": "{name} was put into the task folder and given the category that synchronised tasks carry.",
        "moved_out": "{name} left the task folder or lost its category in Outlook, so it rests; nothing was deleted.",
        "moved_back": "{name} is in the task folder in Outlook again.",
    },
    "event": {
        "created_in_exchange": "{name} is among the Salesforce events, so it was added to the calendar in Outlook.",
        "marked": "{name} was given the category that synchronised events carry.",
        "left_view": "{name} left the days or the filter of the synchronised Salesforce events; nothing was deleted.",
        "back_in_view": "{name} is among the synchronised Salesforce events again.",
        "called_off": "{name} was removed in Outlook, where other people took part in it; it stays in Salesforce, and "
        "says so.",
        "turned_private": "{name} was made private in Outlook after it was shared, so it rests; Salesforce keeps what "
        "it had.",
        "unshared": "{name} was taken back in the task pane, so it was deleted in Salesforce.",
        "invited": "{people} got an invitation to {name}, as {by} wished.",
        "moved_out": "{name} lost its category in Outlook or left the synchronised days, so it rests; nothing was "
        "deleted.",
        "moved_back": "{name} is among the synchronised events of the calendar again.",
        "copy_found": "{name} is in the calendar already, so that entry was given the category that synchronised "
        "events carry.",
        "duplicate": "{name} is a meeting that is synchronised already, by another entry of the calendar; delete one "
        "of the two.",
        "copy_private": "{name} is in the calendar already, as a private event, so it was not added.",
        "listing_shrunk": "{side} listed {listed} events where {links} are linked; check the calendar and the filter, "
        "and approve if it is meant.",
    },
}
SIDES: Mapping[str, str] = {"exchange": "Outlook", "crm": "Salesforce"}
_ISSUES: Mapping[str, str] = {
    "ambiguous": "{name}: several records match it. Choose which one it is; nothing is created until then.",
    "duplicate": "{name}: a record like it is synchronised already. Delete one of them or make it another.",
    "conflict": "{name}: the same fields changed on both sides. Choose which values stay.",
    "turned_private": "{name}: it was made private in Outlook after it was shared, and Salesforce still shows what it "
    "had. Delete it in Salesforce, or make it public again in Outlook.",
}


def sentence(reason: Reason, kind: str = "contact") -> str:
    """The reason as one sentence for a kind of record. A code without words of its own is shown as it is."""
    own = _OF_KIND.get(kind, {}).get(reason.code) or _SENTENCES.get(reason.code)
    return _fill(own or reason.code.replace("_", " ").capitalize() + ".", reason.words)


def issue_text(code: str, name: str, message: str = "") -> str:
    """What a person reads about an open Issue: what happened, to which record, what to do. message: the
    connector's own sentence, for codes that come from there; it may name the record itself."""
    if code in _ISSUES:
        return _fill(_ISSUES[code], {"name": name})
    text = message or code.replace("_", " ").capitalize() + "."
    return text if name in text else f"{name}: {text}"


def category(label: str | None) -> str:
    """A label of the vocabulary as it is; any other would never be removed again and becomes the general one."""
    return label if label is not None and is_label(label) else REFUSED


def is_label(text: str) -> bool:
    """Whether the category is one of ours that says what is wrong (Outlook compares without case)."""
    return text.casefold() in _FOLDED


def listing(items: Iterable[str]) -> str:
    """`a, b and c`."""
    texts = list(items)
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)


def _fill(pattern: str, words: Mapping[str, str]) -> str:
    shown = {name: SIDES.get(word, word) for name, word in words.items()}
    return pattern.format_map(defaultdict(lambda: "it", shown))
