"""An org with a contact of an account and a lead, and the emails that its users file."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.emails import FiledEmail, PersonKind, Relation, Role
from core.mails import Address
from core.salesforce.emails import SalesforceEmails
from tests.contract.worlds_salesforce import USERNAME, SalesforceWorld

CY, DI, NOBODY = Address("Cy Ek", "cy@example.com"), Address("", "di@example.com"), Address("", "x@elsewhere.org")


class Mailing(SalesforceWorld):
    """A contact of an account, a lead, and rights to see both."""

    def __init__(self, folder: Path, *, enhanced: bool = True, unique: bool = False) -> None:
        super().__init__(folder)
        self.org.set_feature("enhanced_email", on=enhanced)
        for sobject in ("Account", "Contact", "Lead"):
            self.org.set_sharing(sobject, "Read")
        if unique:
            target = "EmailMessage" if enhanced else "Task"
            self.add_own_field(target, "Bothways_Message__c")
        self.account = self.add("Account", Name="Acme")
        self.contact = self.add("Contact", LastName="Ek", Email="Cy@example.com", AccountId=self.account)
        self.lead = self.add("Lead", LastName="Oy", Company="Oy AB", Email="di@example.com")

    def emails(self, username: str = USERNAME) -> SalesforceEmails:
        return SalesforceEmails(self.client(self.login(username)))

    def email(self, message_id: str = "<1@example.com>", **more: Any) -> FiledEmail:
        relations = (
            Relation(Role.FROM, USERNAME, self.user, PersonKind.USER),
            Relation(Role.TO, CY.address, self.contact, PersonKind.CONTACT),
            Relation(Role.TO, NOBODY.address),
            Relation(Role.CC, DI.address, self.lead, PersonKind.LEAD),
        )
        plain = FiledEmail(
            message_id=message_id,
            subject="Offer ' OR",
            moment=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
            incoming=False,
            sender=Address("Anna Berg", USERNAME),
            to=(CY, NOBODY),
            cc=(DI,),
            bcc=(),
            text="Hello\n🙂",
            html="<p>Hello</p>",
            relations=relations,
            who=self.contact,
            related=self.account,
            thread="<0@example.com>",
        )
        return replace(plain, **more)

    def relations(self) -> set[tuple[str, str]]:
        rows = self.rows("SELECT RelationType, RelationId FROM EmailMessageRelation WHERE RelationId != null")
        assert len({(found["RelationType"], found["RelationId"]) for found in rows}) == len(rows)
        return {(found["RelationType"], found["RelationId"]) for found in rows}

    def count(self, sobject: str = "EmailMessage") -> int:
        return len(self.rows(f"SELECT Id FROM {sobject}"))  # noqa: S608
