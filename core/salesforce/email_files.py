"""The attachments of filed emails as files: one ContentVersion each, published on the email's record."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from core.emails import FileInfo
from core.records import Key
from core.salesforce.client import Client
from core.salesforce.files import document_of, links, name_of, publish, size_of


def attached(client: Client, records: Sequence[Key]) -> dict[Key, tuple[FileInfo, ...]]:
    """By record its files."""
    found: dict[str, list[FileInfo]] = defaultdict(list)
    for row in links(client, records):
        document = document_of(row)
        told = FileInfo(name_of(document), str(document.get("FileType") or ""), size_of(document))
        found[str(row.get("LinkedEntityId"))[:15]].append(told)
    return {key: tuple(found.get(key[:15], ())) for key in records}


def attach(client: Client, record: Key, name: str, content: Iterable[bytes]) -> None:
    """Adds a file to the record. Raises what the refusal of a call means."""
    publish(client, name, {"FirstPublishLocationId": record}, content)


def own_documents(client: Client, records: Sequence[Key]) -> dict[Key, list[str]]:
    """By record the ids of the documents that no other record has; the links to users are their libraries'."""
    mine = links(client, records)
    documents = {str(row.get("ContentDocumentId")) for row in mine}
    holders: dict[str, set[str]] = defaultdict(set)
    for row in links(client, sorted(documents), "ContentDocumentId") if documents else []:
        holders[str(row.get("ContentDocumentId"))].add(str(row.get("LinkedEntityId"))[:15])
    own: dict[Key, list[str]] = {key: [] for key in records}
    for key in records:
        linked = {str(r.get("ContentDocumentId")) for r in mine if str(r.get("LinkedEntityId"))[:15] == key[:15]}
        alone = (d for d in sorted(linked) if {h for h in holders[d] if not h.startswith("005")} <= {key[:15]})
        own[key] = list(alone)
    return own
