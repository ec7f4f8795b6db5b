"""The add-in's manifest for this deployment, rendered from addin/manifest.xml (Microsoft, "Office Add-ins add-in only
manifest"; [MS-OWEMXML])."""

from pathlib import Path
from string import Template
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape

from core.settings import Settings

TEMPLATE = Path(__file__).resolve().parent.parent / "addin" / "manifest.xml"
# Rises with the template only: a new version makes admins consent again, and users wait until they did.
VERSION = "1.0.0.0"


def render(settings: Settings) -> str:
    """The manifest as XML text."""
    authority = urlsplit(settings.authority_url)
    values = {
        "id": addin_id(settings.public_url),
        "version": VERSION,
        "public_url": settings.public_url,
        "authority": f"{authority.scheme}://{authority.netloc}",
    }
    quoted = {name: escape(value, {'"': "&quot;"}) for name, value in values.items()}
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(quoted)


def addin_id(public_url: str) -> str:
    """The same for a deployment at each rendering, and another one for each deployment, so that both can be installed
    in one Outlook (RFC 9562, version 5)."""
    return str(uuid5(NAMESPACE_URL, f"{public_url}/addin/"))


def pane_url(public_url: str) -> str:
    """The first SourceLocation of the manifest: the audience of the identity tokens of Exchange on premises."""
    return f"{public_url}/addin/taskpane.html"
