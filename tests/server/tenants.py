"""The document of the API, the roles of its users, and whose ids there are: what matrices of tenants are made of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import requests
from sqlalchemy import select

from core.models.pane import ShareRow
from core.models.sync import ConflictRow, IssueRow, RunRow
from tests.server.belongings import mailbox_of_another_org, record_of, rows_of
from tests.server.deployment import Caller, Deployment, User
from tests.server.examples import body_of, query_of

ROWS = (ShareRow, IssueRow, ConflictRow, RunRow)
Ids = Mapping[str, str]


@dataclass(frozen=True)
class World:
    """The document of the API, the four roles, a colleague and another org's mailbox, and whose ids there are by the
    names of path parameters."""

    deployment: Deployment
    document: dict[str, Any]
    user: User
    admin: User
    stranger: Caller
    colleague: User
    other_mailbox: str
    owned: Mapping[str, Ids]

    def call(self, caller: Caller, method: str, path: str, operation: dict[str, Any], ids: Ids) -> requests.Response:
        filled = re.sub(r"{(\w+)}", lambda match: ids[match[1]], path.removeprefix("/api/v1"))
        body, query = body_of(self.document, operation), query_of(self.document, operation)
        headers = {"If-Match": '"1"'} if any(one.get("name") == "If-Match" for one in parameters_of(operation)) else {}
        return caller.call(method, filled, body, params=query, headers=headers)


def parameters_of(operation: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in operation.get("parameters", []) if "$ref" not in one]


def made_world(deployment: Deployment) -> World:
    user, colleague, admin = (deployment.user("graph", role=role) for role in ("user", "user", "admin"))
    stranger = deployment.caller(deployment.exchange_token(deployment.new_address("stranger")))
    stranger.get("/session")
    other_org = mailbox_of_another_org(deployment)
    owned = {
        "own": rows_of(deployment, user.mailbox_id) | record_of(user),
        "admin's": rows_of(deployment, admin.mailbox_id) | record_of(admin),
        "colleague's": rows_of(deployment, colleague.mailbox_id) | record_of(colleague),
        "another org's": rows_of(deployment, other_org) | record_of(colleague),
        "absent": {
            "share_id": str(uuid4()),
            "run_id": str(uuid4()),
            "issue_id": "999999999",
            "conflict_id": "999999999",
            "sobject": "Contact",
            "key": "003000000000001AAA",
        },
        "nonsense": dict.fromkeys(("share_id", "run_id", "issue_id", "conflict_id", "sobject", "key"), "%00'--"),
    }
    document = deployment.anonymous.get("/openapi.json").json()
    return World(deployment, document, user, admin, stranger, colleague, other_org, owned)


def stored(deployment: Deployment) -> dict[str, Any]:
    """All rows of the tables that hold what belongs to a mailbox."""
    with deployment.parts.database.session() as session:
        return {
            model.__tablename__: sorted(repr(tuple(row)) for row in session.execute(select(model.__table__)))
            for model in ROWS
        }


def stored_of(deployment: Deployment, *mailboxes: str) -> dict[str, Any]:
    """Those of these mailboxes alone."""
    return {
        table: [row for row in rows if any(mailbox in row for mailbox in mailboxes)]
        for table, rows in stored(deployment).items()
    }
