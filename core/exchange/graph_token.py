"""Access tokens for Microsoft Graph by client credentials, through msal (secret or certificate).

One token source serves all mailboxes of an app in this process, so that a run asks Entra for nothing while the token
lives. A failure is never kept: msal answers identical failing calls from memory for a while.
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import msal
import requests
from msal.exceptions import MsalError

from core.errors import Transient
from core.exchange.connection import LOGIN_HOSTS, GraphConnection
from core.exchange.errors import sync_error
from core.exchange.http import Meter, TrustAdapter, check_endpoint, own_login

# Below the five minutes before its end at which msal asks for the next token.
EARLY_SECONDS, TRUSTED_SECONDS = 330.0, 60.0


@dataclass(frozen=True, slots=True)
class _Answer:
    """What msal wants of a response."""

    status_code: int
    text: str
    headers: Mapping[str, str]

    def raise_for_status(self) -> None:
        if self.status_code >= 400:
            raise requests.HTTPError(f"HTTP {self.status_code}")


class _Plain:
    """msal's HTTP client for an authority on loopback without TLS. msal insists on https in every address, so those
    that lead to this host are rewritten, on their way out and in answers."""

    def __init__(self, session: requests.Session, netloc: str) -> None:
        self._session = session
        self._secure, self._plain = f"https://{netloc}/", f"http://{netloc}/"

    def get(self, url: str, **options: Any) -> _Answer:
        return self._answer(self._session.get(url.replace(self._secure, self._plain), **options))

    def post(self, url: str, **options: Any) -> _Answer:
        return self._answer(self._session.post(url.replace(self._secure, self._plain), **options))

    def close(self) -> None:
        self._session.close()

    def _answer(self, response: requests.Response) -> _Answer:
        text = response.text.replace(self._plain, self._secure)
        return _Answer(response.status_code, text, dict(response.headers))


class TokenSource:
    """Tokens of one app in one tenant."""

    def __init__(self, connection: GraphConnection) -> None:
        self._connection = connection
        self._meter = Meter()
        self._lock = threading.Lock()
        self._app: Any = None
        self._status = 0
        # The last token, and until when msal is not asked again whether it still serves.
        self._known, self._until = "", 0.0

    def token(self, meter: Meter, *, fresh: bool = False) -> str:
        """fresh: the last one was refused. Raises Transient or Unauthorized."""
        with self._lock:
            if fresh:
                self._app = None
            if self._app is not None and time.monotonic() < self._until:
                return self._known
            try:
                result = self._acquire(meter)
            except (requests.RequestException, OSError) as error:
                self._app = None
                raise sync_error("no_connection", self._connection.tenant) from error
            except (MsalError, ValueError, KeyError, TypeError, RuntimeError) as error:
                # What msal raises for an unusable authority or key, and for whatever Entra answers but JSON.
                self._app = None
                down = self._status == 429 or self._status >= 500
                code = "server_error" if down else "tenant_not_found"
                raise sync_error(code, self._connection.tenant, detail=str(error)) from error
        if "access_token" not in result:
            self._app = None
            raise _refused(result, self._connection.tenant)
        self._known, self._until = str(result["access_token"]), time.monotonic() + _trusted(result.get("expires_in"))
        return self._known

    def forget(self) -> None:
        """The next token is a new one."""
        with self._lock:
            self._app = None

    def _acquire(self, meter: Meter) -> dict[str, Any]:
        with self._meter.purpose("token"):
            app = self._app = self._app or self._open()
            before = self._meter.total
            result: dict[str, Any] = app.acquire_token_for_client([f"{_resource(self._connection)}/.default"]) or {}
            for _ in range(self._meter.total - before):
                meter.count("token")
        return result

    def _note(self, response: requests.Response, **_options: object) -> None:
        """The last status, which msal's errors do not tell."""
        self._status = response.status_code

    def _open(self) -> Any:
        connection = self._connection
        authority = check_endpoint(connection.authority, (*LOGIN_HOSTS, *connection.extra_hosts))
        parts = urlsplit(authority)
        session = requests.Session()
        adapter = TrustAdapter(connection.ca_file, self._meter)
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        session.auth = own_login
        session.hooks["response"].append(self._note)
        return msal.ConfidentialClientApplication(
            connection.client_id,
            client_credential=_credential(connection),
            authority=f"https://{parts.netloc}{parts.path}/{connection.tenant}",
            # Other hosts than Microsoft's are unknown to its discovery service, which must not be asked about them.
            instance_discovery=None if (parts.hostname or "") in LOGIN_HOSTS else False,
            http_client=_Plain(session, parts.netloc) if parts.scheme == "http" else session,
        )


def _trusted(expires_in: object) -> float:
    """Seconds: msal's own look into its cache takes as long as half a call."""
    left = expires_in - EARLY_SECONDS if isinstance(expires_in, int | float) else 0.0
    return min(TRUSTED_SECONDS, left)


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
