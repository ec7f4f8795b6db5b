"""How an event shows in a calendar and who may see it. Salesforce knows fewer words: what it will tell instead is held.

Choices: tentative and working elsewhere are written as Busy. Private and confidential are private there; personal is
not, since Outlook too shows such items to everybody whom the calendar is shared with.
"""

from collections.abc import Mapping
from typing import Any

from core.errors import Rejected
from core.records import Fields, Value
from core.salesforce import values
from core.salesforce.codes import BAD_VALUE
from core.salesforce.trait import Draft, Trait, capital

SHOW_AS, SENSITIVITY = "show_as", "sensitivity"
PRIVATE = ("private", "confidential")
_SHOWN = {"Busy": "busy", "OutOfOffice": "oof", "Free": "free"}
_WRITTEN = {"free": "Free", "oof": "OutOfOffice"}


class ShowAs(Trait):
    """A value of the org's own reads as busy; it stays until somebody changes the field in Outlook."""

    holds = frozenset({SHOW_AS})
    columns = ("ShowAs",)
    names: Mapping[str, str] = {"ShowAs": SHOW_AS}

    def decode(self, row: Mapping[str, Any]) -> Fields:
        value = values.text(row, "ShowAs")
        return {SHOW_AS: _SHOWN.get(value, "busy") if value else None}

    def encode(self, draft: Draft) -> Mapping[str, Any]:
        shown = draft.fields.get(SHOW_AS)
        if SHOW_AS not in draft.fields or (draft.row and draft.now.get(SHOW_AS) == shown):
            return {}
        return {"ShowAs": _WRITTEN.get(str(shown), "Busy")}

    def held(self, draft: Draft) -> Fields:
        shown = draft.fields.get(SHOW_AS)
        kept = _SHOWN[_WRITTEN.get(str(shown), "Busy")]
        return {SHOW_AS: kept} if SHOW_AS in draft.fields and kept != shown else {}


class Privacy(Trait):
    """A private event cannot be about anything (Object Reference, "Event", IsPrivate)."""

    holds = frozenset({SENSITIVITY})
    columns = ("IsPrivate",)
    names: Mapping[str, str] = {"IsPrivate": SENSITIVITY}

    def decode(self, row: Mapping[str, Any]) -> Fields:
        return {SENSITIVITY: "private" if values.flag(row, "IsPrivate") else "normal"}

    def encode(self, draft: Draft) -> Mapping[str, Any]:
        if SENSITIVITY not in draft.fields:
            return {}
        private = draft.fields[SENSITIVITY] in PRIVATE
        if private and (draft.row.get("WhoId") or draft.row.get("WhatId")):
            words = (
                f"{capital(draft.who())} is related to records in Salesforce, which a private event cannot be: "
                "remove them there, or make it not private in Outlook."
            )
            raise Rejected(words, code="value_not_allowed", field=SENSITIVITY, label=BAD_VALUE)
        return {"IsPrivate": private}

    def held(self, draft: Draft) -> Fields:
        kept: Value = "private" if draft.fields.get(SENSITIVITY) in PRIVATE else "normal"
        return {SENSITIVITY: kept} if draft.fields.get(SENSITIVITY, kept) != kept else {}
