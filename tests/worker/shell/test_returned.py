"""Outlook items that come back under another key are their old pairs again; a person's copies are doubles."""

import pytest

from core.models.sync import LinkRow
from tests.worker.shell.world import ANN, World


def _linked(quick: World) -> tuple[str, str]:
    """(Exchange key, CRM key) of Ann, made in the CRM."""
    crm = quick.crm.add(ANN)
    quick.run()
    return _link(quick)[0], crm


def _link(quick: World) -> tuple[str, str, str | None]:
    """(Exchange key, CRM key, why it is parked) of the only link."""
    [row] = quick.rows(LinkRow)
    return row.exchange_key, row.crm_key, row.parked


def test_a_copy_beside_the_item_is_a_double(quick: World) -> None:
    key, crm = _linked(quick)
    copy = quick.exchange.copy(key)
    report = quick.run()
    assert report.types["contact"]["ambiguous"] == 1
    assert _link(quick) == (key, crm, None)
    assert not quick.exchange.item(copy).gone


def test_the_copy_takes_over_where_the_item_is_away(quick: World) -> None:
    """An item that the mailbox hides is not there any more for us, and its copy is what the person works with."""
    key, crm = _linked(quick)
    copy = quick.exchange.copy(key)
    quick.exchange.hide(key)
    quick.exchange.edit(copy, {"job_title": "Boss"})
    quick.run()
    assert _link(quick) == (copy, crm, None)
    assert quick.crm.item(crm).fields["job_title"] == "Boss"


@pytest.mark.parametrize("back", [False, True])
def test_fetched_back_after_the_record_left_the_view(quick: World, back: bool) -> None:
    key, crm = _linked(quick)
    quick.crm.leave_view(crm)
    quick.run()
    quick.exchange.undelete(key)
    copy = quick.exchange.copy(key)
    quick.exchange.remove(key)
    quick.run()
    assert _link(quick) == (copy, crm, "left_view")
    if back:
        quick.crm.enter_view(crm)
        quick.run()
        assert _link(quick) == (copy, crm, None)
    quick.rest()


def test_of_two_copies_one_takes_over(quick: World) -> None:
    key, crm = _linked(quick)
    quick.crm.leave_view(crm)
    quick.run()
    copies = sorted(quick.exchange.copy(key) for _ in range(2))
    report = quick.run()
    assert _link(quick) == (copies[0], crm, "left_view")
    assert report.types["contact"]["ambiguous"] == 1
    quick.rest()
