"""Stores of mails: the feed, reading and finding, marks, attachments."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from core.errors import CursorExpired, Stale, Transient
from core.mails import Mail, MailLeft, MailPage, MailPlace, MailSeen, Mark
from core.records import Key
from core.store import Cursor, Written
from tests.contract.mails.world import MailWorld
from tests.contract.world import Trouble

HOME, INBOX, OTHER, TRASH = MailPlace.FOLDER, MailPlace.INBOX, MailPlace.OTHER, MailPlace.TRASH


def pages(box: MailWorld, cursor: Cursor | None = None) -> list[MailPage]:
    return list(box.opened().changed_since(cursor))


def seen(found: Iterable[MailPage]) -> dict[Key, MailSeen]:
    return {one.key: one for page in found for one in page.seen if isinstance(one, MailSeen)}


def left(found: Iterable[MailPage]) -> set[Key]:
    return {one.key for page in found for one in page.seen if isinstance(one, MailLeft)}


def read(box: MailWorld, key: Key) -> Mail:
    return box.store.read([key])[key]


def marked(box: MailWorld, mail: Mail, *categories: str, peer: Key | None = "02s1") -> object:
    [outcome] = box.store.mark([Mark(mail.key, mail.version, categories, peer)])
    return outcome


def test_a_listing(box: MailWorld) -> None:
    """The folder in full, of the others what has the category, whatever its case."""
    box.receive("Blue")
    named = box.receive("SALESFORCE")
    moved = box.move(box.receive(), HOME)
    box.move(box.receive("Salesforce"), TRASH)
    found = pages(box)
    assert {key: one.place for key, one in seen(found).items()} == {named: INBOX, moved: HOME}
    assert {page.full for page in found} == {True} and [page.last for page in found].index(True) == len(found) - 1
    assert seen(pages(box, found[-1].cursor)) == {}


def test_a_listing_tells_what_came_since_a_moment(box: MailWorld) -> None:
    """What no cursor told of before it expired."""
    plain, moved = box.receive(), box.move(box.receive(), OTHER)
    came = min(read(box, key).moment for key in (plain, moved))
    found = list(box.opened().changed_since(None, came - timedelta(minutes=1)))
    assert {key: one.place for key, one in seen(found).items()} == {plain: INBOX, moved: OTHER}
    assert seen(box.opened().changed_since(None, datetime.now(UTC) + timedelta(days=9999))) == {}


def test_the_category_counts_in_any_folder(box: MailWorld) -> None:
    listed, late, plain = (box.move(box.receive(*names), OTHER) for names in (["Salesforce"], [], []))
    found = pages(box)
    assert {key: one.place for key, one in seen(found).items()} == {listed: OTHER}
    box.categorise(late, "Salesforce")
    moved = box.move(box.receive(), OTHER)
    found = pages(box, found[-1].cursor)
    news = {key: (one.place, one.categories) for key, one in seen(found).items() if key in (late, moved)}
    assert news == {late: (OTHER, ("Salesforce",)), moved: (OTHER, ())}
    assert [page.full for page in found] == [False] * len(found) and found[-1].last
    for _ in range(2):
        found = pages(box, found[-1].cursor)
        assert seen(found) == {} and not left(found)
    box.categorise(late)
    again = seen(pages(box, found[-1].cursor))
    assert again.keys() == {late} and again[late].categories == () and plain not in again


def test_what_left_a_folder_of_the_user_is_told_where_it_came_to(box: MailWorld) -> None:
    """A filed mail that was moved on, or binned, carries our mark wherever its key is a new one."""
    kept, binned = box.move(box.receive(), OTHER), box.move(box.receive(message_id="<2@x.example>"), OTHER)
    marked(box, read(box, kept), "Salesforce")
    marked(box, read(box, binned), "Salesforce", peer="02s2")
    found = pages(box)
    assert seen(found).keys() == {kept, binned}
    here, there = box.move(kept, INBOX), box.move(binned, TRASH)
    told = seen(pages(box, found[-1].cursor))
    assert {key: one.place for key, one in told.items()} == {here: INBOX, there: TRASH}
    assert told[there].marked or there == binned


def test_a_listing_that_was_cut_off_goes_on(box: MailWorld) -> None:
    keys = {box.receive("Salesforce") for _ in range(5)}
    first = next(iter(box.opened().changed_since(None)))
    rest = pages(box, first.cursor)
    assert seen([first, *rest]).keys() == keys and rest[-1].last
    late = box.receive()
    assert seen(pages(box, rest[-1].cursor)).keys() == {late}


def test_changes(box: MailWorld) -> None:
    old, filed = box.receive(), box.receive("Salesforce")
    cursor = pages(box)[-1].cursor
    new = box.receive()
    box.categorise(old, "Salesforce")
    box.categorise(filed)
    found = pages(box, cursor)
    assert {key: one.categories for key, one in seen(found).items()} == {new: (), old: ("Salesforce",), filed: ()}
    assert not any(page.full for page in found)
    assert all(read(box, key).version == one.version for key, one in seen(found).items())


def test_what_left_a_watched_folder(box: MailWorld) -> None:
    gone, moved, dragged = box.receive(), box.receive(), box.receive()
    cursor = pages(box)[-1].cursor
    box.delete(gone)
    away, here = box.move(moved, OTHER), box.move(dragged, HOME)
    found = pages(box, cursor)
    assert {gone, moved} <= left(found)
    assert seen(found)[here].place is HOME
    assert read(box, away).place is OTHER


def test_an_expired_cursor(box: MailWorld) -> None:
    cursor = pages(box)[-1].cursor
    box.expire_cursors()
    with pytest.raises(CursorExpired):
        pages(box, cursor)
    assert pages(box)[-1].last


def test_reading(box: MailWorld) -> None:
    key, gone = box.receive("Blue", files=[("a.txt", b"one")]), box.receive()
    binned = box.move(box.receive(), TRASH)
    box.delete(gone)
    found = box.store.read([key, gone, binned, "no key"])
    assert found.keys() == {key, binned} and found[binned].place is TRASH
    mail = found[key]
    assert (mail.message_id, mail.categories, mail.place, mail.peer) == ("<1@x.example>", ("Blue",), INBOX, None)
    assert (mail.incoming, mail.draft, (mail.body_text or "").strip()) == (True, False, "Dear Anna")
    assert [one.name for one in mail.attachments] == ["a.txt"]


def test_all_copies_are_found(box: MailWorld) -> None:
    key = box.receive(message_id="<O'Hara@x.example>")
    copy = box.copy(key, TRASH)
    box.receive(message_id="<other@x.example>")
    found = box.store.find(["<o'hara@X.example>", "<none@x.example>"])
    assert {name: {one.key for one in mails} for name, mails in found.items()} == {"<o'hara@X.example>": {key, copy}}


def test_the_header_of_a_share(box: MailWorld) -> None:
    key = box.receive(header="pane-1")
    box.receive(header="pane-2")
    assert [one.key for one in box.store.sent("pane-1")] == [key]
    assert box.store.sent("pane-3") == ()


def test_marks(box: MailWorld) -> None:
    key = box.receive("Blue")
    cursor = pages(box)[-1].cursor
    outcome = marked(box, read(box, key), "Blue", "Salesforce")
    mail = read(box, key)
    assert outcome == Written(key, mail.version)
    assert (mail.categories, mail.peer, mail.subject) == (("Blue", "Salesforce"), "02s1", "Offer")
    [echo] = seen(pages(box, cursor)).values()
    assert echo.version == mail.version
    assert isinstance(marked(box, mail, peer=None), Written)
    assert (read(box, key).categories, read(box, key).peer) == ((), None)


def test_a_copy_and_a_moved_mail_keep_their_marks(box: MailWorld) -> None:
    key = box.receive()
    marked(box, read(box, key), "Salesforce")
    copy, moved = box.copy(key, HOME), box.move(key, OTHER)
    for one in (copy, moved):
        assert (read(box, one).categories, read(box, one).peer) == (("Salesforce",), "02s1")


def test_a_mail_that_changed_meanwhile(box: MailWorld) -> None:
    """One that was flagged is marked all the same; one that got a category must be decided anew."""
    flagged, named, gone = box.receive(), box.receive(), box.receive()
    mails = box.store.read([flagged, named, gone])
    box.touch(flagged)
    box.categorise(named, "Mine")
    box.delete(gone)
    outcomes = box.store.mark([Mark(one.key, one.version, ("Salesforce",), "02s1") for one in mails.values()])
    assert [type(one) for one in outcomes] == [Written, Stale, Stale]
    assert read(box, flagged).categories == ("Salesforce",) and read(box, named).categories == ("Mine",)


def test_attachments(box: MailWorld) -> None:
    content = bytes(range(256)) * 1_000
    key = box.receive(files=[("a.bin", content)])
    [info] = read(box, key).attachments
    with box.store.attachment(key, info.key) as chunks:
        assert b"".join(chunks) == content
    box.delete(key)
    with pytest.raises(Stale), box.store.attachment(key, info.key):
        pass


def test_a_lost_reply(box: MailWorld) -> None:
    """Whatever the store tells, the mail is marked or it is not, and the next run sees which."""
    key = box.receive()
    mail = read(box, key)
    box.trouble(Trouble.LOST_REPLY)
    try:
        told = isinstance(marked(box, mail, "Salesforce"), Written)
    except Transient:
        told = False
    after = box.opened().read([key])[key]
    assert (after.categories, after.peer) == (("Salesforce",), "02s1") and (not told or after.version != mail.version)


def test_a_busy_server(box: MailWorld) -> None:
    key = box.receive()
    mail = read(box, key)
    box.trouble(Trouble.BUSY)
    with pytest.raises(Transient):
        box.store.read([key])
    with pytest.raises(Transient):
        box.store.find(["<1@x.example>"])
    with pytest.raises(Transient):
        marked(box, mail, "Salesforce")
