"""PURE. Which mails are filed, joined, taken back or left alone, and why.

What a person shares in the pane, the category put on by hand, and the folder always file. Automatic filing has
exclusions, and is off by default. What filed a mail also takes it back: the category taken off, or the mail moved out
of the folder that had filed it; who asks for it again before it is gone has the last word. A mail that its user deletes
or calls junk stays filed. A record that somebody deleted in the CRM is made anew where a person asks for it once more,
and never by itself.
"""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from core.emails import PersonKind
from core.mails import Mail, MailPlace, Sensitivity
from worker.filing.cases import (
    Case,
    Decision,
    File,
    Hold,
    Holding,
    How,
    Join,
    Keep,
    Setting,
    Skip,
    Stand,
    Wait,
    Wanted,
    Withdraw,
)
from worker.sync.actions import Reason

WAIT_SECONDS = 60
# The feed has compared when it was received; when it was sent the sender's clock says, and servers on the way try long.
ON_ITS_WAY = timedelta(days=1)
_CUSTOMERS = (PersonKind.CONTACT, PersonKind.LEAD)


def decide(case: Case, setting: Setting) -> Decision:
    """The one thing to do about the mail."""
    mail, holding = case.mail, case.holding
    if mail is None:
        return _gone(case)
    wanted, binned = case.wanted, mail.place is MailPlace.TRASH
    if wanted is not None and (wanted.taken_back or not binned):
        return _shared(case, mail, wanted)
    if binned:
        return _gone(case)
    if holding is not None and holding.state is Hold.WITHDRAWN and holding.marked:
        return _cut_off(case, mail, holding, setting)
    if holding is not None and holding.state is Hold.HELD:
        return _held(case, mail, holding, setting)
    how = asked(mail, holding, setting)
    if how is None:
        return Skip(_reason("not_asked", mail))
    if mail.draft:
        return Skip(_reason("draft", mail), tell=True)
    if how is How.AUTOMATIC and (code := excluded(case, mail, setting)) is not None:
        return Skip(_reason(code, mail))
    return _wanted(case, mail, how)


def _shared(case: Case, mail: Mail, wanted: Wanted) -> Decision:
    """What a person chose in the pane goes before what the category and the folder say."""
    if case.stand is Stand.BUSY:
        return Wait(_reason("busy", mail), WAIT_SECONDS)
    holding = case.holding
    held = holding is not None and holding.state is Hold.HELD
    if wanted.taken_back:
        left = held or (holding is not None and holding.marked)
        # Nothing to take back: the share is over, and the category or the folder may ask for the mail all the same.
        return Withdraw(_reason("unshared", mail)) if left else Wait(_reason("not_asked", mail), WAIT_SECONDS)
    if mail.draft:
        return Skip(_reason("draft", mail), tell=True)
    how = holding.how if holding is not None and held else How.SHARED
    if case.stand.is_free:
        return File(how, _reason(case.apart or _BY[How.SHARED], mail))
    return Join(how, _reason("joined", mail))


def asks_anew(case: Case, setting: Setting) -> bool:
    """Whether somebody wants an email that is known to be filed, and did not when it was last looked at: before a mail
    joins it, it must be sure that its record is still there."""
    mail, holding = case.mail, case.holding
    if mail is None or case.stand not in (Stand.FILED, Stand.UNFINISHED):
        return False
    if case.wanted is not None:
        return not case.wanted.taken_back
    held = holding is not None and holding.state is Hold.HELD
    return not held and mail.place is not MailPlace.TRASH and asked(mail, holding, setting) is not None


def asked(mail: Mail, holding: Holding | None, setting: Setting) -> How | None:
    """What asks for a mail that is not held; the exclusions of automatic filing are not looked at."""
    if has_category(mail.categories, setting.policy.category):
        return How.CATEGORY
    came_back = holding is None or holding.state is Hold.DELETED or holding.place is not MailPlace.FOLDER
    if mail.place is MailPlace.FOLDER and came_back:
        return How.FOLDER
    if may_be_automatic(mail, setting) and holding is None:
        return How.AUTOMATIC
    return None


def may_be_automatic(mail: Mail, setting: Setting) -> bool:
    """In whatever folder a rule put it."""
    return (
        setting.policy.automatic
        and setting.since is not None
        and mail.moment >= setting.since - ON_ITS_WAY
        and mail.place is not MailPlace.TRASH
        and not mail.draft
    )


