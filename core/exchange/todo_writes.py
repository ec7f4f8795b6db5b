"""Creating, changing and deleting To Do tasks through $batch: one Outcome a task.

To Do compares no versions, so each task is read just before it is written. Its link, which holds our properties, is
written after it: a write whose stamp is there was carried out. A link that fails is left: the next run then reads the
task and finds it as it should be.
"""

from collections.abc import Mapping, Sequence

from core.errors import SyncError
from core.exchange import rich_notes
from core.exchange.errors import changed, for_record, vanished
from core.exchange.graph import GraphClient, Part, segment
from core.exchange.graph_items import GraphKind, item_of
from core.exchange.graph_reading import GraphReader
from core.exchange.graph_tasks import identity_of, link
from core.exchange.graph_writes import outcome_of
from core.exchange.mailbox import Item, Write
from core.records import Away, Key, Version
from core.store import Outcome, Removal, Written

Present = Mapping[Key, Item | Away]


def insert(client: GraphClient, kind: GraphKind, folder: str, writes: Sequence[Write]) -> list[Outcome]:
    path = client.user + kind.items(folder)
    parts = [Part("POST", path, kind.encode(write)) for write in writes]
    answers = client.batch("create", parts)
    return [outcome_of(client, kind, answer, write.what) for write, answer in zip(writes, answers, strict=True)]


def change(
    client: GraphClient, kind: GraphKind, reader: GraphReader, writes: Sequence[Write], present: Present
) -> list[Outcome]:
    """A write with a version is refused when the task moved on."""
    items = {key: one for key, one in present.items() if isinstance(one, Item)}
    return rich_notes.written(
        writes,
        lambda keys: {key: items[key].html or "" for key in keys if key in items},
        lambda due: _change(client, kind, reader, due, present),
    )


def _change(
    client: GraphClient, kind: GraphKind, reader: GraphReader, writes: Sequence[Write], present: Present
) -> list[Outcome]:
    outcomes: list[Outcome] = []
    due: list[tuple[int, Write, Item]] = []
    for number, write in enumerate(writes):
        item = _unchanged(kind, present, write.key or "", write.version)
        outcomes.append(item if isinstance(item, SyncError) else Written(item.key, item.version))
        if isinstance(item, Item):
            due.append((number, write, item))
    sent = [(number, write, item, body) for number, write, item in due if (body := kind.encode(write))]
    parts = [Part("PATCH", client.user + kind.item(item.folder, item.key), body) for _, _, item, body in sent]
    for (number, write, item, _), answer in zip(sent, client.batch("update", parts), strict=True):
        outcomes[number] = outcome_of(client, kind, answer, write.what)
        now = item_of(kind, answer.body, item.folder) if item.recurring and answer.status < 400 else None
        if now and _rolled(write, now):
            outcomes[number] = _left_behind(reader, write, item) or Written(item.key)
    written = [(write, item) for number, write, item in due if _is_at(outcomes[number], item.key)]
    _attach(client, kind, written)
    return outcomes


def _is_at(outcome: Outcome, key: Key) -> bool:
    return isinstance(outcome, Written) and outcome.key == key


def _rolled(write: Write, now: Item) -> bool:
    """Whether a series moved on to its next task instead of holding what was written."""
    return any(name in write.fields and now.fields.get(name) != write.fields[name] for name in ("status", "due_date"))


def _left_behind(reader: GraphReader, write: Write, item: Item) -> Written | None:
    """The one task that the series left behind, which holds what was written."""
    wanted = {**item.fields, **write.fields}
    for other in reader.like(item.folder, [{"subject": wanted.get("subject")}]):
        same = all(other.fields.get(name) == wanted.get(name) for name in ("status", "due_date"))
        if same and not other.recurring and identity_of(other.properties) == identity_of(item.properties):
            return Written(other.key, other.version)
    return None


def _attach(client: GraphClient, kind: GraphKind, written: Sequence[tuple[Write, Item]]) -> None:
    parts = []
    for write, item in written:
        if item.attached == "":
            continue  # a task has one link, and this one's is another app's
        path = f"{client.user}{kind.item(item.folder, item.key)}/linkedResources"
        method, path = ("PATCH", f"{path}/{segment(item.attached)}") if item.attached else ("POST", path)
        parts.append(Part(method, path, link(write, dict(item.properties))))
    client.batch("link", parts)


def remove(client: GraphClient, kind: GraphKind, removals: Sequence[Removal], present: Present) -> list[Outcome]:
    """DELETE puts a task into Outlook's Deleted Items."""
    outcomes: dict[Key, Outcome] = {}
    due: list[Item] = []
    for removal in removals:
        item = _unchanged(kind, present, removal.key, removal.version)
        if isinstance(item, Item):
            due.append(item)
        else:
            outcomes[removal.key] = item
    parts = [Part("DELETE", client.user + kind.item(item.folder, item.key)) for item in due]
    for item, answer in zip(due, client.batch("delete", parts), strict=True):
        failed = answer.status >= 400
        outcomes[item.key] = for_record(answer.error(kind.what), kind.what) if failed else Written(item.key)
    return [outcomes[removal.key] for removal in removals]


def _unchanged(kind: GraphKind, present: Present, key: Key, version: Version | None) -> Item | SyncError:
    item = present.get(key)
    if not isinstance(item, Item):
        return vanished(kind.what)
    return item if version in (None, item.version) else changed(kind.what)
