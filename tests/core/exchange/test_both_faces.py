"""One mailbox seen through both protocols: the same fields, the same properties of ours, the same master list."""

from core.exchange.connection import EwsConnection, GraphConnection
from core.exchange.opening import open_items
from core.exchange.store import ItemStore
from core.objects import CONTACT
from core.policy import Policy
from core.records import Record
from core.store import Change, Written
from tests.contract.worlds_ews import EwsWorld
from tests.contract.worlds_graph import GraphWorld
from tests.core.exchange.samples import whole


def both(ews: EwsWorld, graph: GraphWorld) -> list[ItemStore]:
    """Stores of the same mailbox."""
    connections: list[EwsConnection | GraphConnection] = [ews.connection(), graph.connection()]
    return [open_items(connection, ews.address, "contact", Policy()) for connection in connections]


def test_what_one_writes_the_other_reads(ews: EwsWorld, graph: GraphWorld) -> None:
    stores = both(ews, graph)
    for writer, reader in (stores, stores[::-1]):
        stamp = f"stamp of {type(writer.mailbox).__name__}"
        [outcome] = writer.create([Change(stamp, whole(), peer="003", categories=("Salesforce", "Friends"))])
        assert isinstance(outcome, Written)
        found = reader.find_stamp([stamp])[stamp]
        written = writer.read([outcome.key])[outcome.key]
        assert isinstance(written, Record)
        assert found.fields == written.fields == whole()
        assert (found.place, found.categories, found.in_scope) == (written.place, written.categories, True)


def test_what_one_empties_is_empty_for_the_other(ews: EwsWorld, graph: GraphWorld) -> None:
    writer, reader = both(ews, graph)[::-1]
    [outcome] = writer.create([Change("s1", whole())])
    assert isinstance(outcome, Written)
    [outcome] = writer.update([Change("s2", dict.fromkeys(CONTACT.fields), outcome.key, outcome.version)])
    assert isinstance(outcome, Written)
    assert reader.find_stamp(["s2"])["s2"].fields == {}


def test_one_folder_and_one_list_of_categories(ews: EwsWorld, graph: GraphWorld) -> None:
    for store in both(ews, graph):
        list(store.changed_since(None))
    names = [child.name for child in ews.mailbox.child_folders(ews.mailbox.well_known("contacts").id)]
    assert names.count("Salesforce Contacts") == 1
    assert [one.name for one in ews.mailbox.categories()].count("Salesforce") == 1
