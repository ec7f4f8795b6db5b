"""One field of an object, with the properties that its describe shows."""

from dataclasses import dataclass

TEXT_TYPES = frozenset(
    {"string", "textarea", "email", "phone", "url", "picklist", "multipicklist", "combobox", "encryptedstring"}
)
NUMBER_TYPES = frozenset({"double", "currency", "percent"})
SOAP_TYPES = {
    "id": "tns:ID",
    "reference": "tns:ID",
    "boolean": "xsd:boolean",
    "int": "xsd:int",
    "double": "xsd:double",
    "currency": "xsd:double",
    "percent": "xsd:double",
    "date": "xsd:date",
    "datetime": "xsd:dateTime",
    "time": "xsd:time",
    "address": "urn:address",
    "base64": "xsd:base64Binary",
}
SQL_TYPES = {"boolean": "INTEGER", "int": "INTEGER", "double": "REAL", "currency": "REAL", "percent": "REAL"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a picklist. valid_for: the values of the controlling field under which it may be chosen."""

    value: str
    label: str
    default: bool = False
    active: bool = True
    valid_for: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A field; the names follow the describe, where those are sentences they are shortened."""

    name: str
    label: str
    type: str
    length: int = 0
    precision: int = 0
    scale: int = 0
    digits: int = 0
    byte_length: int = 0
    nillable: bool = True
    createable: bool = True
    updateable: bool = True
    defaulted: bool = False
    default: str | None = None
    filterable: bool = True
    sortable: bool = True
    groupable: bool = True
    permissionable: bool = True
    relationship: str | None = None
    reference_to: tuple[str, ...] = ()
    prefilter: bool = False
    name_field: bool = False
    id_lookup: bool = False
    unique: bool = False
    external_id: bool = False
    case_sensitive: bool = False
    restricted: bool = False
    auto_number: bool = False
    custom: bool = False
    compound: str | None = None
    info: str | None = None
    children: str | None = None
    cascade: bool = False
    restrict: bool = False
    help: str | None = None
    aggregates: bool = True
    controller: str | None = None
    choices: tuple[Choice, ...] = ()

    @property
    def soap_type(self) -> str:
        return SOAP_TYPES.get(self.type, "xsd:string")

    @property
    def sql_type(self) -> str:
        return "BLOB" if self.type == "base64" else SQL_TYPES.get(self.type, "TEXT")

    @property
    def stored(self) -> bool:
        """Addresses are put together from their parts when they are read."""
        return self.type != "address"

    @property
    def text(self) -> bool:
        return self.type in TEXT_TYPES

    @property
    def polymorphic(self) -> bool:
        return len(self.reference_to) > 1

    @property
    def aggregatable(self) -> bool:
        long_text = self.type == "textarea" and self.length > 255 and not self.sortable
        return self.aggregates and self.type not in ("boolean", "address", "base64") and not long_text

    @property
    def required(self) -> bool:
        return self.createable and not self.nillable and not self.defaulted
