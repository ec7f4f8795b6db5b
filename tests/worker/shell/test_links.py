"""Which changes of a link are written to its indexed columns."""

from collections.abc import Callable

import pytest

from core.records import Link, LinkState, Side
from core.values import replace
from worker.sync.links import is_renamed

LINK = Link("l1", {Side.EXCHANGE: "e1", Side.CRM: "c1"}, {Side.EXCHANGE: "v1", Side.CRM: None}, {"subject": "Call"})


@pytest.mark.parametrize(
    ("change", "renamed"),
    [
        (lambda link: replace(link, keys={**link.keys, Side.EXCHANGE: "e2"}), True),
        (lambda link: replace(link, keys={**link.keys, Side.CRM: None}), True),
        (lambda link: replace(link, state=LinkState.PARKED), True),
        (lambda link: replace(link, meeting="m1"), True),
        (lambda link: replace(link, keys={**link.keys}), False),
        (lambda link: replace(link, versions={**link.versions, Side.CRM: "v2"}), False),
        (lambda link: replace(link, base={"subject": "Visit"}, in_view=False, parked="left_view", hosted=True), False),
    ],
)
def test_only_what_is_another_by_its_keys_state_or_meeting(change: Callable[[Link], Link], renamed: bool) -> None:
    assert is_renamed(LINK, change(LINK)) is renamed
