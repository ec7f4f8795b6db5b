"""Makes and changes series over the wire, as other programs of the user would: many with one call."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from core.exchange.graph import GraphClient, Part, segment
from tests.contract.microsoft_world import PASSWORD, SERVICE
from tests.core.exchange.event_worlds import EwsEvents, GraphEvents
from tests.recurrence.series import Change, Series, moment
from tests.sandbox.microsoft_ews import calendar_bodies as bodies
from tests.sandbox.microsoft_ews.client import Client
from tests.sandbox.microsoft_ews.test_calendar_random import recurrence_of
from tests.sandbox.microsoft_graph.test_calendar_random import wire
from tests.sandbox.microsoft_store.series import local_of

CHUNK = 60
_UPDATE = (
    '<m:UpdateItem ConflictResolution="AlwaysOverwrite" SendMeetingInvitationsOrCancellations="SendToNone">'
    "<m:ItemChanges>{}</m:ItemChanges></m:UpdateItem>"
)
Wish = tuple[Series, Change]


class People(Protocol):
    def make(self, wanted: Sequence[Series]) -> None:
        """Gives each its id."""

    def try_to_make(self, wanted: Sequence[Series]) -> list[bool]:
        """Which of them the server took; these have their ids."""

    def change(self, wanted: Sequence[Wish]) -> None: ...


class GraphPeople:
    def __init__(self, world: GraphEvents) -> None:
        self._client = GraphClient(world.connection(), world.address)
        self._events = f"{self._client.user}/events"

    def make(self, wanted: Sequence[Series]) -> None:
        assert all(self.try_to_make(wanted))

    def try_to_make(self, wanted: Sequence[Series]) -> list[bool]:
        answers = self._client.batch("people", [Part("POST", self._events, _event(one)) for one in wanted])
        for one, answer in zip(wanted, answers, strict=True):
            assert answer.status < 500, answer.body
            one.id = answer.body.get("id", "")
        return [answer.status < 300 for answer in answers]

    def change(self, wanted: Sequence[Wish]) -> None:
        spans = [one.original(change.index)[0] for one, change in wanted]
        asked = [
            f"{self._events}/{segment(one.id)}/instances?$select=originalStart&startDateTime={start:%Y-%m-%dT%H:%M:%SZ}"
            f"&endDateTime={start + timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}"
            for (one, _), start in zip(wanted, spans, strict=True)
        ]
        found = self._send([Part("GET", path) for path in asked])
        parts = []
        for (one, change), start, answer in zip(wanted, spans, found, strict=True):
            [row] = [row for row in answer["value"] if datetime.fromisoformat(row["originalStart"]) == start]
            path = f"{self._events}/{segment(row['id'])}"
            parts.append(Part("DELETE", path) if change.deletes else Part("PATCH", path, _patch(one, change)))
        self._send(parts)

    def _send(self, parts: Sequence[Part]) -> list[dict[str, Any]]:
        answers = self._client.batch("people", parts)
        for part, answer in zip(parts, answers, strict=True):
            assert answer.status < 300, (part, answer.body)
        return [answer.body for answer in answers]


def _event(one: Series) -> dict[str, Any]:
    start, end = one.begin
    return {
        "subject": one.subject,
        "start": {"dateTime": start.isoformat(), "timeZone": one.place},
        "end": {"dateTime": end.isoformat(), "timeZone": one.place},
        "isAllDay": one.all_day,
        "recurrence": wire(one.recurrence),
        "categories": ["Salesforce"],
    }


def _patch(one: Series, change: Change) -> dict[str, Any]:
    body: dict[str, Any] = {"subject": change.subject} if change.subject else {}
    if change.times:
        zone = one.place if one.all_day else "UTC"
        shown = [local_of(edge, zone).replace(tzinfo=None).isoformat() for edge in change.times]
        body |= {n: {"dateTime": text, "timeZone": zone} for n, text in zip(("start", "end"), shown, strict=True)}
    return body


class EwsPeople:
    def __init__(self, world: EwsEvents) -> None:
        url = f"{world.url}/EWS/Exchange.asmx"
        self._client = Client(url, world.sandbox.certificates.ca, SERVICE, PASSWORD, world.address)

    def make(self, wanted: Sequence[Series]) -> None:
        for chunk in _chunks(wanted):
            self._make(chunk)
        assert all(one.id for one in wanted)

    def try_to_make(self, wanted: Sequence[Series]) -> list[bool]:
        """One by one: what the schema forbids is refused with the whole call."""
        for one in wanted:
            self._make([one])
        return [bool(one.id) for one in wanted]

    def _make(self, wanted: Sequence[Series]) -> None:
        items = "</t:CalendarItem><t:CalendarItem>".join(_properties(one) for one in wanted)
        reply = self._client.call(bodies.create(items))
        assert "ErrorInternalServerError" not in reply.codes
        for one, item_id in zip(wanted, reply.find("//t:CalendarItem/t:ItemId/@Id"), strict=False):
            one.id = str(item_id)

    def change(self, wanted: Sequence[Wish]) -> None:
        for chunk in _chunks([one for one in wanted if not one[1].deletes]):
            self._send(_UPDATE.format("".join(_item_change(one) for one in chunk)))
        for chunk in _chunks([one for one in wanted if one[1].deletes]):
            self._send(bodies.delete("".join(_occurrence(one) for one in chunk)))

    def _send(self, body: str) -> Any:
        reply = self._client.call(body)
        assert set(reply.codes) == {"NoError"}, reply.content
        return reply


def _chunks(wanted: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (wanted[n : n + CHUNK] for n in range(0, len(wanted), CHUNK))


def _properties(one: Series) -> str:
    start, end = (moment(edge.date(), edge.time(), one.place) for edge in one.begin)
    return (
        f"<t:Subject>{one.subject}</t:Subject><t:Categories><t:String>Salesforce</t:String></t:Categories>"
        f"<t:Start>{start.isoformat()}</t:Start><t:End>{end.isoformat()}</t:End>"
        f"<t:IsAllDayEvent>{str(one.all_day).lower()}</t:IsAllDayEvent>{recurrence_of(one.recurrence)}"
        f"<t:StartTimeZone Id='{one.zone}'/>"
    )


def _occurrence(wish: Wish) -> str:
    return bodies.indexed(wish[0].id, wish[1].index + 1)


def _item_change(wish: Wish) -> str:
    change = wish[1]
    steps = bodies.setting("item:Subject", f"<t:Subject>{change.subject}</t:Subject>") if change.subject else ""
    for name, edge in zip(("Start", "End"), change.times or (), strict=False):
        steps += bodies.setting(f"calendar:{name}", f"<t:{name}>{edge.isoformat()}</t:{name}>")
    return f"<t:ItemChange>{_occurrence(wish)}<t:Updates>{steps}</t:Updates></t:ItemChange>"
