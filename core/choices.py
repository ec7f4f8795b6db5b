"""The choices of a Policy as text: read, checked and explained, for commands now and the dashboard later."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from core.objects import CONTACT
from core.policy import Policy, Winner


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


def _winner(text: str) -> str:
    if text not in list(Winner):
        raise ChoiceError(f"{text!r} is none of {', '.join(Winner)}")
    return text


def _between(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise ChoiceError(f"{text!r} is not a whole number from {low} to {high}")
        return int(text)

    return read


def _percent(text: str) -> float:
    return _between(0, 100)(text.removesuffix("%")) / 100


def _natural_keys(text: str) -> list[list[str]]:
    keys = [[part.strip() for part in key.split("+")] for key in text.split(";") if key.strip()]
    unknown = sorted({part for key in keys for part in key} - set(CONTACT.fields))
    if not keys or unknown:
        raise ChoiceError(
            f"write field names, + within a key and ; between keys; unknown here: {', '.join(unknown) or text!r}"
        )
    return keys


def _names(text: str) -> list[str]:
    return [_name(part.strip()) for part in text.split(",") if part.strip()]


CHOICES: dict[str, Choice] = {
    "winner": Choice("who wins when both changed the same field: crm, exchange, newest or ask", _winner),
    "delete_in_crm": Choice("deleting in Outlook deletes in Salesforce: yes or no", _flag),
    "delete_in_exchange": Choice("deleting in Salesforce removes the Outlook copy: yes or no", _flag),
    "remove_on_view_exit": Choice("leaving the list view removes the Outlook copy: yes or no", _flag),
    "natural_keys": Choice("what makes two contacts the same: email_address_1; given_name+surname", _natural_keys),
    "guard_deletes": Choice("deletions in one run that always pass, 0 to 10000", _between(0, 10_000)),
    "guard_share": Choice("share of all contacts that one run may delete, in percent", _percent),
    "guard_listing_share": Choice("how much smaller a full listing may be than expected, in percent", _percent),
    "folder": Choice("name of the folder in Outlook", _name),
    "category": Choice("name of the category in Outlook", _category),
    "error_category": Choice("name of the category of refused records", _category),
    "list_view": Choice("developer name or id of the Salesforce list view", _name),
    "custom_fields": Choice("Salesforce fields shown below the notes: Field__c, Other__c", _names),
    "interval_minutes": Choice("minutes between two runs, 1 to 1440", _between(1, 1440)),
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


def policy_from(*layers: Mapping[str, Any], interval_minutes: int = 30) -> Policy:
    """One Policy of several layers of stored choices, the later ones stronger (org, then mailbox)."""
    merged: dict[str, Any] = {"interval_minutes": interval_minutes}
    known = {f.name for f in fields(Policy)}
    for layer in layers:
        merged |= {name: value for name, value in layer.items() if name in known}
    if "natural_keys" in merged:
        merged["natural_keys"] = tuple(tuple(key) for key in merged["natural_keys"])
    if "custom_fields" in merged:
        merged["custom_fields"] = tuple(merged["custom_fields"])
    if "winner" in merged:
        merged["winner"] = Winner(merged["winner"])
    return replace(Policy(), **merged)
