"""Shorthand for the tests of Graph's mail: an app that may do everything with mail, and Anna's Outlook."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sandbox.acting_mail import OutlookMail
from tests.sandbox.microsoft_graph.conftest import ANNA, BEN, World

ALL = ("Mail.ReadWrite", "Mail.Send")
MESSAGES = f"users/{ANNA}/messages"
FOLDERS = f"users/{ANNA}/mailFolders"


@dataclass
class Post:
    """The world with mail. anna, ben: what they do in Outlook."""

    world: World
    anna: OutlookMail
    ben: OutlookMail

    def inbox(self, query: str = "") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.world.get(f"{FOLDERS}/inbox/messages?{query}")["value"]
        return found

    def only(self, query: str = "") -> dict[str, Any]:
        (message,) = self.inbox(query)
        return message


def post_office(world: World, roles: Iterable[str] = ALL) -> Post:
    """From now on the world's calls are those of an app with these roles."""
    app = world.microsoft.entra.register_app("Mail", secret="s", roles=tuple(roles))
    issuer = f"{world.url}/{world.microsoft.entra.tenant_id}/v2.0"
    world.token = world.microsoft.entra.app_token(app, "https://graph.microsoft.com", issuer)
    users = []
    for address in (ANNA, BEN):
        mailbox = world.microsoft.store.mailbox(address)
        assert mailbox is not None
        users.append(OutlookMail(world.microsoft.store, mailbox))
    return Post(world, *users)


def recipient(address: str, name: str = "") -> dict[str, Any]:
    return {"emailAddress": {"address": address, "name": name or address}}
