"""RequestServerVersion: which schema versions the server knows, and which operations a version lacks.

Without the header the newest version counts. (Exchange itself falls back to Exchange2007; a client that
relied on that would find hardly any operation of today, so the sandbox is lenient here.)
"""

from sandbox.microsoft.ews.errors import SoapFault
from sandbox.microsoft.ews.wire import Element

VERSIONS = (
    "Exchange2007 Exchange2007_SP1 Exchange2009 Exchange2010 Exchange2010_SP1 Exchange2010_SP2 Exchange2012 "
    "Exchange2013 Exchange2013_SP1 Exchange2015 Exchange2016 V2015_10_05 V2016_01_06 V2016_04_13 V2016_07_13 "
    "V2016_10_10 V2017_01_07 V2017_04_14 V2017_07_11"
).split()
NEWEST = VERSIONS[-1]


def requested(header: Element | None) -> str:
    """The version a request asks for. Raises SoapFault: ErrorInvalidServerVersion."""
    if header is None:
        return NEWEST
    version = header.get("Version", "")
    if version not in VERSIONS:
        text = f"The specified server version is invalid: {version[:40]!r}."
        raise SoapFault("ErrorInvalidServerVersion", text)
    return version


def check(operation: str, since: str, version: str) -> None:
    """Raises SoapFault: ErrorIncorrectSchemaVersion where the operation is newer than the version."""
    if VERSIONS.index(version) < VERSIONS.index(since):
        text = f"{operation} needs schema version {since} or newer; the request says {version}."
        raise SoapFault("ErrorIncorrectSchemaVersion", text)
