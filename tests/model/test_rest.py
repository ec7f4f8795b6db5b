"""Echo and rest, exactly: one edit of a person is one write in all, and a mailbox at rest costs a fixed few calls."""

import pytest

from core.policy import Policy
from core.records import Fields, Side
from tests.memory_replica import EWS, GRAPH, PLAIN_CRM, SALESFORCE, Traits
from tests.model.office import Office, forget, shared_database

ANN: Fields = {"given_name": "Ann", "surname": "Lee", "email_address_1": "Ann@Lee.test", "company_name": "Blue"}
IDLE = 20
TRAITS = pytest.mark.parametrize(
    ("exchange", "crm"),
    [(GRAPH, PLAIN_CRM), (GRAPH, SALESFORCE), (EWS, SALESFORCE)],
    ids=["graph", "salesforce", "ews"],
)


def office_at_rest(exchange: Traits, crm: Traits) -> Office:
    """Five linked pairs, made on both sides."""
    forget(shared_database())
    office = Office(exchange, crm, Policy(delete_in_crm=True), shared_database())
    for number in range(5):
        side = Side.EXCHANGE if number % 2 else Side.CRM
        office.replicas[side].add({**ANN, "surname": f"Lee {number}", "email_address_1": f"{number}@lee.test"})
    for _ in range(3):
        cycle(office)
    assert len(office.replicas[Side.EXCHANGE].living()) == len(office.replicas[Side.CRM].living()) == 5
    return office


def cycle(office: Office) -> int:
    """One run; how many records it wrote."""
    office.later(minutes=30)
    before = office.writes
    office.run()
    return office.writes - before


@TRAITS
@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(
    "fields", [{"job_title": "Chief"}, {"company_name": "Acme"}, {"email_address_1": "new@lee.test"}]
)
def test_one_edit_is_one_write(exchange: Traits, crm: Traits, side: Side, fields: Fields) -> None:
    """I6: echo factor 1.0."""
    office = office_at_rest(exchange, crm)
    key = next(iter(office.replicas[side].items))
    office.replicas[side].edit(key, fields)
    assert cycle(office) == 1
    assert [cycle(office) for _ in range(3)] == [0, 0, 0]
    assert any(fields.items() <= item.fields.items() for item in office.replicas[side.other].living())


@TRAITS
def test_edits_of_two_fields_are_one_write_on_each_side(exchange: Traits, crm: Traits) -> None:
    office = office_at_rest(exchange, crm)
    for item in office.replicas[Side.EXCHANGE].living():
        office.replicas[Side.EXCHANGE].edit(item.key, {"job_title": "Chief"})
    for item in office.replicas[Side.CRM].living():
        office.replicas[Side.CRM].edit(item.key, {"department": "Sales"})
    assert cycle(office) == 10
    assert cycle(office) == 0
    for replica in office.replicas.values():
        assert {(item.fields["job_title"], item.fields["department"]) for item in replica.living()} == {
            ("Chief", "Sales")
        }


@TRAITS
def test_rest_is_cheap_and_silent(exchange: Traits, crm: Traits) -> None:
    """I6: no writes and always the same few calls; I9: nor does a full listing write."""
    office = office_at_rest(exchange, crm)
    calls = []
    for _ in range(IDLE):
        before = sum(sum(store.calls.values()) for store in office.memory.values())
        assert cycle(office) == 0
        calls.append(sum(sum(store.calls.values()) for store in office.memory.values()) - before)
    assert set(calls) == {2}
    for replica in office.replicas.values():
        replica.expire_cursors()
    assert cycle(office) == 0
