"""Meetings: what tells people is not written, and whose copy is whose."""

from typing import Any

from core.errors import Rejected
from core.records import Value
from core.store import Change, Removal
from sandbox.microsoft.store import Item
from tests.core.exchange.event_worlds import (
    DAY,
    TODAY,
    EventWorld,
    EwsEvents,
    GraphEvents,
    timed,
)
from tests.core.exchange.events.calls import ANN, BOB, create, inside, listed, prepared, read, update


class TestMeetings:
    def meeting(self, world: EventWorld, **more: Any) -> Item:
        return world.put(attendees=[ANN, BOB], **more)

    def test_who_takes_part(self, world: EventWorld) -> None:
        item = self.meeting(world)
        record = read(world, world.key(item))
        assert record.fields["attendees"] == ("ann@customer.example|none", "bob@customer.example|none")
        assert (record.meeting, record.writable) == (True, True)

    def test_nobody_is_told_of_anything(self, world: EventWorld) -> None:
        item = self.meeting(world)
        key = world.key(item)
        before = world.sent()
        update(world, key, {"reminder_minutes": 5, "show_as": "free", "sensitivity": "personal"})
        update(world, key, {"attendees": ("new@customer.example|none",), "crm_section": "Who: Ann"})
        create(world, timed(TODAY + DAY, attendees=("ann@customer.example|none",)))
        [ready] = world.events.prepare([Change("s", {"subject": "New"}, key, read(world, key).version)])
        if isinstance(ready, Change):
            world.events.update([ready])
        world.events.delete([Removal("d", key, read(world, key).version)])
        assert world.sent() == before

    def test_graph_does_not_write_what_it_would_tell(self) -> None:
        world = GraphEvents()
        key = world.key(self.meeting(world))
        writes = len([call for call in world.calls() if call.write])
        telling: list[dict[str, Value]] = [{"subject": "New"}, {"start": TODAY}, {"body": "x"}, {"location": "y"}]
        for fields in telling:
            [refused] = world.events.prepare([Change("s", fields, key, read(world, key).version)])
            assert isinstance(refused, Rejected)
            assert refused.code == "would_tell_people"
        ready = prepared(world, key, {"attendees": None, "crm_section": "x", "show_as": "free"})
        people = ("ann@customer.example|none", "bob@customer.example|none")
        assert (dict(ready.fields), dict(ready.held)) == (
            {"show_as": "free"},
            {"attendees": people, "crm_section": None},
        )
        [deleted] = world.events.delete([Removal("d", key, None)])
        assert isinstance(deleted, Rejected)
        assert len([call for call in world.calls() if call.write]) == writes

    def test_ews_writes_them_and_tells_nobody(self) -> None:
        world = EwsEvents()
        item = self.meeting(world)
        update(
            world, world.key(item), {"subject": "New", "attendees": ("ann@customer.example|none", "c@x.example|none")}
        )
        now = world.now(item).fields
        assert now["subject"] == "New"
        assert {one["address"].lower() for one in now["attendees"]} == {"ann@customer.example", "c@x.example"}
        assert world.sent() == 0

    def test_ews_leaves_everybody_else_as_they_are(self) -> None:
        """Kinds, names, answers, and an address of Exchange's own that has no SMTP form."""
        world = EwsEvents()
        legacy = {"name": "Old Timer", "address": "/o=First/ou=X/cn=Recipients/cn=old", "kind": "required"}
        room = {"name": "Room 1", "address": "room1@hooke.test", "kind": "resource"}
        people = [ANN | {"response": "Accept"}, legacy, BOB | {"response": "Decline"}, room]
        item = world.put(attendees=people)
        key = world.key(item)
        known = set(read(world, key).fields["attendees"])  # type: ignore[arg-type]  # a tuple

        def now() -> list[dict[str, str]]:
            return sorted(world.now(item).fields["attendees"], key=lambda one: str(one["address"]).lower())

        update(world, key, {"attendees": tuple(sorted({*known, "cat@x.example|none"}))})
        cat = {"name": "cat@x.example", "address": "cat@x.example", "kind": "required"}
        assert now() == sorted([*people, cat], key=lambda one: str(one["address"]).lower())
        update(
            world, key, {"attendees": tuple(sorted({*known, "cat@x.example|none"} - {"bob@customer.example|declined"}))}
        )
        assert now() == sorted([people[0], legacy, room, cat], key=lambda one: str(one["address"]).lower())
        update(world, key, {"attendees": ("dan@x.example|none",), "subject": "New"})
        assert {one["address"] for one in now()} == {legacy["address"], room["address"], "dan@x.example"}
        update(world, key, {"attendees": None})
        assert {one["name"] for one in now()} == {"Old Timer", "Room 1"}
        assert world.sent() == 0

    def test_the_copy_of_an_attendee(self, world: EventWorld) -> None:
        other = type(world)()
        other.put(attendees=[{**ANN, "address": world.address}, BOB], send=True)
        [copy] = world.mailbox.items(world.mailbox.well_known("calendar").id, "event")
        world.change(copy, categories=["Salesforce"])
        key = world.key(copy)
        record = read(world, key)
        assert (record.meeting, record.writable, record.in_scope) == (True, False, True)
        assert f"{other.address}|accepted" in record.fields["attendees"]  # type: ignore[operator]  # a tuple
        [refused] = world.events.prepare([Change("s", {"subject": "Mine"}, key, record.version)])
        assert isinstance(refused, Rejected)
        assert refused.code == "attendee_copy"
        update(world, key, {"reminder_minutes": 5, "show_as": "busy"}, categories=("Salesforce", "Friends"))
        now = world.now(copy).fields
        assert (now["reminder_minutes"], now["show_as"], now["categories"]) == (5, "Busy", ["Salesforce", "Friends"])

    def test_two_thousand_attendees(self, world: EventWorld) -> None:
        many = [{"name": "x", "address": f"p{n}@customer.example", "kind": "required"} for n in range(2000)]
        item = world.put(attendees=many)
        people = read(world, world.key(item)).fields["attendees"]
        assert isinstance(people, tuple)
        assert len(people) == 2000

    def test_an_answer_comes_through(self, world: EventWorld) -> None:
        item = world.put(attendees=[ANN])
        cursor = listed(world)[-1].cursor
        world.change(item, attendees=[{**ANN, "response": "Accept"}])
        pages = listed(world, cursor)
        assert inside(pages) == {world.key(item)}
        assert read(world, world.key(item)).fields["attendees"] == ("ann@customer.example|accepted",)
