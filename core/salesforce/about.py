"""Who and what a task or an event is about, as lines below the notes in Outlook, with links.

`Who` is a contact or a lead, `What` nearly any other object: of such references one may ask the fields of the object
`Name` (SOQL and SOSL Reference, "Understanding Polymorphic Keys and Relationships")."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.salesforce.catalog import unmarked
from core.salesforce.describe import ObjectFact
from core.salesforce.links import lightning
from core.salesforce.soql import is_id
from core.salesforce.trait import Trait

_WORDS = {"Who": "Name", "What": "Related to"}


class About(Trait):
    """Only references that the user may see in describe are asked for."""

    def __init__(self, facts: ObjectFact, instance_url: str) -> None:
        self._seen = [relation for relation in _WORDS if f"{relation}Id" in facts.fields]
        self._instance = instance_url
        self.columns = tuple(c for r in self._seen for c in (f"{r}Id", f"{r}.Name", f"{r}.Type"))

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
