"""Records as lists show them.

Row = {sobject, label, id, name, detail, account: {id, name} | null, phone, email, url, status}; activities also have
`at`, a day or a moment. detail: what tells records of the same name apart.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.salesforce.desk.fields import NAME_FIELDS
from core.salesforce.desk.shown import moment_text
from core.salesforce.desk.words import Words

Row = dict[str, Any]
_WITH_ACCOUNT = ("AccountId", "Account.Name")


@dataclass(frozen=True, slots=True)
class Look:
    """How records of one object are listed. columns: besides Id and the name; details: columns whose values stand below
    the name; status, phone, email: the first of the columns that has a value."""

    columns: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    status: str | None = None
    phones: tuple[str, ...] = ()
    email: str | None = None
    title: str | None = None
    at: tuple[str, ...] = ()


LOOKS: Mapping[str, Look] = {
    "Contact": Look(
        ("Title", "Email", "Phone", "MobilePhone", *_WITH_ACCOUNT),
        details=("Title", "Account.Name"),
        phones=("Phone", "MobilePhone"),
        email="Email",
    ),
    "Lead": Look(
        ("Title", "Company", "Email", "Phone", "MobilePhone", "Status"),
        details=("Title", "Company"),
        status="Status",
        phones=("Phone", "MobilePhone"),
        email="Email",
    ),
    "Account": Look(
        ("Phone", "BillingCity", "BillingCountry", "Industry"),
        details=("Industry", "BillingCity", "BillingCountry"),
        phones=("Phone",),
    ),
    "User": Look(
        ("Title", "Email", "Phone", "MobilePhone", "Department"),
        details=("Title", "Department"),
        phones=("Phone", "MobilePhone"),
        email="Email",
    ),
    "Opportunity": Look(
        ("StageName", "Amount", "CloseDate", *_WITH_ACCOUNT),
        details=("Amount", "CloseDate", "Account.Name"),
        status="StageName",
    ),
    "Case": Look(
        ("Subject", "Status", "Priority", *_WITH_ACCOUNT),
        details=("CaseNumber", "Priority", "Account.Name"),
        status="Status",
        title="Subject",
    ),
    "Task": Look(
        ("Status", "ActivityDate", "CompletedDateTime", "CreatedDate", "IsClosed", "TaskSubtype", "WhoId"),
        status="Status",
        at=("ActivityDate", "CompletedDateTime", "CreatedDate"),
    ),
    "Event": Look(
        ("StartDateTime", "ActivityDate", "IsAllDayEvent", "Location", "WhoId"),
        details=("Location",),
        at=("StartDateTime", "ActivityDate"),
    ),
    "Campaign": Look(("Status", "StartDate"), details=("StartDate",), status="Status"),
}
DEFAULT = Look()


def look_of(sobject: str) -> Look:
    return LOOKS.get(sobject, DEFAULT)


def columns_of(sobject: str, name_field: str | None = None) -> list[str]:
    """What to select for a Row."""
    name = name_field or NAME_FIELDS.get(sobject, "Name")
    return list(dict.fromkeys(("Id", name, *look_of(sobject).columns)))


@dataclass(frozen=True, slots=True)
class Lister:
    """Makes Rows. labels: object -> its label in this org. instance_url: where people open the records."""

    labels: Mapping[str, str]
    url: Any
    words: Words

    def row(self, sobject: str, found: Mapping[str, Any], name_field: str | None = None) -> Row:
        look = look_of(sobject)
        name = value_at(found, look.title or "") or value_at(found, name_field or NAME_FIELDS.get(sobject, "Name"))
        key = str(found.get("Id") or "")
        account, account_id = value_at(found, "Account.Name"), found.get("AccountId")
        told: Row = {
            "sobject": sobject,
            "label": self.labels.get(sobject, sobject),
            "id": key,
            "name": str(name or key),
            "detail": self._detail(look.details, found),
            "account": {"id": str(account_id), "name": str(account)} if account and account_id else None,
            "phone": _first(found, look.phones),
            "email": _first(found, (look.email,) if look.email else ()),
            "url": self.url(sobject, key),
            "status": _first(found, (look.status,) if look.status else ()),
        }
        if look.at:
            moment = _first(found, look.at)
            told["at"] = moment_text(moment) if moment else None
        return told

    def _detail(self, columns: Iterable[str], found: Mapping[str, Any]) -> str:
        texts = (self.words.value(value_at(found, column)) for column in columns)
        return " · ".join(text for text in texts if text)


def value_at(row: Mapping[str, Any], path: str) -> Any:
    """The value of a column or of a dotted path."""
    here: Any = row
    for part in path.split("."):
        here = here.get(part) if isinstance(here, Mapping) else None
    return here


def _first(row: Mapping[str, Any], columns: Iterable[str]) -> str | None:
    values = (value_at(row, column) for column in columns)
    return next((str(value) for value in values if value not in (None, "")), None)
