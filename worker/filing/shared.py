"""Mails that people shared in the pane: found, filed with what they chose, and noted in the share's row.

A share is a hint with a wish: the run looks at the mail as at any other, and the wish goes before the category and the
folder. The hint stays until the mail is marked, and the row until the hint is settled, so that nothing of it is lost.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy.orm import Session

from core.mails import Mail, MailPlace, identity
from core.models.filing import FILED
from core.records import Key, Side
from core.shares import EMAIL, FAILED, LONGEST_DRAFT, OPEN, UNDOING
from worker.filing import ledger
from worker.filing.cases import Hold
from worker.filing.frame import Email, Filing
from worker.filing.successor import taken_back
from worker.filing.wishes import Asked
from worker.sharing import rows
from worker.sharing.rows import Share
from worker.sync import hints, issues

GONE = "The mail is not in the mailbox any more; open it again and share it anew."
KEPT = "The mail is not in the mailbox any more; it stays in Salesforce."
BINNED = "The mail lies in Deleted Items; move it back to share it."
JUNK = "The mail lies in Junk Email; move it to the Inbox to share it."
NEVER_SENT = "The mail was not sent, so nothing was shared."


@dataclass(frozen=True, slots=True)
class Sought:
    """What was found of one share: its mail, or why there is none (problem); neither while it is a draft, whose key
    stays when it is sent, where keys stay."""

    share: Share
    mail: Mail | None = None
    problem: str = ""
    message_id: str | None = None
    draft: Mail | None = None


def seek(filing: Filing, unsettled: Sequence[Share]) -> Filing:
    """Finds the mails of open shares and hints them; the filing knows what their users chose. Not in a dry run."""
    if filing.context.dry or not unsettled:
        return filing
    shares = [one for one in unsettled if one.state in OPEN]
    found = _sought(filing, shares) if shares else []
    if found:
        with filing.context.transaction("shares found") as session:
            for one in found:
                _note_found(session, filing, one)
            hints.add(session, filing.context, Side.EXCHANGE, dict.fromkeys(_news(session, filing, found), False))
    with filing.context.look() as session:
        return replace(filing, asked=_asked(session, filing.context.mailbox_id))


def _news(session: Session, filing: Filing, found: Iterable[Sought]) -> list[Key]:
    """The mails to look at now. One that was refused waits for its time, like any other, unless its user asked anew."""
    begun = {one.share.wish.key for one in found if one.share.wish.begun}
    keys = dict.fromkeys(one.mail.key for one in found if one.mail)
    waiting = {hint.key for hint in hints.of_keys(session, filing.context, {Side.EXCHANGE: keys})}
    return [key for key in keys if key not in begun & waiting]


def _asked(session: Session, mailbox_id: str) -> dict[Key, Asked]:
    """By the mails' keys. Of several shares of one mail the newest counts."""
    shares = rows.unsettled(session, mailbox_id, EMAIL)
    return {one.wish.key: Asked(one.wish, one.state == UNDOING) for one in shares if one.wish.key}


def _sought(filing: Filing, shares: Sequence[Share]) -> list[Sought]:
    mails = filing.stores.mails
    keys = {one.id: one.wish.key or mails.key_of(one.item_id) for one in shares}
    read = filing.context.call("exchange.read", lambda: mails.read(list(keys.values())))
    names = {one.id: one.message_id for one in shares if keys[one.id] not in read and one.message_id}
    copies: Mapping[str, tuple[Mail, ...]] = {}
    if names:
        copies = filing.context.call("exchange.find", lambda: mails.find(list(names.values())))
    found = {one.id: read.get(keys[one.id]) for one in shares}
    for one in [share for share in shares if share.id in names]:
        some, undoing = copies.get(names[one.id], ()), one.state == UNDOING
        found[one.id] = _taken_back(filing, keys[one.id], some) if undoing else _best(some)
    for one in [share for share in shares if found[share.id] is None and share.wish.on_send]:
        found[one.id] = _best(filing.context.call("exchange.sent", partial(mails.sent, one.wish.on_send or "")))
    return [_result(filing, one, found[one.id]) for one in shares]


