"""Contacts of Salesforce as a Store, over HTTPS: reads, the company rule, guarded writes, and calls counted."""

from collections.abc import Mapping
from datetime import date

import pytest

from core.crm import crm
from core.errors import Rejected, Stale, SyncError, Transient
from core.policy import Policy
from core.records import Away, Gone, Key, Record, Value
from core.salesforce.accounts import matched
from core.salesforce.setup import Options
from core.salesforce.store import ContactStore
from core.store import Change, Outcome, Removal, Written
from tests.contract.worlds_salesforce import OTHER, SalesforceWorld

FULL: dict[str, Value] = {
    "title": "Dr.",
    "given_name": "Jörg",
    "surname": "Åkesson",
    "department": "Räksmörgås",
    "job_title": "Chief “Fun” Officer",
    "email_address_1": "jorg@example.com",
    "business_phone": "+49 1",
    "mobile_phone": "+49 2",
    "home_phone": "+49 3",
    "other_telephone": "+49 4",
    "business_fax": "+49 5",
    "assistant_phone": "+49 6",
    "assistant_name": "O'Neil",
    "business_street": "1 High St\nFloor 2",
    "business_city": "Köln",
    "business_state": "NW",
    "business_postal_code": "50667",
    "business_country_or_region": "Germany",
    "other_street": "2 Low St",
    "other_city": "Malmö",
    "other_state": "Skåne",
    "other_postal_code": "211 20",
    "other_country_or_region": "Sweden",
    "birthday": date(1960, 2, 29),
    "body": "Line 1\nLine 2 🙂",
}


def prepared(store: ContactStore, *changes: Change) -> list[Change]:
    found = store.prepare(changes)
    assert all(isinstance(change, Change) for change in found), found
    return [change for change in found if isinstance(change, Change)]


def created(store: ContactStore, stamp: str = "s", **fields: str) -> Key:
    (outcome,) = store.create(prepared(store, Change(stamp, fields)))
    assert isinstance(outcome, Written)
    return outcome.key


def read(store: ContactStore, key: Key) -> Record:
    state = store.read([key])[key]
    assert isinstance(state, Record)
    return state


def update(
    store: ContactStore, record: Record, stamp: str = "u", fields: Mapping[str, Value] | None = None, **more: str
) -> Outcome:
    (outcome,) = store.update(prepared(store, Change(stamp, {**(fields or {}), **more}, record.key, record.version)))
    return outcome


def test_every_field_there_and_back(store: ContactStore) -> None:
    (outcome,) = store.create(prepared(store, Change("s", FULL)))
    assert isinstance(outcome, Written) and outcome.version is None
    assert dict(read(store, outcome.key).fields) == FULL
    emptied = update(store, read(store, outcome.key), fields=dict.fromkeys(FULL.keys() - {"surname"}))
    assert isinstance(emptied, Written)
    assert dict(read(store, outcome.key).fields) == {"surname": "Åkesson"}


def test_an_update_leaves_the_rest_alone(world: SalesforceWorld, store: ContactStore) -> None:
    key = world.add(LastName="Berg", FirstName="Anna", LeadSource="Web", MailingLatitude=1.5)
    before = world.row(key)
    assert isinstance(update(store, read(store, key), job_title="Boss"), Written)
    after = world.row(key)
    own = {"Title", "SystemModstamp", "LastModifiedDate", "LastModifiedById", "Bothways_Stamp__c"}
    assert {name for name in after if after[name] != before[name]} <= own and after["Title"] == "Boss"


def test_read(world: SalesforceWorld, store: ContactStore) -> None:
    world.org.set_sharing("Contact", "Read")
    acme = world.add("Account", Name="Acme")
    theirs = world.add(LastName="B", AccountId=acme, user=world.other)
    key, dead = world.add(LastName="A"), world.add(LastName="C")
    world.remove(dead)
    absent = "0035i0000000zzzAAA"
    states = store.read([key, key[:15], theirs, dead, absent, "junk", "'; --", ""])
    assert isinstance(states[key], Record) and states[key] == states[key[:15]]
    outside = states[theirs]
    assert isinstance(outside, Record) and not outside.in_scope
    assert states[dead] == Gone(dead)
    assert all(states[odd] == Away(odd) for odd in (absent, "junk", "'; --", ""))
    assert store.client.calls["read"] == 1 and store.read([]) == {}


def test_find(world: SalesforceWorld, store: ContactStore) -> None:
    for sobject in ("Account", "Contact"):
        world.org.set_sharing(sobject, "Read")
    acme = world.add("Account", Name="Acme & Söhne")
    ann = world.add(LastName="O'Neil", FirstName="Ann", Email="ann@example.com", AccountId=acme, user=world.other)
    bob = world.add(LastName="Berg", FirstName="Bob", Birthdate="1970-01-01", Description="secret")
    wanted: list[tuple[dict[str, Value], list[Key]]] = [
        ({"email_address_1": " ANN@example.com "}, [ann]),
        ({"given_name": "ann", "surname": "o'neil", "company_name": "ACME & söhne"}, [ann]),
        ({"given_name": "ann", "surname": "berg"}, []),
        ({"birthday": date(1970, 1, 1), "surname": "Berg"}, [bob]),
        ({"surname": "Berg", "body": "SECRET"}, [bob]),
        ({"surname": "Berg", "body": "other"}, []),
        ({"body": "secret"}, []),
        ({"surname": "%"}, []),
        ({"surname": "' OR Name != '"}, []),
        ({}, []),
    ]
    for fields, keys in wanted:
        assert [record.key for record in store.find([fields])] == keys, fields
    both = store.find([{"email_address_1": "ann@example.com"}, {"surname": "Berg", "given_name": "Bob"}])
    assert {(record.key, record.in_scope) for record in both} == {(ann, False), (bob, True)}


