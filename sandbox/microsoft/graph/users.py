"""Users of the directory, mailbox settings, and translateExchangeIds."""

from typing import Any

from sandbox.microsoft.graph.context import Context
from sandbox.microsoft.graph.errors import GraphError, bad_body
from sandbox.microsoft.graph.paging import Shape, View, page
from sandbox.microsoft.graph.request import GraphRequest, GraphResponse
from sandbox.microsoft.ids import to_ews, to_graph
from sandbox.microsoft.items import Item
from sandbox.microsoft.store import Mailbox
from sandbox.microsoft.zones import UnknownZone, windows_name

_NULLS = ("companyName", "department", "jobTitle", "mobilePhone", "officeLocation", "preferredLanguage")
_MORE = (
    "accountEnabled",
    "mailNickname",
    "otherMails",
    "proxyAddresses",
    "userType",
    "createdDateTime",
    "mailboxSettings",
)
_OWN = ("id", "businessPhones", "displayName", "givenName", "mail", "surname", "userPrincipalName")
# What a user shows without $select (graph/api/resources/user).
_DEFAULT = frozenset((*_OWN, "jobTitle", "mobilePhone", "officeLocation", "preferredLanguage"))
MAX_TRANSLATED = 1000


def render(user: Mailbox, request: GraphRequest) -> dict[str, Any]:
    given, _, surname = user.display_name.rpartition(" ")
    shown: dict[str, Any] = dict.fromkeys(_NULLS) | {
        "id": user.id,
        "displayName": user.display_name,
        "givenName": given or None,
        "surname": surname or None,
        "mail": user.address,
        "userPrincipalName": user.address,
        "mailNickname": user.address.split("@")[0],
        "proxyAddresses": [f"SMTP:{user.address}"],
        "businessPhones": [],
        "otherMails": [],
        "accountEnabled": True,
        "userType": "Member",
    }
    wide = "$select" in request.query or "$filter" in request.query
    return shown if wide else {k: v for k, v in shown.items() if k in _DEFAULT}


SHAPE = Shape("user", frozenset((*_NULLS, *_MORE, *_OWN)), render)


def list_users(context: Context) -> GraphResponse:
    context.request.query.setdefault("$top", "100")
    return page(context.request, context.store.mailboxes(), SHAPE)


def get_user(context: Context) -> GraphResponse:
    root = f"{context.request.base_url}/v1.0/$metadata#users/$entity"
    return GraphResponse(200, {"@odata.context": root} | View(context.request, SHAPE).show(context.mailbox))


def _zone_name(name: str) -> str:
    """Windows's name, which Graph gives by default; the name itself where Windows has none."""
    try:
        return windows_name(name)
    except UnknownZone:
        return name


def get_settings(context: Context) -> GraphResponse:
    body = {
        "timeZone": _zone_name(context.mailbox.time_zone),
        "language": {"locale": "en-GB", "displayName": "English (United Kingdom)"},
        "dateFormat": "dd/MM/yyyy",
        "timeFormat": "HH:mm",
    }
    return GraphResponse(200, body)


def translate_ids(context: Context) -> GraphResponse:
    """translateExchangeIds between ewsId, restId, restImmutableEntryId; entryId is refused.

    An id that names nothing comes back without a targetId, as Graph does.
    """
    body = context.request.json()
    wanted = body.get("InputIds", body.get("inputIds"))
    source, target = (_format(body, n) for n in ("sourceIdType", "targetIdType"))
    if not isinstance(wanted, list) or not all(isinstance(w, str) for w in wanted) or len(wanted) > MAX_TRANSLATED:
        raise bad_body(f"'inputIds' takes up to {MAX_TRANSLATED} texts.")
    rows = [_translated(context.mailbox, any_id, source, target) for any_id in wanted]
    root = f"{context.request.base_url}/v1.0/$metadata#Collection(microsoft.graph.convertIdResult)"
    return GraphResponse(200, {"@odata.context": root, "value": rows}, units=len(rows))


def _format(body: dict[str, Any], name: str) -> str:
    value = str(body.get(name, body.get(name[:1].upper() + name[1:], ""))).lower()
    if value not in ("ewsid", "restid", "restimmutableentryid"):
        raise GraphError(400, "ErrorInvalidArgument", f"The value of '{name}' is not supported.")
    return value


def _translated(mailbox: Mailbox, any_id: str, source: str, target: str) -> dict[str, Any]:
    item = mailbox.item(any_id)
    if item is not None and _written(item, source) == any_id:
        return {"sourceId": any_id, "targetId": _written(item, target)}
    folder = mailbox.folder(any_id)
    if folder is not None and folder.distinguished != any_id.lower():
        written = to_ews(folder.id) if target == "ewsid" else to_graph(folder.id)
        return {"sourceId": any_id, "targetId": written}
    text = "The specified id is not valid or names nothing in the mailbox."
    return {"sourceId": any_id, "errorDetails": {"code": "ErrorInvalidId", "message": text}}


def _written(item: Item, form: str) -> str:
    return {"ewsid": item.ews_id, "restid": item.graph_id, "restimmutableentryid": item.immutable_id}[form]
