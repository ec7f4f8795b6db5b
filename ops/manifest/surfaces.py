"""What a manifest of ours must promise to Outlook: surfaces, pinning, events, rights."""

from collections.abc import Iterator

from lxml import etree

from ops.manifest.addresses import served_file
from ops.manifest.order import XSI_TYPE

SURFACES = {
    "DesktopFormFactor": (
        "MessageReadCommandSurface",
        "MessageComposeCommandSurface",
        "AppointmentOrganizerCommandSurface",
        "AppointmentAttendeeCommandSurface",
        "LaunchEvent",
    ),
    "MobileFormFactor": ("MobileMessageReadCommandSurface", "MobileLogEventAppointmentAttendee", "LaunchEvent"),
}
PINNED = {"MessageReadCommandSurface", "MessageComposeCommandSurface"}
# More would hide the add-in from Exchange on premises; more rights would ask for a mailbox where an item is enough.
MOST_MAILBOX = (1, 5)
PERMISSION = "ReadWriteItem"


def problems(root: etree._Element) -> Iterator[str]:
    permission = root.findtext("{*}Permissions")
    if permission != PERMISSION:
        yield f"Permissions is {permission}; the task pane needs {PERMISSION}, and nothing more."
    for one in root.iter("{*}Sets", "{*}Set"):
        given = one.get("MinVersion") or one.get("DefaultMinVersion") or "0"
        if tuple(int(part) for part in given.split(".") if part.isdecimal()) > MOST_MAILBOX:
            yield f"line {one.sourceline}: Mailbox {given} would hide the add-in from Exchange on premises."
    for factor, wanted in SURFACES.items():
        points = {str(one.get(XSI_TYPE)): one for one in root.iterfind(f".//{{*}}{factor}/{{*}}ExtensionPoint")}
        for name in wanted:
            if name not in points:
                yield f"{factor}: the extension point {name} is missing."
        for name in sorted(PINNED & set(points)):
            if points[name].findtext(".//{*}Action/{*}SupportsPinning") != "true":
                yield f"{name}: its pane cannot be pinned; SupportsPinning is missing."


def events(root: etree._Element, public_url: str) -> Iterator[str]:
    """Launch events: their page is the runtime's, and the script knows their functions."""
    runtimes = {str(one.get("resid")): one.find("{*}Override") for one in root.iter("{*}Runtime")}
    addresses = {str(one.get("id")): str(one.get("DefaultValue")) for one in root.iterfind(".//{*}Urls/{*}Url")}
    for point in root.iter("{*}ExtensionPoint"):
        page = point.find("{*}SourceLocation")
        if point.get(XSI_TYPE) != "LaunchEvent" or page is None:
            continue
        resid = str(page.get("resid"))
        if resid not in runtimes:
            yield f'line {page.sourceline}: the page of the launch events, "{resid}", is no Runtime.'
            continue
        override = runtimes[resid]
        path = served_file(addresses.get(str(override.get("resid")) if override is not None else "", ""), public_url)
        script = path.read_text(encoding="utf-8") if path and path.is_file() else ""
        for event in point.iter("{*}LaunchEvent"):
            name = str(event.get("FunctionName"))
            if f'associate("{name}", {name})' not in script:
                yield f"line {event.sourceline}: no script of a Runtime associates {name}."
