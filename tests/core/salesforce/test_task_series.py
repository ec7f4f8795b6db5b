"""The next task of a series in Salesforce is about whom and what the one before it is about."""

from datetime import date
from pathlib import Path

import pytest

from core.policy import DEFAULTS
from core.records import Value
from core.salesforce.store import TaskStore
from core.store import Change, Written
from tests.contract.worlds_salesforce import SalesforceWorld
from tests.core.salesforce.steps import prepared, row


@pytest.mark.parametrize("shared", [False, True])
def test_the_next_one_is_about_the_same(tmp_path: Path, *, shared: bool) -> None:
    world = SalesforceWorld(tmp_path)
    world.org.set_feature("shared_activities", on=shared)
    account = world.add("Account", Name="Acme")
    people = [world.add("Contact", LastName=name) for name in ("Ann", "Bob")[: 2 if shared else 1]]
    about = {"WhatId": account} | ({"TaskWhoIds": people} if shared else {"WhoId": people[0]})
    before = world.add("Task", Subject="Water", **about)
    key = _next(world, before)
    made = row(world, "Task", key)
    assert (made["WhatId"], made["WhoId"]) == (account, people[0])
    found = world.rows(f"SELECT RelationId FROM TaskWhoRelation WHERE TaskId = '{key}'") if shared else []  # noqa: S608
    assert {one["RelationId"] for one in found} == set(people if shared else [])
    world.close()


@pytest.mark.parametrize("lost", ["Contact", "Task"])
def test_what_is_gone_costs_no_record(tmp_path: Path, lost: str) -> None:
    world = SalesforceWorld(tmp_path)
    contact = world.add("Contact", LastName="Ann")
    before = world.add("Task", Subject="Water", WhoId=contact)
    world.remove(contact if lost == "Contact" else before, lost)
    made = row(world, "Task", _next(world, before))
    assert made["Subject"] == "Water"
    world.close()


def _next(world: SalesforceWorld, before: str) -> str:
    store = TaskStore(world.client(), DEFAULTS["task"])
    fields: dict[str, Value] = {"subject": "Water", "due_date": date(2026, 3, 1)}
    [change] = prepared(store, Change("s", fields, after=before))
    [outcome] = store.create([change])
    assert isinstance(outcome, Written)
    return outcome.key
