"""Delta queries on contacts and contact folders: pages, links, @removed, 410 (graph/delta-query-overview)."""

import base64
import binascii
import hashlib
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import quote

import orjson

from sandbox.microsoft.changes import Change
from sandbox.microsoft.folders import FolderChange
from sandbox.microsoft.graph import contacts, folders
from sandbox.microsoft.graph.context import Context
from sandbox.microsoft.graph.errors import GraphError, bad_query
from sandbox.microsoft.graph.paging import Shape, View, check_options
from sandbox.microsoft.graph.request import GraphResponse
from sandbox.microsoft.ids import to_graph
from sandbox.microsoft.store import Folder

DEFAULT_PAGE = 10
REFUSED = ("$expand", "$filter", "$orderby", "$search", "$top", "$skip", "$count")
_SALT = b"bothways sandbox delta token"


@dataclass(frozen=True)
class Token:
    """What a $skiptoken or $deltatoken stands for. place: the folder's id, or the mailbox's for folders; window: of a
    calendar view, as its two moments with a / between; round_start: the cursor of the last deltaLink, 0 in the first
    round; select, expand and held (what else the feed keeps): as the first
    request had them."""

    place: str
    cursor: int
    select: str
    generation: int
    born: int
    window: str = ""
    expand: str = ""
    held: str = ""
    round_start: int = 0

    def text(self) -> str:
        data = orjson.dumps(asdict(self))
        mark = hashlib.blake2b(_SALT + data, digest_size=8).digest()
        return base64.urlsafe_b64encode(mark + data).decode().rstrip("=")

    @staticmethod
    def read(text: str) -> "Token":
        """Raises GraphError 400 for a token that was not made here."""
        try:
            data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            if hashlib.blake2b(_SALT + data[8:], digest_size=8).digest() != data[:8]:
                raise ValueError
            return Token(**orjson.loads(data[8:]))
        except (ValueError, TypeError, binascii.Error) as error:
            raise GraphError(400, "ErrorInvalidUrlQuery", "Badly formed token.") from error


def contacts_delta(context: Context) -> GraphResponse:
    """The contacts of one folder."""
    folder = folders.contact_folder(context)
    token = open_token(context, folder.id)

    def fetch(since: int, limit: int) -> tuple[list[dict[str, Any]], int, bool]:
        found, cursor, more = context.mailbox.changes(folder.id, since, limit)
        view = View(context.request, contacts.SHAPE)
        # A folder may hold other things too; a contact feed tells of contacts only.
        shown = [_contact(context, c, view) for c in found if _is_told(context, c, folder)]
        return shown, cursor, more

    return answer_round(context, token, contacts.SHAPE, fetch)


def folders_delta(context: Context) -> GraphResponse:
    """The contact folders below Contacts."""
    token = open_token(context, context.mailbox.id)

    def fetch(since: int, limit: int) -> tuple[list[dict[str, Any]], int, bool]:
        found, cursor, more = context.mailbox.folder_changes(since, limit)
        by_id = {f.id: f for f in context.mailbox.folders()}
        contacts_id = context.mailbox.well_known("contacts").id
        view = View(context.request, folders.SHAPE)
        rows = (_folder(c, view, _below(c.folder, contacts_id, by_id), since) for c in found)
        return [r for r in rows if r is not None], cursor, more

    return answer_round(context, token, folders.SHAPE, fetch)


def _is_told(context: Context, change: Change, folder: Folder) -> bool:
    """An item that left and came back kept its immutable id: told as gone, it would look deleted."""
    if change.item is not None:
        return change.item.kind == "contact"
    now = context.mailbox.item(change.immutable_id) if context.request.immutable_ids else None
    return now is None or now.folder_id != folder.id


def _below(folder: Folder | None, contacts_id: str, by_id: dict[str, Folder]) -> bool:
    """Whether the folder is a visible contact folder somewhere below Contacts."""
    if folder is None or folder.hidden or not folder.holds_contacts() or folder.id == contacts_id:
        return False
    above = folder.parent_id
    while above is not None and above != contacts_id:
        above = by_id[above].parent_id if above in by_id else None
    return above == contacts_id


