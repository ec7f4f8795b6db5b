"""Who and what a task or an event is about, as lines below the notes in Outlook, with links; and how that is written
of an event.

`Who` is a contact or a lead, `What` nearly any other object: of such references one may ask the fields of the object
`Name` (SOQL and SOSL Reference, "Understanding Polymorphic Keys and Relationships"). With Shared Activities there are
several people, up to 50, of whom WhoId is one: of an event its EventRelations tell (IsParent), of a task its
TaskWhoRelations. The whole list of an event's people is EventWhoIds, a JunctionIdList, which is written as a whole."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.salesforce.catalog import unmarked
from core.salesforce.composite import Row, children
from core.salesforce.describe import ObjectFact
from core.salesforce.links import lightning
from core.salesforce.soql import Soql, is_id
from core.salesforce.trait import Draft, Trait
from core.store import NOTHING, Regarding

_WORDS = {"Who": "Name", "What": "Related to"}
WHO, WHO_LIST, WHAT = "WhoId", "EventWhoIds", "WhatId"
_TASK_WHO_LIST = "TaskWhoIds"
ABOUT = (WHAT, WHO, WHO_LIST)
REGARDING = "regarding"
# So many people are named in the notes; of more it is told how many there are.
NAMED = 20
TASK_PEOPLE = "TaskWhoRelations"
_PERSON = ("RelationId", "Relation.Name", "Relation.Type")
_OF_TASK = Soql(TASK_PEOPLE, _PERSON).select(_PERSON)


class About(Trait):
    """Only references that the user may see in describe are asked for, and only those written that the user may write.
    people: the subquery that tells all people where Shared Activities are on, else empty. addressed: an event, whose
    people may be compared with those of a meeting."""

    def __init__(self, facts: ObjectFact, instance_url: str, people: str = "", *, addressed: bool = False) -> None:
        self._seen = [relation for relation in _WORDS if f"{relation}Id" in facts.fields]
        self.settable = frozenset(name for name in (WHO, WHAT) if name in facts.fields and facts.fields[name].writable)
        self.shared, self._people = bool(people), people
        self._list = _TASK_WHO_LIST if people == TASK_PEOPLE else WHO_LIST
        self._instance = instance_url
        self.columns = tuple(c for r in self._seen for c in (f"{r}Id", f"{r}.Name", f"{r}.Type"))
        self.columns += ("Who.Email",) if addressed and "Who" in self._seen else ()
        self.children = (_OF_TASK,) if people == TASK_PEOPLE else ()

    def encode(self, draft: Draft) -> Mapping[str, Any]:
        """Of a new record what `prepare` settled; an event that is there is changed by core.salesforce.event_store."""
        regarding = draft.wire.get(REGARDING)
        return self.written(regarding) if isinstance(regarding, Regarding) else {}

    def written(self, target: Regarding, now: Regarding = NOTHING) -> dict[str, Any]:
        """The columns that turn a record that is about `now` into one that is about `target`."""
        columns: dict[str, Any] = {}
        if target.what != now.what and WHAT in self.settable:
            columns[WHAT] = target.what
        if set(target.who) != set(now.who) and WHO in self.settable:
            first = next((one for one in now.who[:1] if one in target.who), next(iter(target.who), None))
            columns |= {WHO: first} | ({self._list: list(target.who)} if self.shared else {})
        return columns

    def told(self, row: Mapping[str, Any]) -> Regarding:
        """Whom and what the record is about."""
        who, others = row.get(WHO), (one.get("RelationId") for one in self._parents(row))
        return Regarding(row.get(WHAT), tuple(dict.fromkeys(str(one) for one in (who, *others) if one)))

    def lines(self, row: Mapping[str, Any]) -> Sequence[str]:
        return list(self._lines(row))

    def about(self, row: Mapping[str, Any]) -> frozenset[str]:
        people = [row.get("Who"), *(child.get("Relation") for child in self._parents(row))]
        told = (str(one.get("Email") or "").strip().lower() for one in people if isinstance(one, dict))
        return frozenset(address for address in told if address)

    def _lines(self, row: Mapping[str, Any]) -> Iterator[str]:
        for relation in self._seen:
            yield from self._line(relation, row.get(f"{relation}Id"), row.get(relation))
            if relation == "Who":
                yield from self._others(row)

    def _others(self, row: Mapping[str, Any]) -> Iterator[str]:
        """The people besides the one in WhoId."""
        others = {one["RelationId"]: one.get("Relation") for one in self._parents(row) if one.get("RelationId")}
        others.pop(row.get(WHO), None)
        lines = sorted(line for key, named in others.items() for line in self._line("Who", key, named))
        yield from lines[: NAMED - 1]
        if len(lines) >= NAMED:
            yield f"{_WORDS['Who']}: and {len(lines) - NAMED + 1} more, listed in Salesforce"

    def _parents(self, row: Mapping[str, Any]) -> list[Row]:
        """The relations to those whom the record is about, without whom it only invites."""
        return [one for one in children(row, self._people) if one.get("IsParent") is not False] if self._people else []

    def _line(self, relation: str, key: object, named: object) -> Iterator[str]:
        if not isinstance(key, str) or not is_id(key) or not isinstance(named, dict):
            return
        kind, name = str(named.get("Type") or ""), unmarked(str(named.get("Name") or ""))
        link = f" {lightning(self._instance, kind, key)}" if kind.isidentifier() else ""
        yield f"{_WORDS[relation]}: {name or '(no name)'}{f' ({kind})' if kind else ''}{link}"
