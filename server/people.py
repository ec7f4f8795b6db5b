"""The people who sign in: found by what their token proves, remembered with what it shows."""

import re
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.database import Database
from core.models.accounts import Org
from core.models.pane import USER, Person
from server.tokens.identity import Identity

SEEN_EVERY = timedelta(minutes=10)
_LOCALE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,2}")


def locale_of(told: str) -> str:
    """The first language that a client asks for (`de-DE,de;q=0.9`); empty where it tells none."""
    first = told.partition(",")[0].partition(";")[0].strip()
    return first if _LOCALE.fullmatch(first) else ""


def org_of_tenant(database: Database, tenant: str) -> str | None:
    with database.reading() as session:
        return session.scalar(select(Org.id).where(Org.entra_tenant == tenant))


def org_of_metadata(database: Database, url: str) -> str | None:
    """None, too, where two orgs list the same address: it would not say whose person it is."""
    with database.reading() as session:
        rows = session.execute(select(Org.id, Org.metadata_urls)).all()
    found = [org_id for org_id, urls in rows if url in urls]
    return found[0] if len(found) == 1 else None


def person_of(database: Database, identity: Identity, locale: str, now: datetime) -> Person:
    """The person, remembered at the first sign-in. Who came over from another org starts anew there."""
    with database.reading() as session:
        person = session.scalar(select(Person).where(Person.subject == identity.subject))
    if person is not None and _is_fresh(person, identity, locale, now):
        return person
    try:
        with database.session() as session:
            return _renewed(session, identity, locale, now) or _added(session, identity, locale, now)
    except IntegrityError:
        # Two first requests at once: the other one was quicker.
        with database.reading() as session:
            return session.scalars(select(Person).where(Person.subject == identity.subject)).one()


def _is_fresh(person: Person, identity: Identity, locale: str, now: datetime) -> bool:
    same = _shown(person, identity, locale) == (person.name, person.address, person.locale)
    return same and person.org_id == identity.org_id and now - person.seen_at < SEEN_EVERY


def _shown(person: Person, identity: Identity, locale: str) -> tuple[str, str, str]:
    """Name, address and locale as they are to be kept. The address that was found for the mailbox stays."""
    address = person.address if person.mailbox_id else identity.address
    return identity.name or person.name, address or person.address, locale or person.locale


def _renewed(session: Session, identity: Identity, locale: str, now: datetime) -> Person | None:
    person = session.scalar(select(Person).where(Person.subject == identity.subject))
    if person is None:
        return None
    if person.org_id != identity.org_id:
        person.org_id, person.mailbox_id, person.role = identity.org_id, None, USER
    person.name, person.address, person.locale = _shown(person, identity, locale)
    person.seen_at = now
    return person


def _added(session: Session, identity: Identity, locale: str, now: datetime) -> Person:
    person = Person(
        org_id=identity.org_id,
        subject=identity.subject,
        name=identity.name,
        address=identity.address,
        role=USER,
        locale=locale,
        created_at=now,
        seen_at=now,
    )
    session.add(person)
    session.flush()
    return person
