"""core.salesforce.writes: batches, refusals of single records, duplicate rules, and calls counted."""

from core.errors import Rejected, Transient
from core.salesforce.store import ContactStore
from core.store import Change, Removal, Written
from tests.contract.worlds_salesforce import SalesforceWorld
from tests.core.salesforce.steps import prepared, read, states, update


def test_one_bad_record_does_not_hold_back_its_neighbours(world: SalesforceWorld, store: ContactStore) -> None:
    world.org.add_validation_rule("Contact", "NoBoss", "Title = 'Boss'", "No more bosses, please", "Title")
    names = ["A", "B", "C"]
    changes = prepared(store, *(Change(n, {"surname": n, "job_title": "Boss" if n == "B" else "Clerk"}) for n in names))
    good, bad, other = store.create(changes)
    assert isinstance(good, Written) and isinstance(other, Written)
    assert isinstance(bad, Rejected)
    assert (bad.code, bad.field, bad.label) == ("validation_rule", "job_title", "Salesforce refused it")
    assert "“B”" in bad.message and "No more bosses, please" in bad.message


def test_outcomes_keep_the_order_of_the_changes(world: SalesforceWorld, store: ContactStore) -> None:
    """Writes are sorted by account; five hundred contacts of many accounts, every seventh refused or a special case."""
    world.org.add_validation_rule("Contact", "NoBoss", "Title = 'Boss'", "No more bosses, please", "Title")
    names = [f"Company {n}" for n in range(9)]
    for name in reversed(names):
        world.add("Account", Name=name)
    changes = []
    for n in range(500):
        title = {0: "Boss", 1: "@{part0.id}"}.get(n % 7, "Clerk")
        changes.append(Change(f"s{n}", {"surname": f"Name {n}", "job_title": title, "company_name": names[n * 4 % 9]}))
    outcomes = store.create(prepared(store, *changes))
    assert [isinstance(outcome, Rejected) for outcome in outcomes] == [n % 7 == 0 for n in range(500)]
    rows = {row["Id"]: row["LastName"] for row in world.rows("SELECT Id, LastName FROM Contact")}
    written = {n: outcome.key for n, outcome in enumerate(outcomes) if isinstance(outcome, Written)}
    assert {n: rows[key] for n, key in written.items()} == {n: f"Name {n}" for n in range(500) if n % 7}
    assert store.calls["create"] == 2


def test_duplicate_rules_name_the_candidates(world: SalesforceWorld, store: ContactStore) -> None:
    world.org.add_duplicate_rule("Contact", "Same", [["Email"]])
    key = world.add(LastName="Berg", Email="a@example.com")
    other = world.add(LastName="Ek", Email="b@example.com")
    (refused,) = store.create(prepared(store, Change("s", {"surname": "Bergh", "email_address_1": "A@example.com"})))
    assert isinstance(refused, Rejected)
    assert (refused.code, refused.label, refused.candidates) == ("duplicate", "Already in Salesforce", (key,))
    again = update(store, read(store, other), email_address_1="a@example.com")
    assert isinstance(again, Rejected) and again.candidates == (key,)


def test_a_rule_that_only_alerts_stops_a_create_but_no_update(world: SalesforceWorld, store: ContactStore) -> None:
    world.org.add_duplicate_rule("Contact", "Same", [["Email"]], action="Allow")
    world.add(LastName="Berg", Email="a@example.com")
    other = world.add(LastName="Ek", Email="b@example.com")
    (refused,) = store.create(prepared(store, Change("s", {"surname": "Bergh", "email_address_1": "a@example.com"})))
    assert isinstance(refused, Rejected) and refused.code == "duplicate"
    for stamp, title in (("u1", "Boss"), ("u2", "@{x.id}")):
        record = read(store, other)
        written = update(store, record, stamp, email_address_1="a@example.com", job_title=title)
        assert isinstance(written, Written)


def test_long_notes_are_spread_over_calls(world: SalesforceWorld, store: ContactStore) -> None:
    notes = "x" * 30_000
    changes = prepared(store, *(Change(f"s{n}", {"surname": f"Name {n}", "body": notes}) for n in range(150)))
    assert all(isinstance(outcome, Written) for outcome in store.create(changes))
    assert store.client.calls["create"] == 2


def test_a_locked_row_is_tried_later(world: SalesforceWorld, store: ContactStore) -> None:
    key = world.add(LastName="Berg")
    record = read(store, key)
    world.faults.add("row_lock", operation="composite/sobjects")
    locked = update(store, record, job_title="Boss")
    assert isinstance(locked, Transient) and locked.code == "row_locked" and locked.retry_after
    assert isinstance(update(store, record, job_title="Boss"), Written)


def test_no_right_to_edit(world: SalesforceWorld, store: ContactStore) -> None:
    world.org.set_sharing("Contact", "Read")
    key = world.add(LastName="Berg", AccountId=world.add("Account", Name="Acme"), user=world.other)
    refused = update(store, read(store, key), job_title="Boss")
    assert isinstance(refused, Rejected) and refused.label == "No right in Salesforce"


def test_a_thousand_updates_cost_two_calls_and_a_thousand_creates_one(
    world: SalesforceWorld, store: ContactStore
) -> None:
    outcomes = store.create(prepared(store, *(Change(f"s{n}", {"surname": f"Name {n}"}) for n in range(1_000))))
    keys = [outcome.key for outcome in outcomes if isinstance(outcome, Written)]
    assert len(keys) == 1_000 and store.client.calls["create"] == 1
    assert [record.fields["surname"] for record in states(store, keys)] == [f"Name {n}" for n in range(1_000)]
    records = states(store, keys)
    world.calls.clear()
    changes = [Change(f"u{n}", {"job_title": str(n)}, r.key, r.version) for n, r in enumerate(records)]
    assert store.update(prepared(store, *changes)) == [Written(key) for key in keys]
    assert store.delete([Removal(f"d{key}", key) for key in keys]) == [Written(key) for key in keys]
    assert [(call.method, call.units) for call in world.calls.list()] == [("POST", 1_000)] * 4
