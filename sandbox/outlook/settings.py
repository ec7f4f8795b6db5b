"""What the page needs to know of the world around it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

PROFILES = {
    "owa": "Outlook on the web",
    "classic": "Outlook for Windows (classic)",
    "ltsc": "Outlook LTSC 2021 (sign-in by a window)",
    "mac": "Outlook for Mac",
    "ios": "Outlook for iOS",
    "onprem": "Outlook on the web, Exchange Server",
}


@dataclass
class OutlookSettings:
    """May be changed at any time. manifest_url: of the add-in that every mailbox has installed, empty for none;
    salesforce_url: the start page that the header links to, empty for none; onprem: addresses whose mailbox lies on
    an Exchange server of the company, which makes `onprem` their default client profile."""

    manifest_url: str = ""
    salesforce_url: str = ""
    onprem: frozenset[str] = frozenset()

    def profile_of(self, address: str, wanted: str | None) -> str:
        """The client profile that was asked for, or the mailbox's default."""
        if wanted in PROFILES:
            return str(wanted)
        return "onprem" if address.lower() in self.onprem else "owa"


def origin_of(url: str) -> str:
    """`scheme://host:port` of an absolute address; empty for any other."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else ""
