"""core.salesforce.desk.descriptions: asked once, then with a condition, and anew when a right has changed."""

import pytest

from core.salesforce.composite import Answer
from core.salesforce.desk.descriptions import LARGEST, Descriptions
from core.salesforce.desk.desk import Desk, NotThere, described, laid_out
from core.salesforce.desk.recents import rows_of
from core.salesforce.desk.records import read
from core.salesforce.desk.rows import Lister
from core.salesforce.desk.search import look_up
from core.salesforce.desk.words import Words
from tests.contract.worlds_salesforce import SalesforceWorld


class Time:
    """Seconds that a test moves on."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def desk(world: SalesforceWorld) -> tuple[Desk, Time]:
    time = Time()
    return Desk(world.client(), Descriptions(time, 60)), time


def test_asked_once_while_fresh_then_with_a_condition(world: SalesforceWorld, desk: tuple[Desk, Time]) -> None:
    opened, time = desk
    key = world.add(LastName="Berg")
    read(opened, "Contact", key)
    first = opened.object("Contact")
    assert opened.client.calls["read"] == 2
    read(opened, "Contact", key)
    assert opened.client.calls["read"] == 3 and opened.object("Contact") is first
    time.seconds = 61
    read(opened, "Contact", key)
    assert opened.client.calls["read"] == 4
    assert opened.object("Contact") is first, "304: what was read stays"
    assert not opened.known.stale(described("Contact"))


def test_a_changed_describe_is_read_anew(world: SalesforceWorld, desk: tuple[Desk, Time]) -> None:
    opened, time = desk
    opened.sure("Contact")
    world.clock.advance(hours=1)
    world.org.add_field("Contact", "Nick", "string", length=20)
    time.seconds = 61
    assert "Nick__c" in opened.sure("Contact").fields
    assert opened.client.calls["describe"] == 2


def test_a_right_taken_away_is_noticed_before_the_time_is_up(world: SalesforceWorld, desk: tuple[Desk, Time]) -> None:
    opened, time = desk
    key = world.add(LastName="Berg", Title="Boss")
    lister = Lister({}, opened.url, Words())
    assert rows_of(opened, lister, [("Contact", key)])[0]["detail"] == "Boss"
    opened.sure("Contact")
    world.clock.advance(hours=1)
    world.org.set_field_access("Standard User", "Contact", "Title", read=False, edit=False)
    time.seconds = 20
    for _ in range(2):
        assert rows_of(opened, lister, [("Contact", key)])[0]["detail"] == ""
    assert (opened.client.calls["rows"], opened.client.calls["describe"]) == (4, 2)
    found = look_up(opened, "berg", lister, sobject="Contact")
    assert [row["id"] for group in found.groups for row in group.rows] == [key]


def test_what_may_not_be_seen_is_known_to_be_absent(world: SalesforceWorld, desk: tuple[Desk, Time]) -> None:
    opened, _ = desk
    for _ in range(2):
        with pytest.raises(NotThere):
            opened.sure("Nope__c")
    assert opened.client.calls["describe"] == 1
    for name in ("Contact; x", "", "1x", "a/b", "../limits", "Contact\n"):
        with pytest.raises(NotThere):
            opened.sure(name)


def test_forgotten_by_name() -> None:
    kept = Descriptions()
    for name in ("Lead", "Case"):
        kept.take(described(name), Answer(200, name), str)
        kept.take(laid_out(name), Answer(403, []), str)
    kept.forget("sobjects/Lead/")
    assert [kept.knows(described(name)) for name in ("Lead", "Case")] == [False, True]
    assert kept.get(laid_out("Case")) is None and kept.knows(laid_out("Case"))


def test_no_more_than_fits() -> None:
    kept = Descriptions()
    for number in range(LARGEST + 5):
        kept.take(str(number), Answer(200, number), str)
    assert not kept.knows("0") and kept.knows(str(LARGEST + 4))
