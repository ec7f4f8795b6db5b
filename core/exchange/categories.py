"""The master category list: names with colours, one a mailbox. Missing names are added, nobody's colour is changed.

Through EWS it is the XML of the user configuration `CategoryList` of the Calendar folder (MS-OXOCFG 2.2.5.2), through
Graph /outlook/masterCategories. Names are equal whatever their case.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from lxml import etree

NAMESPACE = "CategoryList.xsd"
RED, GREEN, BLUE, GREY = 0, 4, 7, 12
_NEVER = "1601-01-01T00:00:00.000"
_USES = [f"lastTimeUsed{where}" for where in ("Notes", "Journal", "Contacts", "Tasks", "Calendar", "Mail")]


def missing(wanted: Mapping[str, int], present: Iterable[str]) -> dict[str, int]:
    """Those of `wanted` that the list has not yet."""
    names = {name.casefold() for name in present}
    return {name: colour for name, colour in wanted.items() if name.casefold() not in names}


def with_categories(xml: bytes | None, wanted: Mapping[str, int], now: datetime) -> bytes | None:
    """The list with the missing names added, all else to the letter; None when none was missing.

    xml: None or empty where there is no list yet. Raises ValueError where it is no category list: it is the user's,
    and must not be replaced by a guess.
    """
    root = _parse(xml)
    new = missing(wanted, (each.get("name", "") for each in root.iterfind(f"{{{NAMESPACE}}}category")))
    if not new:
        return None
    moment = now.strftime("%Y-%m-%dT%H:%M:%S.000")
    for name, colour in new.items():
        root.append(_category(name, colour, moment))
    root.set("lastSavedTime", moment)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _parse(xml: bytes | None) -> "etree._Element":
    if not xml or not xml.strip():
        attributes = {"default": "", "lastSavedSession": "0", "lastSavedTime": _NEVER}
        default: Any = {None: NAMESPACE}  # lxml's stub knows no default namespace
        return etree.Element(f"{{{NAMESPACE}}}categories", attributes, nsmap=default)
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"the category list is no XML: {error}") from error
    if root.tag != f"{{{NAMESPACE}}}categories":
        raise ValueError(f"the category list begins with {root.tag}")
    return root


def _category(name: str, colour: int, moment: str) -> "etree._Element":
    # The GUID is made from the name, so that two runs at once add the same category.
    guid = UUID(bytes=_digest(name.casefold()), version=4)
    attributes = {
        "name": name,
        "color": str(colour),
        "keyboardShortcut": "0",
        "usageCount": "0",
        **dict.fromkeys(_USES, _NEVER),
        "lastTimeUsed": moment,
        "lastSessionUsed": "0",
        "guid": f"{{{str(guid).upper()}}}",
    }
    return etree.Element(f"{{{NAMESPACE}}}category", attributes)


def _digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()
