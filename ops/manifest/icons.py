"""The icons of a manifest: every size that Outlook asks for, drawn in just that size, reachable and cacheable."""

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

import requests
from lxml import etree

from ops.manifest.addresses import served_file, urls
from ops.manifest.order import XSI_TYPE, local

# Microsoft, "Icon element": buttons; "Implement icons in mobile add-ins": 25, 32 and 48 at each of three scales.
BUTTON = {(16, 1), (32, 1), (80, 1)}
MOBILE = {(size, scale) for size in (25, 32, 48) for scale in (1, 2, 3)}
STORE = {"IconUrl": 64, "HighResolutionIconUrl": 128}
PNG = b"\x89PNG\r\n\x1a\n"
SECONDS = 5.0


def problems(root: etree._Element, public_url: str) -> Iterator[str]:
    """Sizes that are missing, and pictures of another size than they are announced in."""
    images = {str(one.get("id")): str(one.get("DefaultValue")) for one in root.iterfind(".//{*}Images/{*}Image")}
    for icon in root.iter("{*}Icon"):
        yield from _sizes(icon, images, public_url)
    for name, edge in STORE.items():
        element = root.find(f"{{*}}{name}")
        if element is not None:
            yield from _picture(f"line {element.sourceline}, {name}", element.get("DefaultValue"), edge, public_url)


def _sizes(icon: etree._Element, images: Mapping[str, str], public_url: str) -> Iterator[str]:
    control = icon.getparent()
    if control is None:
        return
    mobile = control.get(XSI_TYPE) == "MobileButton"
    given = set()
    for image in icon.iterchildren(etree.Element):
        size, scale = _number(image, "size"), _number(image, "scale") if mobile else 1
        given.add((size, scale))
        place = f"line {image.sourceline}, {control.get('id')}"
        yield from _picture(place, images.get(str(image.get("resid"))), size * scale, public_url)
    for size, scale in sorted((MOBILE if mobile else BUTTON) - given):
        what = f"{size} pixels at scale {scale}" if mobile else f"{size} pixels"
        yield f"line {icon.sourceline}, {control.get('id')}: the icon of {what} is missing."


def _number(image: etree._Element, name: str) -> int:
    text = image.get(name) or ""
    return int(text) if text.isdecimal() else 0


def _picture(place: str, url: str | None, edge: int, public_url: str) -> Iterator[str]:
    path = served_file(url or "", public_url)
    if path is None:
        return  # named by the checks of references and addresses
    found = pixels(path)
    if found is None:
        yield f"{place}: {path.name} is missing, or is no PNG."
    elif found != (edge, edge):
        yield f"{place}: {path.name} has {found[0]} x {found[1]} pixels, and must have {edge} x {edge}."


def pixels(path: Path) -> tuple[int, int] | None:
    """Width and height of a PNG (ISO/IEC 15948, 11.2.2: the header chunk comes first); None for anything else."""
    try:
        head = path.read_bytes()[:24]
    except OSError:
        return None
    if not head.startswith(PNG) or len(head) < len(PNG) + 16:
        return None
    width, height = struct.unpack(">II", head[16:24])
    return int(width), int(height)


def served(root: etree._Element, session: requests.Session) -> Iterator[str]:
    """What a running deployment answers for the icons and pages that it does not serve as Outlook needs them.

    Raises:
        requests.RequestException: it does not answer at all.
    """
    wanted = {url: element for element, url in urls(root)}
    for url, element in wanted.items():
        answer = session.get(url, timeout=SECONDS)
        place = f"line {element.sourceline}, {local(element)}"
        if answer.status_code != requests.codes.ok:
            yield f"{place}: {url} answers {answer.status_code}."
        elif url.endswith(".png"):
            if answer.headers.get("Content-Type", "").partition(";")[0] != "image/png":
                yield f"{place}: {url} is not served as image/png."
            cache = answer.headers.get("Cache-Control", "")
            if "no-store" in cache or "no-cache" in cache:
                yield f"{place}: {url} must be cacheable; it is served with Cache-Control: {cache}."
