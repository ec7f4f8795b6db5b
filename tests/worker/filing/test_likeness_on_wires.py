"""The same mail says the same of itself on both protocols, and wherever it is moved or copied."""

from email.message import EmailMessage

import pytest

from tests.core.exchange.mail_worlds import EwsMailWorld, GraphMailWorld, MailWorld
from worker.filing.likeness import Likeness, likeness_of

PAGE = (
    "<html><head><style>p {color: red}</style></head><body><p>Hel<b>lo</b> w&ouml;rld</p><table><tr><td>a</td><td>b"
    '</td></tr></table><ol><li>one</li></ol><a href="https://lee.example/a">link</a><img src="cid:i1" alt="Logo">'
    "</body></html>"
)


def mime(html: bool, attached: bool) -> bytes:
    """Without a Message-ID."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "scanner@lee.example", "post@corp.example", "Scan"
    made["Date"] = "Mon, 09 Nov 2026 10:00:00 +0000"
    made.set_content("Hello   wörld\n\n<https://lee.example/a>\n")
    if html:
        made.add_alternative(PAGE, subtype="html")
    if attached:
        made.add_attachment(b"PDF" * 5_000, maintype="application", subtype="pdf", filename="Übersicht.pdf")
    return made.as_bytes()


def likenesses(world: MailWorld, source: bytes) -> set[Likeness]:
    item = world.outlook.put_mime(source)
    copy = world.outlook.copy(item, "archive")
    first = world.read(item)
    moved = world.outlook.move(item, "sentitems")
    return {likeness_of(mail) for mail in (first, world.read(copy), world.read(moved))}


@pytest.mark.parametrize("html", [False, True])
@pytest.mark.parametrize("attached", [False, True])
def test_it_is_the_same(html: bool, attached: bool) -> None:
    source = mime(html, attached)
    [graph], [ews] = likenesses(GraphMailWorld(), source), likenesses(EwsMailWorld(), source)
    assert graph == ews
    assert graph.text and (graph.size > 0) is attached
