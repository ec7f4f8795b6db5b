"""How many HTTP calls large runs take, counted by the sandbox and printed by purpose."""

from pathlib import Path

import pytest

from bench.loads import count_calls, tell
from core.database import Database
from sandbox.running import Running
from tests.scenarios.stage import FOLDER, Stage

CONTACTS, CHANGED = 2000, 1000
MOST = {"graph": 80, "ews": 36}


def _fill(stage: Stage) -> list[str]:
    org = stage.sandbox.salesforce.org
    with org.lock, org.transaction():
        return [
            stage.crm.add(FirstName="Given", LastName=f"Name {n}", Email=f"n{n}.{stage.address}", Phone=str(n))
            for n in range(CONTACTS)
        ]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("exchange", ["graph", "ews"])
def test_no_call_per_record(running: Running, database: Database, tmp_path: Path, exchange: str) -> None:
    stage = Stage(running, database, exchange, tmp_path)
    ids = _fill(stage)
    running.calls.clear()
    stage.sync()
    first = count_calls(stage)
    tell(f"{exchange}: first sync of {CONTACTS} contacts", first)
    items = stage.outlook.contacts(FOLDER)
    assert len(items) == CONTACTS
    assert first.total() <= CONTACTS / 10
    stage.sync()  # the echo of the first run

    store, org = running.microsoft.store, running.salesforce.org
    with store.lock:
        for item in items[:CHANGED]:
            stage.outlook.edit(item, business_phone="+44 1632 960000")
    with org.lock, org.transaction():
        for record_id in ids[-CHANGED:]:
            stage.crm.edit(record_id, Title="Changed")
    running.calls.clear()
    stage.sync()
    calls = count_calls(stage)
    tell(f"{exchange}: {CHANGED} contacts changed on each side", calls)
    assert calls.total() <= MOST[exchange]

    mine = stage.crm.query("SELECT Phone FROM Contact USING SCOPE mine")
    assert sum(row["Phone"] == "+44 1632 960000" for row in mine) == CHANGED
    changed = sum(item.fields.get("job_title") == "Changed" for item in stage.outlook.contacts(FOLDER))
    assert changed == CHANGED
    running.calls.clear()
    assert stage.sync() == 0
    tell(f"{exchange}: the run after", count_calls(stage))
    assert stage.sync() == 0
