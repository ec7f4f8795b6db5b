"""What Exchange can hold: checked before sending, so that a refusal names the field."""

from datetime import date, datetime

from core.errors import Rejected
from core.exchange import wire
from core.objects import ObjectType
from core.records import Fields, Value, canonical, label

# Contact properties are indexed up to 255 characters (exchangelib's CharField; Graph refuses more).
TEXT = 255
STREET = 1024
# Notes travel in requests of at most 4 MB (Graph).
NOTES = 500_000
# What `label` says of fields without a name: an update names only what changed.
NOBODY = label({})


def cleaned(fields: Fields) -> dict[str, Value]:
    """Every value canonical; a value that was emptied stays, as None."""
    return {name: canonical(value) for name, value in fields.items()}


def refusal(object_type: ObjectType, fields: Fields) -> Rejected | None:
    """Why Exchange cannot hold these fields, or None."""
    for name, value in fields.items():
        problem = _problem(name, value)
        if problem:
            words, advice, code = problem
            about, who = object_type.fields[name].label, label(fields)
            text = f"{about}{'' if who == NOBODY else f' of {who}'} {advice}."
            return Rejected(text, code=code, field=name, label=f"{about} {words}")
    return None


def _problem(name: str, value: Value) -> tuple[str, str, str] | None:
    if isinstance(value, str):
        if len(value) > TEXT and len(value) > (limit := _limit(name)):
            return "is too long", f"has {len(value):,} characters, and Outlook holds {limit:,}; shorten it", "too_long"
    elif isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        if not wire.FIRST_DATE <= day <= wire.LAST_DATE:
            return (
                "is not valid",
                f"is {value.isoformat()}, and Outlook knows the years 1601 to 4500; correct it",
                "bad_value",
            )
    return None


def _limit(name: str) -> int:
    """At least TEXT."""
    if name in ("body", "crm_section"):
        return NOTES
    return STREET if name.endswith("_street") else TEXT
