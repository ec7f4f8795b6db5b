"""The change feed of contacts over HTTPS: listing, polling, leaving the view, and what makes it list again."""

from collections.abc import Collection, Sequence

import pytest

from core.errors import CursorExpired, SyncError, Transient, Unauthorized
from core.policy import Policy
from core.records import Away, Gone, Record, Seen
from core.salesforce.position import RESTART, position_of
from core.salesforce.store import ContactStore
from core.store import Page
from tests.contract.worlds_salesforce import SalesforceWorld


def seen(pages: Sequence[Page]) -> list[Seen]:
    return [one for page in pages for one in page.seen]


def listed(store: ContactStore) -> str:
    """The cursor after a full listing."""
    return list(store.changed_since(None))[-1].cursor


def poll(store: ContactStore, cursor: str) -> list[Seen]:
    return seen(list(store.changed_since(cursor)))


def test_the_listing_names_what_the_view_holds(world: SalesforceWorld, store: ContactStore) -> None:
    mine = world.add(LastName="Mine", Email="m@example.com")
    world.add(LastName="Theirs", user=world.other)
    pages = list(store.changed_since(None))
    assert [(page.full, page.last) for page in pages] == [(True, True)]
    assert [record.key for record in seen(pages) if isinstance(record, Record) and record.in_scope] == [mine]


def test_an_empty_view(store: ContactStore) -> None:
    pages = list(store.changed_since(None))
    assert [(page.seen, page.full, page.last) for page in pages] == [((), True, True)]
    assert poll(store, pages[-1].cursor) == []


def test_a_poll_is_one_call_and_needs_no_second_read(world: SalesforceWorld, store: ContactStore) -> None:
    world.org.set_sharing("Contact", "Read")
    acme = world.add("Account", Name="Acme")
    keys = [world.add(LastName=f"Name {n}", AccountId=acme) for n in range(3)]
    cursor = listed(store)
    world.clock.advance(hours=1)
    world.edit(keys[0], Title="Boss")
    world.remove(keys[1])
    world.edit(keys[2], OwnerId=world.other)
    before = store.client.calls.total()
    found = {one.key: one for one in poll(store, cursor)}
    assert store.client.calls.total() == before + 1
    edited, deleted, left = (found[key] for key in keys)
    assert isinstance(edited, Record) and edited.fields["job_title"] == "Boss" and edited.in_scope
    assert deleted == Gone(keys[1])
    assert isinstance(left, Record) and not left.in_scope


def test_a_quiet_poll_tells_nothing(world: SalesforceWorld, store: ContactStore) -> None:
    world.add(LastName="Berg")
    cursor = listed(store)
    for _ in range(2):
        world.clock.advance(minutes=30)
        pages = list(store.changed_since(cursor))
        cursor = pages[-1].cursor
    assert [(page.seen, page.full, page.last) for page in pages] == [((), False, True)]


def test_the_cursor_overlaps_and_never_goes_back(world: SalesforceWorld, store: ContactStore) -> None:
    key = world.add(LastName="Berg")
    cursor = listed(store)
    first = list(store.changed_since(cursor))
    again = list(store.changed_since(first[-1].cursor))
    assert [one.key for one in seen(again)] == [key]
    before, after = position_of(cursor), position_of(again[-1].cursor)
    assert before is not None and after is not None and after.moment >= before.moment


def test_a_transaction_that_ends_late_is_not_missed(world: SalesforceWorld, store: ContactStore) -> None:
    key = world.add(LastName="Berg")
    world.clock.advance(hours=1)
    cursor = listed(store)
    world.clock.advance(minutes=-5)
    world.edit(key, Title="Boss")
    world.clock.advance(minutes=35)
    (record,) = poll(store, cursor)
    assert isinstance(record, Record) and record.fields["job_title"] == "Boss"


def test_a_merge_names_the_survivor(world: SalesforceWorld, store: ContactStore) -> None:
    master, loser = world.add(LastName="Berg"), world.add(LastName="Bergh")
    cursor = listed(store)
    with world.org.lock:
        world.org.system().merge("Contact", master, [loser])
    found = {one.key: one for one in poll(store, cursor)}
    assert found[loser] == Gone(loser, master)
    assert store.read([loser])[loser] == Gone(loser, master)


