"""Whom and what events are about, as a person chose: written as far as Salesforce holds it, with the people who take
part left alone, and taken off again only where it is still as it was written."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.policy import Private
from core.salesforce.event_store import EventStore
from core.store import NOTHING, Change, Choice, Regarding, Written
from tests.core.salesforce.steps import create, edit, listed, prepared, read, row, update
from tests.core.salesforce.test_meetings import ANN, BO, POLICY, Meetings

PERSON, INVITED = "IsParent", "IsInvitee"


class Desk(Meetings):
    """Shared Activities are on. More contacts, and what events can be about."""

    def __init__(self, folder: Path, *, shared: bool = True) -> None:
        super().__init__(folder)
        self.org.set_feature("shared_activities", on=shared)
        self.account = self.add("Account", Name="Lee Ltd")
        self.eve, self.fay = (self.add("Contact", FirstName=name, LastName="Lee") for name in ("Eve", "Fay"))

    def roles(self, event: str) -> dict[str, tuple[bool, bool]]:
        """By person's id: (the event is about her, she takes part)."""
        soql = f"SELECT RelationId, IsParent, IsInvitee FROM EventRelation WHERE EventId = '{event}' AND IsWhat = false"  # noqa: S608
        return {one["RelationId"]: (one[PERSON], one[INVITED]) for one in self.rows(soql)}

    def about(self, event: str) -> tuple[Any, Any]:
        found = row(self, "Event", event)
        return found["WhoId"], found["WhatId"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.close()


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Desk]:
    """Without Shared Activities, as Salesforce gives an org to begin with."""
    desk = Desk(tmp_path, shared=False)
    yield desk
    desk.close()


def calls(store: EventStore, before: dict[str, int]) -> dict[str, int]:
    """Since then, by purpose."""
    return {name: more for name, count in store.calls.items() if (more := count - before.get(name, 0))}


def test_several_people_and_a_record(desk: Desk) -> None:
    store = desk.events()
    key = create(store, desk.meeting("cy@example.com|accepted"))
    chosen = Choice(Regarding(desk.account, (desk.eve, desk.contact, desk.fay)))
    assert store.relate([key], chosen) == {}
    assert desk.about(key) == (desk.eve, desk.account)
    both, told = (True, False), (True, True)
    assert desk.roles(key) == {desk.eve: both, desk.fay: both, desk.contact: told}
    assert read(store, key).fields["attendees"] == ("cy@example.com|accepted",), "nobody of them takes part by it"
    assert store.regarding([key])[key] == Regarding(desk.account, (desk.eve, desk.contact, desk.fay))
    names = {desk.account: "Lee Ltd", desk.eve: "Eve Lee", desk.fay: "Fay Lee", desk.contact: "Ek"}
    assert store.called(key, chosen.chosen) == names
    stamp, before = row(desk, "Event", key)["SystemModstamp"], dict(store.calls)
    desk.clock.advance(minutes=1)
    assert store.relate([key], chosen) == {}
    assert (calls(store, before), row(desk, "Event", key)["SystemModstamp"]) == ({"re-read": 1}, stamp)


def test_who_takes_part_and_who_it_is_about_do_not_touch_each_other(desk: Desk) -> None:
    """One relation says both of a person (Object Reference, "EventRelation")."""
    store = desk.events()
    key = create(store, desk.meeting("cy@example.com|accepted"))
    store.relate([key], Choice(Regarding(None, (desk.contact, desk.eve))))
    changed = update(store, read(store, key), fields={"attendees": ("di@example.com|none",)})
    assert isinstance(changed, Written)
    assert desk.roles(key) == {desk.contact: (True, False), desk.eve: (True, False), desk.lead: (False, True)}
    back = update(store, read(store, key), "b", {"attendees": ("cy@example.com|tentative", "di@example.com|none")})
    assert isinstance(back, Written)
    assert desk.roles(key)[desk.contact] == (True, True) and desk.relations(key)[desk.contact] == "Maybe"
    assert store.relate([key], Choice(NOTHING, frozenset({desk.contact, desk.eve}))) == {}
    assert desk.roles(key) == {desk.contact: (False, True), desk.lead: (False, True)}
    assert desk.about(key) == (None, None)
    assert read(store, key).fields["attendees"] == ("cy@example.com|tentative", "di@example.com|none")


def test_a_new_event_is_about_it_from_the_beginning(desk: Desk) -> None:
    store = desk.events()
    regarding = Regarding(desk.account, (desk.eve, desk.contact))
    change = Change("s", desk.meeting("cy@example.com|accepted"), regarding=regarding)
    (ready,) = prepared(store, change)
    before = dict(store.calls)
    (made,) = store.create([ready])
    assert isinstance(made, Written) and not made.bare
    assert "relate" not in calls(store, before)
    assert desk.about(made.key) == (desk.eve, desk.account)
    assert desk.roles(made.key) == {desk.eve: (True, False), desk.contact: (True, True)}
    assert read(store, made.key).fields["attendees"] == ("cy@example.com|accepted",)


