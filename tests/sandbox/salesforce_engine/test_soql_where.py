"""SOQL: which rows come back, and in which order, in tables of query and rows."""

# ruff: noqa: S608 - the queries are the tests' own

import pytest

from tests.sandbox.salesforce_engine.conftest import Company


def firsts(company: Company, where: str) -> list[str]:
    records = company.ann.query(f"SELECT FirstName FROM Contact WHERE {where} ORDER BY Id").records
    return [record["FirstName"] for record in records]


WHERES = [
    ("LastName = 'smith'", ["adam", "Carl"]),
    ("LastName = 'ÅNGSTRÖM'", ["Zoé"]),
    ("LastName != 'Smith'", ["Zoé", "Bea"]),
    ("LastName <> 'Smith'", ["Zoé", "Bea"]),
    ("LastName < 'p'", ["Bea"]),
    ("LastName >= 'Smith'", ["Zoé", "adam", "Carl"]),
    ("LastName = 'O\\'Neill'", ["Bea"]),
    ("LastName = 'O\\u0027Neill'", ["Bea"]),
    ("Email = null", ["Carl"]),
    ("Email = ''", ["Carl"]),
    ("Email != null", ["Zoé", "adam", "Bea"]),
    ("Title != 'CEO'", ["adam", "Bea", "Carl"]),
    ("NOT Title = 'CEO'", ["adam", "Bea", "Carl"]),
    ("(NOT Title = 'CEO') AND Email != null", ["adam", "Bea"]),
    ("Email LIKE '%ACME%'", ["Zoé", "adam"]),
    ("FirstName LIKE '_ea'", ["Bea"]),
    ("Title LIKE '100\\%%'", ["Bea"]),
    ("Title LIKE 'under\\_score'", ["Carl"]),
    ("Title LIKE '%\\_%'", ["Carl"]),
    ("NOT (Email LIKE '%acme%')", ["Bea", "Carl"]),
    ("LastName IN ('SMITH', 'nobody')", ["adam", "Carl"]),
    ("LastName NOT IN ('Smith')", ["Zoé", "Bea"]),
    ("Title NOT IN ('CEO')", ["adam", "Bea", "Carl"]),
    ("Title IN ('CEO', null)", ["Zoé", "adam"]),
    ("LeadSource = 'web' AND Email != null", ["Zoé"]),
    ("LeadSource = 'Web' OR LastName = 'Smith'", ["Zoé", "adam", "Carl"]),
    ("(LeadSource = 'Web' OR LastName = 'Smith') AND Birthdate > 1980-01-01", ["Carl"]),
    ("Birthdate = 1970-02-03", ["Zoé"]),
    ("Birthdate <= 1985-12-31", ["Zoé", "Bea"]),
    ("Account.Name = 'ACME'", ["Zoé", "adam"]),
    ("Account.Name = null", ["Carl"]),
    ("Account.Owner.Email = 'ann@example.com'", ["Zoé", "adam", "Bea"]),
    ("Account.AnnualRevenue > 1000.5", ["Bea"]),
    ("AccountId IN (SELECT Id FROM Account WHERE Name = 'beta')", ["Bea"]),
    ("AccountId NOT IN (SELECT Id FROM Account WHERE Name = 'beta')", ["Zoé", "adam", "Carl"]),
    ("Id IN (SELECT ReportsToId FROM Contact)", []),
    ("IsDeleted = false AND IsEmailBounced = FALSE", ["Zoé", "adam", "Bea", "Carl"]),
    ("IsDeleted = true", []),
    ("MailingCity = 'lyon' AND FirstName = 'ADAM'", ["adam"]),
    ("CALENDAR_YEAR(Birthdate) = 1985", ["Bea"]),
    ("toLabel(CleanStatus) = 'in sync'", ["Bea"]),
    ("CleanStatus = 'Matched'", ["Bea"]),
    ("DAY_ONLY(CreatedDate) = 2026-03-11 AND FirstName = 'Bea'", ["Bea"]),
]


@pytest.mark.parametrize(("where", "expected"), WHERES)
def test_where(filled: Company, where: str, expected: list[str]) -> None:
    assert firsts(filled, where) == expected


ORDERS = [
    ("LastName, FirstName", ["Bea", "adam", "Carl", "Zoé"]),
    ("LastName DESC, FirstName DESC", ["Zoé", "Carl", "adam", "Bea"]),
    ("Title ASC", ["adam", "Bea", "Zoé", "Carl"]),
    ("Title ASC NULLS LAST", ["Bea", "Zoé", "Carl", "adam"]),
    ("Title DESC", ["Carl", "Zoé", "Bea", "adam"]),
    ("Title DESC NULLS FIRST", ["adam", "Carl", "Zoé", "Bea"]),
    ("Account.Name NULLS LAST, FirstName", ["adam", "Zoé", "Bea", "Carl"]),
    ("Birthdate DESC NULLS LAST LIMIT 2", ["Carl", "Bea"]),
    ("FirstName LIMIT 2 OFFSET 1", ["Bea", "Carl"]),
    ("FirstName LIMIT 0", []),
    ("FirstName OFFSET 3", ["Zoé"]),
]


@pytest.mark.parametrize(("order", "expected"), ORDERS)
def test_order(filled: Company, order: str, expected: list[str]) -> None:
    records = filled.ann.query(f"SELECT FirstName FROM Contact ORDER BY {order}").records
    assert [record["FirstName"] for record in records] == expected
