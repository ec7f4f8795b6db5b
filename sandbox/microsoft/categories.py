"""The master category list, kept as the CategoryList configuration of the Calendar folder (MS-OXOCFG 2.2.5)."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from lxml import etree

from sandbox.microsoft.configurations import MailboxConfigurations

NAMESPACE = "CategoryList.xsd"
NAME = "CategoryList"
NO_COLOUR = -1
LAST_COLOUR = 24
# lxml takes None as the default prefix; its stubs know texts only.
_DEFAULT = cast("dict[str, str]", {None: NAMESPACE})
_NEVER = "1601-01-01T00:00:00.000"


@dataclass(frozen=True)
class Category:
    """guid without braces; color -1 (none) to 24."""

    guid: str
    name: str
    color: int


class CategoryExists(Exception):
    """The master list has that name, in any case."""


class MailboxCategories(MailboxConfigurations):
    """The master list of one mailbox. Both faces see the same XML."""

    def categories(self) -> list[Category]:
        """In the order of the list; what another client wrote badly is left out."""
        found = (_category(e) for e in self._list().iter(f"{{{NAMESPACE}}}category"))
        return [c for c in found if c is not None]

    def category(self, guid: str) -> Category | None:
        return next((c for c in self.categories() if c.guid == guid.strip("{}").lower()), None)

    def add_category(self, name: str, color: int = NO_COLOUR) -> Category:
        """Raises CategoryExists."""
        if any(c.name.casefold() == name.casefold() for c in self.categories()):
            raise CategoryExists(name)
        root = self._list()
        new = Category(str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.id}/{name}/{self._db.change()}")), name, color)
        stamps = dict.fromkeys(("lastTimeUsed", *(f"lastTimeUsed{k}" for k in _USES)), _NEVER)
        attributes = {"name": name, "color": str(color), "keyboardShortcut": "0", "usageCount": "0"}
        attributes |= stamps | {"lastSessionUsed": "0", "guid": "{" + new.guid.upper() + "}"}
        etree.SubElement(root, f"{{{NAMESPACE}}}category", attributes)
        self._save(root)
        return new

    def recolour_category(self, guid: str, color: int) -> None:
        root = self._list()
        for element in root.iter(f"{{{NAMESPACE}}}category"):
            if element.get("guid", "").strip("{}").lower() == guid:
                element.set("color", str(color))
        self._save(root)

    def delete_category(self, guid: str) -> None:
        """Items keep the name; it shows without a colour then."""
        root = self._list()
        for element in [*root.iter(f"{{{NAMESPACE}}}category")]:
            if element.get("guid", "").strip("{}").lower() == guid:
                root.remove(element)
        self._save(root)

    def make_default_categories(self) -> None:
        """The six that every new mailbox has."""
        root = etree.Element(f"{{{NAMESPACE}}}categories", {"default": "Red category"}, nsmap=_DEFAULT)
        self.create_configuration("calendar", NAME, {"xml_data": _xml(root, self._db.clock.now())})
        for colour, color in (("Red", 0), ("Orange", 1), ("Yellow", 3), ("Green", 4), ("Blue", 7), ("Purple", 8)):
            self.add_category(f"{colour} category", color)

    def _list(self) -> etree._Element:
        """The list's root; an empty one when a client deleted or broke it."""
        stored = self.configuration("calendar", NAME)
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        try:
            root = etree.fromstring(stored.fields.get("xml_data", b"") if stored else b"", parser)
        except (etree.XMLSyntaxError, ValueError):
            root = etree.Element(f"{{{NAMESPACE}}}categories", nsmap=_DEFAULT)
        return root

    def _save(self, root: etree._Element) -> None:
        values = {"xml_data": _xml(root, self._db.clock.now())}
        stored = self.configuration("calendar", NAME)
        if stored is None:
            self.create_configuration("calendar", NAME, values)
        else:
            self.update_configuration(stored, values)


_USES = ("Notes", "Mail", "Calendar", "Contacts", "Tasks", "Journal")


def _xml(root: etree._Element, now: datetime) -> bytes:
    root.set("lastSavedSession", str(int(root.get("lastSavedSession") or 0) % 0xFFFF + 1))
    root.set("lastSavedTime", now.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3])
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _category(element: etree._Element) -> Category | None:
    try:
        color = int(element.get("color", "-1"))
        guid = str(uuid.UUID(element.get("guid", "")))
    except ValueError:
        return None
    in_range = NO_COLOUR <= color <= LAST_COLOUR
    return Category(guid, element.get("name", ""), color if in_range else NO_COLOUR)
