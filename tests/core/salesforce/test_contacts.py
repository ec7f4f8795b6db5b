"""Contacts of Salesforce as a Store, over HTTPS: fields, custom fields, rights, and hostile values."""

from datetime import date

import pytest

from core.crm import crm
from core.errors import SyncError
from core.policy import Policy
from core.records import Value
from core.salesforce.setup import Options
from core.salesforce.store import ContactStore
from core.store import Change, Written
from tests.contract.worlds_salesforce import SalesforceWorld
from tests.core.salesforce.steps import created, prepared, read, states, update

FULL: dict[str, Value] = {
    "title": "Dr.",
    "given_name": "Jörg",
    "surname": "Åkesson",
    "department": "Räksmörgås",
    "job_title": "Chief “Fun” Officer",
    "email_address_1": "jorg@example.com",
    "business_phone": "+49 1",
    "mobile_phone": "+49 2",
    "home_phone": "+49 3",
    "other_telephone": "+49 4",
    "business_fax": "+49 5",
    "assistant_phone": "+49 6",
    "assistant_name": "O'Neil",
    "business_street": "1 High St\nFloor 2",
    "business_city": "Köln",
    "business_state": "NW",
    "business_postal_code": "50667",
    "business_country_or_region": "Germany",
    "other_street": "2 Low St",
    "other_city": "Malmö",
    "other_state": "Skåne",
    "other_postal_code": "211 20",
    "other_country_or_region": "Sweden",
    "birthday": date(1960, 2, 29),
    "body": "Line 1\nLine 2 🙂",
}


def test_every_field_there_and_back(store: ContactStore) -> None:
    (outcome,) = store.create(prepared(store, Change("s", FULL)))
    assert isinstance(outcome, Written) and outcome.version is None
    assert dict(read(store, outcome.key).fields) == FULL
    emptied = update(store, read(store, outcome.key), fields=dict.fromkeys(FULL.keys() - {"surname"}))
    assert isinstance(emptied, Written)
    assert dict(read(store, outcome.key).fields) == {"surname": "Åkesson"}


def test_an_update_leaves_the_rest_alone(world: SalesforceWorld, store: ContactStore) -> None:
    key = world.add(LastName="Berg", FirstName="Anna", LeadSource="Web", MailingLatitude=1.5)
    before = world.row(key)
    assert isinstance(update(store, read(store, key), job_title="Boss"), Written)
    after = world.row(key)
    own = {"Title", "SystemModstamp", "LastModifiedDate", "LastModifiedById", "Bothways_Stamp__c"}
    assert {name for name in after if after[name] != before[name]} <= own and after["Title"] == "Boss"


def test_hidden_and_read_only_fields_are_not_held(world: SalesforceWorld) -> None:
    world.org.set_field_access("Standard User", "Contact", "Title", read=True, edit=False)
    world.org.set_field_access("Standard User", "Contact", "Fax", read=False, edit=False)
    key = world.add(LastName="Berg", user=None)
    store = world.store()
    assert not {"job_title", "business_fax"} & store.holds
    assert isinstance(update(store, read(store, key), job_title="x", surname="Ek"), Written)


def test_custom_fields_in_the_notes_and_extra_mappings(world: SalesforceWorld) -> None:
    world.org.add_field("Contact", "Email2__c", "email", label="E-mail 2")
    world.org.add_field("Contact", "Size__c", "double", label="Shoe size", precision=5, scale=1)
    options = Options(extra={"email_address_2": "Email2__c"})
    store = world.store(Policy(custom_fields=("Size__c", "Gone__c")), options)
    key = created(store, surname="Berg", email_address_2="two@example.com", crm_section="ignored")
    world.edit(key, Size__c=42.5)
    record = read(store, key)
    assert record.fields["email_address_2"] == "two@example.com" and record.fields["crm_section"] == "Shoe size: 42.5"
    assert [found.key for found in store.find([{"email_address_2": "TWO@example.com"}])] == [key]


def test_hostile_values_are_stored_or_refused_but_never_break_the_call(
    world: SalesforceWorld, store: ContactStore
) -> None:
    hostile = [
        "' OR 'a'='a",
        "\\",
        "\ud800x",
        "\x00y",
        "@{part0.id}",
        "<b>&amp;",
        "𝔘🙂",
        "{}[]",
        "%_",
        "-- /* */",
        "\u202e",
    ]
    found = prepared(store, *(Change(f"h{n}", {"surname": text, "body": text}) for n, text in enumerate(hostile)))
    outcomes = store.create(found)
    assert all(isinstance(outcome, Written | SyncError) for outcome in outcomes)
    keys = [outcome.key for outcome in outcomes if isinstance(outcome, Written)]
    assert [record.fields["surname"] for record in states(store, keys)] == [
        change.fields["surname"] for change in found
    ]
    for change, key in zip(found, keys, strict=True):
        assert [record.key for record in store.find([{"surname": change.fields["surname"]}])] == [key]
    assert store.find_stamp(hostile) == {}


def test_the_registry() -> None:
    salesforce = crm("salesforce")
    assert salesforce.stores["contact"] is ContactStore and salesforce.fields["contact"]["surname"] == "LastName"
    with pytest.raises(KeyError, match="known are salesforce"):
        crm("hubspot")
