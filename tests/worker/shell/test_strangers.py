"""Attendees whom the CRM learns of after it was told of their meeting: asked for every half hour, and written once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from core.objects import EVENT
from core.policy import DEFAULTS
from core.records import Fields, Side, Value
from tests.memory_replica import EWS_EVENTS, GRAPH_EVENTS, SALESFORCE_EVENTS, Replica, Traits
from tests.memory_store import MemoryStore
from tests.worker.shell.world import MAILBOX, START, World
from worker.lease import release, take
from worker.sync.report import RunReport
from worker.sync.run import Opened, open_context, sync
from worker.sync.wish import Wish

ANN, XAN, YAN = "ann@a.example|none", "xan@x.example|none", "yan@y.example|none"


class Choosy(MemoryStore):
    """A CRM whose events take only people that it knows."""

    def __init__(self, replica: Replica) -> None:
        super().__init__(replica)
        self.people = {"ann@a.example"}
        self.asked: list[tuple[str, ...]] = []

    def as_held(self, name: str, value: Value) -> Value:
        if not isinstance(value, tuple):
            return super().as_held(name, value)
        return tuple(one for one in value if one.partition("|")[0] in self.people) or None

    def known(self, addresses: Sequence[str]) -> frozenset[str]:
        self.asked.append(tuple(addresses))
        return frozenset(addresses) & self.people


class Meetings(World):
    """Events alone."""

    def __init__(self, where: str, exchange: Traits = EWS_EVENTS) -> None:
        super().__init__(where, exchange, SALESFORCE_EVENTS)
        self.exchange, self.crm = Replica(exchange, self.now), Replica(SALESFORCE_EVENTS, self.now)
        self.choosy = Choosy(self.crm)
        self.stores = {Side.EXCHANGE: MemoryStore(self.exchange), Side.CRM: self.choosy}
        self.policy = replace(DEFAULTS["event"], enabled=True)

    def meet(self, subject: str, days: int, *people: str) -> str:
        start = START + timedelta(days=days)
        fields: Fields = {"subject": subject, "start": start, "end": start + timedelta(hours=1), "attendees": people}
        return self.exchange.add(fields, categories=("Salesforce",))

    def sync(self, minutes: int = 30, *, force: bool = False) -> int:
        """How much was written by a run so many minutes after the one before."""
        before = self.writes
        self.later(minutes=minutes - 1)
        self.run(types=[EVENT], force=force)
        return self.writes - before

    def prompt(self) -> None:
        """As what people wait for in the pane does."""
        lease = take(self.database, MAILBOX, "share", self.moment)
        assert lease is not None
        report = RunReport("share", MAILBOX)
        opened = Opened(self.database, self.open_stores, self.policy_of, self.now)
        sync(open_context(opened, Wish(new_id=self.new_id), report, lease, EVENT), prompt=True)
        release(self.database, lease, self.moment)

    def people(self, subject: str) -> Value:
        """Of the event in the CRM."""
        [item] = [one for one in self.crm.living() if one.fields.get("subject") == subject]
        return item.fields.get("attendees")


def test_whoever_is_known_by_now_is_added_once(database_url: str) -> None:
    meetings = Meetings(database_url)
    meetings.meet("Plan", 3, ANN, XAN, YAN)
    meetings.meet("Next", 9, XAN)
    meetings.meet("Known", 4, ANN)
    assert meetings.sync() == 3
    assert (meetings.people("Plan"), meetings.people("Next")) == ((ANN,), None)
    assert meetings.sync() == 0
    assert meetings.choosy.asked == [("xan@x.example", "yan@y.example")]
    meetings.choosy.people.add("xan@x.example")
    assert meetings.sync() == 2
    assert (meetings.people("Plan"), meetings.people("Next")) == ((ANN, XAN), (XAN,))
    assert meetings.sync() == meetings.sync() == 0
    assert meetings.choosy.asked[-2:] == [("yan@y.example",)] * 2
    meetings.database.close()


def test_they_are_asked_for_every_half_hour_however_many_runs_there_are(database_url: str) -> None:
    """Each run that a webhook or a person starts would cost the calls anew, though nothing changed."""
    meetings = Meetings(database_url)
    meetings.meet("Plan", 3, XAN)
    meetings.sync()
    meetings.sync()
    assert len(meetings.choosy.asked) == 1
    meetings.choosy.people.add("xan@x.example")
    for minutes in (1, 10, 18):
        assert meetings.sync(minutes) == 0
    assert len(meetings.choosy.asked) == 1
    meetings.later(minutes=1)
    meetings.prompt()
    assert len(meetings.choosy.asked) == 1 and meetings.people("Plan") is None
    assert meetings.sync(1) == 1
    assert len(meetings.choosy.asked) == 2 and meetings.people("Plan") == (XAN,)
    meetings.database.close()


def test_whoever_wants_all_of_it_anew_does_not_wait() -> None:
    meetings = Meetings("sqlite://")
    meetings.meet("Plan", 3, XAN)
    meetings.sync()
    meetings.choosy.people.add("xan@x.example")
    assert meetings.sync(1) == 0
    assert meetings.sync(1, force=True) == 1
    assert meetings.people("Plan") == (XAN,)
    meetings.database.close()


@pytest.mark.parametrize("exchange", [GRAPH_EVENTS, EWS_EVENTS], ids=["graph", "ews"])
def test_nobody_is_asked_for_who_left_or_whose_meeting_is_over(exchange: Traits) -> None:
    meetings = Meetings("sqlite://", exchange)
    key = meetings.meet("Plan", 3, ANN, XAN)
    meetings.meet("Soon", 1, YAN)
    meetings.sync()
    meetings.exchange.edit(key, {"attendees": (ANN,)})
    assert meetings.sync() == 0
    meetings.later(days=2)
    assert meetings.sync() == 0
    asked = len(meetings.choosy.asked)
    meetings.choosy.people |= {"xan@x.example", "yan@y.example"}
    assert meetings.sync() == 0
    assert len(meetings.choosy.asked) == asked
    meetings.database.close()


def test_whom_the_crm_took_off_is_no_stranger() -> None:
    """Through Graph Outlook keeps them, for it could not take them off without telling them."""
    meetings = Meetings("sqlite://", GRAPH_EVENTS)
    meetings.choosy.people.add("xan@x.example")
    meetings.meet("Plan", 3, ANN, XAN, YAN)
    meetings.sync()
    [item] = meetings.crm.living()
    meetings.crm.edit(item.key, {"attendees": (ANN,)})
    meetings.sync()
    meetings.choosy.people.add("yan@y.example")
    meetings.sync()
    assert meetings.people("Plan") == (ANN, YAN)
    assert meetings.sync() == 0
    [theirs] = meetings.exchange.living()
    assert theirs.fields["attendees"] == (ANN, XAN, YAN)
    meetings.database.close()
