"""Tasks and events as the tables of their decisions speak of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from core.objects import OBJECT_TYPES
from core.policy import DEFAULTS
from core.records import Fields, Link, LinkState, Pair, Record, State
from core.window import window_of
from tests.worker.pure.cases import OURS, C, E, plan
from worker.sync.actions import Action
from worker.sync.setting import Scale, Setting

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WINDOW = window_of(DEFAULTS["event"], NOW)
OPEN: Fields = {"subject": "Call Ann", "status": "not_started", "due_date": date(2026, 3, 5)}
DONE: Fields = {**OPEN, "status": "completed"}
MEET: Fields = {"subject": "Meet", "start": NOW, "end": NOW + timedelta(hours=1)}
PEOPLE = {"attendees": ("ann@x.test|accepted",)}
LAST_YEAR: Fields = {**MEET, "start": NOW - timedelta(days=365), "end": NOW - timedelta(days=365)}
NEXT_WEEK: Fields = {**MEET, "start": NOW + timedelta(days=7), "end": NOW + timedelta(days=7, hours=1)}


def setting(kind: str, **choices: Any) -> Setting:
    fields = frozenset(OBJECT_TYPES[kind].fields)
    policy = replace(DEFAULTS[kind], **choices)
    window = WINDOW if kind == "event" else None
    return Setting(OBJECT_TYPES[kind], policy, {E: fields, C: fields}, Scale(100, {}), window)


def item(fields: Fields, **more: Any) -> Record:
    return Record("e1", "e-v2", fields, **{"categories": OURS, **more})


def row(fields: Fields, **more: Any) -> Record:
    return Record("c1", "c-v2", fields, **more)


def link(base: Fields, exchange: str = "e1", **more: Any) -> Link:
    return Link("l1", {E: exchange, C: "c1"}, {E: "e-v1", C: "c-v1"}, base, **more)


def asleep(base: Fields, code: str, **more: Any) -> Link:
    return replace(link(base, **more), state=LinkState.PARKED, parked=code)


def decided(kind: str, one: Link, exchange: State | None, crm: State | None, **choices: Any) -> tuple[Action, ...]:
    return plan(Pair(one, exchange, crm), given=setting(kind, **choices)).actions
