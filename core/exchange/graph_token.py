"""Access tokens for Microsoft Graph by client credentials, through msal (secret or certificate).

One token source serves all mailboxes of an app in this process, so that a run asks Entra for nothing while the token
lives. A failure is never kept: msal answers identical failing calls from memory for a while.
"""

import threading
from typing import Any
from urllib.parse import urlsplit

import msal
import requests

from core.errors import Transient
from core.exchange.connection import LOGIN_HOSTS, GraphConnection
from core.exchange.errors import sync_error
from core.exchange.http import Meter, TrustAdapter, check_endpoint, own_login


class _Session(requests.Session):
    """msal insists on https; a loopback authority on plain http is reached by rewriting its address."""

    plain = ""

    def request(self, method: str, url: str, *args: Any, **options: Any) -> requests.Response:  # type: ignore[override]  # the base spells every keyword out
        if self.plain and url.startswith(f"https://{self.plain}/"):
            url = "http" + url.removeprefix("https")
        return super().request(method, url, *args, **options)


class TokenSource:
    """Tokens of one app in one tenant."""

    def __init__(self, connection: GraphConnection) -> None:
        self._connection = connection
        self._meter = Meter()
        self._lock = threading.Lock()
        self._app: Any = None

    def token(self, meter: Meter, *, fresh: bool = False) -> str:
        """fresh: the last one was refused. Raises Transient or Unauthorized."""
        with self._lock:
            if fresh or self._app is None:
                self._app = None
            try:
                result = self._acquire(meter)
            except (requests.RequestException, OSError) as error:
                self._app = None
                raise sync_error("no_connection", self._connection.tenant) from error
            except (ValueError, KeyError, TypeError) as error:
                # msal raises ValueError for an unusable authority or key, and for unreadable answers.
                self._app = None
                raise sync_error("tenant_not_found", self._connection.tenant, detail=str(error)) from error
        if "access_token" not in result:
            self._app = None
            raise _refused(result, self._connection.tenant)
        return str(result["access_token"])

    def _acquire(self, meter: Meter) -> dict[str, Any]:
        with self._meter.purpose("token"):
            app = self._app = self._app or self._open()
            before = self._meter.total
            result: dict[str, Any] = app.acquire_token_for_client([f"{_resource(self._connection)}/.default"]) or {}
            for _ in range(self._meter.total - before):
                meter.count("token")
        return result

    def _open(self) -> Any:
        connection = self._connection
        authority = check_endpoint(connection.authority, (*LOGIN_HOSTS, *connection.extra_hosts))
        parts = urlsplit(authority)
        session = _Session()
        adapter = TrustAdapter(connection.ca_file, self._meter)
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        session.auth = own_login
        session.plain = parts.netloc if parts.scheme == "http" else ""
        return msal.ConfidentialClientApplication(
            connection.client_id,
            client_credential=_credential(connection),
            authority=f"https://{parts.netloc}{parts.path}/{connection.tenant}",
            # Other hosts than Microsoft's are unknown to its discovery service, which must not be asked about them.
            instance_discovery=None if (parts.hostname or "") in LOGIN_HOSTS else False,
            http_client=session,
        )


def _resource(connection: GraphConnection) -> str:
    """The audience: the endpoint without its version; Microsoft's own name for endpoints elsewhere."""
    parts = urlsplit(connection.endpoint)
    host = (parts.hostname or "").lower()
    return (
        f"https://{host}"
        if host.endswith((".microsoft.com", ".microsoft.us", ".cn"))
        else "https://graph.microsoft.com"
    )


def _credential(connection: GraphConnection) -> Any:
    certificate = connection.certificate
    if certificate is None:
        return connection.secret
    credential = {"private_key": certificate.private_key, "thumbprint": certificate.thumbprint}
    if certificate.chain:
        credential["public_certificate"] = certificate.chain
    return credential


def _refused(result: dict[str, Any], tenant: str) -> Exception:
    """msal answers a failure with {error, error_description, error_codes}."""
    codes = [f"AADSTS{number}" for number in result.get("error_codes") or []]
    error, detail = str(result.get("error") or ""), str(result.get("error_description") or "")
    for code in [*codes, error]:
        found = sync_error(code, tenant, detail=detail)
        if not isinstance(found, Transient):
            return found
    return sync_error(error or "server_error", tenant, detail=detail)


_sources: dict[GraphConnection, TokenSource] = {}
_sources_lock = threading.Lock()


def source_of(connection: GraphConnection) -> TokenSource:
    with _sources_lock:
        return _sources.setdefault(connection, TokenSource(connection))
