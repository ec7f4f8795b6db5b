"""changed_since: full listings, changes, cursors."""

import pytest

from core.errors import CursorExpired
from core.records import Away, Gone, Place, Record, Side
from tests.contract.contacts import OURS, created, inside, pages, simple, state, told
from tests.contract.world import Feature, World


def test_the_store_says_what_it_is(world: World) -> None:
    store = world.store
    assert store.side is world.side
    assert store.batch > 0
    assert store.holds <= store.object_type.fields.keys()
    assert {"given_name", "surname", "company_name", "email_address_1", "body"} <= store.holds


def test_an_empty_side_lists_nothing(world: World) -> None:
    seen, cursor = told(world.store, None)
    assert seen == {}
    assert told(world.store, cursor)[0] == {}


def test_a_full_listing_names_everything_in_scope(world: World) -> None:
    keys = {world.add(simple(number)) for number in range(12)}
    assert inside(told(world.store, None)[0]) == keys


def test_a_listing_does_not_name_what_is_deleted(world: World) -> None:
    stays, gone = world.add(simple(1)), world.add(simple(2))
    world.remove(gone)
    assert inside(told(world.store, None)[0]) == {stays}


def test_what_changed_after_the_cursor(world: World) -> None:
    same, edited = world.add(simple(1)), world.add(simple(2))
    _, cursor = told(world.store, None)
    world.edit(edited, {"job_title": "Chief"})
    added = world.add(simple(3))
    seen, _ = told(world.store, cursor)
    # A feed may repeat what it told before, but must not miss a change.
    assert {edited, added} <= inside(seen)
    assert set(seen) <= {same, edited, added}
    assert state(world, edited).fields["job_title"] == "Chief"


def test_a_deletion_is_told_as_gone(world: World) -> None:
    key = world.add(simple())
    _, cursor = told(world.store, None)
    world.remove(key)
    seen, _ = told(world.store, cursor)
    assert isinstance(seen[key], Gone)


def test_a_cursor_can_be_used_again(world: World) -> None:
    """I5: rewound."""
    _, cursor = told(world.store, None)
    key = world.add(simple())
    assert key in told(world.store, cursor)[0]
    assert key in told(world.store, cursor)[0]


def test_records_of_pages_are_as_read(world: World) -> None:
    key = world.add(simple())
    _, cursor = told(world.store, None)
    world.edit(key, {"department": "Sales"})
    one = told(world.store, cursor)[0][key]
    now = state(world, key)
    assert getattr(one, "version", None) == now.version
    if isinstance(one, Record):
        assert one.fields == now.fields


def test_reading_the_feed_writes_nothing(world: World) -> None:
    world.add(simple())
    before = world.written()
    _, cursor = told(world.store, None)
    told(world.store, cursor)
    assert world.written() == before


def test_an_expired_cursor_is_said_to_be_so(world: World) -> None:
    key = world.add(simple())
    _, cursor = told(world.store, None)
    world.expire_cursors()
    with pytest.raises(CursorExpired):
        told(world.store, cursor)
    seen, fresh = told(world.store, None)
    assert inside(seen) == {key}
    assert told(world.store, fresh)[1]


@pytest.mark.needs(Feature.TELLS_VERSIONS)
def test_the_echo_of_a_write_carries_its_version(world: World) -> None:
    """Reliability, section 2: a feed item with the version that a write returned is dropped unread."""
    _, cursor = told(world.store, None)
    (key,) = created(world, simple())
    one = told(world.store, cursor)[0][key]
    assert getattr(one, "version", None) == state(world, key).version


@pytest.mark.needs(Side.EXCHANGE)
class TestFolders:
    def test_personal_contacts_stay_out(self, world: World) -> None:
        world.add(simple(1), place=Place.DEFAULT)
        world.add(simple(2), place=Place.OTHER)
        ours = world.add(simple(3), place=Place.DEFAULT, categories=OURS)
        assert inside(told(world.store, None)[0]) == {ours}

    def test_the_category_makes_a_contact_ours(self, world: World) -> None:
        key = world.add(simple(), place=Place.DEFAULT)
        _, cursor = told(world.store, None)
        world.categorise(key, ("Friends", "salesforce"))
        assert key in inside(told(world.store, cursor)[0])
        now = state(world, key)
        assert (now.place, now.categories, now.in_scope) == (Place.DEFAULT, ("Friends", "salesforce"), True)

    @pytest.mark.parametrize("place", [Place.OTHER, Place.DEFAULT])
    def test_an_item_that_left_the_folder_is_not_gone(self, world: World, place: Place) -> None:
        key = world.add(simple())
        _, cursor = told(world.store, None)
        new = world.move(key, place)
        seen, _ = told(world.store, cursor)
        assert key in seen or new in seen
        assert not isinstance(seen.get(key), Gone)
        found = world.store.read([key])[key]
        assert isinstance(found, Record)
        assert (found.key, found.place, found.in_scope) == (new, place, False)

    def test_dragged_into_the_folder(self, world: World) -> None:
        key = world.add(simple(), place=Place.DEFAULT)
        _, cursor = told(world.store, None)
        new = world.move(key, Place.SYNCED)
        assert new in inside(told(world.store, cursor)[0])


@pytest.mark.needs(Side.CRM)
class TestView:
    def test_leaving_the_view_is_no_deletion(self, world: World) -> None:
        """I11."""
        key = world.add(simple())
        _, cursor = told(world.store, None)
        world.leave_view(key)
        seen, cursor = told(world.store, cursor)
        assert key in seen
        assert not isinstance(seen[key], Gone)
        assert key not in inside(seen)
        found = world.store.read([key])[key]
        assert isinstance(found, Away) or (isinstance(found, Record) and not found.in_scope)
        assert key not in inside(told(world.store, None)[0])

    def test_coming_back(self, world: World) -> None:
        key = world.add(simple())
        world.leave_view(key)
        _, cursor = told(world.store, None)
        world.enter_view(key)
        assert key in inside(told(world.store, cursor)[0])
        assert state(world, key).in_scope

    @pytest.mark.needs(Feature.MERGE)
    def test_a_merged_record_names_its_successor(self, world: World) -> None:
        loser, winner = world.add(simple(1)), world.add(simple(2))
        _, cursor = told(world.store, None)
        world.merge(loser, winner)
        assert world.store.read([loser])[loser] == Gone(loser, winner)
        assert told(world.store, cursor)[0][loser] == Gone(loser, winner)


def test_every_page_names_a_cursor(world: World) -> None:
    for number in range(9):
        world.add(simple(number))
    told = pages(world.store, None)
    assert sum(len(page.seen) for page in told) == 9
    assert None not in [page.cursor for page in told]
