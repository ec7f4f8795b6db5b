"""What people write to each other in the model, and what of each letter and of each mail that holds it the promises
depend on: who asked for it, how far its state is certain, what was deleted."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from core.emails import Person, PersonKind
from core.mails import Address, AttachmentInfo, Mail, MailPlace, Sensitivity, identity
from core.records import Key

ANN, BEN = "ann@hooke.test", "ben@hooke.test"
COLLEAGUES = (ANN, BEN)
OURS = ("Salesforce", "salesforce")
# Cora and Eve stay; Dan comes and goes; the bank's mail is never filed by itself.
CORA = Person("003C", PersonKind.CONTACT, "Cora Cole", "cora@cole.test", account="001C")
DAN = Person("003D", PersonKind.CONTACT, "Dan Dorn", "dan@dorn.test")
EVE = Person("00QE", PersonKind.LEAD, "Eve Eck", "eve@eck.test")
FLO = Person("003F", PersonKind.CONTACT, "Flo Fry", "flo@bank.test")
PEOPLE = (
    CORA,
    DAN,
    EVE,
    FLO,
    Person("005A", PersonKind.USER, "Ann", ANN),
    Person("005B", PersonKind.USER, "Ben", BEN),
)
STRANGER = "zoe@else.test"
EXCLUDED = "bank.test"
FILES = ("offer.pdf", "offer.pdf", "plan.txt", "run.exe")


@dataclass(eq=False)
class Copy:
    """One mail of one mailbox. own: the user's own categories on it. wish: whether it is to be filed ("on", "off"), as
    far as that is certain. by: what asked for it. fresh: no run can have looked at it. settled: nothing is open since
    it was last handled. sure: it must be filed by itself. strayed: since then it got a
    new key, or went."""

    letter: "Letter"
    who: str
    key: Key
    own: tuple[str, ...] = ()
    wish: str | None = "off"
    by: str | None = None
    fresh: bool = True
    settled: bool = False
    sure: bool = False
    there: bool = True
    strayed: bool = False


@dataclass(eq=False)
class Letter:
    """asked: somebody asked for it; by_itself: no rule keeps it from being filed by itself. deleted: a mail of it was
    ever deleted; kept: whose mail was deleted when it was filed, and who left it at that. removed: somebody deleted its
    record in the CRM; foreign: another program filed it. chosen: somebody chose people or files for it."""

    mail: Mail
    contents: tuple[bytes, ...] = ()
    asked: bool = False
    by_itself: bool = True
    deleted: bool = False
    kept: set[str] = field(default_factory=set)
    removed: bool = False
    foreign: bool = False
    chosen: bool = False
    draft: bool = False
    copies: list[Copy] = field(default_factory=list)

    @property
    def message_id(self) -> str:
        return identity(self.mail)

    @property
    def addresses(self) -> set[str]:
        return {one.address for one in (self.mail.sender, *self.mail.recipients)}

    def files(self) -> set[str]:
        """Under the names that its record must have them."""
        names = [info.name for info in self.mail.attachments if not info.name.endswith(".exe")]
        return {name if names.index(name) == n else name.replace(".", " (2).") for n, name in enumerate(names)}


def letter(number: int, moment: datetime, chance: Random) -> Letter:
    """Mostly with a customer, in or out; half of them concern both colleagues."""
    own = chance.choice(COLLEAGUES)
    other = BEN if own == ANN else ANN
    outside = chance.choice([CORA.address, CORA.address, DAN.address, EVE.address, FLO.address, STRANGER, other])
    also = (Address("", other),) if chance.random() < 0.5 and outside != other else ()
    sender, to = (outside, own) if chance.random() < 0.6 else (own, outside)
    mail = Mail(
        key="",
        version="",
        place=MailPlace.INBOX,
        message_id=None if chance.random() < 0.15 else f"<{number}@x.test>",
        subject=f"Letter {number}",
        moment=moment - timedelta(minutes=chance.choice([0, 0, 30])),
        sender=Address("", sender),
        to=(Address("", to),),
        cc=also,
        **_nature(chance),
    )
    infos = _attachments(chance, mail)
    contents = tuple(f"{info.name} of {number}".encode() for info in infos)
    found = Letter(replace(mail, attachments=infos), contents)
    found.by_itself = by_itself(found)
    return found


def _nature(chance: Random) -> dict[str, Any]:
    if chance.random() < 0.1:
        return {"encrypted": True}
    private = {"sensitivity": Sensitivity.PRIVATE} if chance.random() < 0.1 else {}
    return {"body_text": "Hello", **private}


def _attachments(chance: Random, mail: Mail) -> tuple[AttachmentInfo, ...]:
    names = [] if mail.encrypted else chance.sample(FILES, chance.choice([0, 0, 1, 2, 3]))
    return tuple(AttachmentInfo(f"a{n}", name, "text/plain", 16) for n, name in enumerate(names))


def by_itself(one: Letter) -> bool:
    """By the README's rules, whoever is a customer by then: private and encrypted mail, mail among colleagues and mail
    of excluded domains never."""
    mail, outside = one.mail, one.addresses - set(COLLEAGUES)
    plain = mail.sensitivity is Sensitivity.NORMAL and not mail.encrypted
    return plain and bool(outside) and not any(address.endswith(EXCLUDED) for address in outside)