def test_find_of_two_thousand_costs_few_calls(world: SalesforceWorld, store: ContactStore) -> None:
    world.add(LastName="Name 7", FirstName="X")
    wanted = [{"email_address_1": f"person{n}@example.com"} for n in range(1_000)]
    wanted += [{"given_name": "X", "surname": f"Name {n}"} for n in range(1_000)]
    assert len(store.find(wanted)) == 1
    assert store.client.calls["find"] <= 5


def test_the_company_rule(world: SalesforceWorld, store: ContactStore) -> None:
    world.add("Account", Name="Acme")
    world.clock.advance(minutes=-1)
    first = world.add("Account", Name="Acme")
    world.clock.advance(minutes=2)
    for name in (
        "Acme",
        "Acme Holding",
        "Globex Corporation",
        "100%_sure \\ O'Neil GmbH",
        "100 sure",
        "Initech A",
        "Initech B",
    ):
        world.add("Account", Name=name)
    ids = {row["Name"]: row["Id"] for row in world.rows("SELECT Id, Name FROM Account ORDER BY CreatedDate DESC")}
    expected = {
        "Acme": first,
        "acme": first,
        "Acme Hold": ids["Acme Holding"],
        "globex": ids["Globex Corporation"],
        "100%_sure \\ O'Neil": ids["100%_sure \\ O'Neil GmbH"],
        "100%_sure": ids["100%_sure \\ O'Neil GmbH"],
        "Initech": None,
        "Initech A": ids["Initech A"],
        "%": ids["100%_sure \\ O'Neil GmbH"],
        "'": ids["100%_sure \\ O'Neil GmbH"],
        "Nobody": None,
        "x" * 300: None,
    }
    found = matched(store.client, expected)
    assert {name: account and account.id for name, account in found.items()} == {
        name: account for name, account in expected.items() if len(name) < 256
    }
    assert store.client.calls["accounts"] == 2


def test_companies_for_a_whole_batch(world: SalesforceWorld, store: ContactStore) -> None:
    world.add("Account", Name="Company 1")
    changes = [Change(str(n), {"surname": "X", "company_name": f"Company {n}"}) for n in range(1_000)]
    found = prepared(store, *changes)
    assert store.client.calls["accounts"] <= 5
    assert found[1].wire["AccountId"] is not None and not found[1].held
    assert found[2].wire == {"AccountId": None} and found[2].held == {"company_name": None}


def test_what_prepare_predicts_is_what_is_read_back(world: SalesforceWorld, store: ContactStore) -> None:
    world.add("Account", Name="Acme Holding")
    for company in ("Acme Holding", "acme holding", "Hold", "Nobody", None):
        (change,) = prepared(store, Change("s", {"surname": "X", "company_name": company}))
        (outcome,) = store.create([change])
        assert isinstance(outcome, Written)
        expected = change.held.get("company_name", company)
        assert read(store, outcome.key).fields.get("company_name") == expected


def test_a_create_repeated_with_its_stamp_makes_one_record(world: SalesforceWorld, store: ContactStore) -> None:
    world.faults.add("lost_reply", operation="composite")
    change = prepared(store, Change("stamp-1", {"surname": "Berg"}))
    world.faults.clear()
    world.faults.add("lost_reply", operation="PATCH composite/sobjects")
    with pytest.raises(Transient):
        store.create(change)
    (found,) = store.find_stamp(["stamp-1", "stamp-2"]).values()
    assert store.create(change) == [Written(found.key)]
    assert len(world.rows("SELECT Id FROM Contact")) == 1


def test_an_update_carries_its_stamp(store: ContactStore) -> None:
    key = created(store, "stamp-1", surname="Berg")
    update(store, read(store, key), "stamp-2", job_title="Boss")
    assert {stamp: record.key for stamp, record in store.find_stamp(["stamp-1", "stamp-2"]).items()} == {"stamp-2": key}


def test_without_a_stamp_field(tmp_path_factory: pytest.TempPathFactory) -> None:
    world = SalesforceWorld(tmp_path_factory.mktemp("plain"), stamp=False)
    try:
        store = world.store()
        key = created(store, "s", surname="Berg")
        assert store.find_stamp(["s"]) == {}
        assert [record.key for record in store.find([{"surname": "Berg"}])] == [key]
        assert isinstance(update(store, read(store, key), surname="Ek"), Written)
    finally:
        world.close()


