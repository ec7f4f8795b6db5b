"""Contact: canonical fields <-> Salesforce fields, as far as describe says that this user holds them.

Choices: a field that the user may read but not write is not held, because the base could never settle; custom
fields are shown as `Label: value` lines and never written.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2s
from typing import Any

from core.notes import END, START
from core.objects import CONTACT, Kind
from core.records import Fields, Record, Value, canonical_fields
from core.salesforce.client import unreadable
from core.salesforce.describe import FieldFact, ObjectFact

SOBJECT = "Contact"
_ADDRESS = {
    "street": "Street",
    "city": "City",
    "state": "State",
    "postal_code": "PostalCode",
    "country_or_region": "Country",
}
FIELDS: dict[str, str] = {
    "title": "Salutation",
    "given_name": "FirstName",
    "middle_name": "MiddleName",
    "surname": "LastName",
    "generation": "Suffix",
    "department": "Department",
    "job_title": "Title",
    "email_address_1": "Email",
    "business_phone": "Phone",
    "mobile_phone": "MobilePhone",
    "home_phone": "HomePhone",
    "other_telephone": "OtherPhone",
    "business_fax": "Fax",
    "assistant_phone": "AssistantPhone",
    "assistant_name": "AssistantName",
    "birthday": "Birthdate",
    "body": "Description",
    **{f"business_{part}": f"Mailing{name}" for part, name in _ADDRESS.items()},
    **{f"other_{part}": f"Other{name}" for part, name in _ADDRESS.items()},
}
COMPANY, ACCOUNT_NAME, ACCOUNT_ID = "company_name", "Account.Name", "AccountId"
SECTION = "crm_section"
STAMP_FIELD = "Bothways_Stamp__c"
SYSTEM = ("Id", "IsDeleted", "MasterRecordId", "SystemModstamp", "LastModifiedDate")
_TEXT_TYPES = frozenset({"string", "textarea", "picklist", "combobox", "email", "phone", "url"})
# Compounds and blobs have no line of text to show.
_UNSHOWABLE = frozenset({"address", "location", "base64", "anyType", "complexvalue"})


@dataclass(frozen=True, slots=True)
class Catalog:
    """What this user's contacts hold. fields: canonical -> describe's fact. shown: custom fields in the notes.
    company: whether the account can be read and set. stamp: the unique external id field, where there is one."""

    fields: Mapping[str, FieldFact]
    shown: tuple[FieldFact, ...]
    company: bool
    stamp: str | None

    @property
    def holds(self) -> frozenset[str]:
        """Always with the section: when no custom field is shown, an old section must go."""
        return frozenset(self.fields) | {SECTION} | ({COMPANY} if self.company else frozenset())

    @property
    def names(self) -> dict[str, str]:
        """Salesforce's name -> ours, for what an error tells."""
        names = {fact.name: name for name, fact in self.fields.items()}
        return names | {ACCOUNT_ID: COMPANY, ACCOUNT_NAME: COMPANY}

    @property
    def columns(self) -> tuple[str, ...]:
        """What to select so that a row makes a Record."""
        wanted = [*SYSTEM, *(fact.name for fact in self.fields.values()), *(fact.name for fact in self.shown)]
        wanted += [ACCOUNT_ID, ACCOUNT_NAME] if self.company else []
        return tuple(dict.fromkeys([*wanted, *([self.stamp] if self.stamp else [])]))

    def decode(self, row: Mapping[str, Any]) -> dict[str, Value]:
        """The canonical fields of a row. Raises Transient: a number where a text belongs must not count as an emptied
        field."""
        fields: dict[str, Value] = {}
        for name, fact in self.fields.items():
            value = row.get(fact.name)
            if not isinstance(value, str | None):
                raise unreadable(f"{fact.name} of a contact")
            fields[name] = _date(value) if CONTACT.fields[name].kind is Kind.DATE else _text(value)
        if self.company:
            account = row.get("Account")
            fields[COMPANY] = _text(account.get("Name")) if isinstance(account, dict) else None
        fields[SECTION] = section(self.shown, row)
        return canonical_fields(fields)

    def encode(self, fields: Fields, wire: Mapping[str, object]) -> dict[str, Any]:
        """Salesforce's fields of a prepared change; None empties."""
        body: dict[str, Any] = {}
        for name, value in fields.items():
            if name in self.fields:
                body[self.fields[name].name] = value.isoformat() if isinstance(value, date) else value
        if self.company and ACCOUNT_ID in wire:
            body[ACCOUNT_ID] = wire[ACCOUNT_ID]
        return body

    def record(self, row: Mapping[str, Any], *, in_scope: bool) -> Record:
        """A row that is not deleted as a Record."""
        fields = self.decode(row)
        return Record(str(row["Id"]), version(row, fields), fields, in_scope, modified=_moment(row))


def catalog_of(
    contact: ObjectFact,
    account: ObjectFact | None,
    custom_fields: Iterable[str] = (),
    extra: Mapping[str, str] | None = None,
    stamp_field: str = STAMP_FIELD,
) -> Catalog:
    """account: None where the user cannot see accounts. extra: further canonical fields -> custom fields of the
    org ({"email_address_2": "Email2__c"}); they go before the standard ones."""
    mapped = {name: contact.fields.get(vendor) for name, vendor in (FIELDS | dict(extra or {})).items()}
    fields = {name: fact for name, fact in mapped.items() if fact is not None and _fits(name, fact)}
    own = {fact.name for fact in fields.values()} | {stamp_field}
    known = {fact.name.casefold(): fact for fact in contact.fields.values()}
    shown = [known[name.casefold()] for name in dict.fromkeys(custom_fields) if name.casefold() in known]
    parent = contact.fields.get(ACCOUNT_ID)
    stamp = contact.fields.get(stamp_field)
    return Catalog(
        fields=fields,
        shown=tuple(fact for fact in shown if fact.name not in own and fact.type not in _UNSHOWABLE),
        company=parent is not None and parent.writable and account is not None and "Name" in account.fields,
        stamp=stamp_field if stamp and stamp.external_id and stamp.unique and stamp.writable else None,
    )


def _fits(name: str, fact: FieldFact) -> bool:
    field = CONTACT.fields.get(name)
    if field is None or not fact.writable:
        return False
    return fact.type == "date" if field.kind is Kind.DATE else fact.type in _TEXT_TYPES


def version(row: Mapping[str, Any], fields: Fields) -> str:
    """SystemModstamp counts whole seconds, so two edits within one share it; a digest of the fields tells them
    apart."""
    values = sorted((name, str(value)) for name, value in fields.items())
    digest = blake2s(json.dumps(values).encode(), digest_size=6).hexdigest()
    return f"{row.get('SystemModstamp')}/{digest}"


def section(shown: Iterable[FieldFact], row: Mapping[str, Any]) -> str | None:
    """One `Label: value` line for each field that has a value."""
    lines = [f"{fact.label}: {text}" for fact in shown if (text := _shown(fact, row.get(fact.name)))]
    return "\n".join(lines) or None


def _shown(fact: FieldFact, value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        return f"{value:.15g}" + (" %" if fact.type == "percent" else "")
    if not isinstance(value, str):
        return ""
    if fact.type == "multipicklist":
        return ", ".join(value.split(";"))
    if fact.type == "datetime":
        return f"{value[:10]} {value[11:16]} UTC"
    # A value must not end the section or begin another.
    return value.replace(START, "").replace(END, "").strip()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _moment(row: Mapping[str, Any]) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(row.get("LastModifiedDate")))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
