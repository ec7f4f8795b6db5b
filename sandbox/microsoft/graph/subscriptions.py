"""`/subscriptions`: make with a handshake, list, renew, delete (graph/api/resources/subscription).

The sandbox keeps subscriptions and their times; it does not send notifications yet.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from sandbox.microsoft.graph import permissions
from sandbox.microsoft.graph.context import Context
from sandbox.microsoft.graph.errors import GraphError, no_property
from sandbox.microsoft.graph.fields import moment, read_moment, text
from sandbox.microsoft.graph.notify import Subscription, shake_hands
from sandbox.microsoft.graph.request import GraphResponse, split_path

LONGEST = timedelta(minutes=10_080)
LONGEST_TODO = timedelta(minutes=4_230)
SHORTEST = timedelta(minutes=45)
CHANGES = {"created", "updated", "deleted"}
_PROPERTIES = {
    "changeType",
    "notificationUrl",
    "resource",
    "expirationDateTime",
    "clientState",
    "lifecycleNotificationUrl",
}
_MORE = {"latestSupportedTlsVersion", "includeResourceData", "id", "applicationId"}
_FAMILIES = {
    "contacts": "contacts",
    "contactfolders": "contacts",
    "messages": "mail",
    "mailfolders": "mail",
    "todo": "todo",
}
_FAMILIES |= dict.fromkeys(("calendar", "calendars", "events"), "calendars")


def _invalid(message: str) -> GraphError:
    return GraphError(400, "InvalidRequest", message)


def _shown(subscription: Subscription) -> dict[str, Any]:
    """The client state is a secret between app and Graph: it is not shown again."""
    return {
        "id": subscription.id,
        "resource": subscription.resource,
        "applicationId": subscription.app_id,
        "changeType": subscription.change_type,
        "clientState": None,
        "notificationUrl": subscription.notification_url,
        "lifecycleNotificationUrl": subscription.lifecycle_url,
        "expirationDateTime": moment(subscription.expires),
        "creatorId": subscription.creator_id,
        "includeResourceData": None,
        "latestSupportedTlsVersion": "v1_2",
        "encryptionCertificate": None,
        "encryptionCertificateId": None,
        "notificationQueryOptions": None,
        "notificationUrlAppId": None,
    }


def list_subscriptions(context: Context) -> GraphResponse:
    found = context.subscriptions.live(context.claims.app_id, context.store.clock.now())
    root = f"{context.request.base_url}/v1.0/$metadata#subscriptions"
    return GraphResponse(200, {"@odata.context": root, "value": [_shown(s) for s in found]}, units=len(found))


def _one(context: Context) -> Subscription:
    wanted = context.params["subscription"]
    for subscription in context.subscriptions.live(context.claims.app_id, context.store.clock.now()):
        if subscription.id == wanted:
            return subscription
    raise GraphError(404, "ResourceNotFound", "The object was not found.")


def get_subscription(context: Context) -> GraphResponse:
    return GraphResponse(200, _shown(_one(context)))


def create_subscription(context: Context) -> GraphResponse:
    read = _read(context)
    expires = _expiry(context, read["expirationDateTime"], str(read["resource"]))
    _check_resource(context, str(read["resource"]))
    for url in (read["notificationUrl"], read["lifecycleNotificationUrl"]):
        if url:
            shake_hands(url)
    subscription = Subscription(
        id=str(uuid.uuid4()),
        app_id=context.claims.app_id,
        creator_id=context.claims.oid,
        resource=str(read["resource"]),
        change_type=str(read["changeType"]),
        notification_url=str(read["notificationUrl"]),
        lifecycle_url=read["lifecycleNotificationUrl"],
        client_state=read["clientState"],
        expires=expires,
    )
    context.subscriptions.add(subscription)
    return GraphResponse(201, _shown(subscription) | {"clientState": subscription.client_state})


def _read(context: Context) -> dict[str, str | None]:
    """The body's texts by name. Raises GraphError 400."""
    body = {k: v for k, v in context.request.json().items() if "@" not in k}
    for name in body:
        if name not in _PROPERTIES | _MORE:
            raise no_property(name, "subscription")
    read = {name: text(name, body.get(name)) for name in _PROPERTIES}
    for name in ("changeType", "notificationUrl", "resource", "expirationDateTime"):
        if not read[name]:
            raise _invalid(f"The property '{name}' is required.")
    if not {k.strip() for k in str(read["changeType"]).split(",")} <= CHANGES:
        raise _invalid("The changeType takes created, updated and deleted, separated by commas.")
    if len(read["clientState"] or "") > 128:
        raise _invalid("The clientState is longer than 128 characters.")
    return read


def _expiry(context: Context, value: Any, resource: str) -> datetime:
    now = context.store.clock.now()
    wanted = read_moment("expirationDateTime", value)
    longest = LONGEST_TODO if "/todo/" in resource.lower() else LONGEST
    if wanted <= now or wanted > now + longest:
        minutes = longest // timedelta(minutes=1)
        raise _invalid(f"Subscription expiration can only be {minutes} minutes in the future.")
    return max(wanted, now + SHORTEST)


def _check_resource(context: Context, resource: str) -> None:
    """The app must be able to read what it wants to hear of. Raises GraphError 400, 403 and 404."""
    segments = split_path(resource.partition("?")[0])
    first = segments[0].lower() if segments else ""
    rest = segments[2:] if first == "users" else segments[1:]
    family = _FAMILIES.get(rest[0].lower()) if rest else None
    if first not in ("users", "me") or family is None:
        raise _invalid(f"Resource '{resource[:100]}' is not supported for subscriptions.")
    permissions.check(context.claims, family, write=False)
    mailbox = context.store.mailbox(context.claims.oid if first == "me" else segments[1])
    if mailbox is None:
        raise GraphError(404, "ResourceNotFound", "The user of the resource was not found.")
    permissions.check_mailbox(context.entra, context.claims, mailbox)


def renew_subscription(context: Context) -> GraphResponse:
    subscription = _one(context)
    body = context.request.json()
    if "expirationDateTime" not in body:
        raise _invalid("The property 'expirationDateTime' is required.")
    subscription.expires = _expiry(context, body["expirationDateTime"], subscription.resource)
    return GraphResponse(200, _shown(subscription))


def reauthorize(context: Context) -> GraphResponse:
    _one(context)
    return GraphResponse(204)


def delete_subscription(context: Context) -> GraphResponse:
    context.subscriptions.remove(_one(context).id)
    return GraphResponse(204)