def excluded(case: Case, mail: Mail, setting: Setting) -> str | None:
    """The code of the rule that keeps a mail out of automatic filing, or None."""
    outside = [one for one in participants(mail) if not _is_internal(one, case, setting)]
    if mail.encrypted:
        return "encrypted"
    if mail.sensitivity is not Sensitivity.NORMAL:
        return "private"
    if not outside:
        return "internal"
    if any(_within(one, domain) for one in outside for domain in setting.policy.excluded_domains):
        return "excluded_domain"
    if not any(person.kind in _CUSTOMERS for one in outside for person in case.people.get(one, ())):
        return "nobody_known"
    return None


def participants(mail: Mail) -> tuple[str, ...]:
    """All addresses of sender and recipients, each once, in order."""
    return tuple(dict.fromkeys(one.address for one in (mail.sender, *mail.recipients) if one.address))


def has_category(categories: Iterable[str], name: str) -> bool:
    """Outlook compares without case."""
    return name.casefold() in {one.casefold() for one in categories}


def _gone(case: Case) -> Decision:
    name = {"name": case.mail.name} if case.mail else {}
    junk = case.mail is not None and case.mail.junk
    if case.holding is None or case.holding.state is not Hold.HELD or case.stand.is_free:
        return Skip(Reason("junk" if junk else "gone", name))
    if case.stand is Stand.BUSY:
        return Wait(Reason("busy", name), WAIT_SECONDS)
    return Keep(Reason("mail_junk" if junk else "mail_deleted", name))


def _held(case: Case, mail: Mail, holding: Holding, setting: Setting) -> Decision:
    """A mail that its user wanted filed when it was last looked at."""
    if case.stand is Stand.BUSY:
        return Wait(_reason("busy", mail), WAIT_SECONDS)
    how, carries = (
        holding.how,
        any(map(partial(has_category, mail.categories), (setting.policy.category, *setting.former))),
    )
    if how is How.FOLDER and holding.place is MailPlace.FOLDER and mail.place is not MailPlace.FOLDER:
        if holding.marked or not carries:
            return Withdraw(_reason("moved_out", mail))
        how = How.CATEGORY  # put on by hand, as it is not ours yet
    if (holding.marked or how is How.CATEGORY) and not carries:
        return Withdraw(_reason("category_removed", mail))
    if case.stand.is_free:
        return File(how, _reason(case.apart or _BY[how], mail))
    return Join(how, _reason("finished" if case.stand is Stand.UNFINISHED else "marked", mail))


def _cut_off(case: Case, mail: Mail, holding: Holding, setting: Setting) -> Decision:
    """It was taken back, and the marks were not gone yet when the run ended. Who asked for it since has the last
    word."""
    how = _since(mail, holding, setting)
    return Withdraw(_reason("unfiled", mail)) if how is None or mail.draft else _wanted(case, mail, how)


def _since(mail: Mail, holding: Holding, setting: Setting) -> How | None:
    """What asks for a mail that was taken back, by what took it back: the category that was taken off is on it again,
    or it lies in the folder again. On one that was moved out or taken back in the pane the category is still ours."""
    if holding.how is How.CATEGORY:
        return asked(mail, holding, setting)
    moved_in = holding.how is How.FOLDER and mail.place is MailPlace.FOLDER
    return How.FOLDER if moved_in else None


def _wanted(case: Case, mail: Mail, how: How) -> Decision:
    if case.stand is Stand.BUSY:
        return Wait(_reason("busy", mail), WAIT_SECONDS)
    if case.stand is Stand.GONE and how is How.AUTOMATIC:
        return Skip(_reason("deleted_there", mail))
    if case.stand.is_free:
        return File(how, _reason(case.apart or _BY[how], mail))
    return Join(how, _reason("joined", mail))


def _is_internal(address: str, case: Case, setting: Setting) -> bool:
    """The mailbox's own domain, or a user of the org."""
    people = case.people.get(address, ())
    own = setting.address.rpartition("@")[2]
    return address.rpartition("@")[2] == own or any(person.kind is PersonKind.USER for person in people)


def _within(address: str, domain: str) -> bool:
    host, domain = address.rpartition("@")[2], domain.lower().lstrip("@.")
    return host == domain or host.endswith(f".{domain}")


def _reason(code: str, mail: Mail) -> Reason:
    return Reason(code, {"name": mail.name})


_BY = {How.CATEGORY: "by_category", How.FOLDER: "by_folder", How.AUTOMATIC: "by_itself", How.SHARED: "by_pane"}
