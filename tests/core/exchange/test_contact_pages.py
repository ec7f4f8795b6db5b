"""A contact's notes that are HTML (Outlook for Windows keeps them so): through EWS the page stays, too."""

from dataclasses import replace

from core.policy import Policy
from core.records import Record
from core.store import Change, Written
from sandbox.microsoft.ews.html import to_text
from tests.contract.worlds_ews import EwsWorld
from tests.core.exchange.test_rich_notes import PAGE, TEXT


def test_section_and_notes_leave_the_page_alone() -> None:
    world = EwsWorld()
    store = world.open(replace(Policy(), custom_fields=("Tier__c",)))
    key = world.add({"surname": "Lee"})
    with world.microsoft.store.lock:
        world.mailbox.update_item(world.item(key), {"body": to_text(PAGE), "body_html": PAGE})
    for fields in ({"crm_section": "Tier: Gold"}, {"body": TEXT.replace("Agenda", "Plan")}, {"crm_section": None}):
        before = store.read([key])[key]
        assert isinstance(before, Record)
        [outcome] = store.update([Change("s", fields, key, before.version)])
        assert isinstance(outcome, Written)
        now = store.read([key])[key]
        assert isinstance(now, Record)
        assert {name: now.fields.get(name) for name in fields} == fields
    assert world.item(key).fields["body_html"] == PAGE.replace("Agenda", "Plan")
