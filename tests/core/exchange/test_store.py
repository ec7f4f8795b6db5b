"""What the Exchange store does beyond the contract: folders, categories, derived names, notes."""

from datetime import date

import pytest

from core.errors import CursorExpired, Rejected
from core.policy import Policy
from core.records import Glimpse, Gone, Key, Place
from core.store import Change, Written
from tests.contract.microsoft_world import FOLDER, MicrosoftWorld
from tests.contract.worlds_graph import GraphWorld
from tests.core.exchange.calls import ANN, listed, read, states, update


class TestFolder:
    def test_it_is_made_once(self, world: MicrosoftWorld) -> None:
        listed(world)
        listed(world)
        contacts = world.mailbox.well_known("contacts")
        assert [child.name for child in world.mailbox.child_folders(contacts.id)].count(FOLDER) == 1

    def test_one_that_is_there_is_used_whatever_its_case(self, world: MicrosoftWorld) -> None:
        contacts = world.mailbox.well_known("contacts")
        world.mailbox.create_folder(contacts.id, FOLDER.upper(), "IPF.Contact")
        listed(world)
        names = [child.name for child in world.mailbox.child_folders(contacts.id)]
        assert FOLDER.upper() in names
        assert FOLDER not in names

    def test_renamed_it_is_still_the_same(self, world: MicrosoftWorld) -> None:
        cursor = listed(world)[-1].cursor
        world.mailbox.rename_folder(world.folder(Place.SYNCED), "Kunden")
        key = world.add(ANN)
        assert [one.key for one in states(listed(world, cursor)) if isinstance(one, Glimpse)] == [key]

    def test_moved_below_another_one_it_is_still_the_same(self, world: MicrosoftWorld) -> None:
        cursor = listed(world)[-1].cursor
        world.mailbox.move_folder(world.folder(Place.SYNCED), world.folder(Place.OTHER).id)
        key = world.add(ANN)
        assert [one.key for one in states(listed(world, cursor)) if isinstance(one, Glimpse)] == [key]

    @pytest.mark.parametrize("mode", ["deleteditems", "soft"])
    def test_deleted_it_is_made_again_and_the_cursor_has_expired(self, world: MicrosoftWorld, mode: str) -> None:
        """Never a mass deletion: a full listing follows, which the guard looks at."""
        key = world.add(ANN)
        world.add({"surname": "Personal"}, place=Place.DEFAULT)
        cursor = listed(world)[-1].cursor
        world.mailbox.delete_folder(world.folder(Place.SYNCED), mode)
        with pytest.raises(CursorExpired):
            listed(world, cursor)
        assert states(listed(world)) == []
        assert isinstance(world.store.read([key])[key], Gone)
        assert world.add({"surname": "New"}) in [getattr(one, "key", "") for one in states(listed(world))]


class TestCategories:
    def test_both_get_a_colour_in_the_master_list(self, world: MicrosoftWorld) -> None:
        listed(world)
        colours = {one.name: one.color for one in world.mailbox.categories()}
        assert (colours["Salesforce"], colours["Sync Error"]) == (7, 0)

    def test_a_colour_that_a_person_chose_stays(self, world: MicrosoftWorld) -> None:
        world.mailbox.add_category("SALESFORCE", 3)
        listed(world)
        colours = {one.name: one.color for one in world.mailbox.categories()}
        assert colours["SALESFORCE"] == 3
        assert "Salesforce" not in colours

    def test_they_are_looked_up_once(self, world: MicrosoftWorld) -> None:
        cursor = listed(world)[-1].cursor
        before = len([call for call in world.calls() if "ategor" in call.operation or "UserConf" in call.operation])
        listed(world, cursor)
        after = len([call for call in world.calls() if "ategor" in call.operation or "UserConf" in call.operation])
        assert after == before > 0

    def test_without_the_right_to_the_list_all_else_goes_on(self, world: MicrosoftWorld) -> None:
        world.fault("forbidden", operation="ategories|UserConfiguration", times=None)
        key = world.add(ANN)
        assert [getattr(one, "key", "") for one in states(listed(world))] == [key]
        assert "right" in world.known["categories_problem"]


class TestNames:
    def shown(self, world: MicrosoftWorld, key: Key) -> tuple[object, object]:
        fields = world.item(key).fields
        return fields.get("display_name"), fields.get("file_as")

    def test_they_follow_a_part(self, world: MicrosoftWorld) -> None:
        key = world.add(ANN)
        update(world, key, {"surname": "Nobel"})
        assert self.shown(world, key) == ("Ann Nobel", "Nobel, Ann")

    def test_what_a_person_chose_stays(self, world: MicrosoftWorld) -> None:
        key = world.add(ANN)
        world.mailbox.update_item(world.item(key), {"display_name": "My Ann", "file_as": "Boss"})
        update(world, key, {"surname": "Nobel"})
        assert self.shown(world, key) == ("My Ann", "Boss")

    def test_another_field_leaves_them_alone(self, world: MicrosoftWorld) -> None:
        key = world.add(ANN)
        world.mailbox.update_item(world.item(key), {"display_name": "My Ann"})
        update(world, key, {"job_title": "Chief"})
        assert self.shown(world, key)[0] == "My Ann"


