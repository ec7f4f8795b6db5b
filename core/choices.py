"""The choices of a Policy as text: read, checked and explained, for commands now and the dashboard later.

Choices of tasks and events carry their kind in front (`task.folder`); those of contacts stand alone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from core.emails import FilingPolicy
from core.mails import EMAIL
from core.objects import CONTACT, EVENT, OBJECT_TYPES, TASK
from core.policy import DEFAULTS, Policy, Private, Share, Winner

LONGEST_NUMBER = 20


class ChoiceError(ValueError):
    """A choice is unknown or has a wrong value; the message says what is accepted."""


@dataclass(frozen=True, slots=True)
class Choice:
    """read: from text to a JSON value, raising ChoiceError; says: what it means, for people."""

    says: str
    read: Callable[[str], Any]


def _flag(text: str) -> bool:
    if text.lower() in ("yes", "on", "true"):
        return True
    if text.lower() in ("no", "off", "false"):
        return False
    raise ChoiceError(f"{text!r} is neither yes nor no")


def _name(text: str) -> str:
    if not 1 <= len(text) <= 255 or any(not c.isprintable() for c in text):
        raise ChoiceError("a name has 1 to 255 printable characters")
    return text


def _category(text: str) -> str:
    if any(c in text for c in ",;"):
        raise ChoiceError("Outlook does not take commas or semicolons in a category's name")
    return _name(text)


def _one_of(words: type[StrEnum]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in list(words):
            raise ChoiceError(f"{text!r} is none of {', '.join(words)}")
        return text

    return read


def _between(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        # Longer ones are not worth reading, and Python refuses to turn thousands of digits into a number.
        if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER and low <= int(text) <= high):
            raise ChoiceError(f"{text[:50]!r} is not a whole number from {low} to {high}")
        return int(text)

    return read


def _percent(text: str) -> float:
    return _between(0, 100)(text.removesuffix("%")) / 100


def _natural_keys(kind: str) -> Callable[[str], list[list[str]]]:
    def read(text: str) -> list[list[str]]:
        keys = [[part.strip() for part in key.split("+")] for key in text.split(";") if key.strip()]
        unknown = sorted({part for key in keys for part in key} - set(OBJECT_TYPES[kind].fields))
        if not keys or unknown:
            raise ChoiceError(
                f"write field names, + within a key and ; between keys; unknown here: {', '.join(unknown) or text!r}"
            )
        return keys

    return read


def _names(text: str) -> list[str]:
    return [_name(part.strip()) for part in text.split(",") if part.strip()]


def _common(kind: str, plural: str, keys: str) -> dict[str, Choice]:
    """What every kind of record has. keys: an example of natural keys."""
    return {
        "enabled": Choice(f"{plural} are synchronised: yes or no", _flag),
        "winner": Choice("who wins when both changed the same field: crm, exchange, newest or ask", _one_of(Winner)),
        "delete_in_crm": Choice("deleting in Outlook deletes in Salesforce: yes or no", _flag),
        "delete_in_exchange": Choice("deleting in Salesforce removes the Outlook copy: yes or no", _flag),
        "remove_on_view_exit": Choice("leaving the list view removes the Outlook copy: yes or no", _flag),
        "natural_keys": Choice(f"what makes two {plural} the same: {keys}", _natural_keys(kind)),
        "guard_deletes": Choice("deletions in one run that always pass, 0 to 10000", _between(0, 10_000)),
        "guard_share": Choice(f"share of all {plural} that one run may delete, in percent", _percent),
        "guard_listing_share": Choice("how much smaller a full listing may be than expected, in percent", _percent),
        "category": Choice("name of the category in Outlook", _category),
        "error_category": Choice("name of the category of refused records", _category),
        "list_view": Choice("developer name or id of the Salesforce list view", _name),
    }


def _moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ChoiceError(f"{text!r} is no moment such as 2026-03-01 or 2026-03-01T08:00:00+01:00") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


_FOLDER = {"folder": Choice("name of the folder in Outlook", _name)}
_BY_KIND: dict[str, dict[str, Choice]] = {
    CONTACT.name: {
        **_common(CONTACT.name, CONTACT.plural, "email_address_1; given_name+surname"),
        **_FOLDER,
        "custom_fields": Choice("Salesforce fields shown below the notes: Field__c, Other__c", _names),
        "files": Choice("attachments of contacts are files in Salesforce (Exchange Server only): yes or no", _flag),
        "interval_minutes": Choice("minutes between two runs, 1 to 1440", _between(1, 1440)),
    },
    TASK.name: {
        **_common(TASK.name, TASK.plural, "subject+due_date"),
        **_FOLDER,
        "completed_days": Choice("days that a completed task is still kept in step, 0 to 365", _between(0, 365)),
    },
    EVENT.name: {
        **_common(EVENT.name, EVENT.plural, "subject+start"),
        "share": Choice("which events: shared (those with the category) or all", _one_of(Share)),
        "window_back_days": Choice("days of the past that are synchronised, 0 to 365", _between(0, 365)),
        "window_ahead_days": Choice("days ahead that are synchronised, 1 to 1095", _between(1, 1095)),
        "private": Choice("private events: skip, or busy (their time without details)", _one_of(Private)),
        "files": Choice("attachments of events are files in Salesforce, both ways: yes or no", _flag),
    },
    EMAIL.name: {
        "enabled": Choice("emails are filed by category and folder: yes or no", _flag),
        "category": Choice("name of the category in Outlook", _category),
        "error_category": Choice("name of the category of refused records", _category),
        **_FOLDER,
        "automatic": Choice("new mails with a known contact or lead are filed by themselves: yes or no", _flag),
        "automatic_since": Choice("only mails after this moment are filed by themselves: 2026-03-01", _moment),
        "excluded_domains": Choice("never filed by themselves: example.com, example.org", _names),
        "attachments": Choice("attachments are filed, too: yes or no", _flag),
        "attachment_limit_mb": Choice("largest attachment in MB, 1 to 150", _between(1, 150)),
        "account_as_related": Choice("the contact's account becomes the related record: yes or no", _flag),
    },
}
CHOICES: dict[str, Choice] = {
    name if kind == CONTACT.name else f"{kind}.{name}": choice
    for kind, choices in _BY_KIND.items()
    for name, choice in choices.items()
}
# Beside an org's choices: the names of those that its users cannot change.
FIXED = "fixed"
_READ: Mapping[str, Callable[[Any], Any]] = {
    "natural_keys": lambda keys: tuple(tuple(key) for key in keys),
    "custom_fields": tuple,
    "winner": Winner,
    "share": Share,
    "private": Private,
}


def read_choice(text: str) -> tuple[str, Any]:
    """`name=value` as (name, JSON value).

    Raises:
        ChoiceError: the name is unknown or the value is not accepted.
    """
    name, equals, value = text.partition("=")
    if not equals or name not in CHOICES:
        raise ChoiceError(f"{name!r} cannot be set; these can: {', '.join(CHOICES)}")
    try:
        return name, CHOICES[name].read(value.strip())
    except ChoiceError as error:
        raise ChoiceError(f"{name}: {error}") from None


def read_json(name: str, value: Any) -> Any:
    """A choice given as JSON (true, 14, "all", ["example.com"]), as it is stored.

    Raises:
        ChoiceError: the name is unknown or the value is not accepted.
    """
    if name not in CHOICES:
        raise ChoiceError(f"{name!r} cannot be set")
    if isinstance(value, bool):
        text = "yes" if value else "no"
    elif isinstance(value, list) and all(isinstance(one, str) for one in value):
        text = ",".join(value)
    elif isinstance(value, str | int):
        text = str(value)
    else:
        raise ChoiceError(f"{value!r} is not accepted")
    return CHOICES[name].read(text)


def fixed_in(org_policy: Mapping[str, Any]) -> frozenset[str]:
    """The choices that an org's admin has taken from its users, by the names of CHOICES."""
    return frozenset(name for name in org_policy.get(FIXED, ()) if name in CHOICES)


