"""What the three kinds of records look like in the model: which fields people type in, which are keys or lossy, and
what goes wrong with them. Half of the records have no natural key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from core.objects import COMPLETED
from core.policy import DEFAULTS, Policy
from core.records import Fields, Side, Value
from tests.memory_replica import (
    EWS,
    EWS_EVENTS,
    EWS_TASKS,
    GRAPH,
    GRAPH_EVENTS,
    PLAIN_CRM,
    SALESFORCE,
    SALESFORCE_EVENTS,
    SALESFORCE_TASKS,
    TODO,
    Traits,
)

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MAILS = ("ann@x.test", "Ben@x.test", "cy@x.test")
COMPANIES = ("Acme", "Blue", "Nobody Inc", None)
PEOPLE = (("ann@x.test|accepted",), ("ann@x.test|none", "ben@x.test|declined"))


@dataclass(frozen=True)
class Cast:
    """typed: the fields that tokens are typed in, the first one mostly. own: more of them, held by Exchange only.
    pairs: the replicas that it may play on. known: a new record's other fields. renamed: another value for a key or a
    lossy field. spoilt: fields that make trouble, or mend it. lossy: fields that the CRM may hold otherwise."""

    policy: Policy
    typed: tuple[str, ...]
    own: tuple[str, ...]
    pairs: tuple[tuple[Traits, Traits], ...]
    known: Callable[[Random], dict[str, Value]]
    renamed: Callable[[Random], tuple[str, Value]]
    spoilt: Callable[[Random], Fields]
    lossy: frozenset[str] = frozenset()

    def typed_on(self, side: Side) -> tuple[str, ...]:
        return (*self.typed, *self.own) if side is Side.EXCHANGE else self.typed


def _known_contact(chance: Random) -> dict[str, Value]:
    surname = chance.choice(["Lee", "Ng", "Ox"])
    mails: dict[str, Value] = {"email_address_1": chance.choice(MAILS)} if chance.random() < 0.5 else {}
    return {"surname": surname, **mails, "company_name": chance.choice(COMPANIES)}


def _renamed_contact(chance: Random) -> tuple[str, Value]:
    name = chance.choice(["email_address_1", "company_name"])
    return name, chance.choice((*MAILS, None) if name == "email_address_1" else COMPANIES)


def _known_task(chance: Random) -> dict[str, Value]:
    due: dict[str, Value] = {"due_date": date(2026, 3, chance.randint(4, 5))} if chance.random() < 0.5 else {}
    return {**due, "subject": chance.choice(["Call", "Write"]), "status": "not_started"}


def _renamed_task(chance: Random) -> tuple[str, Value]:
    choices: Mapping[str, tuple[Value, ...]] = {
        "due_date": (date(2026, 3, 4), date(2026, 3, 5), None),
        "subject": ("Call", "Write"),
        "importance": ("low", "high"),
    }
    name = chance.choice(sorted(choices))
    return name, chance.choice(choices[name])


def _known_event(chance: Random) -> dict[str, Value]:
    people: dict[str, Value] = {"attendees": chance.choice(PEOPLE)} if chance.random() < 0.2 else {}
    named: dict[str, Value] = {"subject": chance.choice(["Lunch", "Demo"])} if chance.random() < 0.5 else {}
    return {**people, **named, **_times(chance)}


def _times(chance: Random) -> dict[str, Value]:
    """Some leave the window within a few days."""
    start = START + timedelta(days=chance.choice([-14, -13, -12, 1, 2, 30]))
    return {"start": start, "end": start + timedelta(hours=1)}


def _renamed_event(chance: Random) -> tuple[str, Value]:
    choices: Mapping[str, tuple[Value, ...]] = {"subject": ("Lunch", "Demo", None), "attendees": (*PEOPLE, None)}
    name = chance.choice(sorted(choices))
    return name, chance.choice(choices[name])


CONTACTS = Cast(
    DEFAULTS["contact"],
    ("job_title", "department", "body"),
    ("email_address_2",),
    ((GRAPH, PLAIN_CRM), (GRAPH, SALESFORCE), (EWS, SALESFORCE)),
    _known_contact,
    _renamed_contact,
    lambda chance: {"surname": chance.choice([None, "Lee", "Ng"])},
    frozenset({"company_name", "email_address_1"}),
)
TASKS = Cast(
    DEFAULTS["task"],
    ("body",),
    (),
    ((TODO, SALESFORCE_TASKS), (EWS_TASKS, SALESFORCE_TASKS)),
    _known_task,
    _renamed_task,
    lambda chance: {"status": chance.choice([COMPLETED, COMPLETED, "in_progress"])},
)
EVENTS = Cast(
    DEFAULTS["event"],
    ("body", "location"),
    ("time_zone",),
    ((GRAPH_EVENTS, SALESFORCE_EVENTS), (EWS_EVENTS, SALESFORCE_EVENTS)),
    _known_event,
    _renamed_event,
    _times,
)
CASTS = (CONTACTS, TASKS, EVENTS)
