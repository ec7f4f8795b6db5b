"""What a query reads from: the object, and the parents that dotted paths lead to, as SQL joins."""

# ruff: noqa: S608 - names in the SQL come from the schema; what a client sent is bound as a value

from dataclasses import dataclass, field
from typing import TypeAlias

from sandbox.salesforce.context import Context
from sandbox.salesforce.junctions import junction, selected
from sandbox.salesforce.schema import Field, SObject
from sandbox.salesforce.soql.nodes import Path
from sandbox.salesforce.soql.problems import invalid_field, no_column, no_relationship
from sandbox.salesforce.store import quoted

_MAX_PARENTS = 5
# kept for each user apart
_SEEN = ("LastViewedDate", "LastReferencedDate")
# what can be asked of a reference to several kinds of object: the fields of the `Name` object
NAME_FIELDS = {
    name.lower(): name
    for name in (
        *("Alias", "Email", "FirstName", "IsActive", "LastName", "Name", "Phone", "ProfileId", "RecordTypeId"),
        *("Title", "UserRoleId", "Username"),
    )
}


@dataclass(frozen=True, slots=True)
class Joined:
    """One object at the end of a path. `key` is the SQL of its id: null where there is no such parent."""

    sobject: SObject
    alias: str
    key: str


@dataclass(frozen=True, slots=True)
class Mixed:
    """A reference that may lead to several kinds of object, such as Who, What or the owner of a lead."""

    field: Field
    key: str


Place: TypeAlias = Joined | Mixed


@dataclass(frozen=True, slots=True)
class Column:
    """One value: its SQL, the field that describes it, where it belongs and what it is called in the answer."""

    sql: str
    field: Field
    place: Place
    name: str


@dataclass(slots=True)
class Source:
    """The tables of one query. A query inside another has a source of its own, whose aliases hide the outer ones."""

    context: Context
    text: str
    sobject: SObject
    alias: str | None = None
    shortcuts: dict[str, Path] = field(default_factory=dict)
    joins: list[str] = field(default_factory=list)
    _known: dict[tuple[str, str], str] = field(default_factory=dict)
    _count: int = 0

    @property
    def root(self) -> Joined:
        return Joined(self.sobject, "t0", "t0.Id")

    def sql(self) -> str:
        """The FROM clause, after everything was resolved."""
        return " ".join([f"{quoted(self.sobject.name)} {self.root.alias}", *self.joins])

    def names(self, path: Path) -> tuple[str, ...]:
        """The names of a path without the alias or object name that may lead it."""
        first = path.names[0].lower()
        if len(path.names) > 1 and first in self.shortcuts:
            return (*self.names(self.shortcuts[first]), *path.names[1:])
        own = {self.sobject.name.lower(), (self.alias or "").lower()}
        if len(path.names) > 1 and first in own and self.sobject.relation(first) is None:
            return path.names[1:]
        if len(path.names) == 1 and first in self.shortcuts:
            return self.names(self.shortcuts[first])
        return path.names

    def column(self, path: Path) -> Column:
        """Resolve a path to a value; INVALID_FIELD with the place when there is no such column or relationship."""
        names = self.names(path)
        return self.leaf(self.place(names[:-1], path.pos), names[-1], path.pos)

    def place(self, names: tuple[str, ...], pos: int) -> Place:
        if len(names) > _MAX_PARENTS:
            raise invalid_field(self.text, pos, f"cannot traverse more than {_MAX_PARENTS} relationships")
        place: Place = self.root
        for name in names:
            place, _ = self.follow(place, name, pos)
        return place

    def follow(self, place: Place, name: str, pos: int) -> tuple[Place, Field]:
        """One relationship further, and the reference field that was followed."""
        if isinstance(place, Mixed):
            raise no_relationship(self.text, pos, name)
        found = place.sobject.relation(name)
        if found is None or not self.context.access.reads_field(place.sobject, found):
            raise no_relationship(self.text, pos, name)
        targets = [t for t in self.context.schema.targets(found) if self.context.access.reads(t)]
        if not targets:
            raise no_relationship(self.text, pos, name)
        key = f"{place.alias}.{quoted(found.name)}"
        return (Mixed(found, key) if found.polymorphic else self.join(key, targets[0])), found

    def join(self, key: str, target: SObject) -> Joined:
        """The table of a parent, joined once however often it is used."""
        alias = self._known.get((key, target.name))
        if alias is None:
            self._count += 1
            alias = f"t{self._count}"
            self._known[key, target.name] = alias
            self.joins.append(f"LEFT JOIN {quoted(target.name)} {alias} ON {alias}.Id = {key}")
        return Joined(target, alias, f"{alias}.Id")

    def leaf(self, place: Place, name: str, pos: int) -> Column:
        if isinstance(place, Mixed):
            return self._mixed_leaf(place, name, pos)
        found = place.sobject.field(name)
        if found is None and (listed := junction(self.context, place.sobject, name)):
            sql, kind = selected(listed, place.key)
            return Column(sql, kind, place, listed.name)
        if found is None or not self.context.access.reads_field(place.sobject, found):
            raise no_column(self.text, pos, name, place.sobject.name)
        sql = f"{place.alias}.{quoted(found.name)}" if found.stored else "NULL"
        if found.name in _SEEN:
            sql = f"(SELECT moment FROM _recent WHERE user = '{self.context.user_id}' AND record = {place.key})"
        return Column(sql, found, place, found.name)

    def _mixed_leaf(self, place: Mixed, name: str, pos: int) -> Column:
        lower = name.lower()
        if lower == "id":
            return Column(place.key, Field("Id", "ID", "id"), place, "Id")
        targets = self.context.schema.targets(place.field)
        if lower == "type":
            cases = " ".join(f"WHEN '{t.prefix}' THEN '{t.name}'" for t in targets)
            return Column(f"CASE substr({place.key}, 1, 3) {cases} END", Field("Type", "Type", "string"), place, "Type")
        if lower not in NAME_FIELDS:
            raise no_column(self.text, pos, name, "Name")
        proper = NAME_FIELDS[lower]
        branches = [case for target in targets if (case := self._case(place, target, proper))]
        sql = f"CASE substr({place.key}, 1, 3) {' '.join(branches)} END" if branches else "NULL"
        kind = "boolean" if proper == "IsActive" else "string"
        return Column(sql, Field(proper, proper, kind), place, proper)

    def _case(self, place: Mixed, target: SObject, name: str) -> str:
        wanted = target.field(name)
        if name == "Name":
            wanted = target.name_field
        if wanted is None or not wanted.stored or not self.context.access.reads_field(target, wanted):
            return ""
        joined = self.join(place.key, target)
        return f"WHEN '{target.prefix}' THEN {joined.alias}.{quoted(wanted.name)}"
