"""PURE. Which mail it is that went on under another key (Exchange Server gives one to each mail that is moved), where
several copies may be it.

Of the copies that came with it since the last run the one in Deleted Items is it: people copy mails into folders, and
hardly into that one. So what they copied and kept stays filed, and the one that they deleted is noted as that. What a
person takes back in the pane is meant for that mail alone: not for a copy that is known as one of its own, nor, where
another may be meant, for one that was just put into the folder that files.
"""

from collections.abc import Collection, Iterable

from core.mails import Mail, MailPlace
from core.records import Key
from worker.filing.cases import Holding


def distance(mail: Mail, crm_key: Key | None, *, asked: bool, fresh: bool) -> tuple[bool, bool, int]:
    """Of how little a mail is the one that was moved. What was marked carries its record's key. asked: a share of it is
    open. fresh: the feed has just told of it."""
    binned = mail.place is MailPlace.TRASH
    return not asked, mail.peer != crm_key, (0 if binned else 1) if fresh else (3 if binned else 2)


def taken_back(copies: Iterable[Mail], held: Collection[Key], former: Holding | None) -> Mail | None:
    """The mail that is taken back, whose key is dead. held: the copies with rows of their own. former: the row that is
    there under the dead key; without one it may have got its new key already."""
    if former is None:
        ranked = sorted(copies, key=lambda mail: (mail.key not in held, mail.place is MailPlace.TRASH, mail.key))
        return ranked[0] if ranked else None
    lay_there = former.place is MailPlace.FOLDER

    def unlikely(mail: Mail) -> tuple[bool, bool, bool, Key]:
        put_there = mail.place is MailPlace.FOLDER and not lay_there
        return former.marked and mail.peer is None, put_there, mail.place is MailPlace.TRASH, mail.key

    return min((mail for mail in copies if mail.key not in held), key=unlikely, default=None)
