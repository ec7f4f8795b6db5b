from typing import Any

import pytest

from sandbox.salesforce.operations import parts_of


@pytest.mark.parametrize("body", [None, [], "x", {"graphs": True}, {"graphs": [1]}, {"compositeRequest": {"a": 1}}])
def test_a_body_of_another_form_has_no_parts(body: Any) -> None:
    """The name of a call is made before its body is checked."""
    assert parts_of(body) == []


def test_parts_of_graphs_are_named() -> None:
    body = {"graphs": [{"compositeRequest": [{"method": "get", "url": "/services/data/v67.0/limits"}]}]}
    assert parts_of(body) == [("GET", "/services/data/v67.0/limits")]
