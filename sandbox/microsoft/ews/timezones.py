"""GetServerTimeZones: the Windows time zones that calls may name, with their rules as of 2026."""

from dataclasses import dataclass
from datetime import UTC, tzinfo

from sandbox.microsoft.ews.call import Call
from sandbox.microsoft.ews.operations import operation
from sandbox.microsoft.ews.replies import single
from sandbox.microsoft.ews.wire import Element, children, flag, m, t
from sandbox.microsoft.zones import UnknownZone, zone_of

_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
# Names of the changes to and from summer time: month, week (-1: the last), hour in minutes, of both.
_RULES = {
    "eu-1": ((3, -1, 60), (10, -1, 120)),
    "eu": ((3, -1, 120), (10, -1, 180)),
    "eu+1": ((3, -1, 180), (10, -1, 240)),
    "us": ((3, 2, 120), (11, 1, 120)),
    "au": ((10, 1, 120), (4, 1, 180)),
    "nz": ((9, -1, 120), (4, 1, 180)),
}
_ZONES = """
UTC|(UTC) Coordinated Universal Time|0||UTC
GMT Standard Time|(UTC+00:00) Dublin, Edinburgh, Lisbon, London|0|eu-1|Europe/London
Greenwich Standard Time|(UTC+00:00) Monrovia, Reykjavik|0||Atlantic/Reykjavik
W. Europe Standard Time|(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna|60|eu|Europe/Berlin
Central Europe Standard Time|(UTC+01:00) Belgrade, Bratislava, Budapest, Ljubljana, Prague|60|eu|Europe/Budapest
Romance Standard Time|(UTC+01:00) Brussels, Copenhagen, Madrid, Paris|60|eu|Europe/Paris
Central European Standard Time|(UTC+01:00) Sarajevo, Skopje, Warsaw, Zagreb|60|eu|Europe/Warsaw
GTB Standard Time|(UTC+02:00) Athens, Bucharest|120|eu+1|Europe/Bucharest
FLE Standard Time|(UTC+02:00) Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius|120|eu+1|Europe/Helsinki
South Africa Standard Time|(UTC+02:00) Harare, Pretoria|120||Africa/Johannesburg
Turkey Standard Time|(UTC+03:00) Istanbul|180||Europe/Istanbul
Russian Standard Time|(UTC+03:00) Moscow, St. Petersburg|180||Europe/Moscow
Arabian Standard Time|(UTC+04:00) Abu Dhabi, Muscat|240||Asia/Dubai
India Standard Time|(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi|330||Asia/Kolkata
Nepal Standard Time|(UTC+05:45) Kathmandu|345||Asia/Kathmandu
SE Asia Standard Time|(UTC+07:00) Bangkok, Hanoi, Jakarta|420||Asia/Bangkok
China Standard Time|(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi|480||Asia/Shanghai
Singapore Standard Time|(UTC+08:00) Kuala Lumpur, Singapore|480||Asia/Singapore
Tokyo Standard Time|(UTC+09:00) Osaka, Sapporo, Tokyo|540||Asia/Tokyo
AUS Eastern Standard Time|(UTC+10:00) Canberra, Melbourne, Sydney|600|au|Australia/Sydney
New Zealand Standard Time|(UTC+12:00) Auckland, Wellington|720|nz|Pacific/Auckland
E. South America Standard Time|(UTC-03:00) Brasilia|-180||America/Sao_Paulo
Atlantic Standard Time|(UTC-04:00) Atlantic Time (Canada)|-240|us|America/Halifax
Eastern Standard Time|(UTC-05:00) Eastern Time (US & Canada)|-300|us|America/New_York
Central Standard Time|(UTC-06:00) Central Time (US & Canada)|-360|us|America/Chicago
Mountain Standard Time|(UTC-07:00) Mountain Time (US & Canada)|-420|us|America/Denver
US Mountain Standard Time|(UTC-07:00) Arizona|-420||America/Phoenix
Pacific Standard Time|(UTC-08:00) Pacific Time (US & Canada)|-480|us|America/Los_Angeles
Alaskan Standard Time|(UTC-09:00) Alaska|-540|us|America/Anchorage
Hawaiian Standard Time|(UTC-10:00) Hawaii|-600||Pacific/Honolulu
"""


@dataclass(frozen=True)
class Zone:
    """offset: minutes east of Greenwich in winter; rule: a key of _RULES, or empty without summer time;
    place: its IANA name."""

    id: str
    name: str
    offset: int
    rule: str
    place: str


ZONES = {line.split("|")[0]: line for line in _ZONES.strip().splitlines()}


def zone(name: str) -> Zone:
    """Raises KeyError."""
    parts = ZONES[name].split("|")
    return Zone(parts[0], parts[1], int(parts[2]), parts[3], parts[4])


def tzinfo_of(name: str | None) -> tzinfo:
    """The zone of a call's TimeZoneContext; UTC when there is none or it is not known here."""
    try:
        return zone_of(name)
    except UnknownZone:
        return UTC


@operation("GetServerTimeZones", since="Exchange2010")
def get_server_time_zones(call: Call, request: Element) -> Element:
    full = flag(request.get("ReturnFullTimeZoneData", "true"))
    asked = [element.text or "" for element in children(request, "Ids")]

    def work(message: Element) -> None:
        place = m(message, "TimeZoneDefinitions")
        for name in asked or ZONES:
            if name in ZONES:
                _write(place, zone(name), full=full)

    return single(call, work)


def _write(place: Element, one: Zone, *, full: bool) -> None:
    element = t(place, "TimeZoneDefinition", Id=one.id, Name=one.name)
    if not full:
        return
    periods = t(element, "Periods")
    standard, daylight = "trule:Microsoft/Registry/std", "trule:Microsoft/Registry/dlt"
    t(periods, "Period", Bias=duration(-one.offset), Name="Standard", Id=standard)
    if one.rule:
        t(periods, "Period", Bias=duration(-one.offset - 60), Name="Daylight", Id=daylight)
    group = t(t(element, "TransitionsGroups"), "TransitionsGroup", Id="0")
    if one.rule:
        for target, rule in zip((daylight, standard), _RULES[one.rule], strict=True):
            _recurring(group, target, rule)
    else:
        t(t(group, "Transition"), "To", standard, Kind="Period")
    t(t(t(element, "Transitions"), "Transition"), "To", "0", Kind="Group")


def _recurring(group: Element, target: str, rule: tuple[int, int, int]) -> None:
    month, week, minutes = rule
    transition = t(group, "RecurringDayTransition")
    t(transition, "To", target, Kind="Period")
    t(transition, "TimeOffset", duration(minutes))
    t(transition, "Month", str(month))
    t(transition, "DayOfWeek", _DAYS[0])
    t(transition, "Occurrence", str(week))


def duration(minutes: int) -> str:
    """An xs:duration, such as -PT1H or PT5H30M."""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else ''}PT{hours}H" + (f"{rest}M" if rest else "")