def _free(layers: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    """All choices in turn, without those that an earlier layer has fixed."""
    fixed: frozenset[str] = frozenset()
    for layer in layers:
        yield from ((name, value) for name, value in layer.items() if name != FIXED and name not in fixed)
        fixed |= fixed_in(layer)


def policy_from(*layers: Mapping[str, Any], interval_minutes: int = 30, kind: str = CONTACT.name) -> Policy:
    """One Policy of several layers of stored choices, the later ones stronger (org, then mailbox). How often to run
    is one choice for all kinds."""
    merged: dict[str, Any] = {"interval_minutes": interval_minutes}
    known = {f.name for f in fields(Policy)}
    for full_name, value in _free(layers):
        chosen_for, _, name = full_name.rpartition(".")
        if name in known and ((chosen_for or CONTACT.name) == kind or full_name == "interval_minutes"):
            merged[name] = value
    read = {name: _READ[name](value) if name in _READ else value for name, value in merged.items()}
    return replace(DEFAULTS[kind], **read)


def filing_policy_from(*layers: Mapping[str, Any]) -> FilingPolicy:
    """The same for emails; each choice is stored with its kind in front."""
    known = {f.name for f in fields(FilingPolicy)}
    merged = {
        name: _READ_FILING[name](value) if name in _READ_FILING else value
        for full_name, value in _free(layers)
        if (name := full_name.removeprefix(f"{EMAIL.name}.")) in known and full_name != name
    }
    # What a person ticks goes along, unless an admin has decided that for everybody.
    merged["ticked"] = not any(f"{EMAIL.name}.attachments" in fixed_in(layer) for layer in layers)
    return FilingPolicy(**merged)


_READ_FILING: Mapping[str, Callable[[Any], Any]] = {
    "excluded_domains": tuple,
    "automatic_since": datetime.fromisoformat,
}
