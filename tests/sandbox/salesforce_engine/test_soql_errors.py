"""SOQL that is refused: the code, the place and the words."""

# ruff: noqa: S608 - the queries are the tests' own

import itertools
import random
import string

import pytest

from sandbox.salesforce.errors import SalesforceError
from tests.sandbox.salesforce_engine.conftest import Company, refused
from tests.seeds import seed_of

BAD = [
    # query, code, column, part of the message
    ("SELECT Id FORM Contact", "MALFORMED_QUERY", 16, "unexpected token: 'Contact'"),
    ("SELECT Id, FROM Contact", "MALFORMED_QUERY", 24, "unexpected token: <EOF>"),
    ("SELECT * FROM Contact", "MALFORMED_QUERY", 8, "no viable alternative at character '*'"),
    ("SELECT Id FROM Contact WHERE", "MALFORMED_QUERY", 29, "unexpected token: <EOF>"),
    ("SELECT Id FROM Contact WHERE Name = 'x", "MALFORMED_QUERY", 37, "no viable alternative"),
    ("SELECT Id FROM Contact WHERE Name == 'x'", "MALFORMED_QUERY", 36, "unexpected token: '='"),
    ("SELECT Id FROM Contact LIMIT 1 WHERE Name = 'x'", "MALFORMED_QUERY", 32, "unexpected token: 'where'"),
    ("SELECT Id FROM Contact LIMIT -1", "MALFORMED_QUERY", 30, "unexpected token: '-1'"),
    ("SELECT Id FROM Contact LIMIT x", "MALFORMED_QUERY", 30, "unexpected token: 'x'"),
    ("SELECT Id FROM Contact WHERE Id = null AND Id = null OR Id = null", "MALFORMED_QUERY", 54, "'OR'"),
    ("SELECT Id FROM Contact WHERE Name = 'a' )", "MALFORMED_QUERY", 41, "unexpected token: ')'"),
    ("SELECT Id, Id FROM Contact", "MALFORMED_QUERY", 12, "duplicate field selected: Id"),
    ("SELECT Id i FROM Contact", "MALFORMED_QUERY", 8, "only aggregate expressions use field aliasing"),
    ("SELECT FIELDS(ALL) FROM Contact", "MALFORMED_QUERY", 8, "LIMIT of at most 200"),
    ("SELECT FIELDS(CUSTOM) FROM Contact LIMIT 201", "MALFORMED_QUERY", 8, "LIMIT of at most 200"),
    ("SELECT Name, COUNT(Id) FROM Contact", "MALFORMED_QUERY", 8, "Field must be grouped or aggregated: Name"),
    ("SELECT COUNT(Id) FROM Contact ORDER BY Name", "MALFORMED_QUERY", 40, "grouped or aggregated: Name"),
    ("SELECT Birthdate, COUNT(Id) FROM Contact GROUP BY CreatedDate", "MALFORMED_QUERY", 51, "can not be grouped"),
    ("SELECT SUM(Name) FROM Contact", "MALFORMED_QUERY", 8, "does not support aggregate operator SUM"),
    ("SELECT Id FROM Contact ORDER BY Description", "MALFORMED_QUERY", 33, "can not be sorted"),
    ("SELECT Id FROM Contact USING SCOPE nobody", "MALFORMED_QUERY", 16, "unsupported scope"),
    ("SELECT Id FROM Contact WHERE COUNT(Id) > 1", "MALFORMED_QUERY", 30, "not allowed in a WHERE clause"),
    ("SELECT Id FROM Contact WHERE Name IN (SELECT Id FROM Account)", "MALFORMED_QUERY", 30, "semi join"),
    ("SELECT Id FROM Contact WHERE CreatedDate = SOMEDAY", "MALFORMED_QUERY", 44, "unexpected token: 'SOMEDAY'"),
    ("SELECT Id FROM Contact WHERE Birthdate = 2026-13-01", "MALFORMED_QUERY", 42, "Invalid date"),
    ("SELECT Id, Foo FROM Contact", "INVALID_FIELD", 12, "No such column 'Foo' on entity 'Contact'"),
    ("SELECT Id, Account.Foo FROM Contact", "INVALID_FIELD", 12, "No such column 'Foo' on entity 'Account'"),
    ("SELECT Id, Foo.Name FROM Contact", "INVALID_FIELD", 12, "Didn't understand relationship 'Foo'"),
    ("SELECT Id, Who.Foo FROM Task", "INVALID_FIELD", 12, "No such column 'Foo' on entity 'Name'"),
    ("SELECT Id FROM Contact WHERE Foo = 1", "INVALID_FIELD", 30, "No such column 'Foo'"),
    ("SELECT Id FROM Contact WHERE Description LIKE 'a%'", "INVALID_FIELD", 30, "can not be filtered in a query call"),
    ("SELECT Id FROM Contact WHERE MailingAddress = 'a'", "INVALID_FIELD", 30, "can not be filtered"),
    ("SELECT Id FROM Contact WHERE CreatedDate > '2026-01-01'", "INVALID_FIELD", 44, "must be of type dateTime"),
    ("SELECT Id FROM Contact WHERE CreatedDate > 2026-01-01", "INVALID_FIELD", 44, "must be of type dateTime"),
    ("SELECT Id FROM Contact WHERE Birthdate > 2026-01-01T00:00:00Z", "INVALID_FIELD", 42, "must be of type date"),
    ("SELECT Id FROM Contact WHERE IsDeleted = 'true'", "INVALID_FIELD", 42, "must be of type boolean"),
    ("SELECT Id FROM Contact WHERE Name = 5", "INVALID_FIELD", 37, "must be of type string"),
    ("SELECT Id FROM Account WHERE AnnualRevenue = '5'", "INVALID_FIELD", 46, "must be of type double"),
    ("SELECT Id FROM Contact WHERE Title INCLUDES ('a')", "INVALID_FIELD", 30, "multipicklists"),
    ("SELECT Id FROM Contact WHERE Id LIKE '003%'", "INVALID_FIELD", 38, "invalid operator on id field"),
    ("SELECT Id FROM Contact WHERE AccountId = 'abc'", "INVALID_QUERY_FILTER_OPERATOR", 42, "invalid ID field: abc"),
    ("SELECT Id FROM Foo", "INVALID_TYPE", 16, "sObject type 'Foo' is not supported"),
    ("SELECT Id, (SELECT Id FROM Foos) FROM Account", "INVALID_TYPE", 28, "Didn't understand relationship 'Foos'"),
    ("SELECT TYPEOF What WHEN Foo THEN Id END FROM Task", "INVALID_TYPE", 25, "sObject type 'Foo'"),
]


