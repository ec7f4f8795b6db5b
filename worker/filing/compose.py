"""PURE. The email that the CRM gets: its people, what it is about, its direction, its bodies."""

from collections.abc import Mapping, Sequence

from core.emails import FiledEmail, FilingPolicy, Person, PersonKind, Relation, Role, fitting
from core.mails import NO_SUBJECT, Address, Mail, identity, is_surrogate
from core.records import Key
from core.values import replace, valueclass
from worker.filing.cases import Wanted

# An opaque-signed one looks the same (MS-OXOSMIME, 2.1.3.2).
ENCRYPTED = "The message is encrypted, or its text lies within its signature: only its headers were filed."
CUT = "The text of the message is too large to be filed: it is in Outlook."
MANY = "{left} of the {all} recipients have no place in the address fields: the mail in Outlook names them all."
# Of Salesforce's ids (Salesforce, "Standard Field Record ID Prefix Decoder").
LEAD_PREFIX = "00Q"
_CUSTOMERS = (PersonKind.CONTACT, PersonKind.LEAD)
People = Mapping[str, tuple[Person, ...]]


@valueclass(frozen=True, slots=True)
class About:
    """Whom the email is about. who: the one contact or lead of all participants. related: its account. question: what
    a person may answer later, as in core.models.filing; None where there is nothing to ask. chosen: the people whom a
    person chose; `who` is the first of them."""

    who: Key | None = None
    related: Key | None = None
    question: dict[str, object] | None = None
    chosen: tuple[Key, ...] = ()


def about(mail: Mail, people: People, policy: FilingPolicy, wanted: Wanted | None = None) -> About:
    """What a person chose; else several people, or several records behind one address, leave both empty and open a
    question."""
    by_rule = _by_rule(mail, people, policy)
    if wanted is None:
        return by_rule
    if not wanted.who:
        return replace(by_rule, related=wanted.related or by_rule.related)
    known = {person.key: person for persons in people.values() for person in persons}
    accounts = {known[key].account for key in wanted.who if key in known} if policy.account_as_related else set()
    account = accounts.pop() if len(accounts) == 1 else None
    return About(wanted.who[0], wanted.related or account, chosen=wanted.who)


def _by_rule(mail: Mail, people: People, policy: FilingPolicy) -> About:
    addresses = dict.fromkeys(one.address for one in (mail.sender, *mail.recipients) if one.address)
    found = {address: customers for address in addresses if (customers := _customers(people, address))}
    candidates = list({person.key: person for persons in found.values() for person in persons}.values())
    if not candidates:
        return About()
    if len(candidates) == 1:
        [person] = candidates
        return About(person.key, person.account if policy.account_as_related else None)
    keys = [person.key for person in candidates]
    names = {person.key: person.name for person in candidates}
    code = "ambiguous" if any(len(persons) > 1 for persons in found.values()) else "several"
    return About(None, None, {"code": code, "addresses": list(found), "candidates": keys, "names": names})


def email_of(mail: Mail, html: str | None, people: People, about: About, note: str = "") -> FiledEmail:
    """html: sanitised. note: what was left out."""
    return FiledEmail(
        message_id=identity(mail),
        subject=mail.subject or NO_SUBJECT,
        moment=mail.moment,
        incoming=is_incoming(mail, people),
        sender=mail.sender,
        to=mail.to,
        cc=mail.cc,
        bcc=mail.bcc,
        text=None if mail.encrypted else mail.body_text,
        html=None if mail.encrypted else html,
        relations=relations(mail, people, about.chosen),
        who=about.who,
        related=about.related,
        thread=_thread(mail),
        in_reply_to=mail.in_reply_to,
        note=noted(mail, note),
    )


def noted(mail: Mail, *others: str) -> str:
    """What was left out of the email, in sentences."""
    own = (ENCRYPTED if mail.encrypted else "", CUT if mail.cut else "", _left_out(mail))
    return " ".join(part for part in (*own, *others) if part)


def _left_out(mail: Mail) -> str:
    left = sum(fitting(people)[1] for people in (mail.to, mail.cc, mail.bcc))
    return MANY.format(left=left, all=len(mail.recipients)) if left else ""


def is_incoming(mail: Mail, people: People) -> bool:
    """The same for every colleague who has the mail: what one of the org's users wrote went out."""
    wrote = people.get(mail.sender.address, ())
    return mail.incoming and not any(person.kind is PersonKind.USER for person in wrote)


def relations(mail: Mail, people: People, chosen: Sequence[Key] = ()) -> tuple[Relation, ...]:
    """Every participant once in each part; an address that several records share names none of them. Where a person
    chose: of the contacts and leads only those, and who of them has no part in the mail stands beside it."""
    parts = ((Role.FROM, (mail.sender,)), (Role.TO, mail.to), (Role.CC, mail.cc), (Role.BCC, mail.bcc))
    found: dict[tuple[Role, str, int], Relation] = {}
    for role, one in ((role, one) for role, some in parts for one in some if one.address):
        named = _chosen(role, one, people, chosen) if chosen else [_relation(role, one, people)]
        found |= {(role, one.address, number): relation for number, relation in enumerate(named)}
    there = {relation.key for relation in found.values()}
    beside = [Relation(Role.OTHER, "", key, _kind(key)) for key in chosen if key not in there]
    return (*found.values(), *beside)


def _chosen(role: Role, address: Address, people: People, chosen: Sequence[Key]) -> list[Relation]:
    """All chosen ones behind the address; a colleague is sure as ever; else nobody."""
    persons = people.get(address.address, ())
    named = [one for one in persons if one.key in chosen]
    named = named or [one for one in persons if one.kind is PersonKind.USER][:1]
    return [Relation(role, address.address, one.key, one.kind) for one in named] or [Relation(role, address.address)]


def _kind(key: Key) -> PersonKind:
    return PersonKind.LEAD if key.startswith(LEAD_PREFIX) else PersonKind.CONTACT


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
