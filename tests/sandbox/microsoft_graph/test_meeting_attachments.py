"""Attachments of a meeting over HTTPS: Graph sends its people what its organiser attaches, and tells what goes."""

import pytest

from tests.sandbox.microsoft_graph.conftest import BEN, World
from tests.sandbox.microsoft_graph.test_calendar_meetings import OUTSIDE, people, told
from tests.sandbox.microsoft_graph.test_events import EVENTS, event

pytestmark = pytest.mark.invites


def test_what_is_attached_to_a_meeting_or_taken_off_is_told(world: World) -> None:
    file = {"@odata.type": "#microsoft.graph.fileAttachment", "name": "a.txt", "contentBytes": "YQ=="}
    alone = world.post(EVENTS, event())
    world.post(f"{EVENTS}/{alone['id']}/attachments", file)
    assert told(world) == []
    meeting = world.post(EVENTS, event(attendees=people(BEN, OUTSIDE)))
    told(world)
    made = world.post(f"{EVENTS}/{meeting['id']}/attachments", file)
    assert told(world) == [("update", BEN), ("update", OUTSIDE)]
    world.call("DELETE", f"{EVENTS}/{meeting['id']}/attachments/{made['id']}")
    assert told(world) == [("update", BEN), ("update", OUTSIDE)]
