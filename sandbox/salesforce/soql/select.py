"""The SELECT list: which SQL columns to fetch and how to shape them."""

from dataclasses import dataclass, field

from sandbox.salesforce.schema import Child, Field, SObject
from sandbox.salesforce.soql import nodes
from sandbox.salesforce.soql.functions import function
from sandbox.salesforce.soql.problems import malformed, no_children, no_relationship, no_type
from sandbox.salesforce.soql.shape import Shape, converter, labels
from sandbox.salesforce.soql.source import Joined, Mixed, Place, Source
from sandbox.salesforce.store import quoted

_FIELDS_LIMIT = 200
_PARTS = ("City", "Country", "GeocodeAccuracy", "Latitude", "Longitude", "PostalCode", "State", "Street")


@dataclass(slots=True)
class Selection:
    """The columns of one query and the shape of its records; `children` are its subqueries by relationship name."""

    source: Source
    columns: list[str] = field(default_factory=list)
    children: dict[str, tuple[Child, nodes.Query]] = field(default_factory=dict)
    root: Shape = field(init=False)
    _index: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.root = Shape(self.source.context, self.source.sobject, self.index(self.source.root.key))

    def index(self, sql: str) -> int:
        if sql not in self._index:
            self._index[sql] = len(self.columns)
            self.columns.append(sql)
        return self._index[sql]

    def add(self, item: nodes.Selected, limit: int | None) -> None:
        if isinstance(item, nodes.SubSelect):
            self._add_child(item.query)
        elif isinstance(item, nodes.TypeOf):
            self._add_typeof(item)
        elif isinstance(item.operand, nodes.Path):
            if item.alias:
                raise malformed(
                    self.source.text, item.operand.pos, f"only aggregate expressions use field aliasing: {item.alias}"
                )
            self.add_path(item.operand)
        elif item.operand.lower == "fields":
            self._add_fields(item.operand, limit)
        else:
            self._add_call(item.operand, item.alias)

    def add_path(self, path: nodes.Path) -> None:
        names = self.source.names(path)
        shape, place = self.root, self.source.place((), path.pos)
        for name in names[:-1]:
            place, shape = self._nested(place, shape, name, path.pos)
        self._leaf(shape, place, names[-1], path.pos)

    def _nested(self, place: Place, shape: Shape, name: str, pos: int) -> tuple[Place, Shape]:
        """The next parent on a path and the object that it becomes in the answer."""
        following, reference = self.source.follow(place, name, pos)
        proper = reference.relationship or name
        if proper not in shape.parents:
            shape.claim(proper)
            sobject = following.sobject if isinstance(following, Joined) else None
            mixed = isinstance(following, Mixed)
            shape.parents[proper] = Shape(self.source.context, sobject, self.index(following.key), mixed)
        return following, shape.parents[proper]

    def _leaf(self, shape: Shape, place: Place, name: str, pos: int) -> None:
        column = self.source.leaf(place, name, pos)
        if not shape.claim(column.name):
            raise malformed(self.source.text, pos, f"duplicate field selected: {name}")
        if column.field.type == "address" and isinstance(place, Joined):
            self._add_address(shape, place, column.field)
        elif column.field.type == "base64":
            shape.blobs.append(column.name)
        else:
            shape.values.append((column.name, self.index(column.sql), converter(column.field)))

    def _add_address(self, shape: Shape, place: Joined, address: Field) -> None:
        hidden = self.source.context.access.hidden(place.sobject)
        prefix = address.name.removesuffix("Address")
        parts = []
        for part in _PARTS:
            name = prefix + part
            sql = f"{place.alias}.{quoted(name)}" if place.sobject.has(name) and name not in hidden else "NULL"
            parts.append((part[0].lower() + part[1:], self.index(sql)))
        shape.addresses[address.name] = parts

    def _add_call(self, call: nodes.Call, alias: str | None) -> None:
        column = function(self.source, call)
        path = call.arguments[0]
        if call.lower == "tolabel" and isinstance(path, nodes.Path) and len(self.source.names(path)) > 1:
            self._add_parent_label(path, column.field)
            return
        name = alias or column.name
        if not self.root.claim(name):
            raise malformed(self.source.text, call.pos, f"duplicate alias: {name}")
        convert = labels(column.field) if call.lower == "tolabel" else converter(column.field)
        self.root.values.append((name, self.index(column.sql), convert))

    def _add_parent_label(self, path: nodes.Path, field: Field) -> None:
        """`toLabel(Account.Type)`: the label stands where the value would."""
        self.add_path(path)
        shape = self.root
        for name in self.source.names(path)[:-1]:
            shape = next(parent for key, parent in shape.parents.items() if key.lower() == name.lower())
        name, index, _ = shape.values[-1]
        shape.values[-1] = (name, index, labels(field))

    def _add_fields(self, call: nodes.Call, limit: int | None) -> None:
        kind = call.arguments[0].text.upper() if call.arguments and isinstance(call.arguments[0], nodes.Path) else ""
        if kind not in ("ALL", "STANDARD", "CUSTOM"):
            raise malformed(self.source.text, call.pos, "FIELDS takes ALL, STANDARD or CUSTOM")
        if kind != "STANDARD" and (limit is None or limit > _FIELDS_LIMIT):
            raise malformed(
                self.source.text, call.pos, f"The SOQL FIELDS function must have a LIMIT of at most {_FIELDS_LIMIT}"
            )
        for found in self.source.context.access.fields(self.source.sobject):
            if kind == "ALL" or found.custom == (kind == "CUSTOM"):
                self.add_path(nodes.Path((found.name,), call.pos))

    def _add_child(self, query: nodes.Query) -> None:
        context = self.source.context
        child = context.schema.child(self.source.sobject, query.sobject)
        if child is None or not context.access.reads(child.sobject):
            raise no_children(self.source.text, query.pos, query.sobject)
        name = child.field.children or query.sobject
        if not self.root.claim(name):
            raise malformed(self.source.text, query.pos, f"duplicate relationship selected: {name}")
        self.children[name] = (child, query)

    def _add_typeof(self, item: nodes.TypeOf) -> None:
        names = self.source.names(item.path)
        place = self.source.place(names, item.path.pos)
        relation = self.source.sobject.relation(names[-1]) if len(names) == 1 else None
        if not isinstance(place, Mixed) or relation is None or relation.relationship is None:
            raise no_relationship(self.source.text, item.path.pos, item.path.text)
        if not self.root.claim(relation.relationship):
            raise malformed(self.source.text, item.path.pos, f"duplicate field selected: {item.path.text}")
        shapes, prefixes = [], []
        for branch in item.branches:
            target = self._target(place, branch)
            prefixes.append(target.prefix)
            joined = self.source.join(place.key, target)
            key = f"CASE substr({place.key}, 1, 3) WHEN '{target.prefix}' THEN {place.key} END"
            shapes.append(self._branch(joined, Shape(self.source.context, target, self.index(key)), branch.paths))
        others = ", ".join(f"'{prefix}'" for prefix in prefixes)
        rest = f"CASE WHEN substr({place.key}, 1, 3) NOT IN ({others}) THEN {place.key} END"
        shapes.append(self._branch(place, Shape(self.source.context, None, self.index(rest)), item.otherwise))
        self.root.choices[relation.relationship] = shapes

    def _target(self, place: Mixed, branch: nodes.Branch) -> SObject:
        targets = self.source.context.schema.targets(place.field)
        found = next((target for target in targets if target.name.lower() == branch.sobject.lower()), None)
        if found is None or not self.source.context.access.reads(found):
            raise no_type(self.source.text, branch.pos, branch.sobject)
        return found

    def _branch(self, place: Place, shape: Shape, paths: tuple[nodes.Path, ...]) -> Shape:
        for path in paths:
            here, inner = place, shape
            for name in path.names[:-1]:
                here, inner = self._nested(here, inner, name, path.pos)
            self._leaf(inner, here, path.names[-1], path.pos)
        return shape