def _contact(context: Context, change: Change, view: View) -> dict[str, Any]:
    mark = {"@odata.type": "#microsoft.graph.contact"}
    if change.item is None:
        gone = change.immutable_id if context.request.immutable_ids else change.graph_id
        return mark | {"id": gone, "@removed": {"reason": "deleted"}}
    return mark | view.show(change.item)


def _folder(change: FolderChange, view: View, visible: bool, since: int) -> dict[str, Any] | None:
    mark = {"@odata.type": "#microsoft.graph.contactFolder"}
    if visible and change.folder is not None:
        return mark | view.show(change.folder)
    hidden_anyway = change.folder is not None and (change.kind == "create" or not change.folder.holds_contacts())
    if hidden_anyway or since == 0:
        return None
    return mark | {"id": to_graph(change.id), "@removed": {"reason": "deleted"}}


def open_token(context: Context, place: str, refused: Collection[str] = REFUSED) -> Token:
    """Where this request continues, or a new start. refused: options that this feed does not take.

    Raises GraphError 400 and 410.
    """
    check_options(context.request)
    query = context.request.query
    for name in refused:
        if name in query:
            raise untracked(name)
    generation = context.limits.generations.get(context.mailbox.id, 0)
    given = _given(context)
    if not given:
        now = int(context.store.clock.now().timestamp())
        return Token(place, 0, query.get("$select", ""), generation, now, expand=query.get("$expand", ""))
    token = Token.read(given)
    if token.place != place or "$select" in query or "$expand" in query:
        raise bad_query("The token belongs to another delta query.")
    age = context.store.clock.now().timestamp() - token.born
    if token.generation != generation or age > context.limits.token_days * 86_400:
        raise expired(context)
    # They are frozen into the token; the view reads them from the query.
    for name, frozen in (("$select", token.select), ("$expand", token.expand)):
        if frozen:
            query[name] = frozen
    return token


def untracked(option: str) -> GraphError:
    """A query option that change tracking does not take."""
    text = f"The following parameters are not supported with change tracking over this resource: '{option}'."
    return GraphError(400, "ErrorInvalidUrlQuery", text)


def expired(context: Context) -> GraphError:
    """The client has to start over at Location."""
    text = "The sync state generation is not found; generation=1;[highest=2][2][1][0]."
    link = context.request.link(deltatoken="")
    try:
        window = Token.read(_given(context)).window
    except GraphError:
        window = ""
    if window:
        start, _, end = window.partition("/")
        link += f"&startDateTime={quote(start, safe='')}&endDateTime={quote(end, safe='')}"
    return GraphError(410, "SyncStateNotFound", text, {"Location": link})


def _given(context: Context) -> str:
    return context.request.query.get("$skiptoken") or context.request.query.get("$deltatoken") or ""


def has_token(context: Context) -> bool:
    return bool(_given(context))


def answer_round(context: Context, token: Token, shape: Shape, fetch: Any) -> GraphResponse:
    limit, headers = _page_size(context)
    shown, cursor, more = fetch(token.cursor, limit)
    now = int(context.store.clock.now().timestamp())
    if not more:
        cursor = max(0, cursor - context.limits.replay)
    start = token.round_start if more else cursor
    following = replace(token, cursor=cursor, born=now, round_start=start).text()
    link = {"skiptoken": following} if more else {"deltatoken": following}
    kind = "nextLink" if more else "deltaLink"
    body = {"@odata.context": f"{context.request.base_url}/v1.0/$metadata#Collection({shape.type_name})"}
    body |= {f"@odata.{kind}": context.request.link(**link)}
    return GraphResponse(200, body | {"value": shown}, headers, units=len(shown))


def _page_size(context: Context) -> tuple[int, dict[str, str]]:
    text = context.request.preferences().get("odata.maxpagesize", "") or context.request.query.get("$top", "")
    if not text.isascii() or not text.isdigit() or len(text) > 7 or int(text) == 0:
        return min(DEFAULT_PAGE, context.limits.page_size), {}
    size = min(int(text), context.limits.page_size)
    return size, {"Preference-Applied": f"odata.maxpagesize={size}"}
