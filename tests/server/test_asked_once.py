"""However often people look or ask, one job waits in the queue; a preview is counted by one worker only."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from rq import Queue
from rq.serializers import JSONSerializer

from core.models.pane import ShareRow
from core.models.sync import RunRow
from core.queue import SHARE, SYNC, Queues, begun, enqueue_sync, open_queues
from core.runs import RUNNING
from tests.server.deployment import Deployment, User, run_deployment
from tests.server.desk_worker import count
from tests.valkey import start_valkey
from worker.__main__ import worker_of


@pytest.fixture(scope="module")
def queued(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A deployment with a queue, which nobody works at."""
    with start_valkey() as url, run_deployment(tmp_path_factory.mktemp("queued"), REDIS_URL=url) as running:
        yield running


def emptied(deployment: Deployment) -> Queues:
    queues = open_queues(deployment.parts.settings.redis_url)
    queues.connection.flushall()
    return queues


def waiting(queues: Queues) -> int:
    return sum(queue.count for queue in queues.in_order)


def served(queues: Queues) -> list[list[str]]:
    """The arguments of what waits, as a worker takes one after the other; nothing waits any more."""
    worker, found = worker_of(queues), []
    while taken := Queue.dequeue_any(worker.queues, None, queues.connection, serializer=JSONSerializer):
        found.append(list(taken[0].args))
    return found


def shared(user: User) -> str:
    answer = user.post("/shares", {"kind": "event", "item_id": "AAMk=", "subject": "Visit"})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def test_a_share_that_is_looked_at_again_and_again(queued: Deployment) -> None:
    user, queues = queued.user(), emptied(queued)
    share = shared(user)
    assert (shared(user), waiting(queues)) == (share, 1), "asked twice"
    with queued.parts.database.session() as session:
        session.get_one(ShareRow, share).at -= timedelta(minutes=2)
    for _ in range(3):
        begun(queues, SHARE, user.mailbox_id)
        user.get(f"/shares/{share}")
    assert waiting(queues) == 2, "lost, as it seems, and asked for once more"


def test_a_sent_mail_that_waits_is_filed_when_somebody_looks(queued: Deployment) -> None:
    """While it is written it waits; read, it was sent, and need not wait for the next run."""
    user, queues = queued.user(), emptied(queued)
    draft = {"kind": "email", "item_id": "AAMk=", "subject": "Terms", "on_send": "k" * 36}
    assert user.post("/shares", draft).status_code == 202
    begun(queues, SHARE, user.mailbox_id)
    item = {"kind": "message", "item_id": "AAMl=", "message_id": "<1@x.example>", "subject": "Terms"}
    for mode, role, told, jobs in (("compose", "to", False, 1), ("read", "from", False, 1), ("read", "to", True, 2)):
        people = [{"address": "ann@customer.example", "name": "Ann", "role": role}]
        share = user.post("/context", {**item, "mode": mode, "people": people}).json()["share"]
        assert ((share or {}).get("state") == "pending", waiting(queues)) == (told, jobs), (mode, role)
        begun(queues, SHARE, user.mailbox_id)


def test_a_double_click_counts_once(queued: Deployment) -> None:
    user, queues = queued.user(), emptied(queued)
    run = user.post("/sync/preview").json()["id"]
    assert (user.post("/sync/preview").json()["id"], waiting(queues)) == (run, 1)
    with queued.parts.database.session() as session:
        session.get_one(RunRow, run).state = RUNNING
    count(queued, run)
    assert user.get(f"/sync/preview/{run}").json()["state"] == "running", "another worker has it"


def test_who_waits_for_a_run_goes_before_the_schedule(queued: Deployment) -> None:
    """Also where the schedule asked for the same mailbox already; of several who wait the first is served first."""
    users, queues = [queued.user() for _ in range(5)], emptied(queued)
    regular = [one.mailbox_id for one in users[:4]]
    assert [enqueue_sync(queues, one) for one in regular] == [True] * 4
    waits = users[2:]
    for user in (*waits, *waits):
        assert user.post("/sync/run").status_code == 202
    assert served(queues) == [[one] for one in (*(user.mailbox_id for user in waits), *regular)]
    begun(queues, SYNC, waits[0].mailbox_id)
    assert enqueue_sync(queues, waits[0].mailbox_id), "from now on a wake-up is a new one"
    assert enqueue_sync(queues, waits[0].mailbox_id, first=True)


def test_who_asks_while_others_wait_is_served_behind_them(queued: Deployment) -> None:
    users, queues = [queued.user() for _ in range(3)], emptied(queued)
    scheduled, first, last = (one.mailbox_id for one in users)
    enqueue_sync(queues, scheduled)
    enqueue_sync(queues, first, first=True)
    [taken] = [Queue.dequeue_any(worker_of(queues).queues, None, queues.connection, serializer=JSONSerializer)]
    assert taken is not None
    assert taken[0].args == [first]
    enqueue_sync(queues, last, first=True)
    assert served(queues) == [[last], [scheduled]]
