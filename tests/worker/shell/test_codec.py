"""Actions as they are kept in Intents and held plans: they come back as what they were, and no more is kept than that
takes."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.jsontext import dumped
from core.models.packing import Ready, pack, unpack
from core.records import Fields, Place, Side
from core.values import Fixed
from worker.sync.actions import Action, Agree, Clash, Create, Defer, Delete, Reason, Report, Sight, Unlink, Update
from worker.sync.codec import packed, unpacked

FIELDS: Fields = {
    "subject": "Call",
    "start": datetime(2026, 3, 1, 9, tzinfo=UTC),
    "due_date": date(2026, 3, 2),
    "attendees": ("ann@example.com|none",),
    "is_all_day": False,
    "reminder_minutes": 0,
    "body": None,
}
WHY = Reason("updated", {"name": "Call"})
BARE = Reason("marked")
ACTIONS: list[Action] = [
    Create(Side.CRM, "e1", FIELDS, FIELDS, Sight("v1", None, False, "meeting", True), WHY),
    Create(Side.EXCHANGE, "c1", FIELDS, {"subject": "Call"}, Sight(), WHY, "l1", ("Salesforce",), {"body": "b"}, True),
    Update(Side.EXCHANGE, "e1", None, {}, {}, Sight(in_view=False), BARE, (), Place.SYNCED),
    Update(
        Side.CRM,
        "c1",
        "v1",
        FIELDS,
        FIELDS,
        Sight(),
        WHY,
        clashes=(Clash("subject", "a", None, "b", Side.CRM), Clash("body", None, "x", None, None)),
        apart={"subject": None},
        own={"attendees": ("a|b", "c|d")},
        whole="series",
    ),
    Delete(Side.CRM, "c1", None, FIELDS, WHY, "left_view", "series"),
    Agree({Side.EXCHANGE: "e1", Side.CRM: "c1"}, FIELDS, Sight(), WHY, None, {Side.CRM: {"body": None}}),
    Unlink("l1", BARE),
    Unlink("l1", WHY, "moved_out", Sight(in_view=False)),
    Defer(Side.CRM, "c1", WHY, 0),
    Report(Side.EXCHANGE, "e1", "ambiguous", WHY, ("c1", "c2"), "label"),
]


@pytest.mark.parametrize("action", ACTIONS, ids=lambda one: type(one).__name__)
def test_an_action_comes_back_as_it_was(action: Action) -> None:
    kept = dumped(pack(packed(action)))
    assert unpacked(unpack(json.loads(kept))) == action


def test_what_is_as_by_default_is_not_kept() -> None:
    create = Create(Side.CRM, "e1", {"subject": "Call"}, {"subject": "Call"}, Sight(in_view=False), BARE)
    assert packed(create) == {
        "kind": "Create",
        "side": "crm",
        "source": "e1",
        "fields": {"subject": "Call"},
        "seen": {"in_view": False},
        "reason": {"code": "marked"},
    }


def test_an_action_that_was_kept_with_all_its_parts_is_understood() -> None:
    kept: dict[str, Any] = {
        "kind": "Update",
        "side": "crm",
        "key": "c1",
        "version": None,
        "fields": {"subject": "Call"},
        "settle": {},
        "seen": {"hosted": False, "exchange": "v1"},
        "reason": {"code": "marked", "words": {}},
        "clashes": [],
        "apart": {},
        "own": {},
    }
    assert unpacked(kept) == Update(Side.CRM, "c1", None, {"subject": "Call"}, {}, Sight("v1"), BARE)


def test_fields_that_nobody_changes_are_packed_once_for_all_columns() -> None:
    fields = {"subject": "Call", "due_date": date(2026, 3, 1), "reminder_due_by": datetime(2026, 3, 1, 9, tzinfo=UTC)}
    fixed = Fixed(fields)
    create = Create(Side.CRM, "e1", fixed, fixed, Sight(), BARE)
    assert fixed == fields
    assert pack({"fields": fixed})["fields"] is pack(packed(create))["fields"]
    assert pack(fixed) == pack(fields) == json.loads(dumped(pack(fixed)))
    assert unpacked(unpack(json.loads(dumped(pack(packed(create)))))) == create


def test_what_is_packed_is_not_packed_again() -> None:
    told = packed(ACTIONS[0])
    assert pack(told) is told
    assert dumped(pack({"event": [told]})) == dumped({"event": [told]})
    assert pack(Ready(due={"$date": "2026-03-01"})) == {"due": {"$date": "2026-03-01"}}


def test_fixed_fields_that_json_has_as_they_are_stay_as_they_are() -> None:
    fixed = Fixed(subject="Call")
    assert pack(fixed) is fixed
    assert fixed.packed is None
