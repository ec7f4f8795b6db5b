"""Salesforce's store of emails as a world of the contract, in an org with Enhanced Email and in one without."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from core.emails import FiledEmail
from core.records import Key
from tests.contract.mails.world import EmailWorld
from tests.contract.world import Trouble
from tests.core.salesforce.mailing import Mailing

_certificates = TemporaryDirectory(prefix="bothways-sf-mails-")
LOST = {"file": "POST composite/sobjects", "attach": "POST sobjects/ContentVersion"}


class SalesforceEmailWorld:
    def __init__(self, inner: Mailing, sobject: str) -> None:
        self.inner = inner
        self.contact, self.lead, self.account = inner.contact, inner.lead, inner.account
        self.store = inner.emails()
        self._sobject = sobject

    def email(self, message_id: str, **values: Any) -> FiledEmail:
        return self.inner.email(message_id, **{"subject": "Offer", **values})

    def count(self) -> int:
        return self.inner.count(self._sobject)

    def file_names(self, key: Key) -> list[str]:
        rows = self.inner.rows(f"SELECT ContentDocument.Title FROM ContentDocumentLink WHERE LinkedEntityId = '{key}'")  # noqa: S608  (an id)
        return sorted(row["ContentDocument"]["Title"] for row in rows)

    def remove(self, key: Key) -> None:
        self.inner.remove(key, self._sobject)

    def remove_contact(self) -> None:
        self.inner.remove(self.contact)

    def refuse(self, subject: str) -> None:
        told = subject if self._sobject == "EmailMessage" else f"Email: {subject}"
        self.inner.org.add_validation_rule(self._sobject, "NoBad", f"Subject = '{told}'", "No.", "Subject")

    def trouble(self, kind: Trouble, call: str = "") -> None:
        if kind is Trouble.BUSY:
            self.inner.faults.add("unavailable", times=None)
        else:
            self.inner.faults.add("lost_reply", operation=LOST[call])


def emails(*, enhanced: bool) -> Callable[[], AbstractContextManager[EmailWorld]]:
    @contextmanager
    def opened() -> Iterator[EmailWorld]:
        inner = Mailing(Path(_certificates.name), enhanced=enhanced)
        try:
            yield SalesforceEmailWorld(inner, "EmailMessage" if enhanced else "Task")
        finally:
            inner.close()

    return opened
