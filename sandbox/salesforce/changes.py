"""One record on its way into the store."""

from dataclasses import dataclass, field

from sandbox.salesforce.context import Context
from sandbox.salesforce.schema import SObject
from sandbox.salesforce.store import Row


@dataclass(slots=True)
class Change:
    """The whole row as it is to be, the row as it was (None on insert) and the names of the fields that were given.

    lists: the junction id lists that came with it, by name; None empties one.
    """

    context: Context
    sobject: SObject
    row: Row
    old: Row | None
    given: set[str]
    lists: dict[str, list[str] | None] = field(default_factory=dict)

    def was(self, name: str) -> object:
        return self.old.get(name) if self.old else None

    def changed(self, *names: str) -> bool:
        return any(self.row.get(name) != self.was(name) for name in names)
