"""Faults to plant in the manifest: what is changed, which check must name it, and in which words."""

from dataclasses import dataclass

from server.manifest import VERSION, addin_id

PUBLIC = "https://bothways.example.com"


@dataclass(frozen=True)
class Fault:
    """before, after: text that is replaced once. check: the finding that must be bad. says: words of it."""

    name: str
    before: str
    after: str
    check: str
    says: str


ADDRESSES = (
    Fault(
        "http", f'"{PUBLIC}/addin/help.html"', f'"{PUBLIC[:4]}{PUBLIC[5:]}/addin/help.html"', "addresses", "not https"
    ),
    Fault("http domain", "https://test.salesforce.com", "http://test.salesforce.com", "addresses", "is not https"),
    Fault("slash", ">https://test.salesforce.com<", ">https://test.salesforce.com/<", "domains", "no / at the end"),
    Fault("path", ">https://test.salesforce.com<", ">https://test.salesforce.com/x<", "domains", "no path"),
    Fault("wildcard", ">https://test.salesforce.com<", ">https://*.salesforce.com<", "domains", "no *"),
    Fault("own domain", f"<AppDomain>{PUBLIC}</AppDomain>", "", "domains", "is not among the AppDomains"),
    Fault("other host", f"{PUBLIC}/addin/launchevent.js", "https://a.example/l.js", "files", "not an address of this"),
    Fault("no such page", "addin/help.html", "addin/halp.html", "files", "halp.html, which does not exist"),
)
REFERENCES = (
    Fault(
        "dangling", 'SourceLocation resid="pane"', 'SourceLocation resid="paine"', "references", '"paine" points nowh'
    ),
    Fault("unused", 'Url id="pane"', 'Url id="spare"', "references", '"spare" is used by nothing'),
    Fault(
        "wrong list", 'Title resid="open.title"', 'Title resid="open.read"', "references", "must be one of bt:ShortSt"
    ),
    Fault("doubled id", 'id="messageReadOpen"', 'id="messageComposeOpen"', "references", "is given 2 times"),
    Fault("long id", 'id="messageReadOpen"', f'id="{"m" * 33}"', "references", "33 characters; 32 are allowed"),
    Fault("no UUID", f"<Id>{addin_id(PUBLIC)}<", "<Id>mine<", "references", "is no UUID"),
    Fault("untranslated", '<bt:Override Locale="de-AT" Value="Salesforce öffnen"/>', "", "texts", "into de-AT"),
    Fault("too long", 'Value="Salesforce öffnen"', f'Value="{"ö" * 126}"', "texts", "126 characters; 125"),
)
ICONS = (
    Fault("size", '<bt:Image size="80" resid="icon.80"/>', "", "icons", "the icon of 80 pixels is missing"),
    Fault("scale", '<bt:Image size="48" scale="3" resid="log.144"/>', "", "icons", "48 pixels at scale 3 is missing"),
    Fault("not drawn", "icons/bothways-80.png", "icons/bothways-81.png", "icons", "bothways-81.png is missing"),
    Fault(
        "other pixels", "icons/bothways-80.png", "icons/bothways-64.png", "icons", "64 x 64 pixels, and must have 80"
    ),
    Fault("no PNG", "icons/bothways-80.png", "icons/bothways.svg", "icons", "bothways.svg is missing, or is no PNG"),
    Fault("store icon", "icons/bothways-128.png", "icons/bothways-64.png", "icons", "must have 128 x 128"),
)
PROMISES = (
    Fault(
        "no pin", "<SupportsPinning>true</SupportsPinning>", "", "surfaces", "MessageReadCommandSurface: its pane can"
    ),
    Fault("more rights", ">ReadWriteItem<", ">ReadWriteMailbox<", "surfaces", "needs ReadWriteItem, and nothing more"),
    Fault("too new", 'DefaultMinVersion="1.5"', 'DefaultMinVersion="1.10"', "surfaces", "from Exchange on premises"),
    Fault(
        "surface",
        "AppointmentAttendeeCommandS",
        "AppointmentOrganizerCommandS",
        "surfaces",
        "AttendeeCommandSurface is",
    ),
    Fault("function", 'FunctionName="onNew', 'FunctionName="onOld', "launch events", "associates onOldMessageCompose"),
    Fault(
        "other page", 'SourceLocation resid="launch.page"', 'SourceLocation resid="pane"', "launch events", "no Runtime"
    ),
)
_PANE = f'"{PUBLIC}/addin/taskpane.html"'
VALUES = (
    Fault("version", f"<Version>{VERSION}<", "<Version>one<", "values", 'Version: "one" is nothing'),
    Fault("locale", ">en-US<", ">english<", "values", 'DefaultLocale: "english" is nothing'),
    Fault(
        "translation", '<Override Locale="de-DE"', '<Override Locale="german"', "values", 'Locale "german" is nothing'
    ),
    Fault("long text", '"Salesforce beside', f'"{"x" * 200} Salesforce beside', "values", "Description: DefaultValue"),
    Fault("long translation", '"Salesforce neben', f'"{"x" * 200} Salesforce neben', "values", "Override: Value"),
    Fault("height", ">450<", ">9000<", "values", 'RequestedHeight: "9000" is nothing'),
    Fault("host", 'Host Name="Mailbox"', 'Host Name="Document"', "values", 'Host: Name "Document"'),
    Fault("set", 'bt:Set Name="Mailbox"', 'bt:Set Name="Mailbx"', "values", 'bt:Set: Name "Mailbx"'),
    Fault("tab", 'OfficeTab id="TabDefault"', 'OfficeTab id="MyTab"', "values", 'OfficeTab: id "MyTab"'),
    Fault("event", 'Type="OnNewMessageC', 'Type="OnNewMesageC', "values", 'LaunchEvent: Type "OnNewMesageCompose"'),
    Fault("permission", ">AppendOnSend<", ">Appendonsend<", "values", 'ExtendedPermission: "Appendonsend"'),
    Fault(
        "no appointments",
        '<Rule xsi:type="ItemIs" ItemType="Appointment" FormType="ReadOrEdit"/>',
        "",
        "values",
        "Appoin",
    ),
    Fault("pinning", "<SupportsPinning>true<", "<SupportsPinning>maybe<", "values", 'SupportsPinning: "maybe"'),
    Fault("audience", _PANE, f'"{PUBLIC}/addin/help.html"', "values", "help.html is not the pane"),
    Fault("audience's query", _PANE, f'"{PUBLIC}/addin/taskpane.html?x=1"', "values", "html?x=1 is not the pane"),
    Fault(
        "page",
        f'Url id="pane" DefaultValue={_PANE}',
        f'Url id="pane" DefaultValue="{PUBLIC}/addin/help.html"',
        "values",
        "is not the pane",
    ),
    Fault(
        "sign-in",
        "<AppDomain>https://login.microsoftonline.com</AppDomain>",
        "",
        "domains",
        "microsoftonline.com is miss",
    ),
)
ELEMENTS = (
    Fault(
        "wrong order",
        f"<Version>{VERSION}</Version>\n  <ProviderName>Bothways</ProviderName>",
        f"<ProviderName>Bothways</ProviderName>\n  <Version>{VERSION}</Version>",
        "elements",
        "Version must come before ProviderName",
    ),
    Fault("missing", "<Permissions>ReadWriteItem</Permissions>", "", "elements", "Permissions is missing"),
    Fault("twice", "<Runtimes>", "<Runtimes/><Runtimes>", "elements", "Runtimes stands here more than once"),
    Fault(
        "unknown", "<SupportsPinning>", "<SupportsFlying/><SupportsPinning>", "elements", "SupportsFlying does not bel"
    ),
    Fault("unknown kind", "MobileLogEventAppointmentAttendee", "MobileLogEvent", "elements", "no such element"),
    Fault("not XML", "</OfficeApp>", "</OfficeAp>", "well-formed", "OfficeAp"),
)
FAULTS = ADDRESSES + REFERENCES + ICONS + PROMISES + VALUES + ELEMENTS
