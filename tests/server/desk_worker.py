"""The worker of a deployment: carries out, in the test's own thread, what the API asked for."""

from core.database import Database
from core.models.sync import RunRow
from tests.server.deployment import Deployment, User
from worker import previews
from worker.composition import Composition
from worker.jobs import carry_out, conclude, run_and_note


def composition(deployment: Deployment) -> Composition:
    made = deployment.parts
    return Composition(made.settings, made.database, made.keys)


def work(deployment: Deployment, user: User) -> None:
    """What is open of the user's: shares, repairs, choices."""
    carry_out(composition(deployment), user.mailbox_id)


def sync(deployment: Deployment, user: User) -> None:
    """A run, with what is open before it and what it settles, as the job does it."""
    parts = composition(deployment)
    carry_out(parts, user.mailbox_id)
    run_and_note(parts, user.mailbox_id)
    conclude(parts, user.mailbox_id)


def count(deployment: Deployment, run_id: str) -> None:
    previews.preview(composition(deployment), run_id)


def runs(database: Database, mailbox_id: str) -> list[RunRow]:
    with database.session() as session:
        return list(session.query(RunRow).filter_by(mailbox_id=mailbox_id).order_by(RunRow.started_at))