def test_a_record_that_moved_is_stale(world: SalesforceWorld, store: ContactStore) -> None:
    world.clock.stop()
    key = world.add(LastName="Berg")
    record = read(store, key)
    world.edit(key, Title="Boss")  # within the same second
    assert isinstance(update(store, record, job_title="Clerk"), Stale)
    assert store.delete([Removal("d", key, record.version)]) != [Written(key)]
    assert world.row(key)["Title"] == "Boss"
    world.remove(key)
    assert isinstance(update(store, record, job_title="Clerk"), Stale)


def test_delete(world: SalesforceWorld, store: ContactStore) -> None:
    key, blind = world.add(LastName="Berg"), world.add(LastName="Ek")
    record = read(store, key)
    assert store.delete([Removal("1", key, record.version), Removal("2", blind)]) == [Written(key), Written(blind)]
    assert store.read([key])[key] == Gone(key)
    assert store.delete([Removal("3", key, record.version)]) == [Written(key)]
    (absent,) = store.delete([Removal("4", "0035i0000000zzzAAA")])
    assert isinstance(absent, Stale)
    assert store.delete([]) == [] and store.update([]) == [] and store.create([]) == []


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


def test_hidden_and_read_only_fields_are_not_held(world: SalesforceWorld) -> None:
    world.org.set_field_access("Standard User", "Contact", "Title", read=True, edit=False)
    world.org.set_field_access("Standard User", "Contact", "Fax", read=False, edit=False)
    key = world.add(LastName="Berg", user=None)
    store = world.store()
    assert not {"job_title", "business_fax"} & store.holds
    assert isinstance(update(store, read(store, key), job_title="x", surname="Ek"), Written)


def test_custom_fields_in_the_notes_and_extra_mappings(world: SalesforceWorld) -> None:
    world.org.add_field("Contact", "Email2__c", "email", label="E-mail 2")
    world.org.add_field("Contact", "Size__c", "double", label="Shoe size", precision=5, scale=1)
    options = Options(extra={"email_address_2": "Email2__c"})
    store = world.store(Policy(custom_fields=("Size__c", "Gone__c")), options)
    key = created(store, surname="Berg", email_address_2="two@example.com", crm_section="ignored")
    world.edit(key, Size__c=42.5)
    record = read(store, key)
    assert record.fields["email_address_2"] == "two@example.com" and record.fields["crm_section"] == "Shoe size: 42.5"
    assert [found.key for found in store.find([{"email_address_2": "TWO@example.com"}])] == [key]


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


def states(store: ContactStore, keys: list[Key]) -> list[Record]:
    found = store.read(keys)
    return [state for key in keys if isinstance(state := found[key], Record)]


@pytest.mark.parametrize("kind", ["lost_reply", "malformed_reply", "server_error", "unavailable"])
def test_a_write_whose_fate_is_unknown_raises(world: SalesforceWorld, store: ContactStore, kind: str) -> None:
    change = prepared(store, Change("s", {"surname": "Berg"}))
    world.faults.add(kind, operation="PATCH composite/sobjects")
    with pytest.raises(Transient):
        store.create(change)
    assert store.client.calls["create"] == 1


def test_used_up_quota(world: SalesforceWorld, store: ContactStore) -> None:
    key = world.add(LastName="Berg")
    read(store, key)
    world.salesforce.quota = world.salesforce.used
    with pytest.raises(Transient) as caught:
        read(store, key)
    assert caught.value.code == "quota" and caught.value.retry_after == 3600
    assert store.client.usage is not None and store.client.usage.used == store.client.usage.allowed


def test_hostile_values_are_stored_or_refused_but_never_break_the_call(
    world: SalesforceWorld, store: ContactStore
) -> None:
    hostile = [
        "' OR 'a'='a",
        "\\",
        "\ud800x",
        "\x00y",
        "@{part0.id}",
        "<b>&amp;",
        "𝔘🙂",
        "{}[]",
        "%_",
        "-- /* */",
        "\u202e",
    ]
    found = prepared(store, *(Change(f"h{n}", {"surname": text, "body": text}) for n, text in enumerate(hostile)))
    outcomes = store.create(found)
    assert all(isinstance(outcome, Written | SyncError) for outcome in outcomes)
    keys = [outcome.key for outcome in outcomes if isinstance(outcome, Written)]
    assert [record.fields["surname"] for record in states(store, keys)] == [
        change.fields["surname"] for change in found
    ]
    for change, key in zip(found, keys, strict=True):
        assert [record.key for record in store.find([{"surname": change.fields["surname"]}])] == [key]
    assert store.find_stamp(hostile) == {}


def test_users_see_their_own_view(world: SalesforceWorld, store: ContactStore) -> None:
    world.add(LastName="Mine")
    theirs = world.add(LastName="Theirs", user=world.other)
    other = ContactStore(world.client(world.login(OTHER)), Policy())
    assert [one.key for page in other.changed_since(None) for one in page.seen] == [theirs]


def test_the_registry() -> None:
    salesforce = crm("salesforce")
    assert salesforce.stores["contact"] is ContactStore and salesforce.fields["contact"]["surname"] == "LastName"
    with pytest.raises(KeyError, match="known are salesforce"):
        crm("hubspot")
