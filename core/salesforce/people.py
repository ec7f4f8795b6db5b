"""Who has an e-mail address: users, then contacts, then leads that were not converted; of a kind those made first go
first. A whole batch is asked in one call for each five queries. And what contacts and leads are called."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.emails import Person, PersonKind
from core.records import Key
from core.salesforce.client import Client
from core.salesforce.composite import QUERY_CHARACTERS, Answer, Row, composite_all, pages, query_part, sized
from core.salesforce.errors import faults_of
from core.salesforce.soql import Condition, Soql, literal

LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, less the brackets
_COLUMNS = ("Id", "Name", "Email", "CreatedDate")
_NAMES = ("Id", "Name", "Username")
_ACCOUNT = "AccountId"
_USER, _CONTACT, _LEAD = (
    Soql("User", (*_COLUMNS, "IsActive", "Username")),
    Soql("Contact", (*_COLUMNS, _ACCOUNT)),
    Soql("Lead", (*_COLUMNS, "IsConverted")),
)
_KINDS: tuple[tuple[PersonKind, Soql, tuple[str, ...], tuple[Condition, ...]], ...] = (
    (PersonKind.USER, _USER, _COLUMNS, (_USER.equals("IsActive", True),)),
    (PersonKind.CONTACT, _CONTACT, (*_COLUMNS, _ACCOUNT), ()),
    (PersonKind.LEAD, _LEAD, _COLUMNS, (_LEAD.equals("IsConverted", False),)),
)
# Deleted ones and converted leads are nobody whom a record can be about.
_NAMED = (
    ("003", Soql("Contact", ("Id", "Name", "IsDeleted")), ("IsDeleted",)),
    ("00Q", Soql("Lead", ("Id", "Name", "IsDeleted", "IsConverted")), ("IsDeleted", "IsConverted")),
)
# By the prefix of their ids the field that names whom somebody went into: by a merge, or as a converted lead.
_HEIRS = tuple(
    (prefix, Soql(sobject, ("Id", field)), field)
    for prefix, sobject, field in (
        ("003", "Contact", "MasterRecordId"),
        ("00Q", "Lead", "MasterRecordId"),
        ("00Q", "Lead", "ConvertedContactId"),
    )
)
_UNSEEN = frozenset({"INVALID_TYPE", "INVALID_FIELD"})


@dataclass(frozen=True, slots=True)
class Named:
    """there: a record can be about this person."""

    name: str
    there: bool


def people(client: Client, addresses: Iterable[str]) -> dict[str, Person]:
    """Address (lower-case) -> whom it means; unknown ones are missing. Raises Transient, Unauthorized."""
    return {address: found[0] for address, found in candidates(client, addresses).items()}


def candidates(client: Client, addresses: Iterable[str]) -> dict[str, list[Person]]:
    """Address (lower-case) -> everybody who has it, the nearest first; unknown ones are missing."""
    wanted = sorted({address for address in addresses if "@" in address and len(address) <= LONGEST_ADDRESS})
    groups = list(sized(wanted, lambda address: len(literal(address)) + 1, QUERY_CHARACTERS))
    asked = [
        (kind, soql.select(columns, [*more, soql.any_of("Email", group)], order=("CreatedDate", "Id")))
        for kind, soql, columns, more in _KINDS
        for group in groups
    ]
    answers = composite_all(client, [query_part(query) for _, query in asked], "people", safe=True)
    found: dict[str, list[Person]] = defaultdict(list)
    for (kind, _), answer in zip(asked, answers, strict=True):
        for row in _rows(client, answer):
            address, account = str(row.get("Email") or "").lower(), row.get(_ACCOUNT)
            name = str(row.get("Name") or "")
            found[address].append(Person(str(row.get("Id")), kind, name, address, str(account) if account else None))
    return dict(found)


def users(client: Client, mailboxes: Mapping[str, str]) -> dict[str, Person]:
    """Address -> the active user whose username is given for it; unknown ones are missing."""
    groups = sized(sorted(set(mailboxes.values())), lambda name: len(literal(name)) + 1, QUERY_CHARACTERS)
    active = _USER.equals("IsActive", True)
    asked = [_USER.select(_NAMES, [active, _USER.any_of("Username", group)]) for group in groups]
    answers = composite_all(client, [query_part(query) for query in asked], "people", safe=True)
    rows = {str(row.get("Username")).lower(): row for answer in answers for row in _rows(client, answer)}
    known = {address: rows[username] for address, username in mailboxes.items() if username in rows}
    return {
        address: Person(str(row.get("Id")), PersonKind.USER, str(row.get("Name") or ""), address)
        for address, row in known.items()
    }


def named(client: Client, keys: Iterable[Key]) -> dict[Key, Named]:
    """By id the contacts and leads among them that the user may see, deleted ones too."""
    wanted = [(soql, more, [key for key in keys if key.startswith(prefix)]) for prefix, soql, more in _NAMED]
    asked = [(more, soql.select(("Id", "Name", *more), [soql.any_of("Id", ids)])) for soql, more, ids in wanted if ids]
    answers = composite_all(client, [query_part(query, deleted=True) for _, query in asked], "people", safe=True)
    return {
        str(row.get("Id")): Named(str(row.get("Name") or ""), not any(row.get(sign) is True for sign in signs))
        for (signs, _), answer in zip(asked, answers, strict=True)
        for row in _rows(client, answer)
    }


def heirs(client: Client, keys: Iterable[Key]) -> dict[Key, Key]:
    """By id of the contacts and leads among them that were merged into another or converted, who they are by now: those
    may be so themselves. One call for each step of that. Raises Transient, Unauthorized."""
    asked = list(dict.fromkeys(keys))
    into: dict[Key, Key] = {}
    unread = asked
    while unread:
        found = _next_heirs(client, unread)
        into |= found
        unread = [key for key in dict.fromkeys(found.values()) if key not in into]
    return {key: _last(into, key) for key in asked if key in into}


def _next_heirs(client: Client, keys: Iterable[Key]) -> dict[Key, Key]:
    wanted = [(soql, field, [key for key in keys if key.startswith(prefix)]) for prefix, soql, field in _HEIRS]
    asked = [
        (field, soql.select(("Id", field), [soql.any_of("Id", group)]))
        for soql, field, ids in wanted
        for group in sized(ids, lambda key: len(literal(key)) + 1, QUERY_CHARACTERS)
    ]
    answers = composite_all(client, [query_part(query, deleted=True) for _, query in asked], "people", safe=True)
    rows = ((field, row) for (field, _), answer in zip(asked, answers, strict=True) for row in _rows(client, answer))
    return {str(row.get("Id")): str(row[field]) for field, row in rows if row.get(field)}


def _last(into: Mapping[Key, Key], key: Key) -> Key:
    """The end of the chain that begins with the key; a circle, which no org should tell of, is left where it closes."""
    passed = {key}
    while (after := into.get(key)) and after not in passed:
        passed.add(key := after)
    return key


def _rows(client: Client, answer: Answer) -> Iterable[Row]:
    """An object that the user may not see holds nobody."""
    if answer.status >= 300 and any(fault.code in _UNSEEN for fault in faults_of(answer.body)):
        return []
    return (row for page in pages(client, answer, "people") for row in page)


def split_person(text: str) -> tuple[str, str]:
    """`address|response` of the kind PEOPLE as its parts."""
    address, _, response = text.rpartition("|")
    return address, response


def responses(value: object) -> Mapping[str, str]:
    """Address -> response of a field of the kind PEOPLE; empty for any other value."""
    return dict(map(split_person, value)) if isinstance(value, tuple) else {}
