"""Describes against the recorded ones of real orgs: the same keys, field properties, picklists and references."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.salesforce_engine.conftest import Company

ROOT = Path(__file__).parents[3]
SCHEMAS = Path(os.environ.get("BOTHWAYS_SCHEMAS", ROOT.parent / "shared" / "schemas")) / "salesforce"
RECORDED = ("Account", "Case", "Contact", "Event", "Lead", "Opportunity")
# what belongs to the recorded org: custom fields, and the list of time zones as the server of that year knew them
FOREIGN = ("Primary_Contact__c", "ns__Description__c", "History__c", "ns__LinkedAccount__c")
ZONES = "RecurrenceTimeZoneSidKey"
# keys that newer API versions added or that hold addresses of the recorded org
SHOWN = ("Account", "Case", "Contact", "Opportunity", "Organization", "UndecidedEventRelation", "User")
LOOSE = {"urls", "fields", "childRelationships", "recordTypeInfos", "keyPrefix"}


def recorded(name: str) -> dict[str, Any]:
    path = SCHEMAS / f"describe-{name}.json"
    if not path.is_file():
        pytest.fail(f"{path} is missing: put the reference schemas there, or name their folder in BOTHWAYS_SCHEMAS")
    body: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return body


def by_name(body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {field["name"]: field for field in body["fields"] if field["name"] not in FOREIGN}


@pytest.mark.parametrize("name", RECORDED)
def test_fields_are_the_same_in_all_properties(company: Company, name: str) -> None:
    real, ours = by_name(recorded(name)), by_name(company.admin.describe(name))
    assert list(ours) == list(real)
    for field in real:
        expected, found = dict(real[field]), dict(ours[field])
        if field == ZONES:
            expected.pop("picklistValues")
            assert found.pop("picklistValues")
        assert found == expected, field


@pytest.mark.parametrize("name", RECORDED)
def test_object_is_the_same(company: Company, name: str) -> None:
    real, ours = recorded(name), company.admin.describe(name)
    assert set(real) <= set(ours)
    plain = set(real) - LOOSE
    assert {key: ours[key] for key in plain} == {key: real[key] for key in plain}
    assert ours["keyPrefix"] == {"Event": "00U", "Lead": "00Q"}.get(name, real["keyPrefix"])
    ours_types = [{k: v for k, v in info.items() if k != "urls"} for info in ours["recordTypeInfos"]]
    real_types = [{k: v for k, v in info.items() if k != "urls"} for info in real["recordTypeInfos"]]
    assert ours_types[-1] == real_types[-1] | {"defaultRecordTypeMapping": True, "available": True}


@pytest.mark.parametrize("name", RECORDED)
def test_child_relationships_exist_as_recorded(company: Company, name: str) -> None:
    real = {(c["childSObject"], c["field"]): c for c in recorded(name)["childRelationships"]}
    known = {entry["name"] for entry in company.admin.describe_global()["sobjects"]}
    ours = {(c["childSObject"], c["field"]): c for c in company.admin.describe(name)["childRelationships"]}
    shared = {key for key in real if key[0] in known}
    assert shared
    assert {key: ours.get(key) for key in shared} == {key: real[key] for key in shared}


def test_global_entries_have_the_recorded_form(company: Company) -> None:
    real, ours = recorded("Global"), company.admin.describe_global()
    assert {k: v for k, v in ours.items() if k != "sobjects"} == {k: v for k, v in real.items() if k != "sobjects"}
    entries = {entry["name"]: entry for entry in ours["sobjects"]}
    for entry in real["sobjects"]:
        if entry["name"] not in SHOWN:
            continue
        found = entries[entry["name"]]
        assert set(found) == set(entry)
        assert {k: v for k, v in found.items() if k != "urls"} == {k: v for k, v in entry.items() if k != "urls"}
        assert set(entry["urls"]) >= {"describe", "rowTemplate", "sobject"} <= set(found["urls"])


def test_organization_record_has_the_recorded_fields(company: Company) -> None:
    path = SCHEMAS / "record-Organization.json"
    real = json.loads(path.read_text("utf-8")) if path.is_file() else recorded("Organization")
    found = company.admin.query("SELECT FIELDS(ALL) FROM Organization LIMIT 1").records[0]
    assert list(found) == list(real)
    for name, value in real.items():
        if isinstance(value, bool | dict):
            assert type(found[name]) is type(value), name
    assert set(found["Address"]) == set(real["Address"])
