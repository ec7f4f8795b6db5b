"""PURE. The people of a meeting, as the CRM has them: records of their own, whose addresses of today need not be those
by which Exchange knows them.

A link keeps by the id of each of them the address of the last agreement. As long as that person takes part, this
address is told for them, whatever became of theirs; who corrects a contact changes no meeting. Whoever is not told of
any more stays, too, but for those who were surely taken off the meeting: a contact that is deleted did not leave it.
One that was merged into another is that one from then on, who goes by its address; but where both took part before,
both stay: a merge sends nobody away.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from core.objects import INVITEES
from core.records import Fields, Key, Link, Record, Side, Value
from worker.sync.people import People, read, told


def addresses(link: Link) -> dict[Key, str]:
    """By the id of a person the address by which Exchange knows them."""
    kept = link.held.get(Side.CRM, {}).get(INVITEES)
    return dict(_pair(one) for one in kept) if isinstance(kept, tuple) else {}


def without_ids(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if name != INVITEES}


def gone_people(record: Record, link: Link) -> set[Key]:
    """Those of the last agreement of whom the CRM does not tell now."""
    return addresses(link).keys() - record.people.keys()


def inherited(link: Link, heirs: Mapping[Key, Key]) -> Link:
    """The link with the survivors of a merge in the places of the others. The same one where that is no news."""
    kept = addresses(link)
    names = {one if (heir := heirs.get(one, one)) in kept else heir: address for one, address in kept.items()}
    return link if names == kept else _with(link, names)


def is_anybody_missing(record: Record, link: Link, name: str) -> bool:
    """Whether the CRM told of somebody of whom it does not tell now. name: of the field of people."""
    return bool(read(link.seen(Side.CRM, name)).keys() - _present(record, link, name).keys())


def known_again(record: Record, link: Link, name: str, off: Mapping[Key, str]) -> Record:
    """The CRM's record with its people by the addresses of the last agreement. off: who was surely taken off, by id
    their address of today."""
    kept, before, people = addresses(link), read(link.seen(Side.CRM, name)), _present(record, link, name)
    left = {one for person, address in off.items() for one in (kept.get(person), address)}
    stay = {address: answer for address, answer in before.items() if address not in people and address not in left}
    fields = {one: value for one, value in record.fields.items() if one != name}
    value = told({**people, **stay})
    return replace(record, fields={**fields, name: value} if value else fields)


def remembered(record: Record, link: Link, name: str) -> Link:
    """The link with the people of the record, and of those who are not told of now who stay in it. The same one where
    that is no news."""
    names = {person: address for person, address, _ in _named(record, link, name) if address}
    there = read(record.fields.get(name))
    names |= {one: was for one, was in addresses(link).items() if one not in names and was in there}
    return link if names == addresses(link) else _with(link, names)


def _with(link: Link, names: Mapping[Key, str]) -> Link:
    value: Value = tuple(sorted(f"{person}|{address}" for person, address in names.items()))
    others = without_ids(link.held.get(Side.CRM, {}))
    return replace(link, held={**link.held, Side.CRM: {**others, INVITEES: value} if names else others})


def _present(record: Record, link: Link, name: str) -> People:
    """Address -> answer. Where two records of people have one address, an answer goes before none."""
    found: People = {}
    for _, address, answer in _named(record, link, name):
        if address and found.get(address, "none") == "none":
            found[address] = answer
    return found


def _named(record: Record, link: Link, name: str) -> Iterator[tuple[Key, str, str]]:
    """(id, address, answer): by the address that both sides agreed upon, as long as it is one of the meeting."""
    kept, before = addresses(link), read(link.seen(Side.CRM, name))
    for person, now in record.people.items():
        address, _, answer = now.rpartition("|")
        was = kept.get(person)
        yield person, was if was in before else address, answer


def _pair(text: str) -> tuple[Key, str]:
    person, _, address = text.partition("|")
    return person, address
