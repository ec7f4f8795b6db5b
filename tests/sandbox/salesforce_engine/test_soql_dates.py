"""Date literals: the days they stand for, and what queries make of them in the user's time zone."""

# ruff: noqa: S608 - the queries are the tests' own

from datetime import date

import pytest

from sandbox.salesforce.soql.literals import days
from tests.sandbox.salesforce_engine.conftest import Company

TODAY = date(2026, 3, 11)  # a Wednesday
SUNDAY, MONDAY = 6, 0

LITERALS = [
    # literal, number, first day, day after the last
    ("YESTERDAY", None, "2026-03-10", "2026-03-11"),
    ("TODAY", None, "2026-03-11", "2026-03-12"),
    ("Tomorrow", None, "2026-03-12", "2026-03-13"),
    ("LAST_WEEK", None, "2026-03-01", "2026-03-08"),
    ("THIS_WEEK", None, "2026-03-08", "2026-03-15"),
    ("NEXT_WEEK", None, "2026-03-15", "2026-03-22"),
    ("LAST_MONTH", None, "2026-02-01", "2026-03-01"),
    ("THIS_MONTH", None, "2026-03-01", "2026-04-01"),
    ("NEXT_MONTH", None, "2026-04-01", "2026-05-01"),
    ("LAST_90_DAYS", None, "2025-12-11", "2026-03-12"),
    ("NEXT_90_DAYS", None, "2026-03-12", "2026-06-10"),
    ("LAST_N_DAYS", 1, "2026-03-10", "2026-03-12"),
    ("NEXT_N_DAYS", 2, "2026-03-12", "2026-03-14"),
    ("N_DAYS_AGO", 3, "2026-03-08", "2026-03-09"),
    ("LAST_N_WEEKS", 2, "2026-02-22", "2026-03-08"),
    ("NEXT_N_WEEKS", 1, "2026-03-15", "2026-03-22"),
    ("N_WEEKS_AGO", 1, "2026-03-01", "2026-03-08"),
    ("LAST_N_MONTHS", 3, "2025-12-01", "2026-03-01"),
    ("NEXT_N_MONTHS", 1, "2026-04-01", "2026-05-01"),
    ("N_MONTHS_AGO", 2, "2026-01-01", "2026-02-01"),
    ("THIS_QUARTER", None, "2026-01-01", "2026-04-01"),
    ("LAST_QUARTER", None, "2025-10-01", "2026-01-01"),
    ("NEXT_N_QUARTERS", 2, "2026-04-01", "2026-10-01"),
    ("THIS_YEAR", None, "2026-01-01", "2027-01-01"),
    ("LAST_N_YEARS", 2, "2024-01-01", "2026-01-01"),
    ("THIS_FISCAL_QUARTER", None, "2026-01-01", "2026-04-01"),
    ("LAST_N_FISCAL_YEARS", 1, "2025-01-01", "2026-01-01"),
]


@pytest.mark.parametrize(("name", "number", "first", "after"), LITERALS)
def test_days(name: str, number: int | None, first: str, after: str) -> None:
    assert days(name, number, TODAY, SUNDAY) == (date.fromisoformat(first), date.fromisoformat(after))


def test_weeks_begin_on_monday_where_they_do() -> None:
    assert days("THIS_WEEK", None, TODAY, MONDAY) == (date(2026, 3, 9), date(2026, 3, 16))


@pytest.mark.parametrize(("name", "number"), [("SOON", None), ("LAST_N_DAYS", None), ("LAST_N_EONS", 1), ("TODAY", 3)])
def test_unknown(name: str, number: int | None) -> None:
    assert days(name, number, TODAY, SUNDAY) is None


def test_far_away_is_unknown_not_fatal() -> None:
    assert days("LAST_N_YEARS", 999_999_999, TODAY, SUNDAY) is None
    assert days("NEXT_N_DAYS", 999_999_999, TODAY, SUNDAY) is None


COMPARISONS = [
    # the contact was created on 11 March, 09:30 UTC
    ("CreatedDate = TODAY", 1),
    ("CreatedDate = YESTERDAY", 0),
    ("CreatedDate != TODAY", 0),
    ("CreatedDate < TODAY", 0),
    ("CreatedDate <= TODAY", 1),
    ("CreatedDate >= TODAY", 1),
    ("CreatedDate > TODAY", 0),
    ("CreatedDate > LAST_N_DAYS:7", 0),
    ("CreatedDate >= LAST_N_DAYS:7", 1),
    ("CreatedDate IN (TODAY, TOMORROW)", 1),
    ("SystemModstamp >= 2026-03-11T09:30:15Z", 1),
    ("SystemModstamp > 2026-03-11T09:30:15.000Z", 0),
    ("SystemModstamp >= 2026-03-11T09:30:15.001Z", 0),
    ("SystemModstamp >= 2026-03-11T10:30:15+01:00", 1),
    ("SystemModstamp = 2026-03-11T04:30:15-0500", 1),
    ("Birthdate = THIS_MONTH", 1),
]


@pytest.mark.parametrize(("where", "total"), COMPARISONS)
def test_comparisons(company: Company, where: str, total: int) -> None:
    company.ann.insert("Contact", {"LastName": "X", "Birthdate": "2026-03-31"})
    assert company.ann.query(f"SELECT COUNT() FROM Contact WHERE {where}").total == total


def test_today_is_the_users_day(company: Company) -> None:
    tokyo = company.org.create_user(
        username="tomo@example.com",
        password="x",
        email="tomo@example.com",
        first_name="Tomo",
        last_name="Example",
        time_zone="Asia/Tokyo",
    )
    account = company.ann.insert("Account", {"Name": "A"})
    company.ann.insert("Contact", {"LastName": "X", "AccountId": account})
    company.clock.advance(hours=6)  # 15:30 UTC: past midnight in Tokyo
    assert company.ann.query("SELECT COUNT() FROM Contact WHERE CreatedDate = TODAY").total == 1
    assert company.org.as_user(tokyo).query("SELECT COUNT() FROM Contact WHERE CreatedDate = TODAY").total == 0
    assert company.org.as_user(tokyo).query("SELECT COUNT() FROM Contact WHERE CreatedDate = YESTERDAY").total == 1
