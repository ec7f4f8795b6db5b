"""core.salesforce.lookup: records by key, by natural key, and whose view they are in."""

from datetime import date

import pytest

from core.errors import Transient
from core.policy import Policy
from core.records import Away, Gone, Key, Record, Value
from core.salesforce.store import ContactStore
from tests.contract.worlds_salesforce import OTHER, SalesforceWorld
from tests.core.salesforce.steps import read


def test_read(world: SalesforceWorld, store: ContactStore) -> None:
    world.org.set_sharing("Contact", "Read")
    acme = world.add("Account", Name="Acme")
    theirs = world.add(LastName="B", AccountId=acme, user=world.other)
    key, dead = world.add(LastName="A"), world.add(LastName="C")
    world.remove(dead)
    absent = "0035i0000000zzzAAA"
    states = store.read([key, key[:15], theirs, dead, absent, "junk", "'; --", ""])
    assert isinstance(states[key], Record) and states[key] == states[key[:15]]
    outside = states[theirs]
    assert isinstance(outside, Record) and not outside.in_scope
    assert states[dead] == Gone(dead)
    assert all(states[odd] == Away(odd) for odd in (absent, "junk", "'; --", ""))
    assert store.client.calls["read"] == 1 and store.read([]) == {}


def test_find(world: SalesforceWorld, store: ContactStore) -> None:
    for sobject in ("Account", "Contact"):
        world.org.set_sharing(sobject, "Read")
    acme = world.add("Account", Name="Acme & Söhne")
    ann = world.add(LastName="O'Neil", FirstName="Ann", Email="ann@example.com", AccountId=acme, user=world.other)
    bob = world.add(LastName="Berg", FirstName="Bob", Birthdate="1970-01-01", Description="secret")
    wanted: list[tuple[dict[str, Value], list[Key]]] = [
        ({"email_address_1": " ANN@example.com "}, [ann]),
        ({"given_name": "ann", "surname": "o'neil", "company_name": "ACME & söhne"}, [ann]),
        ({"given_name": "ann", "surname": "berg"}, []),
        ({"birthday": date(1970, 1, 1), "surname": "Berg"}, [bob]),
        ({"surname": "Berg", "body": "SECRET"}, [bob]),
        ({"surname": "Berg", "body": "other"}, []),
        ({"body": "secret"}, []),
        ({"surname": "%"}, []),
        ({"surname": "' OR Name != '"}, []),
        ({}, []),
    ]
    for fields, keys in wanted:
        assert [record.key for record in store.find([fields])] == keys, fields
    both = store.find([{"email_address_1": "ann@example.com"}, {"surname": "Berg", "given_name": "Bob"}])
    assert {(record.key, record.in_scope) for record in both} == {(ann, False), (bob, True)}


def test_find_of_two_thousand_costs_few_calls(world: SalesforceWorld, store: ContactStore) -> None:
    world.add(LastName="Name 7", FirstName="X")
    wanted = [{"email_address_1": f"person{n}@example.com"} for n in range(1_000)]
    wanted += [{"given_name": "X", "surname": f"Name {n}"} for n in range(1_000)]
    assert len(store.find(wanted)) == 1
    assert store.client.calls["find"] <= 5


def test_users_see_their_own_view(world: SalesforceWorld, store: ContactStore) -> None:
    world.add(LastName="Mine")
    theirs = world.add(LastName="Theirs", user=world.other)
    other = ContactStore(world.client(world.login(OTHER)), Policy())
    assert [one.key for page in other.changed_since(None) for one in page.seen] == [theirs]


def test_used_up_quota(world: SalesforceWorld, store: ContactStore) -> None:
    key = world.add(LastName="Berg")
    read(store, key)
    world.salesforce.quota = world.salesforce.used
    with pytest.raises(Transient) as caught:
        read(store, key)
    assert caught.value.code == "quota" and caught.value.retry_after == 3600
    assert store.client.usage is not None and store.client.usage.used == store.client.usage.allowed
