"""Which elements stand in which, and in which order: [MS-OWEMXML] and Microsoft's schemas of the mail manifest.

Only what a manifest of ours may hold is listed; anything else is named as unknown.
"""

from collections.abc import Iterator
from itertools import pairwise

from lxml import etree

XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_PREFIX = "http://schemas.microsoft.com/office/"
NAMESPACES = {
    f"{_PREFIX}appforoffice/1.1": "",
    f"{_PREFIX}mailappversionoverrides": "",
    f"{_PREFIX}mailappversionoverrides/1.1": "",
    f"{_PREFIX}officeappbasictypes/1.0": "bt:",
}
_COMMAND = "OfficeTab!"
# By element, element:type, or parent/element. ! must be there, * may be repeated, + both.
CHILDREN = {
    "OfficeApp:MailApp": (
        "Id! Version! ProviderName! DefaultLocale! DisplayName! Description! IconUrl! HighResolutionIconUrl!"
        " SupportUrl! AppDomains Hosts! Requirements! FormSettings! Permissions! Rule! DisableEntityHighlighting"
        " VersionOverrides!"
    ),
    "VersionOverrides:VersionOverridesV1_0": "Description Requirements Hosts Resources VersionOverrides!",
    "VersionOverrides:VersionOverridesV1_1": (
        "Description Requirements! Hosts! Resources! WebApplicationInfo EquivalentAddins ConnectedServiceControls"
        " ExtendedPermissions"
    ),
    "DisplayName": "Override*",
    "Description": "Override*",
    "AppDomains": "AppDomain+",
    "Hosts": "Host+",
    "OfficeApp:MailApp/Requirements": "Sets!",
    "VersionOverrides:VersionOverridesV1_1/Requirements": "bt:Sets!",
    "Sets": "Set+",
    "bt:Sets": "bt:Set+",
    "FormSettings": "Form:ItemRead! Form:ItemEdit!",
    "Form:ItemRead": "DesktopSettings!",
    "Form:ItemEdit": "DesktopSettings!",
    "Form:ItemRead/DesktopSettings": "SourceLocation! RequestedHeight!",
    "Form:ItemEdit/DesktopSettings": "SourceLocation!",
    "Rule:RuleCollection": "Rule+",
    "Host:MailHost": "Runtimes DesktopFormFactor! MobileFormFactor",
    "Runtimes": "Runtime+",
    "Runtime": "Override",
    "DesktopFormFactor": "SupportsSharedFolders FunctionFile ExtensionPoint+",
    "MobileFormFactor": "FunctionFile ExtensionPoint+",
    "ExtensionPoint:MessageReadCommandSurface": _COMMAND,
    "ExtensionPoint:MessageComposeCommandSurface": _COMMAND,
    "ExtensionPoint:AppointmentOrganizerCommandSurface": _COMMAND,
    "ExtensionPoint:AppointmentAttendeeCommandSurface": _COMMAND,
    "ExtensionPoint:MobileMessageReadCommandSurface": "Group!",
    "ExtensionPoint:MobileLogEventAppointmentAttendee": "Control!",
    "ExtensionPoint:LaunchEvent": "LaunchEvents! SourceLocation!",
    "LaunchEvents": "LaunchEvent+",
    "OfficeTab": "Group+",
    "Group": "Label! Control+",
    "Control:Button": "Label! Supertip! Icon! Action!",
    "Control:MobileButton": "Label! Icon! Action!",
    "Supertip": "Title! Description!",
    "Icon": "bt:Image+",
    "Action:ShowTaskpane": "SourceLocation! SupportsPinning SupportsNoItemContext SupportsMultiSelect",
    "Action:ExecuteFunction": "FunctionName!",
    "Resources": "bt:Images bt:Urls bt:ShortStrings bt:LongStrings",
    "bt:Images": "bt:Image+",
    "bt:Urls": "bt:Url+",
    "bt:ShortStrings": "bt:String+",
    "bt:LongStrings": "bt:String+",
    "bt:Image": "bt:Override*",
    "bt:Url": "bt:Override*",
    "bt:String": "bt:Override*",
    "WebApplicationInfo": "Id Resource Scopes",
    "Scopes": "Scope+",
    "ExtendedPermissions": "ExtendedPermission+",
}


def problems(root: etree._Element) -> Iterator[str]:
    """Sentences: what is missing, unknown, repeated or in the wrong place."""
    for element in root.iter(etree.Element):
        name = kind(element)
        place = f"line {element.sourceline}, {name}"
        children = [*element.iterchildren(etree.Element)]
        parent = element.getparent()
        within = "" if parent is None else f"{kind(parent)}/{name}"
        rule = CHILDREN.get(within, CHILDREN.get(name))
        if rule is None and (name.partition(":")[0] == "ExtensionPoint" or children):
            yield f"{place}: this manifest format has no such element."
        else:
            yield from _children(place, children, rule or "")


def _children(place: str, elements: list[etree._Element], rule: str) -> Iterator[str]:
    wanted = {word.rstrip("!*+"): word[-1] for word in rule.split()}
    names = list(wanted)
    children = [kind(one) if kind(one) in wanted else local(one) for one in elements]
    unknown = [child for child in children if child not in wanted]
    for child in unknown:
        yield f"{place}: {child} does not belong here."
    for name, how in wanted.items():
        if how in "!+" and name not in children:
            yield f"{place}: {name} is missing."
        if how not in "*+" and children.count(name) > 1:
            yield f"{place}: {name} stands here more than once."
    known = [child for child in children if child in wanted]
    for before, after in pairwise(known):
        if names.index(before) > names.index(after):
            yield f"{place}: {after} must come before {before}."


def local(element: etree._Element) -> str:
    """The name with our short prefix: `bt:Image`, or the bare name of the manifest's own elements."""
    name = etree.QName(element)
    prefix = NAMESPACES.get(name.namespace or "")
    return f"{{{name.namespace}}}{name.localname}" if prefix is None else f"{prefix}{name.localname}"


def kind(element: etree._Element) -> str:
    """The name with the xsi:type, where it has one: `Control:Button`."""
    given = element.get(XSI_TYPE)
    return f"{local(element)}:{given}" if given else local(element)
