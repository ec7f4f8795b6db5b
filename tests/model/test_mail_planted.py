"""Planted faults in the filing of mails: a worker with one of these defects must break a promise within a few
histories. Each fault stands between the good worker and its stores, choices or database."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import delete, update

from core.emails import FilingStores
from core.models.filing import PENDING, FiledMailRow, FiledRow
from tests.model import faulty_mails as faulty
from tests.model.faulty_mails import emails_through, mails_through
from tests.model.mail_history import MailHistory, MailPlant
from tests.model.mail_office import MailOffice
from tests.model.office import COLLEAGUE
from tests.model.promises import Broken
from tests.model.test_planted import LostCommits

HISTORIES = 300
# Where some rarer ones are met soon, to spare the time of searching from the beginning.
FIRST = {
    "the CRM not asked what it knows": 60,
    "reservations lost": 8,
    "taken from a colleague": 47,
    "files added anew": 80,
    "files lost": 9,
    "marked whatever the mail is by now": 110,
    "the user's categories lost": 6,
    "drafts filed": 12,
    "no Message-ID, another one in each mailbox": 7,
    "moved mails not looked for": 960,
    "filed by itself unasked": 99,
    "excluded domains ignored": 28,
}


def between(through: Callable[[FilingStores], FilingStores]) -> MailPlant:
    def plant(office: MailOffice) -> None:
        office.stores = {who: through(stores) for who, stores in office.stores.items()}

    return plant


def no_reservations(office: MailOffice) -> None:
    """A reservation does not outlive the process."""
    office.before_run = lambda session: session.execute(delete(FiledRow).where(FiledRow.state == PENDING))


def colleague_forgotten(office: MailOffice) -> None:
    """Who else holds an email is not known when it is taken back."""
    office.before_run = lambda session: session.execute(
        delete(FiledMailRow).where(FiledMailRow.mailbox_id == COLLEAGUE)
    )


def always_by_itself(office: MailOffice) -> None:
    """New mail is filed by itself whatever was chosen."""
    office.believed = lambda policy: replace(policy, automatic=True)


def exclusions_ignored(office: MailOffice) -> None:
    office.believed = lambda policy: replace(policy, excluded_domains=())


def lost_commits(office: MailOffice) -> None:
    office.database = LostCommits(office.database, 25)


def marks_forgotten(office: MailOffice) -> None:
    """Whether a mail was marked is not noted, so that a category that its user takes off is put on again."""
    office.before_run = lambda session: session.execute(update(FiledMailRow).values(marked=False, how="folder"))


PLANTS: dict[str, MailPlant] = {
    "the CRM not asked what it knows": between(emails_through(faulty.Unasked)),
    "reservations lost": no_reservations,
    "taken back and left in the CRM": between(emails_through(faulty.NeverUnfiled)),
    "taken from a colleague": colleague_forgotten,
    "files added anew": between(emails_through(faulty.FilesAnew)),
    "files lost": between(emails_through(faulty.FilesLost)),
    "marked whatever the mail is by now": between(mails_through(faulty.Blunt)),
    "marked without the record's key": between(mails_through(faulty.Unstamped)),
    "the user's categories lost": between(mails_through(faulty.Careless)),
    "drafts filed": between(mails_through(faulty.Hurried)),
    "no Message-ID, another one in each mailbox": between(mails_through(faulty.OwnIds)),
    "moved mails not looked for": between(mails_through(faulty.Rooted)),
    "hints lost": between(mails_through(faulty.Forgetful)),
    "filed by itself unasked": always_by_itself,
    "excluded domains ignored": exclusions_ignored,
    "marks forgotten": marks_forgotten,
    "commits lost": lost_commits,
}


@pytest.mark.parametrize("name", PLANTS)
def test_the_model_notices(name: str) -> None:
    first = FIRST.get(name, 0)
    for seed in range(first, first + HISTORIES):
        try:
            MailHistory(seed, PLANTS[name]).live()
        except Broken as broken:
            print(f"noticed at seed {seed}: {str(broken).splitlines()[:1]}")
            return
        except Exception as failure:  # a worker that stumbles over the fault has not been noticed by a promise
            print(f"seed {seed}: {type(failure).__name__}")
    pytest.fail(f"{name}: not noticed in {HISTORIES} histories")
