"""However often people look or ask, one job waits in the queue; a preview is counted by one worker only."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from rq import Queue

from core.models.pane import ShareRow
from core.models.sync import RunRow
from core.queue import SHARE, SYNC, begun, enqueue_sync, open_queue
from core.runs import RUNNING
from tests.server.deployment import Deployment, User, run_deployment
from tests.server.desk_worker import count
from tests.valkey import start_valkey


@pytest.fixture(scope="module")
def queued(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A deployment with a queue, which nobody works at."""
    with start_valkey() as url, run_deployment(tmp_path_factory.mktemp("queued"), REDIS_URL=url) as running:
        yield running


def emptied(deployment: Deployment) -> Queue:
    queue = open_queue(deployment.parts.settings.redis_url)
    queue.connection.flushall()
    return queue


def shared(user: User) -> str:
    answer = user.post("/shares", {"kind": "event", "item_id": "AAMk=", "subject": "Visit"})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def test_a_share_that_is_looked_at_again_and_again(queued: Deployment) -> None:
    user, queue = queued.user(), emptied(queued)
    share = shared(user)
    assert (shared(user), queue.count) == (share, 1), "asked twice"
    with queued.parts.database.session() as session:
        session.get_one(ShareRow, share).at -= timedelta(minutes=2)
    for _ in range(3):
        begun(queue, SHARE, user.mailbox_id)
        user.get(f"/shares/{share}")
    assert queue.count == 2, "lost, as it seems, and asked for once more"


def test_a_sent_mail_that_waits_is_filed_when_somebody_looks(queued: Deployment) -> None:
    """While it is written it waits; read, it was sent, and need not wait for the next run."""
    user, queue = queued.user(), emptied(queued)
    draft = {"kind": "email", "item_id": "AAMk=", "subject": "Terms", "on_send": "k" * 36}
    assert user.post("/shares", draft).status_code == 202
    begun(queue, SHARE, user.mailbox_id)
    item = {"kind": "message", "item_id": "AAMl=", "message_id": "<1@x.example>", "subject": "Terms"}
    for mode, role, told, jobs in (("compose", "to", False, 1), ("read", "from", False, 1), ("read", "to", True, 2)):
        people = [{"address": "ann@customer.example", "name": "Ann", "role": role}]
        share = user.post("/context", {**item, "mode": mode, "people": people}).json()["share"]
        assert ((share or {}).get("state") == "pending", queue.count) == (told, jobs), (mode, role)
        begun(queue, SHARE, user.mailbox_id)


def test_a_double_click_counts_once(queued: Deployment) -> None:
    user, queue = queued.user(), emptied(queued)
    run = user.post("/sync/preview").json()["id"]
    assert (user.post("/sync/preview").json()["id"], queue.count) == (run, 1)
    with queued.parts.database.session() as session:
        session.get_one(RunRow, run).state = RUNNING
    count(queued, run)
    assert user.get(f"/sync/preview/{run}").json()["state"] == "running", "another worker has it"


def test_who_waits_for_a_run_goes_before_the_schedule(queued: Deployment) -> None:
    """Also where the schedule asked for the same mailbox already."""
    others, user, queue = [queued.user() for _ in range(3)], queued.user(), emptied(queued)
    mailboxes = [one.mailbox_id for one in (*others, user)]
    assert [enqueue_sync(queue, one) for one in mailboxes] == [True] * 4
    for _ in range(2):
        assert user.post("/sync/run").status_code == 202
    assert [job.args for job in queue.jobs] == [[one] for one in (user.mailbox_id, *mailboxes)]
    begun(queue, SYNC, user.mailbox_id)
    assert enqueue_sync(queue, user.mailbox_id), "from now on a wake-up is a new one"