def test_what_it_cannot_be_about_does_not_cost_the_event(desk: Desk) -> None:
    store = desk.events()
    desk.remove(desk.eve)
    changes = [
        Change("a", desk.meeting(), regarding=Regarding(desk.account, (desk.eve, desk.fay))),
        Change("b", desk.meeting(subject="Other"), regarding=Regarding(desk.account, (desk.fay,))),
    ]
    bare, whole = store.create(prepared(store, *changes))
    assert isinstance(bare, Written) and isinstance(whole, Written)
    assert (bare.bare, whole.bare) == (True, False)
    assert (desk.about(bare.key), desk.about(whole.key)) == ((None, None), (desk.fay, desk.account))
    assert desk.count() == 2
    told = store.relate([bare.key, whole.key], Choice(Regarding(desk.account, (desk.eve, desk.fay))))
    assert told == dict.fromkeys(
        (bare.key, whole.key), "Not in Salesforce any more, or out of your sight there: Eve Lee."
    )
    assert desk.about(bare.key) == (desk.fay, desk.account)


def test_what_is_refused_names_whom_it_was_for(desk: Desk) -> None:
    """A rule of the org; the record is related all the same."""
    desk.org.add_validation_rule("Event", "NoEve", f"WhoId = '{desk.eve}'", "Eve wants no events", "WhoId")
    store = desk.events()
    key = create(store, desk.meeting())
    told = store.relate([key], Choice(Regarding(desk.account, (desk.eve, desk.fay))))
    assert told[key].startswith("Salesforce refused the event with Eve Lee, Fay Lee: Eve wants no events."), told
    assert desk.about(key) == (None, desk.account)
    gone = desk.add("Account", Name="Gone")
    desk.remove(gone, "Account")
    told = store.relate([key], Choice(Regarding(gone, (desk.fay,))))
    assert told[key].startswith("Salesforce refused the event: ") and desk.about(key) == (desk.fay, desk.account)


def test_a_lead_stands_alone(desk: Desk) -> None:
    store = desk.events()
    one, two = create(store, desk.meeting(subject="One")), create(store, desk.meeting(subject="Two"), "t")
    told = store.relate([one], Choice(Regarding(None, (desk.lead, desk.eve))))
    alone = "An event in Salesforce has contacts or one lead, and no record beside a lead. Not added: Oy."
    assert (told, desk.about(one)) == ({one: alone}, (desk.eve, None))
    assert store.relate([two], Choice(Regarding(None, (desk.lead,)))) == {}
    assert desk.about(two) == (desk.lead, None)
    told = store.relate([two], Choice(Regarding(desk.account, (desk.eve,))))
    assert told == {two: alone.replace("Oy", "Eve Lee")} and desk.about(two) == (desk.lead, None)
    told = store.relate([two], Choice(Regarding(desk.account, (desk.lead,)), frozenset({desk.lead})))
    assert told[two].startswith("In Salesforce this event is with a lead") and desk.about(two) == (desk.lead, None)


def test_more_people_than_it_holds(desk: Desk) -> None:
    store = desk.events()
    key = create(store, desk.meeting())
    many = [desk.add("Contact", LastName=f"No {n:02}") for n in range(49)]
    store.relate([key], Choice(Regarding(None, (desk.eve, desk.fay))))
    told = store.relate([key], Choice(Regarding(None, tuple(many))))
    assert told == {key: "Salesforce keeps 50 people with an event. Not added: No 48."}
    assert len(desk.roles(key)) == 50


def test_without_shared_activities_one_person_is_kept(plain: Desk) -> None:
    store = plain.events()
    key = create(store, plain.meeting("cy@example.com|none"))
    told = store.relate([key], Choice(Regarding(plain.account, (plain.contact, plain.eve, plain.fay))))
    words = "Salesforce keeps one person with an event here, as Shared Activities are off. Not added: Fay Lee."
    assert told == {key: words}, "who takes part is known to the event anyway"
    assert plain.about(key) == (plain.eve, plain.account)
    assert plain.relations(key) == {plain.contact: "New"}, "nobody is invited"
    given = Choice(NOTHING, frozenset({plain.account, plain.eve, plain.fay, plain.contact}))
    assert store.relate([key], given) == {} and plain.about(key) == (None, None)


def test_without_shared_activities_somebody_gives_room_and_comes_back(plain: Desk) -> None:
    store = plain.events()
    key = create(store, plain.meeting("cy@example.com|none"))
    edit(plain, "Event", key, WhoId=plain.fay, WhatId=plain.account)
    other = plain.add("Account", Name="Other")
    before = store.regarding([key])
    assert store.relate([key], Choice(Regarding(None, (plain.contact,)), before=before)) == {}
    assert plain.about(key) == (plain.fay, plain.account), "who takes part takes nobody's place"
    store.relate([key], Choice(Regarding(other, (plain.eve,)), before=before))
    assert plain.about(key) == (plain.eve, other)
    store.relate([key], Choice(NOTHING, frozenset({plain.eve, other}), before))
    assert plain.about(key) == (plain.fay, plain.account)


