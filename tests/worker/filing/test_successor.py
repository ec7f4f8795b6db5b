"""Which copy a mail is whose key is dead, cell by cell."""

from typing import Any

import pytest

from core.mails import Mail, MailPlace
from tests.worker.filing.world import mail
from worker.filing.cases import Hold, Holding, How
from worker.filing.successor import distance, taken_back

INBOX, FOLDER, OTHER, TRASH = MailPlace.INBOX, MailPlace.FOLDER, MailPlace.OTHER, MailPlace.TRASH
RECORD = "02s1"
BY_CATEGORY = Holding(How.CATEGORY, Hold.HELD, marked=True, place=INBOX)
BY_FOLDER = Holding(How.FOLDER, Hold.HELD, marked=True, place=FOLDER)
UNMARKED = Holding(How.SHARED, Hold.HELD, marked=False, place=INBOX)


def copy(key: str, place: MailPlace, peer: str | None = RECORD) -> Mail:
    return mail(key=key, place=place, peer=peer)


def test_the_nearer_first() -> None:
    ranked: list[tuple[Mail, dict[str, Any]]] = [
        (copy("asked", OTHER, peer=None), {"asked": True, "fresh": False}),
        (copy("deleted just now", TRASH), {"asked": False, "fresh": True}),
        (copy("just come", INBOX), {"asked": False, "fresh": True}),
        (copy("there", OTHER), {"asked": False, "fresh": False}),
        (copy("deleted some day", TRASH), {"asked": False, "fresh": False}),
        (copy("no mark", INBOX, peer=None), {"asked": False, "fresh": True}),
        (copy("no mark and deleted", TRASH, peer=None), {"asked": False, "fresh": False}),
    ]
    ranks = [distance(one, RECORD, **about) for one, about in ranked]
    assert ranks == sorted(ranks) and len(set(ranks)) == len(ranks)


TABLE: list[tuple[Holding | None, set[str], list[Mail], str | None]] = [
    # The row is there under the dead key: a copy with a row of its own is another mail.
    (BY_CATEGORY, set(), [], None),
    (BY_CATEGORY, set(), [copy("a", OTHER)], "a"),
    (BY_CATEGORY, {"a"}, [copy("a", OTHER)], None),
    (BY_CATEGORY, {"a"}, [copy("a", INBOX), copy("b", OTHER)], "b"),
    # Marks tell it, where it had some.
    (BY_CATEGORY, set(), [copy("a", INBOX, peer=None), copy("b", TRASH)], "b"),
    (UNMARKED, set(), [copy("a", INBOX, peer=None), copy("b", TRASH)], "a"),
    # One that was just put into the folder is meant only where no other can be.
    (BY_CATEGORY, set(), [copy("a", FOLDER), copy("b", TRASH)], "b"),
    (BY_CATEGORY, set(), [copy("a", FOLDER), copy("b", OTHER)], "b"),
    (BY_CATEGORY, set(), [copy("a", FOLDER)], "a"),
    (BY_FOLDER, set(), [copy("b", TRASH), copy("a", FOLDER)], "a"),
    # An older copy in Deleted Items is not the one that lies open.
    (BY_CATEGORY, set(), [copy("a", TRASH), copy("b", INBOX)], "b"),
    # No row: it has its new key already, or there never was one.
    (None, {"b"}, [copy("a", INBOX), copy("b", OTHER)], "b"),
    (None, {"b"}, [copy("a", INBOX), copy("b", TRASH)], "b"),
    (None, set(), [copy("a", TRASH), copy("b", INBOX)], "b"),
    (None, set(), [], None),
]


@pytest.mark.parametrize(("former", "held", "copies", "expected"), TABLE)
def test_what_is_taken_back(former: Holding | None, held: set[str], copies: list[Mail], expected: str | None) -> None:
    for some in (copies, copies[::-1]):
        found = taken_back(some, held, former)
        assert (found.key if found else None) == expected
