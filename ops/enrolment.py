"""Who of a company may sign in to the task pane: the people of its Entra tenant, and those whose Exchange Server signs
its identity tokens with the keys at one of the company's metadata addresses."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.models.accounts import Org
from core.settings import check_endpoint
from ops.connections import Access
from ops.environment import Refused

METADATA = "/autodiscover/metadata/json/1"


def enrolment_options(function: Any) -> Any:
    """The options of `org add` and `org change` about signing in to the pane."""
    tenant = click.option(
        "--sign-in-tenant", metavar="ID", help="whose people may sign in to the pane; default: --tenant, if it is an id"
    )
    metadata = click.option(
        "--metadata-url",
        "metadata_urls",
        multiple=True,
        metavar="URL",
        help=f"of Exchange Server's identity tokens: https://…:443{METADATA}; several times for several",
    )
    return tenant(metadata(function))


def enrol(session: Session, org: Org, options: Mapping[str, Any], found: Mapping[str, Access]) -> list[str]:
    """Save who may sign in; what was changed, in words. found: the connections of this call.

    Raises:
        Refused, SettingError: a value is impossible, or the tenant belongs to another org.
    """
    tenant, urls = options["sign_in_tenant"], options["metadata_urls"]
    changed = []
    wanted = _tenant(tenant) if tenant else _id(found["graph"].config["tenant"]) if "graph" in found else None
    if wanted and (tenant or not org.entra_tenant):
        taken = session.scalar(select(Org.name).where(Org.entra_tenant == wanted, Org.id != org.id))
        if taken:
            raise Refused(f"The tenant {wanted} belongs to {taken} already; its people would be of two orgs.")
        org.entra_tenant = wanted
        changed.append("whose people may sign in")
    if urls:
        org.metadata_urls = [_metadata(url) for url in urls]
        changed.append("the metadata addresses")
    return changed


def _tenant(text: str) -> str:
    found = _id(text)
    if not found:
        raise Refused(f"--sign-in-tenant {text!r} is no id; Entra shows it as Directory (tenant) ID.")
    return found


def _id(text: str) -> str | None:
    try:
        return str(UUID(text))
    except ValueError:
        return None


def _metadata(url: str) -> str:
    """Compared letter by letter with what a token names, so it is kept as it was given."""
    check_endpoint(url, "--metadata-url")
    if not url.endswith(METADATA):
        raise Refused(f"--metadata-url {url!r} does not end in {METADATA}.")
    return url
