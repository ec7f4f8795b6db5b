"""The order of a run's work: windows of due hints, departed ones first and together, so that the mass-change guard
sees all that a run would delete before anything is written."""

from collections.abc import Iterator

from worker.sync import hints
from worker.sync.context import WINDOW, Context, Hint
from worker.sync.links import chunks

# How often a pair that keeps changing under our hands is decided in one run.
ROUNDS = 3


def windows(context: Context) -> Iterator[list[Hint]]:
    """Each window is taken up again, up to ROUNDS times, with the hints whose records proved stale. Ends when the
    guard held a plan."""
    done = 0
    total = _total(context)
    for fresh in _fresh(context):
        window = fresh
        for _ in range(ROUNDS):
            if window:
                yield window
            if context.memory.held is not None:
                return
            window, context.memory.stale = _once(context.memory.stale), []
        done += WINDOW
        context.progress("synchronising", min(done, total), total)


def _once(stale: list[Hint]) -> list[Hint]:
    return list({(hint.side, hint.key): hint for hint in stale}.values())


def _total(context: Context) -> int:
    with context.look() as session:
        return hints.count_due(session, context) + len(context.memory.hints)


def _fresh(context: Context) -> Iterator[list[Hint]]:
    own = list(context.memory.hints.values())
    yield from _of_table(context, departed=True, limit=None, own=[hint for hint in own if hint.departed])
    yield from _of_table(context, departed=False, limit=WINDOW, own=[hint for hint in own if not hint.departed])


def _of_table(context: Context, *, departed: bool, limit: int | None, own: list[Hint]) -> Iterator[list[Hint]]:
    after = 0
    while True:
        with context.look() as session:
            window = hints.due(session, context, departed=departed, after=after, limit=limit)
        if not window:
            break
        after = window[-1].id
        yield [hint for hint in window if (hint.side, hint.key) not in context.memory.hints]
    yield from chunks(own, limit or max(len(own), 1))
