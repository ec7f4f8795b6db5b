"""Load: the mails of a window, the rows that speak of them, and the people in them, in batches; then the decisions.

A mail that was moved may have a new key (EWS): a row whose key is dead goes on with the mail of the same Message-ID.
"""

from collections.abc import Sequence
from functools import partial

from core.emails import Person
from core.mails import Mail, is_surrogate
from core.records import Key, Side
from core.values import replace
from worker.filing import ledger
from worker.filing.cases import Case, Hold, How, Stand
from worker.filing.decide import asked, decide, participants
from worker.filing.deleted import find_deleted
from worker.filing.frame import Email, Filing, Held, Job
from worker.filing.naming import Named, apart_code, is_of, named
from worker.filing.reading import complete, read
from worker.filing.successor import distance
from worker.filing.wishes import wanted_of
from worker.sync import hints
from worker.sync.context import Hint


def load(filing: Filing, hinted: Sequence[Hint]) -> list[Job]:
    """A decided job per hint."""
    keys = list(dict.fromkeys(hint.key for hint in hinted))
    mails, bare = read(filing, keys)
    held = _moved(filing, keys, mails)
    with filing.context.look() as session:
        names = named(session, filing, (mail for key, mail in mails.items() if key not in held))
        by_id = ledger.emails_by_id(session, (one.filed_id for one in held.values()))
    jobs = []
    for hint in hinted:
        mail, row = mails.get(hint.key), held.get(hint.key)
        name = names.get(mail.key, Named("")) if mail and not row else Named("")
        email = by_id.get(row.filed_id) if row else name.email
        stand = ledger.stand_of(email, filing.context.mailbox_id)
        crm_key = email.crm_key if email and stand in (Stand.FILED, Stand.UNFINISHED) else None
        asked_for = filing.asked.get(mail.key) if mail else None
        wanted = wanted_of(mail, asked_for) if mail and asked_for else None
        if wanted is not None and wanted.attachments and stand is Stand.FILED:
            stand = Stand.UNFINISHED  # somebody chose what it is to have
        apart = apart_code(mail, email.message_id if email else name.message_id) if mail else ""
        case = Case(mail, row.holding if row else None, stand, crm_key, wanted=wanted, apart=apart)
        jobs.append(Job(hint, case, email, row, named=name.message_id))
    find_deleted(filing, jobs)
    _decide(filing, jobs)
    _decide(filing, complete(filing, jobs, bare))
    return jobs


def _decide(filing: Filing, jobs: list[Job]) -> None:
    people = _people(filing, jobs)
    for job in jobs:
        job.case = replace(job.case, people=people)
        job.decision = decide(job.case, filing.setting)


def _people(filing: Filing, jobs: list[Job]) -> dict[str, tuple[Person, ...]]:
    """Of the mails that may become records now."""
    addresses: dict[str, None] = {}
    for job in jobs:
        mail, holding = job.case.mail, job.case.holding
        if mail is None or job.case.stand is Stand.BUSY:
            continue
        how = asked(mail, holding, filing.setting)
        if job.case.wanted or how is How.AUTOMATIC or (job.case.stand.is_free and (how or holding)):
            addresses.update(dict.fromkeys(participants(mail)))
    if not addresses:
        return {}
    return filing.context.call("crm.people", lambda: filing.stores.emails.people(list(addresses)))


