"""How far it is certain what a mail's user wants of it, by what was done to it and when: one that was handled while
nothing about it was open is to be filed, or not; one that no run has seen is wanted as it lies there."""

from collections.abc import Iterable, Iterator

from core.mails import Mail, MailPlace
from tests.model import mail_shares
from tests.model.letters import Copy, Letter
from tests.model.mail_office import MailOffice


def run_begins(letters: Iterable[Letter], who: str) -> None:
    """What is done to mails from now on may come before or after the run has looked at them."""
    for copy in _copies(letters, who):
        copy.fresh = False


def run_ends(office: MailOffice, letters: Iterable[Letter], who: str) -> None:
    """Without any trouble: what has nothing open is settled."""
    open_keys = mail_shares.open_keys(office, who)
    for copy in _copies(letters, who):
        if copy.key not in open_keys:
            copy.settled, copy.strayed = copy.settled or (copy.there and not copy.letter.draft), False


def strays(office: MailOffice, copy: Copy) -> None:
    """It has a new key, or is gone. Where a move gives new keys, nobody can tell of several such copies, which are the
    same to the letter, which of them had which key: that one left the folder is certain of none, and the email stays
    filed."""
    copy.strayed = office.boxes[copy.who].moves_rename
    astray = [one for one in copy.letter.copies if one.who == copy.who and one.strayed]
    for one in astray if len(astray) > 1 else ():
        one.wish = None if one.wish == "off" else one.wish


def of_one_share(copy: Copy, *, back: bool) -> None:
    """All mails of a Message-ID in a mailbox have one share in the pane, which stays with the one that it began with
    and goes on with another where that is gone: what is asked for, or taken back (back), may be done to any of them.
    What the category or the folder files stays so where more is asked for."""
    for one in copy.letter.copies:
        if one is not copy and one.who == copy.who and (back or one.wish == "off" or one.by == "share"):
            one.wish = None


def feed_lost(letters: Iterable[Letter], who: str) -> None:
    """New mails that a listing does not name are not filed by themselves."""
    for copy in _copies(letters, who):
        copy.sure = False


def derive(office: MailOffice, copy: Copy) -> None:
    """After an act of its user's."""
    if not copy.fresh or not copy.there or copy.letter.draft:
        return
    mail = _mail(office, copy)
    if mail.place is MailPlace.TRASH:
        copy.wish, copy.by = None, None
    elif is_ours(mail.categories):
        copy.wish, copy.by = "on", "category"
    elif mail.place is MailPlace.FOLDER:
        copy.wish, copy.by = "on", "folder"
    else:
        copy.wish, copy.by = None if office.policy.automatic else "off", None


def is_ours(categories: tuple[str, ...]) -> bool:
    return "salesforce" in (one.casefold() for one in categories)


def _copies(letters: Iterable[Letter], who: str) -> Iterator[Copy]:
    return (copy for one in letters for copy in one.copies if copy.who == who)


def _mail(office: MailOffice, copy: Copy) -> Mail:
    return office.boxes[copy.who].mails[copy.key]
