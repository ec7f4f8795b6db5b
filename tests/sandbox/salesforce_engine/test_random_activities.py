"""Random work on tasks, events, invitations, emails and files: refusals are client errors, rows stay consistent."""

# ruff: noqa: S608 - the queries are the test's own

import random
from typing import Any

import pytest

from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.org import Acting
from tests.sandbox.salesforce_engine.conftest import Company, make_company
from tests.seeds import seed_of

NAMES = (
    *("Task", "Event", "EventRelation", "TaskRelation", "EmailMessage", "EmailMessageRelation", "ContentVersion"),
    *("ContentDocumentLink", "Attachment"),
)
LISTS = {
    "Event": ("AcceptedEventInviteeIds", "DeclinedEventInviteeIds", "UndecidedEventInviteeIds", "EventWhoIds"),
    "Task": ("TaskWhoIds",),
    "EmailMessage": ("ToIds", "CcIds", "BccIds", "ContentDocumentIds"),
}
USUAL: dict[str, dict[str, Any]] = {
    "Event": {"StartDateTime": "2026-05-04T08:00:00Z", "DurationInMinutes": 60},
    "EmailMessage": {"Status": "3"},
    "ContentVersion": {"PathOnClient": "a.txt", "VersionData": "QUJD"},
}
MASTERS: dict[str, dict[str, Any]] = {
    name: {"IsRecurrence": True, "RecurrenceType": "RecursDaily", "RecurrenceInterval": 3, start: "2026-05-04"}
    | {"RecurrenceEndDateOnly": "2026-05-30"}
    for name, start in (("Task", "RecurrenceStartDateOnly"), ("Event", "RecurrenceStartDateTime"))
}
RULES = ("FREQ=DAILY;COUNT=3", "FREQ=WEEKLY;BYDAY=MO;COUNT=90", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31;COUNT=9", "x")
RECENT = 6  # of each kind: what was made last is what is worked with
ODD: list[Any] = [None, "", 0, -1, 1.5, True, [], {}, "x", 10**12, "\u0000"]
INVITED = "SELECT c.event FROM _child c JOIN EventRelation r ON r.Id = c.relation WHERE r.IsDeleted = 0"
LOGGED = "EmailMessage e JOIN Task t ON t.Id = e.ActivityId WHERE e.ParentId IS NULL"
CHILDREN = "FROM _child c JOIN Event e ON e.Id = c.event JOIN Event p ON p.Id = c.parent WHERE e.IsDeleted = 0"
BROKEN = (
    f"SELECT e.Id {CHILDREN} AND (p.IsDeleted = 1 OR e.StartDateTime != p.StartDateTime OR e.Subject IS NOT p.Subject)",
    f"SELECT Id FROM Event WHERE IsDeleted = 0 AND IsChild = 1 AND Id NOT IN ({INVITED})",
    "SELECT t.Id FROM Task t JOIN Task m ON m.Id = t.RecurrenceActivityId WHERE t.IsDeleted = 0 AND m.IsDeleted = 1",
    "SELECT Id FROM Event WHERE DurationInMinutes NOT BETWEEN 0 AND 20160 OR EndDateTime < StartDateTime",
    "SELECT Id FROM Task WHERE (CompletedDateTime IS NULL) = IsClosed",
    f"SELECT e.Id FROM {LOGGED} AND e.IsDeleted != t.IsDeleted",
)


class Chaos:
    """Somebody who does anything to anything."""

    def __init__(self, company: Company, acting: Acting, dice: random.Random) -> None:
        self.company, self.acting, self.dice = company, acting, dice
        self.shared = company.org.settings.features["shared_activities"]
        self.fields = {
            name: acting.describe(name)["fields"]
            for name in NAMES
            if acting.context.access.reads(acting.context.schema[name])
        }
        self.ids = {"User": [company.bob.context.user_id], "Calendar": [company.org.add_calendar("Room")]}
        for name, values in (("Contact", {}), ("Contact", {}), ("Lead", {"Company": "C"})):
            self.ids.setdefault(name, []).append(acting.insert(name, {"LastName": "L"} | values))

    def some_id(self, kinds: list[str] | None = None) -> Any:
        pool = [key for kind, keys in self.ids.items() for key in keys[-RECENT:] if not kinds or kind in kinds]
        return self.dice.choice(pool) if pool and self.dice.random() < 0.98 else self.dice.choice(ODD)

    def value(self, field: dict[str, Any]) -> Any:
        dice, kind = self.dice, field["type"]
        if dice.random() < 0.02:
            return dice.choice(ODD)
        if field["picklistValues"]:
            return dice.choice(field["picklistValues"])["value"]
        day = f"2026-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        by_type: dict[str, Any] = {
            "boolean": dice.random() < 0.4,
            "int": dice.choice((0, 1, 30, 62, 127, 1440, 20160, 99999)),
            "date": day,
            "datetime": dice.choice((f"{day}T{dice.randint(0, 23):02}:00:00Z", "4000-12-31T23:59:59Z")),
            "base64": "QUJD",
            "email": "a@example.com",
        }
        if kind == "reference":
            return self.some_id(field["referenceTo"])
        return dice.choice(RULES) if field["name"] == "Recurrence2PatternText" else by_type.get(kind, "text")

    def values(self, name: str, flag: str) -> dict[str, Any]:
        dice, fields = self.dice, [field for field in self.fields[name] if field[flag]]
        new = flag == "createable"
        found = dict(USUAL.get(name, {})) if new else {}
        if new and name in MASTERS and dice.random() < 0.2:
            found |= MASTERS[name]
        needed = [field for field in fields if new and not field["nillable"] and not field["defaultedOnCreate"]]
        chosen = needed + dice.sample(fields, min(len(fields), dice.choice((0, 1, 1, 2, 6))))
        found |= {field["name"]: self.value(field) for field in chosen}
        for listed in LISTS.get(name, ()):
            if dice.random() < 0.2 and (self.shared or not listed.endswith("WhoIds")):
                people = [self.some_id(["Contact", "User"]) for _ in range(dice.randint(1, 3))]
                found[listed] = dice.choice(([], None, people, people, people))
        return found

    def act(self) -> None:
        name = self.dice.choice((*self.fields, "Event", "Event", *("EventRelation",) * 5))
        known = self.ids.setdefault(name, [])
        kind = self.dice.choice(("insert",) * 4 + ("update",) * 5 + ("delete", "delete", "undelete", "end", "wait"))
        if kind == "insert":
            known.append(self.acting.insert(name, self.values(name, "createable")))
            if name == "Event":
                rows = self.acting.query("SELECT Id FROM Event ORDER BY Id DESC LIMIT 2").records
                known += [row["Id"] for row in rows]
        elif kind == "wait":
            self.company.clock.advance(days=self.dice.choice((1, 2, 9)))
        elif kind == "update" and known:
            self.acting.update(name, self.dice.choice(known[-RECENT:]), self.values(name, "updateable"))
        elif kind == "delete" and known:
            self.acting.delete(name, self.dice.choice(known[-RECENT:]))
        elif kind == "undelete" and known:
            self.acting.undelete(self.dice.choice(known[-RECENT:]))
        elif kind == "end" and self.ids.get("Event"):
            self.acting.end_series(self.dice.choice(self.ids["Event"][-RECENT:]))


@pytest.mark.parametrize("shared", [False, True])
def test_rows_stay_consistent(shared: bool) -> None:
    seed = seed_of(f"activities {shared}")
    company = make_company()
    company.org.set_feature("shared_activities", on=shared)
    acting = company.org.as_user(company.ann.context.user_id)
    chaos = Chaos(company, acting, random.Random(seed))
    done = 0
    for step in range(900):
        try:
            chaos.act()
            done += 1
        except SalesforceError as error:
            assert 400 <= error.status < 500, f"seed {seed}, step {step}: {error}"
        if step % 30 == 29:
            for check in BROKEN:
                assert company.org.store.rows(check) == [], f"seed {seed}, step {step}: {check}"
    assert done > 200, f"seed {seed}"
