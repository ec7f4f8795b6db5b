"""Creating, changing, moving and deleting items through $batch: one Outcome an item."""

from collections.abc import Sequence

from core.errors import Rejected
from core.exchange.errors import REFUSED, for_record, malformed
from core.exchange.graph import Answer, GraphClient, Part
from core.exchange.graph_items import GraphKind, headers_of
from core.exchange.mailbox import Item, Write
from core.records import Version
from core.store import Outcome, Removal, Written


def insert(client: GraphClient, kind: GraphKind, folder: str, writes: Sequence[Write]) -> list[Outcome]:
    path = client.user + kind.items(folder)
    parts = [Part("POST", path, kind.encode(write), headers_of(kind)) for write in writes]
    return _outcomes(client, kind, "create", parts, [write.what for write in writes])


def change(client: GraphClient, kind: GraphKind, writes: Sequence[Write], folder: str = "") -> list[Outcome]:
    parts = [
        Part(
            "PATCH", client.user + kind.item(folder, write.key or ""), kind.encode(write), _headers(kind, write.version)
        )
        for write in writes
    ]
    return _outcomes(client, kind, "update", parts, [write.what for write in writes])


def move(
    client: GraphClient, kind: GraphKind, items: Sequence[tuple[Item, Version | None]], folder: str
) -> list[Outcome]:
    """parentFolderId can be updated (contact-update v1.0); there is no move action for contacts."""
    body = {"parentFolderId": folder}
    parts = [Part("PATCH", client.user + kind.item("", item.key), body, if_match(version)) for item, version in items]
    return [_moved_to(client, kind, folder, answer) for answer in client.batch("move", parts)]


def _moved_to(client: GraphClient, kind: GraphKind, folder: str, answer: Answer) -> Outcome:
    outcome = outcome_of(client, kind, answer, kind.what)
    if isinstance(outcome, Written) and answer.body.get("parentFolderId") not in (None, folder):
        text = f"Exchange did not move {kind.what} into the synchronised folder; drag it there in Outlook."
        return Rejected(text, code="not_moved", label=REFUSED)
    return outcome


def remove(client: GraphClient, kind: GraphKind, removals: Sequence[Removal], folder: str = "") -> list[Outcome]:
    """DELETE puts an item into Deleted Items."""
    parts = [Part("DELETE", client.user + kind.item(folder, one.key), None, if_match(one.version)) for one in removals]
    return [
        Written(one.key) if answer.status < 400 else for_record(answer.error(kind.what), kind.what)
        for one, answer in zip(removals, client.batch("delete", parts), strict=True)
    ]


def _outcomes(
    client: GraphClient, kind: GraphKind, purpose: str, parts: Sequence[Part], names: Sequence[str]
) -> list[Outcome]:
    answers = client.batch(purpose, parts)
    return [outcome_of(client, kind, answer, what) for answer, what in zip(answers, names, strict=True)]


def outcome_of(client: GraphClient, kind: GraphKind, answer: Answer, what: str) -> Outcome:
    if answer.status >= 400:
        return for_record(answer.error(what), what)
    key = answer.body.get("id")
    if not isinstance(key, str):
        raise malformed(client.address, f"{kind.what} that was written comes back without its id")
    return Written(key, kind.version(answer.body, ""))


def _headers(kind: GraphKind, version: Version | None) -> dict[str, str]:
    return headers_of(kind) | if_match(version)


def if_match(version: Version | None) -> dict[str, str]:
    return {"If-Match": version} if version else {}