def test_what_people_did_in_salesforce_since_stays(desk: Desk) -> None:
    store = desk.events()
    key = create(store, desk.meeting())
    other = desk.add("Account", Name="Other")
    chosen = Regarding(desk.account, (desk.eve,))
    given = frozenset(chosen.keys)
    store.relate([key], Choice(chosen))
    edit(desk, "Event", key, WhatId=other, EventWhoIds=[desk.fay], WhoId=desk.fay)
    assert store.relate([key], Choice(chosen, given)) == {}
    assert desk.about(key) == (desk.fay, other), "the same choice once more is none"
    store.relate([key], Choice(Regarding(desk.account, (desk.eve, desk.contact)), given))
    assert desk.about(key) == (desk.fay, other) and set(desk.roles(key)) == {desk.fay, desk.contact}
    store.relate([key], Choice(NOTHING, frozenset({*given, desk.contact})))
    assert desk.about(key) == (desk.fay, other) and set(desk.roles(key)) == {desk.fay}


def test_what_was_there_before_is_nobodys_to_take_off(desk: Desk) -> None:
    store = desk.events()
    key = create(store, desk.meeting())
    edit(desk, "Event", key, WhatId=desk.account, WhoId=desk.eve)
    before = store.regarding([key])
    chosen = Regarding(desk.account, (desk.eve, desk.fay))
    store.relate([key], Choice(chosen, before=before))
    store.relate([key], Choice(NOTHING, frozenset(chosen.keys), before))
    assert desk.about(key) == (desk.eve, desk.account) and set(desk.roles(key)) == {desk.eve}


def test_events_of_colleagues_private_ones_and_gone_ones(desk: Desk) -> None:
    store = desk.events()
    theirs = create(desk.events(BO), desk.meeting("cy@example.com|none", f"{ANN}|none"))
    secret = create(store, desk.meeting(subject="Secret"), "m")
    edit(desk, "Event", secret, IsPrivate=True)
    gone = create(store, desk.meeting(subject="Gone"), "g")
    desk.remove(gone, "Event")
    told = store.relate([theirs, secret, gone], Choice(Regarding(None, (desk.contact, desk.eve))))
    assert told.keys() == {theirs, secret}
    assert "only the owner's copy" in told[theirs] and "private" in told[secret]
    assert store.relate([theirs], Choice(Regarding(None, (desk.contact,)))) == {}, "she takes part there anyway"
    assert store.regarding([theirs, secret, gone]) == {secret: NOTHING}


def test_a_private_event_is_created_about_nothing(desk: Desk) -> None:
    store = EventStore(desk.client(desk.login(ANN)), replace(POLICY, private=Private.BUSY))
    fields = desk.meeting(sensitivity="private")
    (made,) = store.create(prepared(store, Change("p", fields, regarding=Regarding(desk.account, (desk.eve,)))))
    assert isinstance(made, Written) and not made.bare and desk.about(made.key) == (None, None)


def test_who_may_not_set_it_is_told(desk: Desk) -> None:
    desk.org.set_field_access("Standard User", "Event", "WhoId", read=True, edit=False)
    store = desk.events()
    key = create(store, desk.meeting())
    told = store.relate([key], Choice(Regarding(desk.account, (desk.eve,))))
    assert told[key].startswith("This Salesforce user may not set whom") and desk.about(key) == (None, desk.account)


def test_a_long_series_is_related_in_few_calls(desk: Desk) -> None:
    store = desk.events()
    starts = [desk.start + timedelta(days=n) for n in range(420)]
    changes = [
        Change(f"s{n}", {"subject": "Team", "start": start, "end": start + timedelta(hours=1)})
        for n, start in enumerate(starts)
    ]
    keys = [one.key for one in store.create(prepared(store, *changes)) if isinstance(one, Written)]
    assert len(keys) == 420
    before = dict(store.calls)
    assert store.relate(keys, Choice(Regarding(desk.account, (desk.eve, desk.fay)))) == {}
    assert {desk.about(key) for key in keys} == {(desk.eve, desk.account)}
    assert calls(store, before) == {"re-read": 1, "relate": 1}, "collections of 200, five a call"


def test_what_an_event_is_about_is_not_told_as_news_of_its_attendees(desk: Desk) -> None:
    store = desk.events()
    key = create(store, desk.meeting("cy@example.com|none"))
    store.relate([key], Choice(Regarding(None, (desk.eve, desk.contact))))
    seen, _ = listed(store)
    assert seen[key].fields["attendees"] == ("cy@example.com|none",)  # type: ignore[union-attr]