def test_a_record_that_the_user_may_no_longer_see_starts_a_listing(world: SalesforceWorld, store: ContactStore) -> None:
    world.org.set_sharing("Contact", "Private")
    key, other = world.add(LastName="Berg"), world.add(LastName="Ek")
    cursor = listed(store)
    world.clock.advance(hours=1)
    with world.org.lock:
        world.org.system().update("Contact", key, {"OwnerId": world.other})
    with pytest.raises(CursorExpired):
        poll(store, cursor)
    assert [one.key for one in seen(list(store.changed_since(None)))] == [other]
    assert store.read([key]) == {key: Away(key)}


@pytest.mark.parametrize("is_known", [False, True])
def test_what_was_never_in_scope_hides_no_loss(world: SalesforceWorld, store: ContactStore, is_known: bool) -> None:
    """A colleague's contact changes while one of the user's own is taken out of sight."""
    world.org.set_sharing("Account", "Read")
    account = world.add("Account", Name="Acme", user=world.other)
    key, theirs = world.add(LastName="Berg"), world.add(LastName="Ek", AccountId=account, user=world.other)
    cursor = listed(store)
    world.clock.advance(hours=1)
    with world.org.lock:
        world.org.system().update("Contact", key, {"OwnerId": world.other})
    world.edit(theirs, Title="Boss", user=world.other)
    asked: list[str] = []

    def known(keys: Collection[str]) -> Collection[str]:
        asked.extend(keys)
        return keys if is_known else ()

    if is_known:
        assert [one.key for one in seen(list(store.changed_since(cursor, known)))] == [theirs]
    else:
        with pytest.raises(CursorExpired, match="came or went unseen"):
            list(store.changed_since(cursor, known))
    assert asked == [theirs]


def test_nobody_is_asked_what_is_known_where_nothing_is_missing(world: SalesforceWorld, store: ContactStore) -> None:
    world.org.set_sharing("Account", "Read")
    account = world.add("Account", Name="Acme", user=world.other)
    gone, theirs = world.add(LastName="Holm"), world.add(LastName="Ek", AccountId=account, user=world.other)
    cursor = listed(store)
    world.clock.advance(hours=1)
    world.edit(theirs, Title="Boss", user=world.other)
    world.remove(gone)

    def known(keys: Collection[str]) -> Collection[str]:
        raise AssertionError(keys)

    assert {one.key for one in seen(list(store.changed_since(cursor, known)))} == {theirs, gone}


def test_the_feed_goes_on_for_a_day(world: SalesforceWorld) -> None:
    cursor = listed(world.store())
    world.clock.advance(hours=23)
    assert poll(world.store(), cursor) == []
    world.clock.advance(hours=2)
    with pytest.raises(CursorExpired):
        poll(world.store(), cursor)


def test_pages_of_a_large_view(world: SalesforceWorld, store: ContactStore) -> None:
    with world.org.lock:
        acting = world.org.as_user(world.user)
        for number in range(2_050):
            acting.insert("Contact", {"LastName": f"Name {number}"})
    pages = list(store.changed_since(None))
    assert [(len(page.seen), page.last) for page in pages] == [(2000, False), (50, True)]
    assert pages[0].cursor == RESTART and store.client.calls["list"] == 2
    assert next(iter(store.changed_since(RESTART))).full
    world.clock.advance(minutes=5)
    changed = list(store.changed_since(pages[-1].cursor))
    assert len(seen(changed)) == 2_050 and all(isinstance(one, Record) and one.in_scope for one in seen(changed))
    assert changed[0].cursor == pages[-1].cursor != changed[-1].cursor


def test_a_locator_that_expires_half_way_is_tried_again_later(world: SalesforceWorld, store: ContactStore) -> None:
    with world.org.lock:
        acting = world.org.as_user(world.user)
        for number in range(2_001):
            acting.insert("Contact", {"LastName": f"Name {number}"})
    world.faults.add("expired_cursor", operation="GET query/", times=None)
    with pytest.raises(Transient) as caught:
        list(store.changed_since(None))
    assert caught.value.code == "listing_expired"


