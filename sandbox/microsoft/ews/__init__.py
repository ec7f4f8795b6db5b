"""Exchange Web Services over the mailbox store, as an Exchange Server SE speaks it (MS-OXWS*).

Speaks SOAP 1.1 with Basic authentication, delegate access and impersonation; serves contacts, folders,
events, tasks, categories, user configuration, attachments and messages.
"""

from flask import Blueprint

from sandbox.calls import Calls
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.microsoft.access import Access
from sandbox.microsoft.ews import (
    attachments,
    calendar_computed,
    configuration,
    convert,
    directory,
    find,
    folders,
    items,
    subscriptions,
    sync,
    task_computed,
    timezones,
    transfers,
)
from sandbox.microsoft.ews.endpoint import Endpoint
from sandbox.microsoft.store import Store

# Imported for their handlers and writers, which register themselves.
HANDLERS = (
    attachments,
    calendar_computed,
    configuration,
    convert,
    directory,
    find,
    folders,
    items,
    subscriptions,
    sync,
    task_computed,
    timezones,
    transfers,
)


def blueprint(store: Store, access: Access, faults: Faults, calls: Calls, clock: Clock) -> Blueprint:
    """POST /EWS/Exchange.asmx, for those who log on; `Endpoint` also has a mode for those who do not."""
    return Endpoint(store, access, faults, calls, clock).blueprint()
