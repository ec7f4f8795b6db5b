"""Values of any JSON type in any field: kept, or refused with a code; nothing else."""

import random
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


@pytest.mark.parametrize(
    "sobject", ["Contact", "Account", "Lead", "Opportunity", "Case", "Task", "Event", "EmailMessage"]
)
def test_any_value_in_any_field(company: Company, sobject: str) -> None:
    chance = random.Random(seed_of("values"))
    body = company.admin.describe(sobject)["fields"]
    names = [field["name"] for field in body] + [
        field["relationshipName"] for field in body if field["relationshipName"]
    ]
    base = {field["name"]: "2026-01-01" for field in body if field["createable"] and not field["nillable"]}
    base = {
        name: value for name, value in base.items() if name in ("LastName", "Name", "Company", "StageName", "CloseDate")
    }
    for _ in range(300):
        values = base | {name: chance.choice(SAMPLES) for name in chance.sample(names, chance.randint(1, 3))}
        try:
            key = company.admin.insert(sobject, values)
            company.admin.update(sobject, key, {chance.choice(names): chance.choice(SAMPLES)})
        except SalesforceError as error:
            assert error.code.isupper() and error.status in (300, 400, 404)
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
        try:
            call()
        except SalesforceError as error:
            assert error.code.isupper()
