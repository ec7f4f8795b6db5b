"""Seeded histories in bulk, of contacts, tasks, events and mails: 3,000 a CI run, as many as wished at night.

MODEL_HISTORIES sets how many, MODEL_SEED the first seed. A seed that broke a promise once stays in BROKEN_ONCE, of
mails in MAILS_BROKEN_ONCE. To see a history: python -m tests.model.history SEED [kind], of mails
python -m tests.model.mail_history SEED
"""

import os

import pytest

from tests.model.history import History, cast_of
from tests.model.mail_history import MailHistory

FIRST = int(os.environ.get("MODEL_SEED", "1000"))
COUNT = int(os.environ.get("MODEL_HISTORIES", "3000"))
BLOCK = 50
BROKEN_ONCE = (5, 13, 41, 82, 1289, 1385, 1934, 2232, 20128)
MAILS_BROKEN_ONCE = (
    0,
    36,
    105,
    113,
    379,
    390,
    433,
    529,
    823,
    830,
    1736,
    2278,
    3018,
    3153,
    3831,
    5594,
    6160,
    6880,
    7264,
    8478,
    9007,
    9478,
    10950,
)


def history_of(seed: int) -> History | MailHistory:
    """Every fifth is one of mails."""
    return MailHistory(seed) if seed % 5 == 4 else History(seed, cast=cast_of(seed))


def live_all(first: int, count: int) -> list[str]:
    """What went wrong, by seed."""
    wrong = []
    for seed in range(first, first + count):
        try:
            history_of(seed).live()
        except Exception as failure:  # the seed must be told, whatever it is
            wrong.append(f"seed {seed}: {type(failure).__name__}: {failure}")
    return wrong


@pytest.mark.parametrize("first", range(FIRST, FIRST + COUNT, BLOCK))
def test_histories(first: int) -> None:
    """Small blocks, so that the cores share them."""
    count = min(BLOCK, FIRST + COUNT - first)
    print(f"seeds {first} to {first + count - 1}")
    wrong = live_all(first, count)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("seed", BROKEN_ONCE)
def test_seeds_that_broke_a_promise_once(seed: int) -> None:
    History(seed).live()


@pytest.mark.parametrize("seed", MAILS_BROKEN_ONCE)
def test_seeds_of_mails_that_broke_a_promise_once(seed: int) -> None:
    MailHistory(seed).live()


@pytest.mark.parametrize("seed", range(10))
def test_the_same_seed_tells_the_same_story(seed: int) -> None:
    """I15."""
    traces = []
    for _ in range(2):
        history = history_of(seed)
        history.live()
        traces.append(history.trace())
    assert traces[0] == traces[1]
