"""A series of two colleagues that its organiser splits (this and all that follow): what goes on as another series keeps
the one record in Salesforce that both have, whoever's run comes first and however late the guest shares it."""

from typing import Any

import pytest
from sqlalchemy import select

from core.models.sync import IssueRow
from sandbox.acting_calendar import every
from sandbox.microsoft.items import Item
from tests.scenarios.events import moment
from tests.scenarios.stage import Stage, only
from tests.scenarios.test_colleagues import Meeting
from worker.jobs import run_and_note

pytestmark = pytest.mark.invites
BEFORE, LATER = 2, 2


class Split(Meeting):
    """A weekly series that both share. The user is the organiser; the record is about an account."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.account = stage.crm.add("Account", Name=self.subject)
        stage.outlook.calendar.delete(self.own)
        self.guest.calendar.delete(self.copy)
        self.series, _ = self.held("@+3T12:00", BEFORE + LATER)
        for _ in range(2):
            self.sync()
        for row in self.rows():
            stage.crm.edit(row["Id"], "Event", WhatId=self.account)
        self.sync()

    def held(self, start: str, count: int, *, by_guest: bool = True) -> tuple[Item, Item]:
        """The organiser's series and the guest's copy of it."""
        calendar, theirs = self.stage.outlook.calendar, self.guest.calendar
        before = {item.key for item in theirs.all()}
        told = every("Weekly", count=count, interval=1)
        series = calendar.add(self.subject, moment(start), recurrence=told, categories=["Salesforce"])
        calendar.invite(series, self.guest.mailbox.address)
        [copy] = [item for item in theirs.all() if item.key not in before]
        if by_guest:
            theirs.categorise(copy, "Salesforce")
        return series, copy

    def shorten(self) -> None:
        rule = self.stage.outlook.calendar.now(self.series).fields["recurrence"]
        short = {"type": "Numbered", "count": BEFORE, "start": rule["range"]["start"]}
        self.stage.outlook.calendar.edit(
            self.series, tell=True, recurrence={"pattern": rule["pattern"], "range": short}
        )

    def issues(self) -> list[tuple[str, str]]:
        """Of both mailboxes, code and message."""
        wanted = select(IssueRow).where(IssueRow.mailbox_id.in_([self.stage.mailbox_id, self.guests_box]))
        with self.stage.parts.database.session() as session:
            open_ones = session.scalars(wanted.where(IssueRow.resolved_at.is_(None)))
            return [(one.code, one.message) for one in open_ones]

    def rows(self) -> list[dict[str, Any]]:
        """The records of both users, by their starts."""
        where = f"Subject = '{self.subject}' AND IsChild = false"
        users = (self.stage.crm, self.stage.colleague)
        columns = "Id, StartDateTime, WhatId, OwnerId"
        rows = [row for user in users for row in user.query(f"SELECT {columns} FROM Event WHERE {where}")]  # noqa: S608
        return sorted({row["Id"]: row for row in rows}.values(), key=lambda row: str(row["StartDateTime"]))


@pytest.mark.parametrize("first", ["organiser", "guest", "organiser, and the guest shares it later"])
def test_what_goes_on_keeps_the_record_of_both(stage: Stage, first: str) -> None:
    stage.choose(**only("event"))
    split = Split(stage)
    before = [row["Id"] for row in split.rows()]
    assert len(before) == BEFORE + LATER
    split.shorten()
    later = first.endswith("later")
    _, copy = split.held("@+17T14:00", LATER, by_guest=not later)
    if first == "guest":
        run_and_note(stage.parts, split.guests_box)
    split.sync()
    if later:
        split.guest.calendar.categorise(copy, "Salesforce")
    split.sync()
    rows = split.rows()
    assert [row["Id"] for row in rows] == before
    assert [str(row["StartDateTime"])[11:13] for row in rows] == ["12"] * BEFORE + ["14"] * LATER
    assert {(row["WhatId"], row["OwnerId"]) for row in rows} == {(split.account, stage.crm.id)}
    assert split.issues() == []
    split.sync()
    writes = stage.writes()
    split.sync()
    assert stage.writes() == writes


def test_what_the_guest_shared_alone_is_joined(stage: Stage) -> None:
    """The guest's run made records of the new series before: the organiser's events are those, and no second ones."""
    stage.choose(**only("event"))
    split = Split(stage)
    split.shorten()
    run_and_note(stage.parts, split.guests_box)
    split.held("@+17T14:00", LATER)
    run_and_note(stage.parts, split.guests_box)
    split.sync()
    split.sync()
    times = [str(row["StartDateTime"])[11:13] for row in split.rows()]
    assert times == ["12"] * BEFORE + ["14"] * LATER
    assert split.issues() == []