@pytest.mark.parametrize(("soql", "code", "column", "text"), BAD)
def test_refused_with_its_place(company: Company, soql: str, code: str, column: int, text: str) -> None:
    error = refused(company.ann.query, soql)
    assert error.code == code
    assert error.status == 400
    assert f"ERROR at Row:1:Column:{column}\n" in error.message
    assert text in error.message


def test_the_place_is_shown_in_its_line(company: Company) -> None:
    error = refused(company.ann.query, "SELECT Id\nFROM Contact\nWHERE Foo = 1")
    assert error.message.startswith("\nWHERE Foo = 1\n      ^\nERROR at Row:3:Column:7\nNo such column 'Foo'")


def test_offset_has_a_limit(company: Company) -> None:
    assert refused(company.ann.query, "SELECT Id FROM Contact OFFSET 2001").code == "NUMBER_OUTSIDE_VALID_RANGE"


def test_long_and_deep_queries_are_refused_not_fatal(company: Company) -> None:
    long = "SELECT Id FROM Contact WHERE Name = '" + "x" * 100_000 + "'"
    assert refused(company.ann.query, long).code == "MALFORMED_QUERY"
    deep = "SELECT Id FROM Contact WHERE " + "NOT " * 20_000 + "Id = null"
    assert refused(company.ann.query, deep).code == "MALFORMED_QUERY"
    nested = "SELECT Id FROM Contact WHERE " + "(" * 10_000 + "Id = null" + ")" * 10_000
    assert company.ann.query(nested).total == 0


def test_queries_of_many_terms(company: Company) -> None:
    for word in (" OR ", " AND "):
        terms = word.join(f"LastName != 'x{number}'" for number in range(3000))
        assert company.ann.query(f"SELECT Id FROM Contact WHERE {terms}").total == 0
    company.ann.insert("Contact", {"LastName": "L"})
    numbers = ",".join("1" * 49_000)
    for where in (
        "NOT (" * 600 + "Id = null" + ")" * 600,
        "Name LIKE '" + "%" * 60_000 + "x'",
        f"Account.NumberOfEmployees IN ({numbers})",
    ):
        try:
            assert company.ann.query(f"SELECT Id FROM Contact WHERE {where}").total in (0, 1)
        except SalesforceError as error:
            assert error.code in ("QUERY_TOO_COMPLICATED", "MALFORMED_QUERY")


def test_queries_of_too_many_parents(company: Company) -> None:
    people = ("Manager", "CreatedBy", "LastModifiedBy")
    paths = itertools.product(("Owner", "CreatedBy", "LastModifiedBy"), people, people, people)
    names = ", ".join(f"{'.'.join(path)}.Name" for path in paths)
    assert refused(company.ann.query, f"SELECT {names} FROM Contact").code == "QUERY_TOO_COMPLICATED"


def test_halves_of_characters(company: Company) -> None:
    for literal in ("\ud800", "\\uD800", "\0"):
        assert company.ann.query(f"SELECT Id FROM Contact WHERE Name = '{literal}'").total == 0


def test_a_thousand_ids_in_a_list(company: Company) -> None:
    ids = ", ".join(f"'003{number:012}'" for number in range(2000))
    assert company.ann.query(f"SELECT Id FROM Contact WHERE Id IN ({ids})").total == 0


def test_mangled_queries_never_break_anything(company: Company) -> None:
    chance = random.Random(seed_of("soql errors"))
    good = [
        "SELECT Id, Account.Name, (SELECT Id FROM Tasks) FROM Contact WHERE Name LIKE 'a%' AND CreatedDate = TODAY",
        "SELECT TYPEOF What WHEN Account THEN Phone ELSE Name END FROM Task WHERE Who.Type = 'Lead' ORDER BY Subject",
        "SELECT LeadSource, COUNT(Id) n FROM Lead GROUP BY LeadSource HAVING COUNT(Id) > 1 ORDER BY COUNT(Id) DESC",
        "SELECT FIELDS(ALL) FROM Account USING SCOPE mine WHERE Id IN (SELECT AccountId FROM Contact) LIMIT 1 OFFSET 2",
    ]
    for _ in range(400):
        text = list(chance.choice(good))
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(text))
            text[place : place + chance.randint(0, 8)] = chance.choices(
                string.printable + "é\ud800\0'", k=chance.randint(0, 3)
            )
        try:
            company.ann.query("".join(text))
        except SalesforceError as error:
            assert error.code.isupper()
