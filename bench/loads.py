"""A mailbox and an org with many records of one kind, what its people change in bulk, and the HTTP calls counted.

Half of the records come from each side. Of the events of Outlook most are occurrences of weekly series.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from math import ceil
from typing import Any

from sandbox.acting_calendar import every
from sandbox.microsoft.items import Item
from tests.scenarios.stage import FOLDER, Stage, only

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
LIST = "Salesforce Tasks"


@dataclass(frozen=True)
class Size:
    """records: of both sides together; changed: on each side, at most half of them; series: of the events."""

    records: int
    changed: int = 0
    series: int = 0


class Load(ABC):
    """kind: the name of the object type; sobject: that of Salesforce. phases: of floors.PHASES, those to play."""

    kind: str
    sobject: str
    phases = ("first", "echo", "changed", "after", "quiet")

    def __init__(self, stage: Stage, size: Size) -> None:
        self.stage, self.size = stage, size
        self._items: list[Item] = []
        self._ids: list[str] = []
        stage.choose(**only(self.kind))

    def fill(self) -> None:
        """As people would have it before the first run."""
        store, org = self.stage.sandbox.microsoft.store, self.stage.sandbox.salesforce.org
        half = self.size.records // 2
        with store.lock:
            self._items = self._outlook(half)
        with org.lock, org.transaction():
            self._ids = [self.stage.crm.add(self.sobject, **self._row(n)) for n in range(self.size.records - half)]

    def change(self) -> None:
        """`changed` records on each side, in fields that both sides hold."""
        store, org, changed = self.stage.sandbox.microsoft.store, self.stage.sandbox.salesforce.org, self.size.changed
        with store.lock:
            for item in self._touched(changed):
                self._edit(item)
        with org.lock, org.transaction():
            for record_id in self._ids[-changed:]:
                self.stage.crm.edit(record_id, self.sobject, Description="Changed")

    def check(self) -> None:
        """Both sides have every record."""
        assert self.crm_count() == self.size.records, f"{self.crm_count()} records are in Salesforce"

    def outlook_count(self) -> int:
        """How many records the user sees in Outlook."""
        return len(self._shown())

    def crm_count(self) -> int:
        return len(self._crm_rows())

    def changed_count(self) -> tuple[int, int]:
        """How many records show what the other side changed: (in Outlook, in Salesforce)."""
        outlook = sum("Changed" in str(item.fields.get("body") or "") for item in self._shown())
        return outlook, sum(str(row["Subject"]).startswith("Changed") for row in self._crm_rows())

    def _crm_rows(self) -> list[dict[str, object]]:
        user = self.stage.crm
        return user.query(f"SELECT Id, Subject FROM {self.sobject} WHERE OwnerId = '{user.id}'")  # noqa: S608  (an id)

    def _touched(self, count: int) -> Sequence[Item]:
        return self._items[:count]

    @abstractmethod
    def _outlook(self, count: int) -> list[Item]: ...

    @abstractmethod
    def _row(self, number: int) -> dict[str, object]: ...

    @abstractmethod
    def _edit(self, item: Item) -> None: ...

    @abstractmethod
    def _shown(self) -> list[Item]: ...


class Contacts(Load):
    kind, sobject = "contact", "Contact"

    def _outlook(self, count: int) -> list[Item]:
        names = ("Salesforce",)
        return [
            self.stage.outlook.add("contacts", names, given_name="Given", surname=f"Name {n}", mobile_phone=str(n))
            for n in range(count)
        ]

    def _row(self, number: int) -> dict[str, object]:
        return {"FirstName": "First", "LastName": f"Last {number}", "Email": f"n{number}.{self.stage.address}"}

    def _edit(self, item: Item) -> None:
        self.stage.outlook.edit(item, surname=f"Changed {item.fields['surname']}")

    def _shown(self) -> list[Item]:
        return self.stage.outlook.contacts(FOLDER)

    def changed_count(self) -> tuple[int, int]:
        rows = self._crm_rows()
        outlook = sum("Changed" in str(item.fields.get("body") or "") for item in self._shown())
        return outlook, sum(str(row["LastName"]).startswith("Changed") for row in rows)

    def _crm_rows(self) -> list[dict[str, object]]:
        return self.stage.crm.query("SELECT Id, LastName FROM Contact USING SCOPE mine")


class Tasks(Load):
    kind, sobject = "task", "Task"

    def _outlook(self, count: int) -> list[Item]:
        tasks = self.stage.outlook.tasks
        tasks.add_list(LIST)
        due = datetime.now(UTC).date()
        return [tasks.add(f"Call {n}", LIST, due_date=due + n % 30 * DAY, body="Notes") for n in range(count)]

    def _row(self, number: int) -> dict[str, object]:
        due = datetime.now(UTC).date() + number % 30 * DAY
        return {"Subject": f"Write {number}", "ActivityDate": due.isoformat(), "OwnerId": self.stage.crm.id}

    def _edit(self, item: Item) -> None:
        self.stage.outlook.tasks.edit(item, subject=f"Changed {item.fields['subject']}")

    def _shown(self) -> list[Item]:
        return self.stage.outlook.tasks.all(LIST)


class Events(Load):
    """The events change by their series where there are any: one edit of a user then is one for each occurrence."""

    kind, sobject = "event", "Event"
    occurrences = 10

    def _outlook(self, count: int) -> list[Item]:
        start = datetime.combine(datetime.now(UTC).date() + DAY, time(9), UTC)
        weekly = [self._add(f"Team {n}", start + n % 60 * DAY, series=True) for n in range(self.size.series)]
        singles = range(count - self.size.series * self.occurrences)
        return weekly + [
            self._add(f"Visit {n}", start + n % 300 * DAY + n // 300 * timedelta(hours=1)) for n in singles
        ]

    def _add(self, subject: str, start: datetime, *, series: bool = False) -> Item:
        fields: dict[str, Any] = {"categories": ["Salesforce"], "body": "Agenda", "location": "Room 4"}
        if series:
            fields["recurrence"] = every("Weekly", count=self.occurrences, interval=1)
        return self.stage.outlook.calendar.add(subject, start, **fields)

    def _row(self, number: int) -> dict[str, object]:
        start = datetime.combine(datetime.now(UTC).date() + (1 + number % 300) * DAY, time(14), UTC)
        return {
            "Subject": f"Demo {number}",
            "StartDateTime": f"{start:%Y-%m-%dT%H:%M:%S.000Z}",
            "DurationInMinutes": 30 + number // 300,
            "OwnerId": self.stage.crm.id,
        }

    def _touched(self, count: int) -> Sequence[Item]:
        weekly, singles = self._items[: self.size.series], self._items[self.size.series :]
        half = min(len(weekly), count // (2 * self.occurrences))
        series = max(half, ceil((count - len(singles)) / self.occurrences))
        return [*weekly[:series], *singles[: count - series * self.occurrences]]

    def _edit(self, item: Item) -> None:
        self.stage.outlook.calendar.edit(item, subject=f"Changed {item.fields['subject']}")

    def _shown(self) -> list[Item]:
        return self.stage.outlook.calendar.view()


LOADS: dict[str, type[Load]] = {load.kind: load for load in (Contacts, Tasks, Events)}


def count_calls(stage: Stage) -> "Counter[str]":
    """The calls since the log was cleared, by purpose."""
    return Counter(f"{call.face} {call.operation}" for call in stage.sandbox.calls.list())


def tell(title: str, calls: "Counter[str]") -> None:
    print(f"{title}: {calls.total()} calls")
    for purpose, count in sorted(calls.items()):
        print(f"  {count:4d}  {purpose}")
