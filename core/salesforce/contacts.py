"""Contact: its fields, and the company, which is the name of the contact's account."""

from collections.abc import Mapping
from typing import Any

from core.objects import CONTACT
from core.records import Fields
from core.salesforce.catalog import Catalog, held_fields, shown_fields, unique_field
from core.salesforce.codes import LAST_NAME_MISSING
from core.salesforce.describe import ObjectFact
from core.salesforce.shape import Branch, Facts, Frame, Shape
from core.salesforce.trait import Draft, Trait

SOBJECT = "Contact"
SYSTEM = ("Id", "IsDeleted", "MasterRecordId", "SystemModstamp", "LastModifiedDate")
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
COMPANY, ACCOUNT, ACCOUNT_NAME, ACCOUNT_ID = "company_name", "Account", "Account.Name", "AccountId"
# Canonical -> Salesforce, for people and reports.
NAMES = FIELDS | {COMPANY: ACCOUNT_NAME}


class Company(Trait):
    """The account's name; written as the account's id, which `prepare` looked up (core.salesforce.accounts)."""

    holds = frozenset({COMPANY})
    columns = (ACCOUNT_ID, ACCOUNT_NAME)
    names: Mapping[str, str] = {ACCOUNT_ID: COMPANY, ACCOUNT_NAME: COMPANY}
    filters: Mapping[str, str] = {COMPANY: ACCOUNT_NAME}

    def decode(self, row: Mapping[str, Any]) -> Fields:
        account = row.get("Account")
        name = account.get("Name") if isinstance(account, dict) else None
        return {COMPANY: name if isinstance(name, str) else None}

    def encode(self, draft: Draft) -> Mapping[str, Any]:
        return {ACCOUNT_ID: draft.wire[ACCOUNT_ID]} if ACCOUNT_ID in draft.wire else {}


def catalog_of(facts: Facts) -> Catalog:
    """The org's extra mappings go before the standard ones. Without rights to accounts there is no company."""
    contact, options = facts.sobject, facts.options
    fields = held_fields(CONTACT, contact, FIELDS | dict(options.extra))
    own = {fact.name for fact in fields.values()} | {options.stamp_field}
    return Catalog(
        object_type=CONTACT,
        sobject=SOBJECT,
        system=SYSTEM,
        fields=fields,
        traits=(Company(),) if _has_company(contact, facts.related.get(ACCOUNT)) else (),
        shown=shown_fields(contact, facts.policy.custom_fields, own),
        stamp=unique_field(contact, options.stamp_field),
    )


def _has_company(contact: ObjectFact, account: ObjectFact | None) -> bool:
    parent = contact.fields.get(ACCOUNT_ID)
    return parent is not None and parent.writable and account is not None and "Name" in account.fields


def _branches(frame: Frame) -> tuple[Branch, ...]:
    return (Branch(frame.view.conditions, frame.view.scope),)


CONTACTS = Shape(
    object_type=CONTACT,
    sobject=SOBJECT,
    catalog=catalog_of,
    branches=_branches,
    view=("MyContacts", "My Contacts"),
    related=(ACCOUNT,),
    acts_as=False,
    required=("surname", LAST_NAME_MISSING, "has no last name, which Salesforce requires: add it in Outlook."),
    natural_keys=(("email_address_1",), ("given_name", "surname")),
    parent=ACCOUNT_ID,
)
