"""PURE. The email that the CRM gets: its people, what it is about, its direction, its bodies."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.emails import FiledEmail, FilingPolicy, Person, PersonKind, Relation, Role
from core.mails import Address, Mail, identity, is_surrogate
from core.records import Key

ENCRYPTED = "The message is encrypted: only its headers were filed."
_CUSTOMERS = (PersonKind.CONTACT, PersonKind.LEAD)
People = Mapping[str, tuple[Person, ...]]


@dataclass(frozen=True, slots=True)
class About:
    """Whom the email is about. who: the one contact or lead of all participants. related: its account. question: what
    a person may answer later, {"code", "addresses", "candidates"}; None where there is nothing to ask."""

    who: Key | None = None
    related: Key | None = None
    question: dict[str, object] | None = None


def about(mail: Mail, people: People, policy: FilingPolicy) -> About:
    """Several people, or several records behind one address, leave both empty and open a question."""
    addresses = dict.fromkeys(one.address for one in (mail.sender, *mail.recipients) if one.address)
    found = {address: customers for address in addresses if (customers := _customers(people, address))}
    candidates = list({person.key: person for persons in found.values() for person in persons}.values())
    if not candidates:
        return About()
    if len(candidates) == 1:
        [person] = candidates
        return About(person.key, person.account if policy.account_as_related else None)
    keys = [person.key for person in candidates]
    code = "ambiguous" if any(len(persons) > 1 for persons in found.values()) else "several"
    return About(None, None, {"code": code, "addresses": list(found), "candidates": keys})


def email_of(mail: Mail, html: str | None, people: People, about: About, note: str = "") -> FiledEmail:
    """html: sanitised. note: what was left out."""
    notes = [part for part in (ENCRYPTED if mail.encrypted else "", note) if part]
    return FiledEmail(
        message_id=identity(mail),
        subject=mail.subject or "(no subject)",
        moment=mail.moment,
        incoming=is_incoming(mail, people),
        sender=mail.sender,
        to=mail.to,
        cc=mail.cc,
        bcc=mail.bcc,
        text=None if mail.encrypted else mail.body_text,
        html=None if mail.encrypted else html,
        relations=relations(mail, people),
        who=about.who,
        related=about.related,
        thread=_thread(mail),
        in_reply_to=mail.in_reply_to,
        note=" ".join(notes),
    )


def is_incoming(mail: Mail, people: People) -> bool:
    """The same for every colleague who has the mail: what one of the org's users wrote went out."""
    wrote = people.get(mail.sender.address, ())
    return mail.incoming and not any(person.kind is PersonKind.USER for person in wrote)


def relations(mail: Mail, people: People) -> tuple[Relation, ...]:
    """Every participant once in each part; an address that several records share names none of them."""
    parts = ((Role.FROM, (mail.sender,)), (Role.TO, mail.to), (Role.CC, mail.cc), (Role.BCC, mail.bcc))
    found = {(role, one.address): _relation(role, one, people) for role, some in parts for one in some if one.address}
    return tuple(found.values())


def _relation(role: Role, address: Address, people: People) -> Relation:
    """A user is sure; else the one contact or lead."""
    persons = people.get(address.address, ())
    users = [person for person in persons if person.kind is PersonKind.USER]
    sure = users[:1] or (persons if len(persons) == 1 else ())
    return Relation(role, address.address, *((sure[0].key, sure[0].kind) if sure else (None, None)))


def _customers(people: People, address: str) -> list[Person]:
    """The contacts and leads behind an address; none where it is a colleague's."""
    persons = people.get(address, ())
    if any(person.kind is PersonKind.USER for person in persons):
        return []
    return [person for person in persons if person.kind in _CUSTOMERS]


def _thread(mail: Mail) -> str | None:
    """The Message-ID that began the conversation (RFC 5322, 3.6.4)."""
    own = identity(mail)
    return next(iter(mail.references), None) or mail.in_reply_to or (None if is_surrogate(own) else own)
