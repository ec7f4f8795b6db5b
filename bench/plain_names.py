"""What exchangelib calls the fields that a request of EWS names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from exchangelib import UTC, EWSDateTime, ExtendedProperty
from lxml import etree

from bench.tape import Said

TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
_SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
_FIELDS = ("FieldURI", "IndexedFieldURI", "ExtendedFieldURI")
_BY_SET = ("PropertySetId", "DistinguishedPropertySetId", "PropertyName", "PropertyId", "PropertyTag", "PropertyType")


@dataclass(frozen=True)
class Wire:
    """A request's own element, or one within it."""

    root: Any

    @staticmethod
    def of(body: bytes) -> "Wire":
        [root] = etree.fromstring(body).iterfind(f"{_SOAP}Body/*")
        return Wire(root)

    @property
    def operation(self) -> str:
        return _local(self.root)

    def element(self, name: str) -> Any:
        return next(self.root.iter(f"{{*}}{name}"), None)

    def text(self, name: str) -> str | None:
        found = self.element(name)
        return None if found is None else str(found.text)

    def all(self, container: str, name: str) -> list[Any]:
        found = self.element(container)
        return [] if found is None else list(found.iterfind(f"{{*}}{name}"))

    def ids(self, name: str) -> list[tuple[str, str | None]]:
        return [(one.get("Id"), one.get("ChangeKey")) for one in self.root.iter(f"{{*}}{name}")]


class FieldNames:
    """Of one item class. Extended properties that the requests name are registered with it first."""

    def __init__(self, model: Any, said: Sequence[Said]) -> None:
        self._extended: dict[tuple[tuple[str, str], ...], str] = {}
        self._model = model
        for one in said:
            for element in etree.fromstring(one.body).iter(f"{{{TYPES}}}ExtendedFieldURI"):
                self._register(element)
        self._by_uri = {field.field_uri: field.name for field in model.FIELDS if getattr(field, "field_uri", None)}

    def _register(self, element: Any) -> None:
        known = _identity(element)
        if known in self._extended:
            return
        name = f"extended_{len(self._extended)}"
        stated = dict(known)
        parts: dict[str, Any] = {
            "property_set_id": stated.get("PropertySetId"),
            "distinguished_property_set_id": stated.get("DistinguishedPropertySetId"),
            "property_name": stated.get("PropertyName"),
            "property_id": int(stated["PropertyId"]) if "PropertyId" in stated else None,
            "property_tag": int(stated["PropertyTag"], 0) if "PropertyTag" in stated else None,
            "property_type": stated["PropertyType"],
        }
        self._model.register(name, type(name, (ExtendedProperty,), parts))
        self._extended[known] = name

    def name(self, element: Any) -> str | None:
        """None: exchangelib knows no such field."""
        if _local(element) == "ExtendedFieldURI":
            return self._extended[_identity(element)]
        uri = element.get("FieldURI")
        return self._by_uri.get(uri) or self._by_uri.get(uri.rpartition(":")[0])

    def read(self, wire: Wire) -> list[str]:
        """The fields that a request asks for."""
        wanted = wire.element("AdditionalProperties")
        names = [self.name(one) for one in (() if wanted is None else wanted)]
        return [name for name in dict.fromkeys(names) if name]

    def changes(self, change: Any) -> tuple[Any, list[str]]:
        """(an item with all that a t:ItemChange sets, the names of what it empties)."""
        whole = None
        for one in change.iter(f"{{{TYPES}}}SetItemField"):
            item = one[-1]
            if whole is None:
                whole = etree.Element(item.tag, nsmap=item.nsmap)
            whole.extend(item)
        emptied = [self.name(one[0]) for one in change.iter(f"{{{TYPES}}}DeleteItemField")]
        whole = etree.Element(f"{{{TYPES}}}{self._model.ELEMENT_NAME}") if whole is None else whole
        return whole, [name for name in emptied if name]


def moment(text: str) -> EWSDateTime:
    return EWSDateTime.from_datetime(datetime.fromisoformat(text.replace("Z", "+00:00"))).astimezone(UTC)


def _identity(element: Any) -> tuple[tuple[str, str], ...]:
    return tuple((name, element.get(name)) for name in _BY_SET if element.get(name))


def _local(element: Any) -> str:
    return str(etree.QName(element).localname)
