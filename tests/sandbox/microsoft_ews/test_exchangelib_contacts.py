"""Unmodified exchangelib 5.6.0 against the sandbox: contacts, folders and feeds. Each test names call and shape."""

from datetime import UTC, datetime
from typing import Any

import pytest
from exchangelib import Contact, ExtendedProperty
from exchangelib.errors import ErrorFolderExists, ErrorIrresolvableConflict, ErrorItemNotFound
from exchangelib.folders import Contacts
from exchangelib.indexed_properties import EmailAddress, PhoneNumber, PhysicalAddress

from tests.sandbox.microsoft_ews.conftest import World


def test_smoke(world: World, account: Any) -> None:
    folder = Contacts(parent=account.contacts, name="Salesforce Contacts")
    folder.save()
    made = account.bulk_create(folder=folder, items=[Contact(given_name="Zoë", surname="Ünal", display_name="Zoë Ünal")])
    print(made)
    print(list(folder.sync_items()))
    print(list(folder.all()))
    print(list(account.fetch(made)))
    assert world.recorder.request_problems() == []
