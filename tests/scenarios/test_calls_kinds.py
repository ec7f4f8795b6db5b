"""Tasks and events in bulk: no call per record where a batch exists, and each record written once.

Budgets are what the batches of each protocol hold; `python -m bench` plays the same with 2,000 tasks and 5,000 events.
"""

from pathlib import Path

import pytest

from bench.floors import PHASES, budget
from bench.loads import LOADS, Size, count_calls, tell
from core.database import Database
from sandbox.running import Running
from tests.scenarios.stage import Stage

SIZES = {"task": Size(records=300, changed=100), "event": Size(records=600, changed=200, series=25)}


@pytest.mark.parametrize("exchange", ["graph", "ews"])
@pytest.mark.parametrize("kind", sorted(SIZES))
def test_calls_by_the_batch(running: Running, database: Database, tmp_path: Path, kind: str, exchange: str) -> None:
    stage, size = Stage(running, database, exchange, tmp_path), SIZES[kind]
    load = LOADS[kind](stage, size)
    load.fill()
    written = {}
    for phase in PHASES:
        if phase == "changed":
            load.change()
        running.calls.clear()
        written[phase] = stage.sync()
        calls = count_calls(stage)
        tell(f"{kind}, {exchange}: {phase}", calls)
        assert calls.total() <= budget(kind, exchange, phase, size), phase
    assert (load.outlook_count(), load.crm_count()) == (size.records, size.records)
    assert load.changed_count() == (size.changed, size.changed)
    assert stage.open_issues() == []
    assert [written[phase] for phase in ("echo", "after", "quiet")] == [0, 0, 0]