def test_the_chosen_view(world: SalesforceWorld) -> None:
    bo = world.add(LastName="Bo", Title="Boss")
    world.add(LastName="Al", Title="Clerk")
    view = world.org.add_list_view("Contact", "Bosses", "Bosses", where="Title = 'Boss' OR Title = 'CEO'")
    for wanted in ("Bosses", view, view[:15]):
        found = seen(list(world.store(Policy(list_view=wanted)).changed_since(None)))
        assert [one.key for one in found] == [bo]


def test_leaving_a_view_with_a_filter_and_coming_back(world: SalesforceWorld) -> None:
    key = world.add(LastName="Bo", Title="Boss")
    world.org.add_list_view("Contact", "Bosses", "Bosses", where="Title = 'Boss'")
    store = world.store(Policy(list_view="Bosses"))
    cursor = listed(store)
    for title, inside in (("Clerk", False), ("Boss", True)):
        world.edit(key, Title=title)
        pages = list(store.changed_since(cursor))
        (record,) = seen(pages)
        assert isinstance(record, Record) and record.in_scope is inside
        state = store.read([key])[key]
        assert isinstance(state, Record) and state.in_scope is inside
        cursor = pages[-1].cursor


def test_a_user_who_may_not_query_list_views(world: SalesforceWorld) -> None:
    bo = world.add(LastName="Bo", Title="Boss")
    world.org.add_list_view("Contact", "Bosses", "Bosses", where="Title = 'Boss'")
    assert world.store().client.get("limits", "limits")
    world.org.set_object_access("Standard User", "ListView", read=False)
    store = world.store(Policy(list_view="Bosses"))
    assert [one.key for one in seen(list(store.changed_since(None)))] == [bo]
    assert store.client.calls["setup"] == 3
    with pytest.raises(Unauthorized):
        list(world.store(Policy(list_view="Nope")).changed_since(None))


def test_a_run_that_finds_nothing_is_two_calls_and_a_token(world: SalesforceWorld) -> None:
    cursor = listed(world.store())
    store = world.store()
    assert store.holds and poll(store, cursor) == []
    assert store.calls == {"token": 1, "setup": 1, "changes": 1}


def test_another_filter_or_other_fields_list_everything_again(world: SalesforceWorld) -> None:
    world.org.add_list_view("Contact", "Bosses", "Bosses", where="Title = 'Boss'")
    world.org.add_list_view("Contact", "Clerks", "Clerks", where="Title = 'Clerk'")
    cursor = listed(world.store(Policy(list_view="Bosses")))
    for policy in (Policy(list_view="Clerks"), Policy(list_view="Bosses", custom_fields=("LeadSource",))):
        with pytest.raises(CursorExpired):
            poll(world.store(policy), cursor)
    world.org.set_field_access("Standard User", "Contact", "Department", read=False, edit=False)
    with pytest.raises(CursorExpired):
        poll(world.store(Policy(list_view="Bosses")), cursor)


def test_a_view_that_is_gone_stops_the_feed_with_what_to_do(world: SalesforceWorld) -> None:
    store = world.store(Policy(list_view="Bosses"))
    for use in (lambda: list(store.changed_since(None)), lambda: store.read([world.user])):
        with pytest.raises(Unauthorized, match=r"“Bosses” is not in Salesforce any more.* choose another list view"):
            use()
    assert "surname" in store.holds


@pytest.mark.parametrize("cursor", ["x", "{}", '{"since": 1}'])
def test_a_broken_cursor_has_expired(store: ContactStore, cursor: str) -> None:
    with pytest.raises(CursorExpired):
        store.changed_since(cursor)


@pytest.mark.parametrize(
    ("kind", "error", "calls"),
    [
        ("server_error", Transient, 3),
        ("unavailable", Transient, 3),
        ("throttled", Transient, 1),
        ("quota", Transient, 1),
        ("forbidden", Unauthorized, 1),
        ("unauthorized", Unauthorized, 2),
        ("lost_reply", Transient, 3),
        ("malformed_reply", Transient, 3),
    ],
)
def test_trouble_of_a_poll(
    world: SalesforceWorld, store: ContactStore, kind: str, error: type[SyncError], calls: int
) -> None:
    cursor = listed(store)
    world.faults.add(kind, operation="POST composite", times=None)
    with pytest.raises(error) as caught:
        poll(store, cursor)
    assert caught.value.message.endswith(".") and store.client.calls["changes"] == calls
    world.faults.clear()
    assert poll(store, cursor) == []
