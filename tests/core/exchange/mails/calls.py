"""What the tests of mails need all over."""

from core.exchange.mailbox import PROPERTY_SET
from core.mails import Mail
from sandbox.microsoft.properties import PropertyId
from tests.core.exchange.mail_worlds import (
    MailWorld,
)

PEER = PropertyId("String", set_id=PROPERTY_SET, name="Peer")
LINK = PropertyId("String", set_id=PROPERTY_SET, name="Link")
URL = "https://hooke.example/02s1"


def mail_mime(world: MailWorld, mime: bytes) -> bytes:
    return mime.replace(b"anna.keller@contoso.test", world.address.encode())


def drained(world: MailWorld, mail: Mail, name: str) -> bytes:
    [wanted] = [one for one in mail.attachments if one.name == name]
    with world.mails.attachment(mail.key, wanted.key) as chunks:
        return b"".join(chunks)
