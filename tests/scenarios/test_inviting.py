"""A person's wish to invite: exactly those people get exactly one, whatever breaks, and runs send nothing.

The only tests with a whole installation in which people are told anything; each says exactly who and how often."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.command import stamp
from sqlalchemy import select

from core.errors import Rejected, SyncError, Transient
from core.migrations import config
from core.models.sync import IntentRow, OperationRow, RunRow
from core.why import why
from sandbox.microsoft.items import Item
from tests.crashes import killed_at
from tests.ops.cli import Answer, Commands
from tests.scenarios.stage import Stage, only
from worker.invitation import Asked, Found, look
from worker.inviting import invite
from worker.lease import LEASE_SECONDS, LeaseHeld, take

pytestmark = [pytest.mark.invites, pytest.mark.own_database]

ANN, BOB = "ann@guest.example", "bob@guest.example"
# What does not depend on the protocol.
GRAPH = pytest.mark.parametrize("room", ["graph"], indirect=True)
WRITE = {"graph": "PATCH", "ews": "UpdateItem"}


MOST_POINTS = 12


class Room:
    """A stage with events only, and what was sent from its mailbox."""

    def __init__(self, stage: Stage, url: str) -> None:
        self.stage, self.url = stage, url
        self.token = stage.address.partition("@")[0]
        stage.choose(**only("event"))

    def soon(self) -> datetime:
        return datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=3)

    def outlook_event(self, subject: str, **fields: Any) -> Item:
        made = self.stage.outlook.calendar.add(subject, self.soon(), categories=["Salesforce"], **fields)
        self.stage.sync()
        return made

    def contact(self, name: str) -> tuple[str, str]:
        """(id, address) of a new contact."""
        address = f"{name}.{self.token}@guest.example"
        return self.stage.crm.add(FirstName=name.title(), LastName=self.token, Email=address), address

    def crm_event(self, subject: str, *contacts: str) -> str:
        """An event of Salesforce with invitees, which a run has brought to Outlook."""
        start = f"{self.soon():%Y-%m-%dT%H:%M:%S.000+0000}"
        event = self.stage.crm.schedule(subject, start, 60)
        self.stage.crm.invite(event, *contacts)
        self.stage.sync()
        return event

    def look(self, event: str, *who: str, missing: bool = False) -> Found:
        return look(self.stage.mailbox_id, self.stage.parts, Asked(event, who, missing, "Uma"))

    def invite(self, event: str, *who: str, missing: bool = False, **wishes: Any) -> Found:
        found = self.look(event, *who, missing=missing)
        invite(self.stage.mailbox_id, self.stage.parts, found, heartbeat=False, **wishes)
        return found

    def sent(self) -> list[tuple[str, str]]:
        store, own = self.stage.sandbox.microsoft.store, self.stage.address
        return sorted((one.kind, one.to) for one in store.outgoing if own in (one.organizer, one.sender))

    def carried(self) -> int:
        """The run that tells Salesforce who takes part now; what it wrote."""
        before = self.sent()
        written = self.stage.sync()
        assert self.sent() == before
        return written

    def rest(self, *sent: str) -> None:
        """Two runs write nothing, and in all nothing but one request to each of these was ever sent."""
        for _ in range(2):
            assert self.stage.sync() == 0, [line.to_json() for line in self.stage.report.operations]  # type: ignore[union-attr]  # `sync` has set it
            assert self.stage.problem() == ""
        assert self.sent() == sorted(("request", one) for one in sent)

    def rows(self, model: type[Any]) -> list[Any]:
        with self.stage.parts.database.session() as session:
            return list(session.scalars(select(model)))

    def outcomes(self) -> list[str]:
        return [row.outcome for row in self.rows(OperationRow) if row.action == "invite"]

    def command(self, *words: str, code: int, typed: str = "") -> Answer:
        settings = self.stage.parts.settings
        commands = Commands(settings.home, DATABASE_URL=self.url, CA_FILE=str(settings.ca_file))
        return commands("invite", "--mailbox", self.stage.address, *words, code=code, typed=typed)


@pytest.fixture
def room(stage: Stage, tmp_path: Path) -> Room:
    return Room(stage, f"sqlite:///{tmp_path / 'bothways.db'}")


def test_those_who_are_named(room: Room) -> None:
    room.outlook_event("Plan")
    assert room.look("plan", ANN, BOB).people == (ANN, BOB)
    assert room.sent() == []
    room.invite("Plan", ANN, BOB)
    room.carried()
    room.rest(ANN, BOB)
    assert room.invite("Plan", ANN, BOB).people == ()
    room.rest(ANN, BOB)
    assert room.outcomes() == ["done"]
    said = "\n".join(why(room.stage.parts.database, room.stage.mailbox_id, "Plan"))
    assert f"{ANN} and {BOB} got an invitation to Plan" in said
    assert "as Uma wished" in said


def test_somebody_whom_salesforce_knows_is_written_there(room: Room) -> None:
    person, address = room.contact("ann")
    room.outlook_event("Plan")
    room.invite("Plan", address)
    assert room.carried() > 0
    [relation] = room.stage.crm.query(f"SELECT RelationId FROM EventRelation WHERE RelationId = '{person}'")  # noqa: S608  (an id)
    assert relation["RelationId"] == person
    room.rest(address)


def test_invitees_of_salesforce(room: Room) -> None:
    """A run has told nobody of them, on either protocol; a wish does."""
    (ann, ann_at), (bob, bob_at) = room.contact("ann"), room.contact("bob")
    event = room.crm_event("Demo", ann, bob)
    room.rest()
    found = room.invite(event, missing=True)
    assert sorted(found.people) == sorted((ann_at, bob_at))
    room.rest(ann_at, bob_at)
    assert room.invite(event, missing=True).people == ()
    room.rest(ann_at, bob_at)


def test_a_reply_that_is_lost(room: Room) -> None:
    """The attendees are read again, and who is among them was invited."""
    room.outlook_event("Plan")
    found = room.look("Plan", ANN)
    stage = room.stage
    stage.sandbox.faults.add("lost_reply", target=stage.address, operation=WRITE[stage.exchange])
    invite(stage.mailbox_id, stage.parts, found, heartbeat=False)
    assert room.outcomes() == ["recovered"]
    assert room.invite("Plan", ANN).people == ()
    room.carried()
    room.rest(ANN)


def test_a_server_that_falls_silent(room: Room) -> None:
    """Nobody knows at first whether the invitation went out; the next wish finds out, and repeats nothing."""
    room.outlook_event("Plan")
    faults, address = room.stage.sandbox.faults, room.stage.address
    faults.add("lost_reply", target=address, operation=WRITE[room.stage.exchange])

    def checkpoint(name: str) -> None:
        if name == "exchange.invitation: before":
            faults.add("server_error", target=address, times=None)

    with pytest.raises(Transient, match="not known yet"):
        room.invite("Plan", ANN, checkpoint=checkpoint)
    assert (room.outcomes(), len(room.rows(IntentRow))) == ([], 1)
    faults.clear()
    assert room.invite("Plan", ANN).people == ()
    assert (room.outcomes(), room.rows(IntentRow)) == (["recovered"], [])
    room.carried()
    room.rest(ANN)


def test_a_call_that_was_not_carried_out(room: Room) -> None:
    room.outlook_event("Plan")
    room.stage.sandbox.faults.add("server_error", target=room.stage.address, operation=WRITE[room.stage.exchange])
    with pytest.raises(Transient, match="did not go out"):
        room.invite("Plan", ANN)
    assert (room.sent(), room.outcomes(), room.rows(IntentRow)) == ([], [], [])
    room.invite("Plan", ANN)
    room.carried()
    room.rest(ANN)


def test_a_crash_at_every_point(room: Room) -> None:
    """However often the process dies and somebody asks again, one invitation goes out and one wish is noted."""
    for number in range(MOST_POINTS):
        subject, address = f"Plan {number}", f"p{number}@guest.example"
        room.stage.outlook.calendar.add(subject, room.soon() + timedelta(hours=number), categories=["Salesforce"])
    room.stage.sync()
    for number in range(MOST_POINTS):
        subject, address = f"Plan {number}", f"p{number}@guest.example"
        if not died_at(room, number, subject, address):
            break
        room.stage.later += timedelta(seconds=LEASE_SECONDS + 1)
        room.invite(subject, address)
        assert room.sent().count(("request", address)) == 1
        assert len(room.sent()) == len(room.outcomes()) == number + 1
        assert room.rows(IntentRow) == []
    assert number > 3
    assert {"done", "recovered"} == set(room.outcomes())
    room.carried()
    room.rest(*(f"p{one}@guest.example" for one in range(number + 1)))


def died_at(room: Room, number: int, subject: str, address: str) -> bool:
    passed = killed_at(number, lambda checkpoint: room.invite(subject, address, checkpoint=checkpoint))
    return len(passed) > number


@GRAPH
def test_what_is_refused(room: Room) -> None:
    """Each with a sentence, and nothing is sent."""
    for hour in (0, 1):
        room.stage.outlook.calendar.add("Twice", room.soon() + timedelta(hours=hour), categories=["Salesforce"])
    room.outlook_event("Plan")
    for event, who, missing, code in (
        ("Nothing", (ANN,), False, "unknown_event"),
        ("nonsense|20260101T000000Z", (ANN,), False, "unknown_event"),
        ("Twice", (ANN,), False, "ambiguous"),
        ("Plan", ("ann",), False, "bad_address"),
        ("Plan", (room.stage.address.upper(),), False, "organiser"),
        ("Plan", (), True, "nobody"),
        ("Plan", tuple(f"p{n}@guest.example" for n in range(501)), False, "too_many"),
    ):
        with pytest.raises(Rejected) as refused:
            room.invite(event, *who, missing=missing)
        assert refused.value.code == code, refused.value.message
        assert refused.value.message[-1] == "."
    room.rest()


def test_an_event_that_changes_under_the_question(room: Room) -> None:
    event = room.outlook_event("Plan")
    found = room.look("Plan", ANN)
    room.stage.outlook.calendar.edit(event, location="Elsewhere")
    with pytest.raises(SyncError, match="changed in Outlook meanwhile"):
        invite(room.stage.mailbox_id, room.stage.parts, found, heartbeat=False)
    assert (room.sent(), room.outcomes(), room.rows(IntentRow)) == ([], [], [])
    room.invite("Plan", ANN)
    room.carried()
    room.rest(ANN)


@GRAPH
def test_a_run_that_is_under_way(room: Room) -> None:
    room.outlook_event("Plan")
    parts = room.stage.parts
    assert take(parts.database, room.stage.mailbox_id, "a run", parts.now())
    with pytest.raises(LeaseHeld):
        room.invite("Plan", ANN)
    assert room.sent() == []
    assert not [row for row in room.rows(RunRow) if row.kind == "invite"]


@GRAPH
def test_the_command(room: Room) -> None:
    room.outlook_event("Plan")
    stamp(config(room.url), "head")
    dry = room.command("Plan", "--who", ANN, "--who", BOB, "--dry-run", code=0)
    assert ANN in dry.out
    assert "nothing was sent" in dry.out
    assert "add --yes" in room.command("Plan", "--who", ANN, code=2).err
    assert "There is no event" in room.command("Other", "--who", ANN, "--yes", code=1).err
    assert room.sent() == []
    assert "Sent." in room.command("Plan", "--who", ANN, "--yes", "--by", "Ada", code=0).out
    again = room.command("Plan", "--who", ANN, "--yes", code=0)
    assert "was invited before" in again.out
    assert "Sent." not in again.out
    room.carried()
    room.rest(ANN)
