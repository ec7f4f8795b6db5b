"""core.salesforce.accounts: which account a company of Outlook means."""

from core.salesforce.accounts import matched
from core.salesforce.store import ContactStore
from core.store import Change, Written
from tests.contract.worlds_salesforce import SalesforceWorld
from tests.core.salesforce.steps import prepared, read


def test_the_company_rule(world: SalesforceWorld, store: ContactStore) -> None:
    world.add("Account", Name="Acme")
    world.clock.advance(minutes=-1)
    first = world.add("Account", Name="Acme")
    world.clock.advance(minutes=2)
    for name in (
        "Acme",
        "Acme Holding",
        "Globex Corporation",
        "100%_sure \\ O'Neil GmbH",
        "100 sure",
        "Initech A",
        "Initech B",
    ):
        world.add("Account", Name=name)
    ids = {row["Name"]: row["Id"] for row in world.rows("SELECT Id, Name FROM Account ORDER BY CreatedDate DESC")}
    expected = {
        "Acme": first,
        "acme": first,
        "Acme Hold": ids["Acme Holding"],
        "globex": ids["Globex Corporation"],
        "100%_sure \\ O'Neil": ids["100%_sure \\ O'Neil GmbH"],
        "100%_sure": ids["100%_sure \\ O'Neil GmbH"],
        "Initech": None,
        "Initech A": ids["Initech A"],
        "%": ids["100%_sure \\ O'Neil GmbH"],
        "'": ids["100%_sure \\ O'Neil GmbH"],
        "Nobody": None,
        "x" * 300: None,
    }
    found = matched(store.client, expected)
    assert {name: account and account.id for name, account in found.items()} == {
        name: account for name, account in expected.items() if len(name) < 256
    }
    assert store.client.calls["accounts"] == 2


def test_companies_for_a_whole_batch(world: SalesforceWorld, store: ContactStore) -> None:
    world.add("Account", Name="Company 1")
    changes = [Change(str(n), {"surname": "X", "company_name": f"Company {n}"}) for n in range(1_000)]
    found = prepared(store, *changes)
    assert store.client.calls["accounts"] <= 5
    assert found[1].wire["AccountId"] is not None and not found[1].held
    assert found[2].wire == {"AccountId": None} and found[2].held == {"company_name": None}


def test_what_prepare_predicts_is_what_is_read_back(world: SalesforceWorld, store: ContactStore) -> None:
    world.add("Account", Name="Acme Holding")
    for company in ("Acme Holding", "acme holding", "Hold", "Nobody", None):
        (change,) = prepared(store, Change("s", {"surname": "X", "company_name": company}))
        (outcome,) = store.create([change])
        assert isinstance(outcome, Written)
        expected = change.held.get("company_name", company)
        assert read(store, outcome.key).fields.get("company_name") == expected