def _taken_back(filing: Filing, key: Key, copies: Sequence[Mail]) -> Mail | None:
    with filing.context.look() as session:
        rows = ledger.mails_by_key(session, filing.context.mailbox_id, [key, *(mail.key for mail in copies)])
    former = rows.pop(key, None)
    return taken_back(copies, rows.keys(), former.holding if former else None)


def _best(copies: Iterable[Mail]) -> Mail | None:
    """Of several copies one that people see, and no draft."""
    ranked = sorted(copies, key=lambda mail: (mail.place is MailPlace.TRASH, mail.draft, mail.key))
    return ranked[0] if ranked else None


def _result(filing: Filing, share: Share, mail: Mail | None) -> Sought:
    undoing = share.state == UNDOING
    if mail is None or mail.draft:
        waits = not undoing and (mail is not None or share.wish.on_send is not None)
        if waits and filing.context.now() - share.at < LONGEST_DRAFT:
            return Sought(share, message_id=mail.message_id if mail else None, draft=mail)
        if mail is not None or share.wish.on_send is not None:
            return Sought(share, problem=NEVER_SENT)
        return Sought(share, problem=KEPT if undoing else GONE)
    if mail.place is MailPlace.TRASH and not undoing:
        return Sought(share, problem=JUNK if mail.junk else BINNED)
    return Sought(share, mail, message_id=mail.message_id)


def _note_found(session: Session, filing: Filing, one: Sought) -> None:
    if one.problem:
        rows.failed(session, one.share, filing.context.now(), one.problem)
        return
    if one.mail is not None:
        rows.save(session, one.share, wish=one.share.wish.found(one.mail.key), message_id=identity(one.mail))
    elif one.draft is not None:
        wish = one.share.wish.found(one.draft.key)
        rows.save(session, one.share, wish=wish, message_id=one.message_id or one.share.message_id)


def conclude(filing: Filing) -> None:
    """What became of the shares that the run knew of. Not in a dry run."""
    context = filing.context
    if context.dry or not filing.asked:
        return
    with context.look() as session:
        shares = [one for one in rows.unsettled(session, context.mailbox_id, EMAIL) if one.wish.key and one.message_id]
    if not shares:
        return
    with context.transaction("shares concluded") as session:
        emails = _emails(session, filing, shares)
        opened = issues.read_open(session, context)
        for one in shares:
            email = emails.get(one.wish.key or "") or emails.get(one.message_id or "")
            held = ledger.mails_of(session, context.mailbox_id, [email.id]) if email else []
            issue = opened.of(Side.EXCHANGE, one.wish.key or "")
            if one.state == UNDOING:
                own = [row.holding for row in held if row.key == one.wish.key]  # other copies may hold the email on
                if not any(holding.state is Hold.HELD or holding.marked for holding in own):
                    rows.done(session, one, context.now())
            elif email and email.state == FILED and any(_shows(row.holding.state, row.holding.marked) for row in held):
                rows.done(session, one, context.now(), crm_key=email.crm_key, message_id=email.message_id)
            elif issue is not None and one.state != FAILED:
                rows.failed(session, one, context.now(), issue.message)


def _emails(session: Session, filing: Filing, shares: Sequence[Share]) -> dict[str, Email]:
    """By Message-ID, and by the keys of mails that hold one: another email may have the Message-ID of such a mail."""
    held = ledger.mails_by_key(session, filing.context.mailbox_id, [one.wish.key for one in shares if one.wish.key])
    by_id = ledger.emails_by_id(session, (row.filed_id for row in held.values()))
    of_mails = {key: by_id[row.filed_id] for key, row in held.items()}
    return ledger.emails_of(session, filing.org_id, [one.message_id for one in shares if one.message_id]) | of_mails


def _shows(state: Hold, marked: bool) -> bool:
    return state is Hold.HELD and marked
