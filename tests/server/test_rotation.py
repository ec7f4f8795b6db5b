"""Refresh tokens that Salesforce rotates: nobody is disconnected, whoever refreshes beside the pane."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from core import accounts
from core.access import Access, access_to
from core.models.accounts import Connection, Mailbox
from core.records import Side
from core.stored_tokens import LEASE
from tests.server.deployment import Deployment, User

ROOT = Path(__file__).resolve().parents[2]
TIMES = 4


@pytest.fixture
def anna(deployment: Deployment) -> User:
    user = deployment.user("graph")
    _connect(deployment, user)
    return user


def _connect(deployment: Deployment, user: User) -> str:
    """With an app that rotates; the refresh token."""
    app = deployment.sandbox.salesforce.add_app(name="Rotating", rotate_refresh_tokens=True)
    client_id = app["client_id"]
    token = str(deployment.sandbox.salesforce.issue_tokens(client_id, user.address)["refresh_token"])
    config = {"login_url": deployment.sandbox.salesforce_url, "client_id": client_id}
    with deployment.parts.database.session() as session:
        box = session.get_one(Mailbox, user.mailbox_id)
        accounts.put_connection(
            session,
            deployment.parts.keys,
            box.org,
            "salesforce",
            config=config,
            secret={"refresh_token": token},
            mailbox=box,
        )
    return token


def _stored(deployment: Deployment, user: User) -> str | None:
    with deployment.parts.database.reading() as session:
        own = session.scalar(select(Connection).where(Connection.mailbox_id == user.mailbox_id))
        return accounts.secret_of(deployment.parts.keys, own)["refresh_token"] if own else None


def _beside(deployment: Deployment, user: User) -> Access:
    """As a run of the worker has it."""
    return access_to(deployment.parts, user.mailbox_id, Side.CRM)


def test_requests_go_on_with_one_sign_in(deployment: Deployment, anna: User) -> None:
    assert anna.get("/recents").status_code == 200
    first = _stored(deployment, anna)
    assert anna.get("/recents").status_code == 200
    assert _stored(deployment, anna) == first


def test_requests_and_runs_side_by_side_disconnect_nobody(deployment: Deployment, anna: User) -> None:
    runs = [_beside(deployment, anna).login() for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(anna.get, "/recents") for _ in range(4)]
        signed_in = [pool.submit(run.token) for run in runs]
        assert [one.result().status_code for one in asked] == [200] * 4
        assert len({one.result().access for one in signed_in}) == 4
    deployment.sandbox.salesforce.expire_sessions(anna.address)
    assert anna.get("/recents").status_code == 200
    assert anna.get("/session").json()["crm"]["state"] == "ok"


def _process(deployment: Deployment, user: User) -> "subprocess.Popen[str]":
    settings = deployment.settings
    chosen = {"HOME": settings.home, "DATABASE_URL": settings.database_url, "KEY_FILE": settings.key_file}
    if settings.ca_file:
        chosen["CA_FILE"] = settings.ca_file
    environment = {**os.environ, **{f"BOTHWAYS_{name}": str(value) for name, value in chosen.items()}}
    command = [sys.executable, "-m", "tests.server.refreshing", user.mailbox_id, str(TIMES)]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def test_processes_that_refresh_at_once_take_turns(deployment: Deployment, anna: User) -> None:
    """A token used twice would end them all: Salesforce takes it for stolen."""
    seconds = {"operation": r"oauth2/token \[refresh_token\]", "times": None, "seconds": 0.1}
    deployment.sandbox.faults.add("latency", **seconds)
    first, others = _stored(deployment, anna), [_process(deployment, anna) for _ in range(3)]
    for process in others:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in others:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for _ in range(TIMES):
        deployment.sandbox.salesforce.expire_sessions(anna.address)
        assert anna.get("/recents").status_code == 200
    assert [process.wait(60) for process in others] == [0, 0, 0]
    assert _stored(deployment, anna) != first
    assert anna.get("/session").json()["crm"]["state"] == "ok"


def _lease(deployment: Deployment, user: User, until: datetime | None) -> None:
    with deployment.parts.database.session() as session:
        own = session.scalars(select(Connection).where(Connection.mailbox_id == user.mailbox_id)).one()
        own.refreshing_until = until


def test_a_refresh_that_was_cut_off_holds_nobody_up_for_ever(deployment: Deployment, anna: User) -> None:
    _lease(deployment, anna, deployment.parts.now() - timedelta(seconds=1))
    assert anna.get("/recents").status_code == 200
    with deployment.parts.database.reading() as session:
        own = session.scalars(select(Connection).where(Connection.mailbox_id == anna.mailbox_id)).one()
    assert own.refreshing_until is None


def test_a_refresh_that_hangs_is_told_to_whoever_waits_for_it(deployment: Deployment, anna: User) -> None:
    before = _stored(deployment, anna)
    _lease(deployment, anna, deployment.parts.now() + LEASE)
    refused = anna.get("/recents")
    assert (refused.status_code, refused.json()["code"]) == (502, "crm_unavailable")
    assert _stored(deployment, anna) == before
    _lease(deployment, anna, None)
    assert anna.get("/recents").status_code == 200


def test_a_run_that_began_before_touches_no_newer_connection(deployment: Deployment, anna: User) -> None:
    run = _beside(deployment, anna).login()
    newer = _connect(deployment, anna)
    assert run.token().access
    assert _stored(deployment, anna) == newer
    assert anna.get("/recents").status_code == 200


def test_a_run_that_began_before_makes_no_connection_anew(deployment: Deployment, anna: User) -> None:
    run = _beside(deployment, anna).login()
    with deployment.parts.database.session() as session:
        session.execute(delete(Connection).where(Connection.mailbox_id == anna.mailbox_id))
    assert run.token().access
    assert _stored(deployment, anna) is None
