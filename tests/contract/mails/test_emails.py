"""Stores of emails: once for each Message-ID, whole or not at all, with people and files."""

import pytest

from core.emails import FileInfo, PersonKind, Relation, Role
from core.errors import Stale, SyncError, Transient
from core.records import Key
from core.store import Written
from tests.contract.mails.world import EmailWorld
from tests.contract.world import Trouble

TEXT = FileInfo("a.txt", "text/plain", 3)


def filed(crm: EmailWorld, message_id: str = "<1@x.example>") -> Key:
    [outcome] = crm.store.file([crm.email(message_id)])
    assert isinstance(outcome, Written), outcome
    return outcome.key


def test_once_for_each_message_id(crm: EmailWorld) -> None:
    assert crm.store.known(["<1@x.example>"]) == {}
    one, two = crm.email("<1@x.example>"), crm.email("<2@x.example>")
    first, second, again = crm.store.file([one, two, one])
    assert first == again and isinstance(first, Written) and isinstance(second, Written)
    assert crm.store.known(["<2@x.example>", "<1@x.example>", "<3@x.example>"]) == {
        "<1@x.example>": first.key,
        "<2@x.example>": second.key,
    }
    assert crm.store.file([one]) == [first]
    assert crm.count() == 2


def test_all_or_nothing(crm: EmailWorld) -> None:
    """A person whom the CRM does not know, a rule that refuses: that email is not made, its neighbours are."""
    nobody = Relation(Role.TO, "cy@example.com", "0035i0000000zzzAAA", PersonKind.CONTACT)
    odd = crm.email("<2@x.example>", who=nobody.key, relations=(nobody,))
    crm.refuse("bad")
    wanted = [crm.email("<1@x.example>"), odd, crm.email("<3@x.example>", subject="bad")]
    good, *refused = crm.store.file(wanted)
    assert isinstance(good, Written) and all(isinstance(one, SyncError) for one in refused)
    assert crm.count() == 1


def test_people(crm: EmailWorld) -> None:
    found = crm.store.people(["cy@example.com", "di@example.com", "nobody@example.com"])
    assert {address: [(one.key, one.kind, one.account) for one in some] for address, some in found.items()} == {
        "cy@example.com": [(crm.contact, PersonKind.CONTACT, crm.account)],
        "di@example.com": [(crm.lead, PersonKind.LEAD, None)],
    }
    crm.remove_contact()
    assert crm.store.people(["cy@example.com", "di@example.com"]).keys() == {"di@example.com"}


def test_files(crm: EmailWorld) -> None:
    key, bare = filed(crm), filed(crm, "<2@x.example>")
    crm.store.attach(key, TEXT, iter([b"o", b"ne"]))
    found = crm.store.attached([key, bare])
    assert ([(one.name, one.size) for one in found[key]], found[bare]) == ([("a.txt", 3)], ())
    crm.remove(bare)
    with pytest.raises(Stale):
        crm.store.attach(bare, TEXT, [b"one"])


def test_people_are_added_and_nobody_is_taken_away(crm: EmailWorld) -> None:
    [outcome] = crm.store.file([crm.email("<1@x.example>", who=None, related=None, relations=())])
    assert isinstance(outcome, Written)
    assert crm.store.relate(outcome.key, crm.email("<1@x.example>")) == Written(outcome.key)
    bare = crm.email("<1@x.example>", who=None, related=None, relations=())
    assert crm.store.relate(outcome.key, bare) == Written(outcome.key)
    crm.remove(outcome.key)
    assert isinstance(crm.store.relate(outcome.key, crm.email("<1@x.example>")), Stale)


def test_unfiling(crm: EmailWorld) -> None:
    key, other = filed(crm), filed(crm, "<2@x.example>")
    crm.store.attach(key, TEXT, [b"one"])
    assert crm.store.there([key, other]) == {key, other} and crm.store.there([]) == set()
    for _ in range(2):
        assert crm.store.unfile([key]) == [Written(key)]
    assert crm.store.known(["<1@x.example>", "<2@x.example>"]) == {"<2@x.example>": other}
    assert crm.store.there([key, other]) == {other}
    assert crm.store.unfile([]) == [] and crm.count() == 1
    assert filed(crm) != key


def test_a_lost_reply(crm: EmailWorld) -> None:
    """What was carried out is found by whoever asks."""
    crm.trouble(Trouble.LOST_REPLY, "file")
    with pytest.raises(Transient):
        crm.store.file([crm.email("<1@x.example>")])
    [key] = crm.store.known(["<1@x.example>"]).values()
    crm.trouble(Trouble.LOST_REPLY, "attach")
    with pytest.raises(Transient):
        crm.store.attach(key, TEXT, [b"one"])
    assert [one.name for one in crm.store.attached([key])[key]] == ["a.txt"]
    assert len(crm.file_names(key)) == crm.count() == 1


def test_a_busy_server(crm: EmailWorld) -> None:
    key = filed(crm)
    crm.trouble(Trouble.BUSY)
    with pytest.raises(Transient):
        crm.store.known(["<1@x.example>"])
    with pytest.raises(Transient):
        crm.store.file([crm.email("<2@x.example>")])
    with pytest.raises(Transient):
        crm.store.unfile([key])
