"""Naming: as what a mail that holds no email yet stands in the org's ledger: under its identity, or a name of its own
where another mail was filed under that identity before (worker.filing.likeness)."""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from core.mails import Mail, identity, is_surrogate
from core.records import Key
from core.values import valueclass
from worker.filing import ledger
from worker.filing.frame import Email, Filing
from worker.filing.likeness import Likeness, is_another, likeness_of


@valueclass(frozen=True, slots=True)
class Named:
    """email: what was filed under this name."""

    message_id: str
    email: Email | None = None


def named(session: Session, filing: Filing, mails: Iterable[Mail]) -> dict[Key, Named]:
    """By the mails' keys. mails: read whole. Only those whose identity is taken are compared."""
    found: dict[Key, Named] = {}
    strangers: dict[Key, Likeness] = {}
    there = list(mails)
    emails = ledger.emails_of(session, filing.org_id, map(identity, there))
    for mail in there:
        email = emails.get(identity(mail))
        if email is not None and email.likeness is not None:
            likeness = likeness_of(mail)
            if is_another(likeness, email.likeness):
                strangers[mail.key] = likeness
                continue
        found[mail.key] = Named(identity(mail), email)
    apart = ledger.emails_apart(session, filing.org_id, {one.of for one in strangers.values()}) if strangers else {}
    return found | {key: _apart(one, apart) for key, one in strangers.items()}


def is_of(mail: Mail, email: Email, *, whole: bool) -> bool:
    """Whether the mail is one that this email was made of. whole: it was read so."""
    return identity(mail) == email.of and not is_another(likeness_of(mail, whole=whole), email.likeness)


def apart_code(mail: Mail, message_id: str) -> str:
    """Of the Reason that tells why its record has this name; empty where that is the mail's identity."""
    if message_id in ("", identity(mail)):
        return ""
    return "apart_by_looks" if is_surrogate(identity(mail)) else "apart_by_id"


def _apart(one: Likeness, apart: Mapping[str, Iterable[Email]]) -> Named:
    """A colleague may have filed it."""
    same = next((email for email in apart.get(one.of, ()) if not is_another(one, email.likeness)), None)
    return Named(same.message_id, same) if same else Named(one.apart)
