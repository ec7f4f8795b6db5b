"""The order of a run's work: one window of due hints where they fit into one, so that a plan is refused whole (I12).
Of more, the departed ones come first and together: they are what a run would delete, as far as the feeds told. With
them come the other hints of their series, which may be what became of them (worker.sync.rescheduled)."""

from collections.abc import Iterator

from core.records import Key, Side
from worker.sync import hints
from worker.sync.context import WINDOW, Context, Hint
from worker.sync.links import chunks
from worker.sync.series import series_of

# How often a pair that keeps changing under our hands is decided in one run.
ROUNDS = 3


def windows(context: Context) -> Iterator[list[Hint]]:
    """Each window is taken up again, up to ROUNDS times, with the hints whose records proved stale. Ends when the
    guard held a plan."""
    done = 0
    with context.look() as session:
        waiting = hints.due(session, context, limit=WINDOW + 1)
        total = len(waiting) if len(waiting) <= WINDOW else hints.count_due(session, context)
    total += len(context.memory.hints)
    if not total:
        return
    for fresh in [_in_one(context, waiting)] if total <= WINDOW else _in_turn(context):
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


def _in_one(context: Context, waiting: list[Hint]) -> list[Hint]:
    own = context.memory.hints
    return sorted(
        [*(hint for hint in waiting if (hint.side, hint.key) not in own), *own.values()],
        key=lambda hint: not hint.departed,
    )


def _in_turn(context: Context) -> Iterator[list[Hint]]:
    own = list(context.memory.hints.values())
    others = [hint for hint in own if not hint.departed]
    taken: set[tuple[Side, Key]] = set()
    for window in _of_table(context, departed=True, limit=None, own=[hint for hint in own if hint.departed]):
        kin = _of_series(context, window, others)
        taken.update((hint.side, hint.key) for hint in kin)
        yield [*window, *kin]
    for window in _of_table(context, departed=False, limit=WINDOW, own=others):
        yield [hint for hint in window if (hint.side, hint.key) not in taken]


def _of_series(context: Context, departed: list[Hint], others: list[Hint]) -> list[Hint]:
    """The hints of events that have a series in common with the departed ones. others: those of a dry run."""
    series = {series_of(hint.key) for hint in departed if hint.side is Side.EXCHANGE}
    if not (series and context.object_type.meetings):
        return []
    windows = _of_table(context, departed=False, limit=WINDOW, own=others)
    return [one for window in windows for one in window if one.side is Side.EXCHANGE and series_of(one.key) in series]


def _of_table(context: Context, *, departed: bool, limit: int | None, own: list[Hint]) -> Iterator[list[Hint]]:
    after = 0
    while True:
        with context.look() as session:
            window = hints.in_turn(session, context, departed=departed, after=after, limit=limit)
        if not window:
            break
        after = window[-1].id
        yield [hint for hint in window if (hint.side, hint.key) not in context.memory.hints]
    yield from chunks(own, limit or max(len(own), 1))
