"""The addresses in a manifest: https, domains as Outlook wants them, and files that are really there."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

from core.loopback import is_loopback
from ops.manifest.order import local

URL_ELEMENTS = {"IconUrl", "HighResolutionIconUrl", "SupportUrl", "SourceLocation", "bt:Image", "bt:Url"}
STATIC = Path(__file__).resolve().parents[2] / "addin" / "static"


def urls(root: etree._Element) -> list[tuple[etree._Element, str]]:
    """Every address but the domains, with the element that holds it."""
    found = []
    for element in root.iter(etree.Element):
        name, parent = local(element), element.getparent()
        if name in URL_ELEMENTS and element.get("DefaultValue") is not None:
            found.append((element, str(element.get("DefaultValue"))))
        elif name.endswith("Override") and parent is not None and local(parent) in URL_ELEMENTS:
            found.append((element, str(element.get("Value"))))
    return found


def https(root: etree._Element) -> Iterator[str]:
    """Addresses that no real Outlook would load."""
    for element, url in [*urls(root), *((one, (one.text or "").strip()) for one in root.iter("{*}AppDomain"))]:
        parts = urlsplit(url)
        if parts.scheme != "https" and not on_this_machine(url):
            yield f"line {element.sourceline}, {local(element)}: {url} is not https."


def on_this_machine(url: str) -> bool:
    """Plain http to this machine: good for the demo, and for nothing else."""
    parts = urlsplit(url)
    return parts.scheme == "http" and is_loopback(parts.hostname or "")


def domains(root: etree._Element, authority: str) -> Iterator[str]:
    """AppDomain: scheme, host and port; no path, no slash at the end, no wildcard (Microsoft, "AppDomain element").
    authority: the address of Entra, where a window of the pane leads."""
    given = [(one.sourceline, (one.text or "").strip()) for one in root.iter("{*}AppDomain")]
    for line, domain in given:
        parts = urlsplit(domain)
        if not parts.scheme or not parts.netloc or "*" in domain or domain != f"{parts.scheme}://{parts.netloc}":
            yield f"line {line}, AppDomain: {domain} must be scheme and host alone: no path, no / at the end, no *."
    signing_in = f"{urlsplit(authority).scheme}://{urlsplit(authority).netloc}"
    if signing_in not in [domain for _, domain in given]:
        yield f"AppDomains: {signing_in} is missing, so nobody could sign in in a window."
    for element, url in urls(root):
        if local(element) == "SourceLocation" and f"{urlsplit(url).scheme}://{urlsplit(url).netloc}" not in [
            domain for _, domain in given
        ]:
            yield f"line {element.sourceline}, SourceLocation: the domain of {url} is not among the AppDomains."


def files(root: etree._Element, public_url: str) -> Iterator[str]:
    """Pages and scripts that this installation does not have."""
    for element, url in urls(root):
        path = served_file(url, public_url)
        if path is None:
            yield f"line {element.sourceline}, {local(element)}: {url} is not an address of this deployment."
        elif not path.is_file():
            yield f"line {element.sourceline}, {local(element)}: {url} names {path.name}, which does not exist."


def served_file(url: str, public_url: str) -> Path | None:
    """The file behind an address of this deployment."""
    start = f"{public_url}/addin/"
    if not url.startswith(start) or ".." in url:
        return None
    return STATIC / urlsplit(url[len(start) :]).path
