"""Tasks that were completed long ago leave the list view by their age: that stops nothing, and they stay in Outlook."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.salesforce.moments import stamp
from tests.scenarios.stage import Stage, only
from worker.sync.forget import resync

LIST = "Salesforce Tasks"
MONTH_AGO = stamp(datetime.now(UTC) - timedelta(days=30))


class Desk:
    """Four tasks of Salesforce in Outlook."""

    def __init__(self, stage: Stage) -> None:
        stage.choose(**only("task"))
        self.stage = stage
        self.name = stage.address.partition("@")[0]
        self.ids = [stage.crm.add("Task", Subject=f"Call {number} {self.name}") for number in range(4)]
        stage.sync()

    def outlook(self, number: int) -> Any:
        return self.stage.outlook.tasks.find(f"Call {number} {self.name}", LIST)

    def status(self, number: int) -> str:
        return str(self.stage.crm.read(self.ids[number], "Task")["Status"])

    def complete(self, *numbers: int) -> None:
        """As if it had been done a month ago, and nothing changed since."""
        for number in numbers:
            self.stage.crm.complete(self.ids[number])
        self.stage.sync()
        self.set_unseen("CompletedDateTime", MONTH_AGO, *numbers)

    def set_unseen(self, column: str, value: str, *numbers: int) -> None:
        """A column of some tasks, as no change of theirs tells; it is found by the listing of each day."""
        org = self.stage.sandbox.salesforce.org
        with org.lock:
            for number in numbers:
                org.store.execute(f'UPDATE "Task" SET {column} = ? WHERE Id = ?', (value, self.ids[number]))  # noqa: S608
        resync(self.stage.parts.database, self.stage.mailbox_id, self.stage.parts.now())


@pytest.mark.parametrize("done", [(0,), (0, 1, 2, 3)], ids=["one of four", "all of four"])
def test_old_ones_hold_nothing_up(stage: Stage, done: tuple[int, ...]) -> None:
    desk = Desk(stage)
    desk.complete(*done)
    stage.sync()
    new = stage.crm.add("Task", Subject=f"New {desk.name}")
    stage.sync()
    assert stage.report is not None
    assert not stage.report.held
    assert stage.problem() == ""
    assert stage.outlook.tasks.find(f"New {desk.name}", LIST) is not None
    assert [desk.outlook(number).fields["status"] for number in done] == ["Completed"] * len(done)
    stage.rest()
    stage.outlook.tasks.reopen(desk.outlook(done[0]))
    stage.sync()
    assert desk.status(done[0]) == "Not Started"
    stage.crm.delete(new, "Task")
    stage.sync()
    assert stage.outlook.tasks.find(f"New {desk.name}", LIST) is None
    stage.rest()


def test_open_ones_that_are_missing_still_do(stage: Stage) -> None:
    """However many completed ones are listed."""
    desk = Desk(stage)
    for number in (0, 1):
        stage.crm.complete(desk.ids[number])
    stage.sync()
    desk.set_unseen("OwnerId", stage.colleague.id, 2, 3)
    stage.sync()
    assert stage.report is not None
    assert stage.report.held
