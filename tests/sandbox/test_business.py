"""The demo's business: believable, complete, and out of the way of what the users have of their own."""

import pytest

from sandbox.business import LEADS, open_business
from sandbox.people import accounts, contacts
from sandbox.salesforce.org import Org
from tests.sandbox.salesforce_engine.conftest import Company, make_company


@pytest.fixture(scope="module")
def firm() -> Company:
    company = make_company()
    ids = {account["Name"]: company.admin.insert("Account", account) for account in accounts()}
    for person in contacts(40):
        values = {name: value for name, value in person.items() if name != "Company"}
        company.admin.insert("Contact", values | {"AccountId": ids[person["Company"]]})
    sellers = [company.ann.context.user_id, company.bob.context.user_id]
    open_business(company.org, company.admin.context.user_id, sellers)
    return company


def count(firm: Company, sobject: str, where: str = "Id != null") -> int:
    return firm.admin.query(f"SELECT COUNT() FROM {sobject} WHERE {where}").total  # noqa: S608  (written here)


def test_every_account_has_deals_and_some_are_open(firm: Company) -> None:
    assert count(firm, "Opportunity", "AccountId = null") == 0
    with_deals = firm.admin.query("SELECT AccountId FROM Opportunity GROUP BY AccountId").total
    assert with_deals == len(accounts()) and count(firm, "Opportunity", "IsClosed = false") > with_deals // 2


def test_activities_belong_to_the_administrator_and_are_over(firm: Company) -> None:
    admin = firm.admin.context.user_id
    assert count(firm, "Task") > 0 and count(firm, "Event") > 0
    assert count(firm, "Task", f"OwnerId != '{admin}' OR IsClosed = false") == 0
    assert count(firm, "Event", f"OwnerId != '{admin}'") == count(firm, "Event", "EndDateTime > TODAY") == 0


def test_cases_have_their_kind_and_leads_an_address(firm: Company) -> None:
    assert count(firm, "Case") > 0 and count(firm, "Case", "RecordTypeId = null OR ContactId = null") == 0
    addresses = [row["Email"] for row in firm.admin.query("SELECT Email FROM Lead").records]
    assert len(set(addresses)) == len(LEADS) and all(address.endswith(".example") for address in addresses)


def test_deals_have_a_field_of_each_kind_on_their_page(firm: Company) -> None:
    (layout,) = firm.ann.layouts("Opportunity")["layouts"]
    items = [
        item for section in layout["editLayoutSections"] for row in section["layoutRows"] for item in row["layoutItems"]
    ]
    kinds = {item["layoutComponents"][0]["details"]["type"] for item in items}
    assert kinds == {
        *("string", "reference", "picklist", "date", "currency", "percent", "multipicklist", "url", "boolean"),
        *("datetime", "time", "email", "phone", "textarea"),
    }


def test_the_same_business_every_time() -> None:
    def deals(org: Org) -> list[tuple[str, float]]:
        admin = org.system()
        admin.insert("Account", {"Name": "Acme"})
        open_business(org, admin.context.user_id, [admin.context.user_id])
        return [(row["Name"], row["Amount"]) for row in admin.query("SELECT Name, Amount FROM Opportunity").records]

    assert deals(make_company().org) == deals(make_company().org)
