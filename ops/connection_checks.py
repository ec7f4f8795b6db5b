"""What cannot be right in a connection's settings, refused before it is stored. Nothing is sent; `doctor` does that."""

import re
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from core.errors import SyncError
from ops.environment import Refused

TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{1,252}")
CUSTOM_FIELD = re.compile(r"[A-Za-z]\w*__c", re.ASCII)


def tenant(text: str) -> str:
    if not TENANT.fullmatch(text):
        raise Refused(f"--tenant {text!r} is neither a tenant id nor a domain; see Entra, Overview.")
    return text


def graph_url(url: str) -> str:
    from core.exchange.connection import GRAPH_HOSTS
    from core.exchange.http import check_endpoint

    try:
        return check_endpoint(url, GRAPH_HOSTS)
    except SyncError as error:
        raise Refused(f"--exchange-url: {error.message}") from None


def authority_url(url: str) -> str:
    from core.exchange.connection import LOGIN_HOSTS
    from core.exchange.http import check_endpoint

    if urlsplit(url).path:
        raise Refused(f"--authority-url {url} must be the address alone, without a tenant or path.")
    try:
        return check_endpoint(url, LOGIN_HOSTS)
    except SyncError as error:
        raise Refused(f"--authority-url: {error.message}") from None


def ews_url(url: str) -> str:
    from core.exchange.connection import EwsConnection
    from core.exchange.ews import check_url

    if not urlsplit(url).path.lower().endswith(".asmx"):
        raise Refused(f"--exchange-url {url} is not an EWS address; it ends in /EWS/Exchange.asmx.")
    try:
        return check_url(EwsConnection(url, "", ""))
    except SyncError as error:
        raise Refused(f"--exchange-url: {error.message}") from None


def service_account(user: str) -> str:
    if not re.fullmatch(r"[^\\@\s]+\\[^\\@]+|[^\\@\s]+@[^\\@\s]+", user):
        raise Refused(rf"--exchange-user {user!r} is neither 'DOMAIN\name' (quote it for the shell) nor name@domain.")
    return user


def salesforce_url(url: str) -> str:
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if host.endswith((".lightning.force.com", ".salesforce-setup.com")):
        own = host.partition(".")[0]
        raise Refused(
            f"--salesforce-url {url} is an address for browsers; give https://{own}.my.salesforce.com or"
            " https://login.salesforce.com."
        )
    if parts.path or parts.query:
        raise Refused(f"--salesforce-url {url} must be the address alone, without a path.")
    return url


def salesforce_user(name: str) -> str:
    """Usernames have the form of an e-mail address (help.salesforce.com, "Guidelines for Adding Users")."""
    name = name.strip()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", name) or len(name) > 80:
        raise Refused(f"--salesforce-user {name!r} is not a Salesforce username; these look like anna@example.com.")
    return name


def stamp_field(name: str) -> str:
    if not CUSTOM_FIELD.fullmatch(name):
        raise Refused(f"--stamp-field {name!r} is not the API name of a custom field, such as Bothways_Stamp__c.")
    return name


def private_key(pem: str, path: str) -> str:
    """RS256 is what Salesforce takes, so an RSA key, not encrypted."""
    try:
        key = serialization.load_pem_private_key(pem.encode(), password=None)
    except TypeError:
        raise Refused(f"The private key in {path} is encrypted; give it without a passphrase.") from None
    except ValueError:
        raise Refused(f"{path} does not hold a private key in PEM.") from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise Refused(f"The private key in {path} is not an RSA key, which Salesforce needs.")
    return pem


def certificate(pem: str) -> str:
    try:
        x509.load_pem_x509_certificate(pem.encode())
        serialization.load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError):
        raise Refused(
            "--certificate-file must hold the certificate and its private key, unencrypted, in PEM."
        ) from None
    return pem
