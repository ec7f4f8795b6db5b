"""A calendar through Microsoft Graph.

calendarView/delta is frozen to the window of its first call and tells occurrences by their times only; a deleted
occurrence may not be told at all. So the occurrences of every series that it names are asked for anew (instances).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from core.errors import CursorExpired, Rejected, Stale, SyncError, Unauthorized
from core.exchange import graph_inviting, graph_writes, rich_notes
from core.exchange.calendar import CalendarPage, Guests, Slot, Span
from core.exchange.errors import for_record, malformed, sync_error
from core.exchange.graph import IMMUTABLE, WRITES, GraphClient, Json, Part, literal, query, segment
from core.exchange.graph_events import EVENT, KINDS, edge_of
from core.exchange.graph_items import VALUES, extended, html_of, item_of, name_id, text
from core.exchange.graph_reading import GraphReader, delta_page, ensure_categories, zone_of_mailbox
from core.exchange.http import Meter
from core.exchange.mailbox import STAMP, Item, Write
from core.exchange.wire import moment_of, wire_moment
from core.item_ids import rest_id
from core.records import Away
from core.store import Outcome, Removal

FEED_PAGE, VIEW_PAGE = 200, 500
_PERMISSION = (
    "The app may not open the calendar of {who}; let an administrator grant it Calendars.ReadWrite in Entra, or switch"
    " the synchronisation of events off."
)
_VIEWED = "subject,type,seriesMasterId,originalStart,start,end,isAllDay,iCalUId"


class GraphCalendar:
    """Implements core.exchange.calendar.Calendar."""

    tells_people = True
    follows = False

    def __init__(self, client: GraphClient) -> None:
        self.batch = WRITES
        self._client = client
        self._reader = GraphReader(client, EVENT)
        self._home = ""
        self._zone: str | None = None

    @property
    def address(self) -> str:
        return self._client.address

    @property
    def meter(self) -> Meter:
        return self._client.meter

    def open(self) -> str:
        try:
            home = self._client.call("folders", Part("GET", f"{self._client.user}/calendar")).get("id")
        except Unauthorized as error:
            if error.code != "no_right":
                raise
            told = _PERMISSION.format(who=self.address)
            raise Unauthorized(told, code="calendar_permission", vendor=error.vendor) from error
        if not isinstance(home, str):
            raise malformed(self.address, "no default calendar")
        self._home = home
        return home

    def is_alive(self, folder: str) -> bool:
        return True

    def zone(self) -> str | None:
        if self._zone is None:
            self._zone = zone_of_mailbox(self._client) or ""
        return self._zone or None

    def feed(self, state: str | None, window: Span) -> Iterator[CalendarPage]:
        if state and not self._client.is_own(state):
            told = "Microsoft Graph is reached at another address now; Outlook is listed anew."
            raise CursorExpired(told, code="endpoint_changed")
        path = f"{self._client.user}/calendars/{segment(self._home)}/calendarView/delta?{_edges(window)}"
        prefer = f"odata.maxpagesize={FEED_PAGE}, {EVENT.prefer}"
        try:
            for page in self._client.pages("delta", state or path, prefer=prefer):
                yield self._page(page)
        except Stale as error:
            raise sync_error("ErrorSyncFolderNotFound", self.address) from error
        except Rejected as error:
            if not state:
                raise
            raise sync_error("SyncStateNotFound", self.address) from error

    def _page(self, page: Json) -> CalendarPage:
        rows, link, _ = delta_page(page, self.address)
        items: list[Item] = []
        series: dict[str, None] = {}
        for row in rows:
            master = text(row.get("seriesMasterId"))
            if "@removed" in row:
                continue
            if row.get("type") == "seriesMaster" or master:
                series[master or row["id"]] = None
            elif item := item_of(EVENT, row, self._home):
                items.append(item)
        removed = tuple(row["id"] for row in rows if "@removed" in row)
        return CalendarPage(tuple(items), tuple(series), removed, link, whole=True)

    def key_of(self, item_id: str) -> str:
        return rest_id(item_id)

    def items(self, ids: Sequence[str]) -> dict[str, Item | Away]:
        return self._reader.get(list(dict.fromkeys(ids)), self._home)

    def with_exceptions(self, series: Sequence[Item]) -> list[Item]:
        """Graph tells them on $expand only."""
        options = query(select="id,originalStart", expand="exceptionOccurrences")
        parts = [Part("GET", f"{self._path(item.key)}{options}") for item in series]
        answers = self._client.batch("get", parts)
        moved = (_moved(answer.body) if answer.status < 400 else {} for answer in answers)
        return [
            replace(item, happening=replace(item.happening, moved=those))
            for item, those in zip(series, moved, strict=True)
        ]

    def moved(self, ids: Sequence[str]) -> dict[str, Item]:
        """Found in another calendar under the same id."""
        if not ids:
            return {}
        path = f"{self._client.user}/calendars"
        rows = [row for page in self._client.pages("folders", path) for row in page["value"] if isinstance(row, dict)]
        others = [key for row in rows if (key := text(row.get("id"))) and key != self._home]
        found: dict[str, Item] = {}
        for folder in others:
            read = self._reader.get([one for one in ids if one not in found], folder)
            found |= {key: item for key, item in read.items() if isinstance(item, Item)}
        return found

    def is_sure(self, event: str) -> bool:
        return True

    def slots(self, series: Sequence[Item], spans: Sequence[Span]) -> dict[str, list[Slot]]:
        asked = [(one, span) for one in series for span in spans]
        select = query(select=_VIEWED, top=str(VIEW_PAGE)).removeprefix("?")
        parts = [Part("GET", f"{self._path(one.key)}/instances?{_edges(span)}&{select}") for one, span in asked]
        found: dict[str, dict[str, Slot]] = {one.key: {} for one in series}
        for (one, _), answer in zip(asked, self._client.batch("instances", parts), strict=True):
            error = answer.error(self.address) if answer.status >= 400 else None
            if isinstance(error, Stale | Rejected):
                continue  # it is gone, or no series any more
            if error:
                raise error
            rows = self._client.rows("instances", answer.body)
            found[one.key] |= {slot.id: slot for row in rows if (slot := _slot(row))}
        return {key: list(slots.values()) for key, slots in found.items()}

    def view(self, span: Span, *, stamps: bool = False) -> list[Slot]:
        options = {"select": _VIEWED, "top": str(VIEW_PAGE)}
        if stamps:
            options["expand"] = f"{VALUES}($filter=id eq '{name_id(STAMP)}')"
        path = f"{self._client.user}/calendars/{segment(self._home)}/calendarView?{_edges(span)}"
        pages = self._client.pages("view", f"{path}&{query(**options).removeprefix('?')}")
        slots = [_slot(row) for page in pages for row in page["value"]]
        return [slot for slot in slots if slot]

    def series_of(self, slots: Sequence[Slot]) -> dict[str, str]:
        return {slot.id: slot.series for slot in slots if slot.series}

    def having(self, stamps: Sequence[str]) -> list[Item]:
        identity = literal(name_id(STAMP))
        filters = [f"{VALUES}/Any(ep: ep/id eq {identity} and ep/value eq {literal(stamp)})" for stamp in stamps]
        return self._reader.filtered([self._home], filters)

    def insert(self, writes: Sequence[Write]) -> list[Outcome]:
        outcomes = graph_writes.insert(self._client, EVENT, self._home, writes)
        again = [n for n, one in enumerate(outcomes) if isinstance(one, Stale) and one.code == "made_before"]
        return self._made_before(writes, outcomes, again) if again else outcomes

    def _made_before(self, writes: Sequence[Write], outcomes: list[Outcome], again: Sequence[int]) -> list[Outcome]:
        """What an earlier call made of the same stamp becomes what was to be made; a meeting with people stays."""
        there = {item.properties.get(STAMP): item for item in self.having([_stamp(writes[n]) for n in again])}
        found = {n: item for n in again if (item := there.get(_stamp(writes[n]))) and not item.happening.people}
        wanted = [replace(writes[n], key=item.key, version=item.version, before=item) for n, item in found.items()]
        for number, outcome in zip(found, self.change(wanted), strict=True):
            outcomes[number] = outcome
        return outcomes

    def change(self, writes: Sequence[Write]) -> list[Outcome]:
        return rich_notes.written(
            writes, self._pages, lambda due: graph_writes.change(self._client, EVENT, due, self._home)
        )

    def _pages(self, keys: Sequence[str]) -> dict[str, str | SyncError]:
        """Their notes as they are, with what Graph takes to be unsafe: it would be lost."""
        headers = {"Prefer": f'{IMMUTABLE}, outlook.body-content-type="html", outlook.allow-unsafe-html'}
        asked = query(select="body")
        parts = [Part("GET", f"{self._path(key)}{asked}", None, headers) for key in keys]
        answers = self._client.batch("get", parts)
        found: dict[str, str | SyncError] = {}
        for key, answer in zip(keys, answers, strict=True):
            failed = answer.status >= 400
            what = EVENT.what
            found[key] = for_record(answer.error(what), what) if failed else html_of(answer.body.get("body")) or ""
        return found

    def remove(self, removals: Sequence[Removal]) -> list[Outcome]:
        return graph_writes.remove(self._client, EVENT, removals, self._home)

    def guests(self, item: Item) -> Guests:
        return graph_inviting.guests(self._client, item)

    def invite(self, item: Item, now: Guests, people: Sequence[str]) -> Outcome:
        return graph_inviting.invite(self._client, item, now, people)

    def ensure_categories(self, wanted: Mapping[str, int]) -> None:
        ensure_categories(self._client, wanted)

    def memory(self) -> dict[str, object]:
        return {}

    def remember(self, memory: Mapping[str, object]) -> None:
        """Immutable ids leave nothing to remember."""

    def _path(self, key: str) -> str:
        return self._client.user + EVENT.item(self._home, key)


def _stamp(write: Write) -> str:
    return write.properties.get(STAMP, "")


def _edges(span: Span) -> str:
    return f"startDateTime={wire_moment(span.first)}&endDateTime={wire_moment(span.last)}"


def _moved(series: Json) -> dict[datetime, str]:
    rows = series.get("exceptionOccurrences")
    found: dict[datetime, str] = {}
    for row in rows if isinstance(rows, list) else []:
        original = moment_of(text(row.get("originalStart"))) if isinstance(row, dict) else None
        if original and isinstance(row.get("id"), str):
            found[original] = row["id"]
    return found


def _slot(row: object) -> Slot | None:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        return None
    all_day = row.get("isAllDay") is True
    start, end = edge_of(row, "start", all_day=all_day), edge_of(row, "end", all_day=all_day)
    if start is None:
        return None
    kind = KINDS.get(str(row.get("type")), "single")
    return Slot(
        id=row["id"],
        series=text(row.get("seriesMasterId")) or "",
        original_start=moment_of(text(row.get("originalStart"))),
        start=start,
        end=max(start, end or start),
        differs=kind == "exception",
        subject=text(row.get("subject")) or "",
        stamp=extended(row.get(VALUES))[1].get(STAMP, ""),
        uid=text(row.get("iCalUId")) or "",
    )
