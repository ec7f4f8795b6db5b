"""The API keeps what its document promises: schemathesis makes requests from it, good and bad, over real HTTP, and
compares each answer with it. No server error, and no answer beside its schema."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks

from tests.seeds import seed_of
from tests.server.belongings import record_of, rows_of
from tests.server.deployment import Deployment, User

Operation = APIOperation[Any, Any, Any, Any]
EXAMPLES = 8
TOO_LONG = 414
PARTS = 4
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
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def anna(deployment: Deployment) -> User:
    return deployment.user("graph", role="admin")


def _operations(deployment: Deployment) -> list[Operation]:
    document = deployment.anonymous.get("/openapi.json").json()
    found = list(schemathesis.openapi.from_dict(document).get_all_operations())
    operations = [one.ok() for one in found if isinstance(one, Ok)]
    assert len(operations) == len(found) > 0
    return operations


def _cases(operation: Operation, ids: dict[str, str]) -> st.SearchStrategy[Case[Any]]:
    """Good and bad ones, with any ids and with those of the caller's own rows."""
    names = {parameter.name for parameter in operation.path_parameters}
    own: dict[str, Any] = {name: ids[name] for name in names}
    kinds = [operation.as_strategy(mode) for mode in MODES]
    if names:
        kinds += [operation.as_strategy(mode, path_parameters=own) for mode in MODES]
    return st.one_of(kinds)


@pytest.mark.parametrize("part", range(PARTS))
def test_answers_are_as_documented(deployment: Deployment, anna: User, part: int) -> None:
    number = seed_of(f"contract {part}")
    ids = rows_of(deployment, anna.mailbox_id) | record_of(anna)
    for operation in _operations(deployment)[part::PARTS]:

        @seed(number)
        @HOW
        @given(case=_cases(operation, ids))
        def kept(case: Case[Any]) -> None:
            # A bad case may bring a bad token; those have tests of their own.
            case.headers["Authorization"] = f"Bearer {anna.token}"
            response = case.call(base_url=deployment.url, timeout=60)
            # Refused by the HTTP server, before the application.
            assume(response.status_code != TOO_LONG)
            case.validate_response(response, checks=KEPT)

        kept()
