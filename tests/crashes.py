"""A process that is killed at one of its checkpoints, for tests of what the next run makes of what it left."""

from collections.abc import Callable
from contextlib import suppress


class Crash(BaseException):
    """The process dies here; no `except Exception` of the product may catch it."""


def killed_at(number: int, act: Callable[[Callable[[str], None]], object]) -> list[str]:
    """Does act with a checkpoint that kills it at its n-th call (from 0).

    Returns:
        The names of the checkpoints that it came to, the deadly one last; `number` of them or fewer if it lived.
    """
    passed: list[str] = []

    def checkpoint(name: str) -> None:
        passed.append(name)
        if len(passed) > number:
            raise Crash(name)

    with suppress(Crash):
        act(checkpoint)
    return passed
