"""Tasks and events on the wire, checked against Microsoft's schemas, and decoded from replies that are odd."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from core.exchange import graph_events, graph_tasks, limits
from core.exchange.calendar import occurrence_key, split_key
from core.exchange.ews import m
from core.exchange.ews_events import EVENT as EWS_EVENT
from core.exchange.ews_items import EwsKind, decode, encode_changes, encode_new
from core.exchange.ews_paths import TYPES, Element, put, shape, t
from core.exchange.ews_tasks import TASK as EWS_TASK
from core.exchange.graph_items import GraphKind, item_of
from core.exchange.mailbox import Item, Write
from core.exchange.series import Series
from core.objects import EVENT, TASK
from core.records import Value, canonical_fields
from tests.core.exchange.samples import write

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TASK_FIELDS: dict[str, Value] = {
    "subject": "Call Ünï",
    "status": "in_progress",
    "importance": "high",
    "due_date": date(2026, 3, 5),
    "reminder_due_by": NOON,
    "percent_complete": 40,
    "body": "a\nb",
}
EVENT_FIELDS: dict[str, Value] = {
    "subject": "Visit Ünï",
    "start": NOON,
    "end": NOON + timedelta(hours=1),
    "is_all_day": False,
    "location": "Room 1",
    "show_as": "working_elsewhere",
    "reminder_minutes": 10,
    "sensitivity": "private",
    "attendees": ("ann@x.example|accepted", "bob@x.example|none"),
    "body": "a\nb",
}
KINDS: dict[str, tuple[EwsKind, dict[str, Value]]] = {
    "task": (EWS_TASK, TASK_FIELDS),
    "event": (EWS_EVENT, EVENT_FIELDS),
}


@pytest.fixture(scope="module")
def schema(schemas: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(schemas / "ews" / "ews.xsd"))


def check(schema: etree.XMLSchema, element: Element) -> None:
    schema.assertValid(etree.fromstring(etree.tostring(element)))


def replied(kind: EwsKind, xml: str) -> Item | None:
    head = f'<t:{kind.element} xmlns:t="{TYPES}"><t:ItemId Id="a" ChangeKey="b"/>'
    return decode(kind, etree.fromstring(f"{head}{xml}</t:{kind.element}>"))


@pytest.mark.parametrize("name", KINDS)
class TestEwsSchema:
    def test_a_new_item(self, schema: etree.XMLSchema, name: str) -> None:
        kind, fields = KINDS[name]
        item = encode_new(kind, Write("x", fields, {"Stamp": "s", "Origin": "crm"}, categories=("A",), zone="UTC"))
        folder = m("SavedItemFolderId", t("FolderId", Id="AQMk"))
        options = {"MessageDisposition": "SaveOnly", "SendMeetingInvitations": "SendToNone"}
        check(schema, m("CreateItem", folder, m("Items", item), **options))

    @pytest.mark.parametrize("empty", [False, True])
    def test_every_single_change(self, schema: etree.XMLSchema, name: str, empty: bool) -> None:
        kind, fields = KINDS[name]
        for field, value in fields.items():
            if field in ("start", "end", "is_all_day") and empty:
                continue  # never emptied
            updates = encode_changes(kind, write({field: None if empty else value}, "AAMk", "CK1"))
            change = put(t("ItemChange"), t("ItemId", Id="AAMk", ChangeKey="CK1"), updates)
            options = {"ConflictResolution": "NeverOverwrite", "MessageDisposition": "SaveOnly"}
            check(schema, m("UpdateItem", m("ItemChanges", change), **options))

    def test_the_shape(self, schema: etree.XMLSchema, name: str) -> None:
        check(schema, m("GetItem", shape(KINDS[name][0].read), m("ItemIds", t("ItemId", Id="AAMk"))))


@pytest.mark.parametrize(
    ("kind", "name", "fields"),
    [(graph_tasks.task_kind("UTC"), "todoTask", TASK_FIELDS), (graph_events.EVENT, "event", EVENT_FIELDS)],
    ids=["task", "event"],
)
class TestGraphNames:
    def test_every_name_is_declared(self, schemas: Path, kind: GraphKind, name: str, fields: dict[str, Value]) -> None:
        types = json.loads((schemas / "graph" / "graph-v1.json").read_text())["types"]
        declared: dict[str, Any] = {}
        above: str | None = name
        while above:
            declared |= types[above]["properties"] | types[above].get("navigation", {})
            above = types[above]["base"]
        body = kind.encode(Write("x", fields, {"Stamp": "s"}, categories=("A",)))
        selected = [one for one in kind.shape.get("select", "").split(",") if one]
        assert {*body, *selected} <= declared.keys()
        for key, value in body.items():
            assert declared[key]["collection"] is isinstance(value, list), key

    def test_what_is_written_is_read(self, kind: GraphKind, name: str, fields: dict[str, Value]) -> None:
        body = kind.encode(Write("x", fields, {"Stamp": "s"}, categories=("A",)))
        item = item_of(kind, {**body, "id": "1", "@odata.etag": "e"}, "F")
        assert item is not None
        expected = {n: v for n, v in fields.items() if n not in ("attendees", "percent_complete")}
        assert {n: v for n, v in item.fields.items() if n in expected} == expected
        assert (item.categories, item.folder, item.properties.get("Stamp")) == (("A",), "F", "s")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("2026-03-02T09:00:00.0000000"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["dateTime", "timeZone", "emailAddress", "address", "content"]), inner)
    ),
    max_leaves=6,
)
NAMES = [*graph_events.SELECT.split(","), "title", "status", "dueDateTime", "reminderDateTime", "linkedResources"]


class TestOddReplies:
    @pytest.mark.parametrize("kind", [graph_tasks.task_kind(None), graph_events.EVENT], ids=["task", "event"])
    @given(row=st.dictionaries(st.sampled_from(NAMES), JSON))
    def test_anything_from_graph(self, kind: GraphKind, row: dict[str, Any]) -> None:
        """Read, or no item; whatever is read can be told on."""
        item = item_of(kind, {**row, "id": "1"}, "F")
        if item is not None:
            assert canonical_fields(item.fields) == dict(item.fields)

    @given(st.lists(st.tuples(st.sampled_from(list(KINDS)), st.text("0123456789TZ:-+.ab", max_size=25))))
    def test_anything_from_ews(self, told: list[tuple[str, str]]) -> None:
        for name, text in told:
            kind = KINDS[name][0]
            leaves = [path.attributes[0][1].partition(":")[2] for path in kind.paths.values()]
            item = replied(kind, "".join(f"<t:{leaf}>{text}</t:{leaf}>" for leaf in dict.fromkeys(leaves)))
            assert item is not None

    def test_an_event_without_an_end(self) -> None:
        start = "2026-03-02T09:00:00Z"
        item = replied(EWS_EVENT, f"<t:Start>{start}</t:Start>")
        row = {"id": "1", "start": {"dateTime": start[:-1], "timeZone": "UTC"}, "end": None}
        for one in (item, item_of(graph_events.EVENT, row, "")):
            assert one is not None
            assert one.fields["end"] == one.fields["start"] == datetime(2026, 3, 2, 9, tzinfo=UTC)

    def test_an_event_without_any_time(self) -> None:
        for one in (replied(EWS_EVENT, ""), item_of(graph_events.EVENT, {"id": "1"}, "")):
            assert one is not None
            assert not {"start", "end"} & one.fields.keys()

    def test_whole_days_that_end_before_they_begin(self) -> None:
        times = "<t:Start>2026-03-02T23:00:00Z</t:Start><t:End>2026-03-01T23:00:00Z</t:End>"
        item = replied(EWS_EVENT, f"{times}<t:IsAllDayEvent>true</t:IsAllDayEvent>")
        assert item is not None
        assert item.fields["end"] == item.fields["start"] + timedelta(days=1)  # type: ignore[operator]  # moments

    @pytest.mark.parametrize("zone", ["Mars/Phobos", "", "tzone://Microsoft/Custom", "../../etc/passwd", "x" * 5000])
    def test_zones_that_nobody_knows(self, zone: str) -> None:
        row = {"id": "1", "originalStartTimeZone": zone, "start": {"dateTime": "2026-03-02T09:00:00", "timeZone": zone}}
        item = item_of(graph_events.EVENT, row, "")
        assert item is not None
        assert item.fields["start"] == datetime(2026, 3, 2, 9, tzinfo=UTC)
        assert "time_zone" not in item.fields

    @pytest.mark.parametrize("text", ["40", "40.5", "-1", "1000", "much", "", "NaN", "inf"])
    def test_percentages(self, text: str) -> None:
        item = replied(EWS_TASK, f"<t:PercentComplete>{text}</t:PercentComplete>")
        assert item is not None
        assert item.fields["percent_complete"] in (0, 40, 100)


class TestKeys:
    @given(st.text(min_size=1, max_size=20).filter(lambda s: "|" not in s), st.datetimes())
    def test_they_are_read_back(self, series: str, start: datetime) -> None:
        whole = start.replace(microsecond=0, tzinfo=UTC)
        if whole.year >= 1000:
            assert split_key(occurrence_key(series, whole)) == (series, whole)

    @pytest.mark.parametrize("key", ["AAMk", "", "a|b", "a|20261301T000000Z", "|", "a|b|c"])
    def test_what_is_none(self, key: str) -> None:
        assert split_key(key) == (key, None)


class TestSeries:
    @given(st.dictionaries(st.text(min_size=1, max_size=5), st.sets(st.integers(0, 4 * 10**9), min_size=1, max_size=9)))
    def test_kept_and_read_back(self, told: dict[str, set[int]]) -> None:
        series = Series()
        series.told = {name: {datetime.fromtimestamp(s, UTC) for s in starts} for name, starts in told.items()}
        series.pending = set(told)
        again = Series(series.text())
        assert (again.told, again.pending) == (series.told, series.pending)

    @pytest.mark.parametrize("text", ["", "x", "eJw=", None, 5, "eJyrVspPSVWyUqpVKshLz8xLVbICAFxaCHE="])
    def test_unreadable_is_nothing(self, text: object) -> None:
        assert (Series(text).told, Series(text).pending) == ({}, set())

    def test_two_hundred_weekly_ones_are_small(self) -> None:
        series = Series()
        for number in range(200):
            series.told[f"{number:0150}"] = {NOON + timedelta(weeks=week) for week in range(54)}
        assert len(series.text()) < 100_000


def test_what_outlook_cannot_hold() -> None:
    assert limits.refusal(TASK, TASK_FIELDS) is None
    assert limits.refusal(EVENT, EVENT_FIELDS) is None
    for object_type, fields in (
        (TASK, {"subject": "x" * 256}),
        (TASK, {"reminder_due_by": datetime(1500, 1, 1, tzinfo=UTC)}),
        (EVENT, {"location": "x" * 256}),
        (EVENT, {"start": datetime(9000, 1, 1, tzinfo=UTC)}),
    ):
        assert limits.refusal(object_type, fields) is not None
