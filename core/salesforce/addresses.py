"""Which addresses a Salesforce connection may call (OWASP ASVS 5.0, 1.3.6: server-side request forgery).

An access token follows `instance_url`, so a forged one would hand the token to a stranger. Allowed: https at
Salesforce's own domains (Salesforce Help, "Required domains": commercial, Government Cloud, China), and loopback
hosts for the sandbox, the only ones that may speak plain http.
"""

import re
from urllib.parse import SplitResult, urlsplit

from core.errors import Unauthorized
from core.loopback import is_loopback

DOMAINS = (
    "salesforce.com",
    "force.com",
    "cloudforce.com",
    "salesforce.mil",
    "force.mil",
    "crmforce.mil",
    "sfcrmproducts.cn",
    "sfcrmapps.cn",
)
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?\Z")
_PRINTABLE = re.compile(r"[\x21-\x7e]+\Z")


def on_loopback(url: str) -> bool:
    """Whether a checked address leads to this machine."""
    return is_loopback((urlsplit(url).hostname or "").lower())


def _fault(url: str) -> str | None:
    """What is wrong with the address, in words that follow "it"; None when nothing is."""
    if not _PRINTABLE.match(url) or "\\" in url:
        return "holds characters that no address has"
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return "cannot be read"
    if parts.username is not None or parts.password is not None:
        return "holds a user name or password"
    if parts.query or parts.fragment:
        return "has a query or fragment"
    return _wrong_host(parts, host, port)


def _wrong_host(parts: SplitResult, host: str, port: int | None) -> str | None:
    if is_loopback(host):
        return None if parts.scheme in ("http", "https") else "starts with neither https:// nor http://"
    if parts.scheme != "https":
        return "does not start with https://"
    if not _HOST.match(host) or ".." in host or not host.endswith(tuple("." + domain for domain in DOMAINS)):
        return "is not one of Salesforce's domains"
    return None if port in (None, 443) else "names a port"


def checked_url(url: object, what: str, *, path: bool = False) -> str:
    """The address without a trailing slash. what: how the message names it ("The login address").
    path: whether a path may follow the host. Raises Unauthorized (code `bad_address`)."""
    text = url.strip() if isinstance(url, str) else ""
    fault = _fault(text) if text else "is missing"
    if fault is None and not path and urlsplit(text).path not in ("", "/"):
        fault = "has a path"
    if fault is not None:
        raise Unauthorized(
            f"{what} {text[:80]!r} cannot be used: it {fault}. Give the https address of your Salesforce domain, "
            "such as https://login.salesforce.com.",
            code="bad_address",
        )
    return text.rstrip("/")