def _moved(filing: Filing, keys: list[Key], mails: dict[Key, Mail]) -> dict[Key, Held]:
    """The rows by the keys asked for; where a mail has a new key, its row gets it."""
    context = filing.context
    with context.look() as session:
        held = ledger.mails_by_key(session, context.mailbox_id, keys)
        strangers = [mail for key, mail in mails.items() if key not in held]
        emails = [one.email for one in named(session, filing, strangers).values() if one.email]
        rows = ledger.mails_of(session, context.mailbox_id, (email.id for email in emails))
        emails_by_id = ledger.emails_by_id(session, (one.filed_id for one in held.values()))
    dead = [one for key, one in held.items() if key not in mails]
    dead += _dead(filing, [one for one in rows if one.key not in held])
    if not dead:
        return held
    emails_by_id |= {email.id: email for email in emails}
    renamed = _renamed(filing, dead, emails_by_id, mails, {mail.key for mail in strangers})
    _rename(filing, renamed, [mail.key for _, mail in renamed if mail.key not in keys])
    for old, mail in renamed:
        held.pop(old.key, None)
        held[mail.key] = replace(old, key=mail.key)
        if old.key in keys and mail.key not in keys:  # the only hint speaks of the old key
            mails[old.key], held[old.key] = mail, held[mail.key]
    return held


def _dead(filing: Filing, rows: list[Held]) -> list[Held]:
    """Those whose mail is not there any more under its key."""
    if not rows:
        return []
    keys = [one.key for one in rows]
    there = filing.context.call("exchange.read", lambda: filing.stores.mails.read(keys, whole=False))
    return [one for one in rows if one.key not in there]


def _renamed(
    filing: Filing, dead: list[Held], emails: dict[int, Email], mails: dict[Key, Mail], strangers: set[Key]
) -> list[tuple[Held, Mail]]:
    """For each dead row the mail of the same Message-ID that has no row and is most likely the one."""
    filed = {one.id: emails[one.filed_id] for one in dead if one.filed_id in emails}
    asked_for = [one for one in dict.fromkeys(email.of for email in filed.values()) if not is_surrogate(one)]
    found = filing.context.call("exchange.find", lambda: filing.stores.mails.find(asked_for)) if asked_for else {}
    copies = [mail for some in found.values() for mail in some]
    with filing.context.look() as session:
        taken = set(ledger.mails_by_key(session, filing.context.mailbox_id, [mail.key for mail in copies]))
    free = {mail.key: mail for mail in copies if mail.key not in taken}
    free |= {key: mails[key] for key in strangers if key in mails}
    renamed = []
    for one in [row for row in dead if row.id in filed]:
        email = filed[one.id]
        same = [mail for mail in free.values() if _may_be(one, mail) and is_of(mail, email, whole=mail.key in mails)]
        if same:
            best = min(same, key=partial(_distance, filing, email, strangers))
            del free[best.key]
            renamed.append((one, best))
    return _read_anew(filing, renamed, mails)


def _distance(filing: Filing, email: Email, strangers: set[Key], mail: Mail) -> tuple[bool, bool, int]:
    return distance(mail, email.crm_key, asked=mail.key in filing.asked, fresh=mail.key in strangers)


def _may_be(row: Held, mail: Mail) -> bool:
    """A mail takes our marks along wherever it is moved: one without them is another copy, which nobody filed."""
    marked = row.holding.state is Hold.HELD and row.holding.marked
    return not marked or mail.peer is not None


def _read_anew(filing: Filing, renamed: list[tuple[Held, Mail]], mails: dict[Key, Mail]) -> list[tuple[Held, Mail]]:
    """What `find` brought may lack bodies."""
    keys = [mail.key for _, mail in renamed if mail.key not in mails]
    mails |= filing.context.call("exchange.read", lambda: filing.stores.mails.read(keys)) if keys else {}
    return [(old, mails[mail.key]) for old, mail in renamed if mail.key in mails]


def _rename(filing: Filing, renamed: list[tuple[Held, Mail]], unheard: list[Key]) -> None:
    """unheard: new keys without a hint in this window; the old key's hint is worth nothing after a crash."""
    if renamed and not filing.context.dry:
        with filing.context.transaction("mails moved") as session:
            for old, mail in renamed:
                ledger.set_mail(session, old, key=mail.key)
            hints.add(session, filing.context, Side.EXCHANGE, dict.fromkeys(unheard, False))
