"""What describe tells of an object for people's forms: labels, help, choices that depend on others, references.

Source: REST API Developer Guide, "sObject Describe"; SOAP API Developer Guide, "Field".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.salesforce.client import unreadable
from core.salesforce.desk.choices import Choice, choices_of

# Whose own name is not called Name (Object Reference).
NAME_FIELDS: Mapping[str, str] = {
    "Case": "CaseNumber",
    "Contract": "ContractNumber",
    "ContentVersion": "Title",
    "ContentDocument": "Title",
    "EmailMessage": "Subject",
    "Event": "Subject",
    "Order": "OrderNumber",
    "Solution": "SolutionName",
    "Task": "Subject",
    "WorkOrder": "WorkOrderNumber",
}
# Standard objects that have a Name; custom ones always do.
NAMED = frozenset(
    "Account Asset BusinessHours Campaign Contact Entitlement Group Individual Lead Location OperatingHours Opportunity"
    " Pricebook2 Product2 Profile RecordType ServiceContract ServiceTerritory User UserRole WorkType".split()
)
MASTER = "012000000000000AAA"  # the record type of records without one
COMPOUND = frozenset({"address", "location"})  # types of fields that are nothing but their parts
LAST_NAME = "LastName"


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """One field. digits: of whole numbers; precision and scale: of others. compound: the field that it is a part of.
    default: a constant. rich: it holds HTML, which is read as text and edited in Salesforce alone. hidden: deprecated
    ones are not shown."""

    name: str
    label: str
    type: str
    help: str | None
    nillable: bool
    createable: bool
    updateable: bool
    defaulted: bool
    length: int
    digits: int
    precision: int
    scale: int
    restricted: bool
    names_record: bool
    choices: tuple[Choice, ...]
    controller: str | None
    reference_to: tuple[str, ...]
    relationship: str | None
    compound: str | None
    default: object
    rich: bool = False

    @property
    def must_be_given(self) -> bool:
        """For a new record (SOAP API Developer Guide, "Required Fields")."""
        return self.createable and not self.nillable and not self.defaulted and self.type != "boolean"


@dataclass(frozen=True, slots=True)
class RecordType:
    """One that this user may give to records."""

    id: str
    name: str
    default: bool


@dataclass(frozen=True, slots=True)
class ObjectFacts:
    """One object with its fields in the order of describe."""

    name: str
    label: str
    plural: str
    createable: bool
    updateable: bool
    fields: Mapping[str, FieldFacts]
    record_types: tuple[RecordType, ...]

    @property
    def name_field(self) -> str | None:
        return next((field.name for field in self.fields.values() if field.names_record), None)

    def parts(self, compound: str) -> list[FieldFacts]:
        """The fields that make up a compound one, such as an address."""
        return [field for field in self.fields.values() if field.compound == compound and field.name != compound]


def object_facts(body: object) -> ObjectFacts:
    """Read a describe. Raises Transient when it is none."""
    rows = body.get("fields") if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(rows, list) or not isinstance(body.get("name"), str):
        raise unreadable("describe")
    named = {row["name"]: row for row in rows if isinstance(row, dict) and isinstance(row.get("name"), str)}
    fields = {name: _facts(row, named) for name, row in named.items() if row.get("deprecatedAndHidden") is not True}
    label = _text(body.get("label")) or body["name"]
    return ObjectFacts(
        name=body["name"],
        label=label,
        plural=_text(body.get("labelPlural")) or label,
        createable=body.get("createable") is True,
        updateable=body.get("updateable") is True,
        fields=fields,
        record_types=tuple(_record_types(body.get("recordTypeInfos"))),
    )


def _facts(row: Mapping[str, Any], rows: Mapping[str, Mapping[str, Any]]) -> FieldFacts:
    def flag(key: str) -> bool:
        return row.get(key) is True

    controller = _text(row.get("controllerName"))
    targets = row.get("referenceTo")
    return FieldFacts(
        name=row["name"],
        label=_text(row.get("label")) or row["name"],
        type=str(row.get("type") or "string").lower(),
        help=_text(row.get("inlineHelpText")),
        nillable=flag("nillable"),
        createable=flag("createable"),
        updateable=flag("updateable"),
        defaulted=flag("defaultedOnCreate"),
        length=_number(row.get("length")),
        digits=_number(row.get("digits")),
        precision=_number(row.get("precision")),
        scale=_number(row.get("scale")),
        restricted=flag("restrictedPicklist"),
        names_record=flag("nameField"),
        choices=tuple(choices_of(row.get("picklistValues"), rows.get(controller) if controller else None)),
        controller=controller if controller in rows else None,
        reference_to=tuple(str(name) for name in targets) if isinstance(targets, list) else (),
        relationship=_text(row.get("relationshipName")),
        compound=_text(row.get("compoundFieldName")),
        default=row.get("defaultValue"),
        rich=flag("htmlFormatted") or row.get("extraTypeInfo") == "richtextarea",
    )


def _record_types(infos: object) -> Iterator[RecordType]:
    for info in infos if isinstance(infos, list) else []:
        if isinstance(info, dict) and info.get("available") is True and info.get("active") is not False:
            name, default = _text(info.get("name")), info.get("defaultRecordTypeMapping") is True
            if name and isinstance(info.get("recordTypeId"), str):
                yield RecordType(info["recordTypeId"], name, default)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