class TestNotes:
    def test_the_section_stands_below_and_is_read_back_apart(self, world: MicrosoftWorld) -> None:
        world.store = world.open(Policy(custom_fields=("Rating__c",)))
        key = world.add({**ANN, "body": "mine"})
        update(world, key, {"crm_section": "Rating: Hot"})
        assert world.item(key).fields["body"].startswith("mine\n\n-----")
        update(world, key, {"body": "still mine"})
        fields = read(world, key).fields
        assert (fields["body"], fields["crm_section"]) == ("still mine", "Rating: Hot")
        update(world, key, {"crm_section": None})
        assert world.item(key).fields["body"] == "still mine"

    def test_ten_megabytes_are_read(self, world: MicrosoftWorld) -> None:
        key = world.add({**ANN, "body": "x" * 10_000_000})
        assert len(str(read(world, key).fields["body"])) == 10_000_000

    def test_large_notes_of_many_are_sent_in_several_calls(self, world: MicrosoftWorld) -> None:
        many = [Change(f"s{n}", {**ANN, "body": "y" * 400_000}) for n in range(25)]
        outcomes = world.store.create(many)
        assert all(isinstance(one, Written) for one in outcomes)
        assert world.count() == 25


class TestValues:
    @pytest.mark.parametrize("text", ["a\x00b\x1f", "c\ud800d", "e\ufffef"])
    def test_what_no_wire_carries_is_left_out(self, world: MicrosoftWorld, text: str) -> None:
        [ready] = world.store.prepare([Change("s", {"surname": text})])
        assert isinstance(ready, Change)
        [outcome] = world.store.create([ready])
        assert isinstance(outcome, Written)
        assert len(str(read(world, outcome.key).fields["surname"])) == 2

    def test_part_of_an_address(self, world: MicrosoftWorld) -> None:
        key = world.add({**ANN, "home_street": "a\nb", "home_city": "Rome", "other_city": "Bonn"})
        update(world, key, {"home_city": None, "home_state": "Lazio"})
        fields = read(world, key).fields
        assert (fields["home_street"], fields["home_state"], fields["other_city"]) == ("a\nb", "Lazio", "Bonn")
        assert "home_city" not in fields

    def test_a_second_number_without_a_first(self, world: MicrosoftWorld) -> None:
        key = world.add({**ANN, "business_phone": "+1", "business_phone_2": "+2", "home_phone_2": "+4"})
        update(world, key, {"business_phone": None})
        fields = read(world, key).fields
        assert (fields.get("business_phone"), fields["business_phone_2"], fields["home_phone_2"]) == (None, "+2", "+4")

    def test_a_second_address_without_a_first(self, world: MicrosoftWorld) -> None:
        key = world.add({**ANN, "email_address_1": "a@x.example", "email_address_3": "c@x.example"})
        update(world, key, {"email_address_1": None, "birthday": date(1999, 12, 31)})
        fields = read(world, key).fields
        assert fields == {**ANN, "email_address_3": "c@x.example", "birthday": date(1999, 12, 31)}

    def test_what_a_group_refuses_is_said_of_each(self, world: MicrosoftWorld) -> None:
        ready = world.store.prepare([Change("a", {"job_title": "x" * 300}), Change("b", ANN)])
        assert isinstance(ready[0], Rejected)
        assert isinstance(ready[1], Change)


class TestScope:
    def test_personal_contacts_are_never_read(self, world: MicrosoftWorld) -> None:
        personal = world.add({"surname": "Secret"}, place=Place.DEFAULT)
        cursor = listed(world)[-1].cursor
        world.edit(personal, {"job_title": "Spy"})
        told = states(listed(world, cursor))
        assert [(one.key, one.in_scope) for one in told if isinstance(one, Glimpse)] == [(personal, False)]
        assert world.store.find([{"surname": "Secret"}]) == []
        assert not [
            call for call in world.calls() if "GetItem" in call.operation or "GET contacts/{id}" in call.operation
        ]

    def test_a_listing_is_silent_about_them(self, world: MicrosoftWorld) -> None:
        """Else the guard would take them for records that are still there."""
        world.add({"surname": "Secret"}, place=Place.DEFAULT)
        assert states(listed(world)) == []

    def test_a_listing_that_was_cut_off_goes_on_as_one(self, world: MicrosoftWorld) -> None:
        keys = {world.add(ANN), world.add(ANN, place=Place.DEFAULT, categories=("salesforce",))}
        first = next(iter(world.open().changed_since(None)))
        rest = listed(world, first.cursor)
        assert all(page.full for page in [first, *rest])
        assert {getattr(one, "key", "") for one in states([first, *rest])} == keys


def test_find_is_by_literal_text(graph: GraphWorld) -> None:
    key = graph.add({"surname": "O'Hara' or 1 eq 1"})
    graph.add({"surname": "Other"})
    assert [one.key for one in graph.store.find([{"surname": "o'hara' OR 1 eq 1"}])] == [key]
