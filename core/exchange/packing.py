"""Groups of items for one call: no more than so many, and no heavier than so much."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from core.exchange.mailbox import Write
from core.records import Fields

T = TypeVar("T")


def packed(items: Sequence[T], count: int, weigh: Callable[[T], int] = lambda _: 0, most: int = 1) -> Iterator[list[T]]:
    """Consecutive groups of at most `count` items that together weigh at most `most`; a heavier item goes alone."""
    group: list[T] = []
    weight = 0
    for item in items:
        heavy = weigh(item)
        if group and (len(group) == count or weight + heavy > most):
            yield group
            group, weight = [], 0
        group.append(item)
        weight += heavy
    if group:
        yield group


def text_size(fields: Fields) -> int:
    """About the bytes of the texts on the wire."""
    return sum(len(value.encode(errors="replace")) for value in fields.values() if isinstance(value, str))


def write_size(write: Write) -> int:
    return 500 + text_size(write.fields)
