"""What the kinds of items differ in, whichever protocol is spoken: fields that are derived from others, and what must
be known of an item to write it."""

from collections.abc import Callable
from dataclasses import dataclass

from core.exchange import names
from core.exchange.mailbox import Item
from core.objects import CONTACT, ObjectType
from core.records import Fields, Value


@dataclass(frozen=True, slots=True)
class Rules:
    """needs: fields whose change must be made with the item at hand. for_create, for_update: wire fields that go with
    the given ones. held: what Exchange will hold differently after a change of these fields. rolls: whether after the
    write the item is not what was written (its version is then not told, so that the next feed has it read)."""

    object_type: ObjectType
    needs: Callable[[Fields], bool]
    for_create: Callable[[Fields], dict[str, Value]]
    for_update: Callable[[Item, Fields], dict[str, Value]]
    held: Callable[[Fields], dict[str, Value]] = lambda fields: {}
    rolls: Callable[[Item, Fields], bool] = lambda item, fields: False

    @property
    def what(self) -> str:
        return f"the {self.object_type.singular}"


# The company stands in for a missing name only at creation: a later change of it does not read every item.
_NAME_PARTS = frozenset({"given_name", "middle_name", "surname", "generation"})


def _renamed(item: Item, fields: Fields) -> dict[str, Value]:
    if not _NAME_PARTS & fields.keys():
        return {}
    return names.names_for_update(item.fields, fields, item.shown, item.filed)


CONTACTS = Rules(
    object_type=CONTACT,
    needs=lambda fields: bool(_NAME_PARTS & fields.keys()),
    for_create=names.names_for_create,
    for_update=_renamed,
)
