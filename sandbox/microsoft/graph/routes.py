"""Graph v1.0's paths that the sandbox serves, each with its handler and the permission it needs."""

from dataclasses import dataclass

from sandbox.microsoft.graph import (
    calendar_routes,
    categories,
    contacts,
    delta,
    folders,
    mail_routes,
    photo,
    subscriptions,
    users,
)
from sandbox.microsoft.graph.context import Handler
from sandbox.microsoft.graph.errors import GraphError, no_method, no_segment
from sandbox.microsoft.graph.todo_routes import ROWS as TODO


@dataclass(frozen=True)
class Route:
    """template: segments below the user (or below /v1.0 when not `of_user`); {…} takes any one segment."""

    method: str
    template: tuple[str, ...]
    handler: Handler
    family: str
    write: bool
    of_user: bool = True

    @property
    def operation(self) -> str:
        shown = ("{id}" if s.startswith("{") else s for s in self.template)
        path = "/".join(shown) or "users/{id}"
        return f"{self.method} {path}"


def _routes(family: str, *rows: tuple[str, str, Handler], of_user: bool = True) -> list[Route]:
    """Rows of methods, template and handler. POST, PUT, PATCH and DELETE write."""
    found = []
    for methods, template, handler in rows:
        for method in methods.split():
            segments = tuple(template.split("/")) if template else ()
            found.append(Route(method, segments, handler, family, method != "GET", of_user))
    return found


def _contacts(prefix: str) -> list[Route]:
    """What is the same below `/contacts` and `/contactFolders/{id}/contacts`."""
    return _routes(
        "contacts",
        ("GET", prefix, contacts.list_contacts),
        ("POST", prefix, contacts.create_contact),
        ("GET", f"{prefix}/$count", contacts.count_contacts),
        ("GET", f"{prefix}/{{item}}", contacts.get_contact),
        ("PATCH", f"{prefix}/{{item}}", contacts.update_contact),
        ("DELETE", f"{prefix}/{{item}}", contacts.delete_contact),
        ("POST", f"{prefix}/{{item}}/permanentDelete", contacts.delete_for_good),
        ("GET", f"{prefix}/{{item}}/photo", photo.get_photo),
        ("GET", f"{prefix}/{{item}}/photo/$value", photo.get_photo_value),
        ("PUT PATCH", f"{prefix}/{{item}}/photo/$value", photo.put_photo),
    )


ROUTES: list[Route] = [
    *_routes("users", ("GET", "users", users.list_users), of_user=False),
    *_routes("me", ("GET", "", users.get_user)),
    *_routes("settings", ("GET", "mailboxSettings", users.get_settings)),
    Route("POST", ("translateExchangeIds",), users.translate_ids, "me", write=False),
    # Before /contactFolders/{id}, which would take "delta" for an id.
    *_routes(
        "contacts",
        ("GET", "contactFolders/delta", delta.folders_delta),
        ("GET", "contactFolders/{folder}/contacts/delta", delta.contacts_delta),
    ),
    *_contacts("contacts"),
    *_contacts("contactFolders/{folder}/contacts"),
    *_routes(
        "contacts",
        ("GET", "contactFolders", folders.list_folders),
        ("POST", "contactFolders", folders.create_folder),
        ("GET", "contactFolders/{folder}", folders.get_folder),
        ("PATCH", "contactFolders/{folder}", folders.update_folder),
        ("DELETE", "contactFolders/{folder}", folders.delete_folder),
        ("GET", "contactFolders/{folder}/childFolders", folders.list_folders),
        ("POST", "contactFolders/{folder}/childFolders", folders.create_folder),
    ),
    *_routes("calendars", *calendar_routes.ROWS),
    *_routes("mail", *mail_routes.BASIC),
    *_routes("mail_whole", *mail_routes.WHOLE),
    *_routes("mail_send", *mail_routes.SENT),
    *_routes(
        "settings",
        ("GET", "outlook/masterCategories", categories.list_categories),
        ("POST", "outlook/masterCategories", categories.create_category),
        ("GET", "outlook/masterCategories/{category}", categories.get_category),
        ("PATCH", "outlook/masterCategories/{category}", categories.update_category),
        ("DELETE", "outlook/masterCategories/{category}", categories.delete_category),
    ),
    *_routes("todo", *TODO),
    *_routes(
        "subscriptions",
        ("GET", "subscriptions", subscriptions.list_subscriptions),
        ("POST", "subscriptions", subscriptions.create_subscription),
        ("GET", "subscriptions/{subscription}", subscriptions.get_subscription),
        ("PATCH", "subscriptions/{subscription}", subscriptions.renew_subscription),
        ("DELETE", "subscriptions/{subscription}", subscriptions.delete_subscription),
        ("POST", "subscriptions/{subscription}/reauthorize", subscriptions.reauthorize),
        of_user=False,
    ),
]


def resolve(method: str, segments: list[str]) -> tuple[Route, str | None, dict[str, str]]:
    """The route, the user named by the path ("me", an id or address, or None) and its parameters.

    Raises GraphError 400 for an unknown path and 405 for a method that the path does not take.
    """
    user, rest = _user(segments)
    rest = _without_parents(rest)
    refused: GraphError | None = None
    for route in ROUTES:
        if route.of_user != (user is not None) or len(route.template) != len(rest):
            continue
        params = _match(route.template, rest)
        if params is None:
            continue
        if route.method == method:
            return route, user, params
        refused = no_method()
    raise refused or no_segment(rest[-1] if rest else "v1.0")


def _user(segments: list[str]) -> tuple[str | None, list[str]]:
    first = segments[0].lower() if segments else ""
    if first == "me":
        return "me", segments[1:]
    if first == "users" and len(segments) > 1:
        return segments[1], segments[2:]
    return None, segments


def _without_parents(segments: list[str]) -> list[str]:
    """`contactFolders/A/childFolders/B/…` is `contactFolders/B/…`, however deep."""
    rest = list(segments)
    while len(rest) > 3 and rest[0].lower() in ("contactfolders", "mailfolders") and rest[2].lower() == "childfolders":
        del rest[1:3]
    return rest


def _match(template: tuple[str, ...], segments: list[str]) -> dict[str, str] | None:
    params: dict[str, str] = {}
    for wanted, given in zip(template, segments, strict=True):
        if wanted.startswith("{"):
            params[wanted[1:-1]] = given
        elif wanted.lower() != given.lower():
            return None
    return params
