"""Creating, changing, moving and deleting contacts through $batch: one Outcome a contact (contact resource v1.0)."""

from collections.abc import Sequence

from core.errors import Rejected
from core.exchange import graph_items
from core.exchange.errors import REFUSED, for_record, malformed
from core.exchange.graph import Answer, GraphClient, Part, segment
from core.exchange.mailbox import Item, Write
from core.records import Key, Version
from core.store import Outcome, Removal, Written


def contacts_path(client: GraphClient, folder: str) -> str:
    return f"{client.user}/contactFolders/{segment(folder)}/contacts"


def contact_path(client: GraphClient, key: Key) -> str:
    return f"{client.user}/contacts/{segment(key)}"


def insert(client: GraphClient, folder: str, writes: Sequence[Write]) -> list[Outcome]:
    path = contacts_path(client, folder)
    parts = [Part("POST", path, graph_items.encode(write)) for write in writes]
    return _outcomes(client, "create", parts, [write.what for write in writes])


def change(client: GraphClient, writes: Sequence[Write]) -> list[Outcome]:
    parts = [
        Part("PATCH", contact_path(client, write.key or ""), graph_items.encode(write), _if_match(write.version))
        for write in writes
    ]
    return _outcomes(client, "update", parts, [write.what for write in writes])


def move(client: GraphClient, items: Sequence[tuple[Item, Version | None]], folder: str) -> list[Outcome]:
    """parentFolderId can be updated (contact-update v1.0); there is no move action for contacts."""
    body = {"parentFolderId": folder}
    parts = [Part("PATCH", contact_path(client, item.key), body, _if_match(version)) for item, version in items]
    return [_moved_to(client, folder, answer) for answer in client.batch("move", parts)]


def _moved_to(client: GraphClient, folder: str, answer: Answer) -> Outcome:
    outcome = _outcome(client, answer, "the contact")
    if isinstance(outcome, Written) and answer.body.get("parentFolderId") not in (None, folder):
        text = "Exchange did not move the contact into the synchronised folder; drag it there in Outlook."
        return Rejected(text, code="not_moved", label=REFUSED)
    return outcome


def remove(client: GraphClient, removals: Sequence[Removal]) -> list[Outcome]:
    """DELETE puts a contact into Deleted Items."""
    parts = [Part("DELETE", contact_path(client, one.key), None, _if_match(one.version)) for one in removals]
    return [
        Written(one.key) if answer.status < 400 else for_record(answer.error("the contact"), "the contact")
        for one, answer in zip(removals, client.batch("delete", parts), strict=True)
    ]


def _outcomes(client: GraphClient, purpose: str, parts: Sequence[Part], names: Sequence[str]) -> list[Outcome]:
    answers = client.batch(purpose, parts)
    return [_outcome(client, answer, what) for answer, what in zip(answers, names, strict=True)]


def _outcome(client: GraphClient, answer: Answer, what: str) -> Outcome:
    if answer.status >= 400:
        return for_record(answer.error(what), what)
    key = answer.body.get("id")
    if not isinstance(key, str):
        raise malformed(client.address, "a written contact comes back without its id")
    return Written(key, graph_items.version_of(answer.body))


def _if_match(version: Version | None) -> dict[str, str]:
    return {"If-Match": version} if version else {}
