"""read, find and find_stamp."""

import pytest

from core.errors import SyncError
from core.records import Gone, Place, Record, Side, Value, canonical
from core.store import Change
from tests.contract.contacts import change, created, full, prepared, simple, state, written
from tests.contract.world import Feature, World

HOSTILE = [
    'O\'Brien \\ "quoted"',
    "100% _wild_ * ?",
    "<b>not bold</b> &amp; & ]]>",
    "Ångström Zoë 李小龍 مرحبا",
    "emoji 👩‍👩‍👧 and ﬁ ligature",
    "{curly} ${x} %s :colon; semi",
]


def test_every_state(world: World) -> None:
    here, gone = world.add(simple(1)), world.add(simple(2))
    unknown = world.add(simple(3))
    world.remove(gone)
    states = world.store.read([here, gone])
    assert isinstance(states[here], Record)
    assert isinstance(states[gone], Gone)
    assert set(states) == {here, gone}
    assert unknown not in states
    assert world.store.read([]) == {}


def test_many_at_once(world: World) -> None:
    keys = [world.add(simple(number)) for number in range(25)]
    states = world.store.read(keys)
    assert list(states) == keys or set(states) == set(keys)
    for number, key in enumerate(keys):
        record = states[key]
        assert isinstance(record, Record)
        assert record.fields["email_address_1"] == f"ann{number}@example.com"


def test_fields_are_canonical_and_held(world: World) -> None:
    """I8: what a person entered, in canonical form, and only fields that the store holds."""
    fields = {**full(world), "body": "  one \r\n two\t "}
    record = state(world, world.add(fields))
    assert record.fields.keys() <= world.store.holds
    assert all(value is not None and canonical(value) == value for value in record.fields.values())
    assert {name: record.fields.get(name) for name in full(world) if name != "body"} == {
        name: value for name, value in full(world).items() if name != "body"
    }
    assert str(record.fields["body"]).split() == ["one", "two"]


def test_an_edit_gives_a_new_version(world: World) -> None:
    key = world.add(simple())
    before = state(world, key).version
    world.edit(key, {"job_title": "Chief"})
    assert state(world, key).version != before


class TestFind:
    def test_by_one_field_without_case(self, world: World) -> None:
        key = world.add(simple())
        world.add(simple(2))
        found = world.store.find([{"email_address_1": " ANN1@Example.com "}])
        assert key in [record.key for record in found]
        assert next(record for record in found if record.key == key).fields["surname"] == "Lee 1"

    def test_all_fields_must_match(self, world: World) -> None:
        key = world.add({"given_name": "Ann", "surname": "Lee", "company_name": world.company})
        wanted = {"given_name": "ann", "surname": "LEE", "company_name": world.company.upper()}
        assert [record.key for record in world.store.find([wanted])] == [key]
        assert world.store.find([{**wanted, "given_name": "Bo"}]) == []

    def test_several_wanted(self, world: World) -> None:
        keys = {world.add(simple(number)) for number in range(30)}
        wanted = [{"email_address_1": f"ann{number}@example.com"} for number in range(30)]
        assert {record.key for record in world.store.find(wanted)} == keys

    def test_nothing(self, world: World) -> None:
        world.add(simple())
        assert world.store.find([]) == []
        assert world.store.find([{"email_address_1": "nobody@example.com"}]) == []

    def test_deleted_ones_are_not_found(self, world: World) -> None:
        world.remove(world.add(simple()))
        assert world.store.find([{"email_address_1": "ann1@example.com"}]) == []

    @pytest.mark.parametrize("name", HOSTILE)
    def test_any_text_is_only_a_text(self, world: World, name: str) -> None:
        key = world.add({**simple(), "surname": name})
        world.add(simple(2))
        assert [record.key for record in world.store.find([{"surname": name}])] == [key]

    @pytest.mark.needs(Side.CRM)
    def test_outside_the_view_too(self, world: World) -> None:
        key = world.add(simple())
        world.leave_view(key)
        (record,) = world.store.find([{"email_address_1": "ann1@example.com"}])
        assert (record.key, record.in_scope) == (key, False)

    @pytest.mark.needs(Side.EXCHANGE)
    def test_personal_contacts_are_told_as_such(self, world: World) -> None:
        world.add(simple(), place=Place.DEFAULT)
        found = world.store.find([{"email_address_1": "ann1@example.com"}])
        assert not any(record.in_scope for record in found)


@pytest.mark.needs(Feature.STAMPS)
class TestStamps:
    def test_a_create_is_found(self, world: World) -> None:
        first, second = created(world, simple(1), simple(2))
        stamps = [f"00000000-0000-4000-8000-{number:012}" for number in range(3)]
        found = world.store.find_stamp(stamps)
        assert {stamp: record.key for stamp, record in found.items()} == {stamps[0]: first, stamps[1]: second}
        assert found[stamps[0]].fields["surname"] == "Lee 1"

    def test_an_update_is_found_with_its_own_stamp(self, world: World) -> None:
        key = world.add(simple())
        stamp = "11111111-0000-4000-8000-000000000001"
        assert world.store.find_stamp([stamp]) == {}
        (ready,) = prepared(world.store, [change(world, stamp, {"job_title": "Chief"}, key, state(world, key).version)])
        written(world.store.update([ready])[0])
        assert world.store.find_stamp([stamp])[stamp].key == key

    def test_it_outlives_a_persons_edit(self, world: World) -> None:
        (key,) = created(world, simple())
        world.edit(key, {"job_title": "Chief"})
        stamp = "00000000-0000-4000-8000-000000000000"
        assert world.store.find_stamp([stamp])[stamp].fields["job_title"] == "Chief"

    def test_a_deleted_record_is_not_found(self, world: World) -> None:
        (key,) = created(world, simple())
        world.remove(key)
        assert world.store.find_stamp(["00000000-0000-4000-8000-000000000000"]) == {}

    def test_none_asked(self, world: World) -> None:
        assert world.store.find_stamp([]) == {}


class TestPrepare:
    def test_it_writes_nothing_and_keeps_the_order(self, world: World) -> None:
        changes = [change(world, f"{number:08}-0000-4000-8000-000000000000", simple(number)) for number in range(5)]
        ready = world.store.prepare(changes)
        assert [one.stamp for one in ready if isinstance(one, Change)] == [one.stamp for one in changes]
        assert (world.count(), world.written()) == (0, 0)

    @pytest.mark.needs(Side.CRM)
    def test_too_long_is_said_before_sending(self, world: World) -> None:
        long, fine = {**simple(1), "job_title": "x" * 5000}, simple(2)
        ready = world.store.prepare([change(world, "a", long), change(world, "b", fine)])
        assert isinstance(ready[0], SyncError)
        assert ready[0].field == "job_title"
        assert isinstance(ready[1], Change)

    @pytest.mark.parametrize("company", ["own", "Nobody Knows This Company"])
    def test_it_tells_what_the_side_will_hold(self, world: World, company: str) -> None:
        """Link.held: after the write the record reads as the change, but for what `prepare` foretold."""
        value: Value = world.company if company == "own" else company
        fields = {**simple(), "company_name": value, "email_address_1": "Ann.Lee@Example.COM"}
        (ready,) = prepared(world.store, [change(world, "22222222-0000-4000-8000-000000000000", fields)])
        (outcome,) = world.store.create([ready])
        expected = {**fields, **ready.held}
        now = state(world, written(outcome).key).fields
        assert {name: now.get(name) for name in expected} == expected
