"""Who and what a task or an event is about, as lines below the notes in Outlook, with links; and how that is written
of an event.

`Who` is a contact or a lead, `What` nearly any other object: of such references one may ask the fields of the object
`Name` (SOQL and SOSL Reference, "Understanding Polymorphic Keys and Relationships"). With Shared Activities the whole
list of people is EventWhoIds, a JunctionIdList, which is written as a whole."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.salesforce.catalog import unmarked
from core.salesforce.describe import ObjectFact
from core.salesforce.links import lightning
from core.salesforce.soql import is_id
from core.salesforce.trait import Draft, Trait
from core.store import NOTHING, Regarding

_WORDS = {"Who": "Name", "What": "Related to"}
WHO, WHO_LIST, WHAT = "WhoId", "EventWhoIds", "WhatId"
ABOUT = (WHAT, WHO, WHO_LIST)
REGARDING = "regarding"


class About(Trait):
    """Only references that the user may see in describe are asked for, and only those written that the user may write.
    shared: Shared Activities are on."""

    def __init__(self, facts: ObjectFact, instance_url: str, *, shared: bool = False) -> None:
        self._seen = [relation for relation in _WORDS if f"{relation}Id" in facts.fields]
        self.settable = frozenset(name for name in (WHO, WHAT) if name in facts.fields and facts.fields[name].writable)
        self.shared = shared
        self._instance = instance_url
        self.columns = tuple(c for r in self._seen for c in (f"{r}Id", f"{r}.Name", f"{r}.Type"))

    def encode(self, draft: Draft) -> Mapping[str, Any]:
        """Of a new event what `prepare` settled; what is there is changed by core.salesforce.event_store alone."""
        regarding = draft.wire.get(REGARDING)
        return self.written(regarding) if isinstance(regarding, Regarding) else {}

    def written(self, target: Regarding, now: Regarding = NOTHING) -> dict[str, Any]:
        """The columns that turn an event that is about `now` into one that is about `target`."""
        columns: dict[str, Any] = {}
        if target.what != now.what and WHAT in self.settable:
            columns[WHAT] = target.what
        if set(target.who) != set(now.who) and WHO in self.settable:
            first = next((one for one in now.who[:1] if one in target.who), next(iter(target.who), None))
            columns |= {WHO: first} | ({WHO_LIST: list(target.who)} if self.shared else {})
        return columns

    def lines(self, row: Mapping[str, Any]) -> Sequence[str]:
        return list(self._lines(row))

    def _lines(self, row: Mapping[str, Any]) -> Iterator[str]:
        for relation in self._seen:
            key, named = row.get(f"{relation}Id"), row.get(relation)
            if not isinstance(key, str) or not is_id(key) or not isinstance(named, dict):
                continue
            kind, name = str(named.get("Type") or ""), unmarked(str(named.get("Name") or ""))
            link = f" {lightning(self._instance, kind, key)}" if kind.isidentifier() else ""
            yield f"{_WORDS[relation]}: {name or '(no name)'}{f' ({kind})' if kind else ''}{link}"
