"""Values of any JSON type in any field: kept, or refused with a code; nothing else."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.salesforce.errors import SalesforceError
from tests.sandbox.salesforce_engine.conftest import Company
from tests.seeds import seed_of

SAMPLES: list[Any] = [
    *(None, True, False, 0, -1, 10**30, 10**400, 1e308, float("nan"), float("inf"), 0.1, 5),
    *("", " ", "x", "x" * 300, "\ud800", "\0", "é\U0001f600" * 200, "1e999", "9" * 5000, "true", "0x10", "١٢"),
    *("2026-02-30", "2026-01-01", "0000-01-01", "9999-12-31T23:59:59-23:59", "2026-01-01T00:00:00Z", "24:00"),
    *("003000000000001AAA", "001", "a@b", "a@b.example", "'; DROP TABLE Contact", [], {}, [1], {"a": 1}),
    *({"Name": "x"}, {"Id": "x", "attributes": {}}, {"Username": 5}),
]


# What a record of each kind cannot be without.
NEEDED: dict[str, dict[str, Any]] = {
    "Contact": {"LastName": "L"},
    "Account": {"Name": "A"},
    "Lead": {"LastName": "L", "Company": "C"},
    "Opportunity": {"Name": "O", "StageName": "Qualification", "CloseDate": "2026-03-31"},
    "Case": {},
    "Task": {},
    "Event": {"ActivityDateTime": "2026-03-11T10:00:00Z", "DurationInMinutes": 30},
    "EmailMessage": {},
}


def taken(call: Callable[..., object], *arguments: object) -> bool:
    """Whether Salesforce took it; what it refuses, it refuses with a code."""
    try:
        call(*arguments)
    except SalesforceError as error:
        assert error.code.isupper() and error.status in (300, 400, 404)
        return False
    return True


@pytest.mark.parametrize("sobject", NEEDED)
def test_any_value_in_any_field(company: Company, sobject: str) -> None:
    chance = random.Random(seed_of("values"))
    body = company.admin.describe(sobject)["fields"]
    names = [field["name"] for field in body] + [
        field["relationshipName"] for field in body if field["relationshipName"]
    ]
    key, made, changed = company.admin.insert(sobject, NEEDED[sobject]), 0, 0
    for _ in range(300):
        values = {name: chance.choice(SAMPLES) for name in chance.sample(names, chance.randint(1, 2))}
        made += taken(company.admin.insert, sobject, NEEDED[sobject] | values)
        changed += taken(company.admin.update, sobject, key, {chance.choice(names): chance.choice(SAMPLES)})
    print(f"{sobject}: {made} made, {changed} changed")
    assert made + changed > 10
    company.admin.query(f"SELECT FIELDS(ALL) FROM {sobject} LIMIT 200")  # noqa: S608  names of the list above


@pytest.mark.parametrize("value", SAMPLES)
def test_any_value_as_a_key(company: Company, value: Any) -> None:
    for call in (
        lambda: company.ann.upsert("Contact", "Email", value, {"LastName": "L"}),
        lambda: company.ann.retrieve_by("Contact", "Email", value),
        lambda: company.ann.retrieve("Contact", value),
        lambda: company.ann.undelete(value),
        lambda: company.ann.merge("Contact", value, [value]),
    ):
        taken(call)
