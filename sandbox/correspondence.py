"""The demo's mail: what customers wrote to each user, and what the user answered, over the last days.

Nothing carries a category or lies in a folder that is shared, so none of it goes to Salesforce by itself.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.appointments import make_appointments
from sandbox.letters import Letter, Writer, letters_to
from sandbox.microsoft.mail import transport
from sandbox.microsoft.mail.compose import compose
from sandbox.microsoft.store import Mailbox, Store


@dataclass
class _Desk:
    """A user's mail on its way into the mailbox. ids: Message-IDs by the letter's number."""

    mailbox: Mailbox
    now: datetime
    ids: list[str] = field(default_factory=list)

    def put(self, letter: Letter) -> None:
        """Into the Inbox, or into Sent Items when the user wrote it."""
        sent = self.now - letter.ago
        fields = self._fields(letter, sent)
        self.ids.append(fields["internet_message_id"])
        mime = compose(fields, letter.files, sent)
        folder = "inbox" if letter.sender else "sentitems"
        read = letter.is_read or letter.sender is None
        transport.import_message(self.mailbox, folder, mime, received=sent, is_read=read)

    def _fields(self, letter: Letter, sent: datetime) -> dict[str, Any]:
        own = {"name": self.mailbox.display_name, "address": self.mailbox.address}
        sender = letter.sender.person() if letter.sender else own
        to = [*([own] if letter.sender else []), *(one.person() for one in letter.to)]
        signature = letter.sender.signature if letter.sender else f"{self.mailbox.display_name}\nBrightwater"
        body = letter.body if letter.html else f"{letter.body}\n\n{signature}\n".replace("\n", "\r\n")
        local, _, domain = sender["address"].partition("@")
        own_id = f"<{local}.{len(self.ids)}.{self.mailbox.address.partition('.')[0]}@{domain}>"
        threaded: dict[str, Any] = {}
        if letter.answers is not None:
            threaded = {"in_reply_to": self.ids[letter.answers], "references": self.ids[letter.answers]}
        return {
            "subject": letter.subject,
            "body": body,
            "body_type": "html" if letter.html else "text",
            "from": sender,
            "to_recipients": to,
            "cc_recipients": [one.person() for one in letter.cc],
            "sent": sent,
            "internet_message_id": own_id,
            **threaded,
        }


def correspond(store: Store, customers: dict[str, list[dict[str, Any]]]) -> None:
    """Fill the mailboxes. customers: by the user's address, contacts in Salesforce's words (see people.contacts)."""
    users = [mailbox for address in customers if (mailbox := store.mailbox(address)) is not None]
    with store.lock, store.transaction():
        for user in users:
            desk = _Desk(user, store.clock.now())
            colleague = next((Writer(m.display_name, m.address) for m in users if m.id != user.id), None)
            known = [writer_of(one) for one in customers[user.address] if one.get("Email")]
            for letter in letters_to(user.display_name.partition(" ")[0], known, colleague):
                desk.put(letter)
            make_appointments(store, user, known, colleague)


def writer_of(contact: dict[str, Any]) -> Writer:
    name = f"{contact['FirstName']} {contact['LastName']}"
    lines = [name, f"{contact['Title']}, {contact['Department']}", contact["Company"], f"T {contact['Phone']}"]
    if contact.get("MobilePhone"):
        lines.append(f"M {contact['MobilePhone']}")
    lines.append(f"{contact['MailingStreet']}, {contact['MailingPostalCode']} {contact['MailingCity']}")
    return Writer(name, contact["Email"], "\n".join(lines))
