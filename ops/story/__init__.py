"""The guided story of `demo --once`: what users do, on both back-ends, each step checked on both sides."""

import time
from collections.abc import Callable, Iterator

from ops.demo import Demo, Desk
from ops.story import contacts, emails, events, tasks
from ops.story.parts import Broken, Step, check, told

__all__ = ["Step", "play"]


def play(demo: Demo) -> Iterator[Step]:
    """Every scene for every desk; a scene that breaks does not stop the others."""
    for desk in demo.desks:
        name = "Graph" if desk.exchange == "graph" else "EWS"
        for title, scene in SCENES:
            started = time.monotonic()
            try:
                ok, detail = True, scene(demo, desk)
            except (Broken, LookupError, TimeoutError) as error:
                ok, detail = False, str(error)
            yield Step(f"{name}: {title}", ok, detail, time.monotonic() - started)


def at_rest(demo: Demo, desk: Desk) -> str:
    demo.sync(desk)
    demo.sandbox.calls.clear()
    demo.sync(desk)
    calls = demo.sandbox.calls.list()
    writes = [f"{c.operation} {c.path}" for c in calls if c.write]
    check(not writes, f"a run without changes wrote: {writes}")
    check(not told(demo), f"people were told: {told(demo)}")
    return f"nothing changed: {len(calls)} calls, no write; nobody was sent an invitation in the whole story"


SCENES: list[tuple[str, Callable[[Demo, Desk], str]]] = [
    *contacts.SCENES,
    *tasks.SCENES,
    *events.SCENES,
    *emails.SCENES,
    ("a second run", at_rest),
]
