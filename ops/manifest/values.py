"""What the elements of a manifest may say: names and numbers that Outlook knows, all else it refuses or passes over in
silence. Sources: [MS-OWEMXML] and the schemas of the mail manifest; Microsoft, "Configure your Outlook add-in for
event-based activation"; the pages of the elements RequestedHeight, OfficeTab and SupportsPinning."""

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from ops.manifest.order import XSI_TYPE, kind, local
from server.manifest import pane_url

TRUTH = "true|false"
LOCALE = "[a-z]{2,3}(-[A-Z][A-Za-z]{3})?-[A-Z]{2}"
# Whole texts, as regular expressions.
TEXTS: Mapping[str, str] = {
    "Version": r"\d{1,5}(\.\d{1,5}){1,3}",
    "DefaultLocale": LOCALE,
    "ProviderName": ".{1,125}",
    "RequestedHeight": "3[2-9]|[4-9][0-9]|[1-3][0-9]{2}|4[0-4][0-9]|450",
    "DisableEntityHighlighting": TRUTH,
    "SupportsPinning": "true",
    "SupportsSharedFolders": TRUTH,
    "SupportsNoItemContext": TRUTH,
    "SupportsMultiSelect": TRUTH,
    "ExtendedPermission": "AppendOnSend",
}
# (element, attribute): the same of attributes. Of launch events those that this add-in has a function for.
ATTRIBUTES: Mapping[tuple[str, str], str] = {
    ("Host", "Name"): "Mailbox",
    ("Set", "Name"): "Mailbox",
    ("bt:Set", "Name"): "Mailbox",
    ("Set", "MinVersion"): r"\d+\.\d+",
    ("bt:Set", "MinVersion"): r"\d+\.\d+",
    ("bt:Sets", "DefaultMinVersion"): r"\d+\.\d+",
    ("Rule", "Mode"): "Or",
    ("Rule", "ItemType"): "Message|Appointment",
    ("Rule", "FormType"): "ReadOrEdit",
    ("OfficeTab", "id"): "TabDefault",
    ("LaunchEvent", "Type"): "OnNewMessageCompose",
    ("DisplayName", "DefaultValue"): ".{1,125}",
    ("Description", "DefaultValue"): ".{1,250}",
    ("Override", "Locale"): LOCALE,
    ("bt:Override", "Locale"): LOCALE,
}
# Only the pane of a message can be pinned.
UNPINNED = "Appointment"


def problems(root: etree._Element, public_url: str) -> Iterator[str]:
    for element in root.iter(etree.Element):
        yield from _of_element(element)
    yield from _rules(root)
    yield from _pages(root, public_url)
    for point in root.iter("{*}ExtensionPoint"):
        name = str(point.get(XSI_TYPE))
        if UNPINNED in name and (pin := point.find(".//{*}SupportsPinning")) is not None:
            yield f"line {pin.sourceline}, {name}: the pane of an appointment cannot be pinned."


def _of_element(element: etree._Element) -> Iterator[str]:
    name, text = local(element), (element.text or "").strip()
    if name in TEXTS and not re.fullmatch(TEXTS[name], text):
        yield f'line {element.sourceline}, {name}: "{text}" is nothing that Outlook takes here.'
    for attribute in map(str, element.attrib):
        wanted, value = _wanted(element, attribute), str(element.get(attribute))
        if wanted and not re.fullmatch(wanted, value):
            yield f'line {element.sourceline}, {name}: {attribute} "{value}" is nothing that Outlook takes here.'


def _wanted(element: etree._Element, attribute: str) -> str | None:
    """A translation keeps to what its original keeps to."""
    parent = element.getparent()
    if (local(element), attribute) == ("Override", "Value") and parent is not None:
        return ATTRIBUTES.get((local(parent), "DefaultValue"))
    return ATTRIBUTES.get((local(element), attribute))


def _rules(root: etree._Element) -> Iterator[str]:
    """The pane is there for messages and for appointments, read and written."""
    given = {str(one.get("ItemType")) for one in root.iter("{*}Rule") if kind(one) == "Rule:ItemIs"}
    for missing in sorted({"Message", "Appointment"} - given):
        yield f"Rule: {missing} is missing, so no pane opens there."


def _pages(root: etree._Element, public_url: str) -> Iterator[str]:
    """The first is the audience of the identity tokens of Exchange on premises, to the letter."""
    pane = pane_url(public_url)
    addresses = {str(one.get("id")): str(one.get("DefaultValue")) for one in root.iterfind(".//{*}Urls/{*}Url")}
    forms = [(one, str(one.get("DefaultValue"))) for one in root.iterfind(".//{*}FormSettings//{*}SourceLocation")]
    shown = root.iterfind(".//{*}Action/{*}SourceLocation")
    forms += [(one, addresses[str(one.get("resid"))]) for one in shown if str(one.get("resid")) in addresses]
    for element, url in forms:
        if url != pane:
            yield f"line {element.sourceline}, SourceLocation: {url} is not the pane, {pane}."
