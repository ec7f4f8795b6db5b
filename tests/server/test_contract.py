"""The API keeps what its document promises: schemathesis makes requests from it, good and bad, over real HTTP, and
compares each answer with it. No server error, no answer beside its schema, none without a sign-in. Asked by somebody
with records of every kind, by somebody without Salesforce, and by somebody without a mailbox.

Of schemathesis's other checks `use_after_free` and `ensure_resource_availability` need links between operations, which
the document has none of; `positive_data_acceptance` takes every 422 of what only Salesforce knows for a fault."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks

from core.accounts import put_connection
from core.models.accounts import Mailbox
from core.models.pane import Person
from tests.seeds import seed_of
from tests.server.belongings import named_of, record_of, rows_of
from tests.server.deployment import API, Caller, Deployment

Operation = APIOperation[Any, Any, Any, Any]
# Of each operation, by who asks.
EXAMPLES = {"business": 8, "unconnected": 2, "no mailbox": 2}
TOO_LONG = 414
PARTS = [*(("business", part) for part in range(4)), ("unconnected", 0), ("no mailbox", 0)]
METHODS = ("get", "post", "put", "patch", "delete")
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
KEPT = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.missing_required_header,
]
HOW = settings(
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class Asking:
    """Somebody, and the ids of what is theirs."""

    caller: Caller
    ids: Mapping[str, str]
    person_id: str = ""


def business(deployment: Deployment) -> Asking:
    """Issues, conflicts, shares, a filed mail, contacts that are kept in step."""
    user = deployment.user("graph", role="admin")
    record = record_of(user)
    named = named_of(deployment, user.mailbox_id, record["key"])
    return Asking(user, {**named, **rows_of(deployment, user.mailbox_id), **record}, user.person_id)


def unconnected(deployment: Deployment) -> Asking:
    """The same, without anything to sign in to Salesforce with."""
    asking, made = business(deployment), deployment.parts
    with made.database.session() as session:
        mailbox = session.get_one(Mailbox, session.get_one(Person, asking.person_id).mailbox_id)
        (shared,) = [one for one in mailbox.org.connections if one.kind == "salesforce" and one.mailbox_id is None]
        config = dict(shared.config)
        put_connection(session, made.keys, mailbox.org, "salesforce", config=config, secret={}, mailbox=mailbox)
    return asking


def nobody_yet(deployment: Deployment) -> Asking:
    """Somebody of the company whose mailbox nobody has named."""
    token = deployment.exchange_token(deployment.new_address("nobody"))
    return Asking(deployment.caller(token), business(deployment).ids)


ASKING = {"business": business, "unconnected": unconnected, "no mailbox": nobody_yet}


def _operations(deployment: Deployment) -> list[Operation]:
    document = deployment.anonymous.get("/openapi.json").json()
    found = list(schemathesis.openapi.from_dict(document).get_all_operations())
    operations = [one.ok() for one in found if isinstance(one, Ok)]
    assert len(operations) == len(found) > 0
    return operations


def _cases(operation: Operation, ids: Mapping[str, str]) -> st.SearchStrategy[Case[Any]]:
    """Good and bad ones, with any ids and with those of the caller's own rows."""
    kinds = [operation.as_strategy(mode) for mode in MODES]
    path = {one.name: ids[one.name] for one in operation.path_parameters}
    query = {one.name: ids[one.name] for one in operation.query if one.name in ids}
    if path or query:
        kinds += [operation.as_strategy(mode, path_parameters=path, query=query) for mode in MODES]
    return st.one_of(kinds)


@pytest.mark.parametrize(("state", "part"), PARTS)
def test_answers_are_as_documented(deployment: Deployment, state: str, part: int) -> None:
    number, asking = seed_of(f"contract {state} {part}"), ASKING[state](deployment)
    for operation in _operations(deployment)[part :: len([one for one, _ in PARTS if one == state])]:
        seed(number)(settings(HOW, max_examples=EXAMPLES[state])(_keeps(deployment, operation, asking)))()


def _keeps(deployment: Deployment, operation: Operation, asking: Asking) -> Callable[[], None]:
    # That a sign-in is needed is asked once: it is the operation's, not the request's.
    once = [checks.ignored_auth]

    @given(case=_cases(operation, asking.ids))
    def kept(case: Case[Any]) -> None:
        # A bad case may bring a bad token; those have tests of their own.
        case.headers["Authorization"] = f"Bearer {asking.caller.token}"
        response = case.call(base_url=deployment.url, timeout=60)
        # Refused by the HTTP server, before the application.
        assume(response.status_code != TOO_LONG)
        case.validate_response(response, checks=[*KEPT, *once])
        if response.status_code < 300:
            once.clear()

    return kept


def test_a_method_that_is_not_documented_is_refused_and_told(deployment: Deployment) -> None:
    document = deployment.anonymous.get("/openapi.json").json()
    for path, item in document["paths"].items():
        known = {method.upper() for method in item if method in METHODS}
        filled = re.sub(r"{\w+}", "1", path.removeprefix(API))
        for method in (*map(str.upper, METHODS), "TRACE", "PROPFIND"):
            if method in known:
                continue
            answer = deployment.anonymous.call(method, filled)
            assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed"), f"{method} {path}"
            allowed = set(answer.headers["Allow"].split(", "))
            assert allowed - {"HEAD", "OPTIONS"} == known, f"{method} {path}"
