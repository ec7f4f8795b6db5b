"""What the tests of the Exchange stores ask of one, in few words."""

from core.records import Key, Record, Value
from core.store import Change, Page, Written
from tests.contract.microsoft_world import MicrosoftWorld

ANN: dict[str, Value] = {"given_name": "Ann", "surname": "Lee"}


def listed(world: MicrosoftWorld, cursor: str | None = None) -> list[Page]:
    """One run's look at the feed, by a store of its own."""
    world.store = world.open()
    return list(world.store.changed_since(cursor))


def states(pages: list[Page]) -> list[object]:
    return [one for page in pages for one in page.seen]


def read(world: MicrosoftWorld, key: Key) -> Record:
    found = world.store.read([key])[key]
    assert isinstance(found, Record), found
    return found


def update(world: MicrosoftWorld, key: Key, fields: dict[str, Value], **more: object) -> Written:
    change = Change("s2", fields, key=key, version=read(world, key).version, **more)  # type: ignore[arg-type]  # Change's own keywords
    [ready] = world.store.prepare([change])
    assert isinstance(ready, Change)
    [outcome] = world.store.update([ready])
    assert isinstance(outcome, Written), outcome
    return outcome
