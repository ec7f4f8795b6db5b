"""The JWT bearer flow's assertion (RFC 7523): RS256, checked against the certificate that the app was given."""

import json
import time
from datetime import datetime
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.salesforce.apps import App
from sandbox.salesforce.oauth_errors import OAuthError, invalid_grant

LOGIN_HOSTS = ("https://login.salesforce.com", "https://test.salesforce.com")
LONGEST_SECONDS = 300


def issuer(assertion: str) -> str:
    """The consumer key an assertion claims, unchecked: it says whose certificate to check with."""
    try:
        claims = jwt.decode(assertion, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise invalid_grant("invalid assertion") from None
    return str(claims.get("iss", ""))


def subject(assertion: str, app: App, root: str, now: datetime) -> str:
    """The username in a valid assertion. Raises OAuthError: signature, audience, time, form."""
    claims = _verified(assertion, app, now)
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    allowed = {*LOGIN_HOSTS, root, f"{root}/services/oauth2/token"}
    if not any(isinstance(name, str) and name.rstrip("/") in allowed for name in named):
        raise invalid_grant("audience validation failed")
    _check_time(claims.get("exp"), now)
    if not isinstance(claims.get("sub"), str) or not claims["sub"]:
        raise invalid_grant("invalid assertion")
    return str(claims["sub"])


def _verified(assertion: str, app: App, now: datetime) -> dict[str, Any]:
    if not app.certificate_pem:
        raise invalid_grant("invalid assertion")
    certificate = x509.load_pem_x509_certificate(app.certificate_pem.encode())
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise OAuthError("invalid_client", "expired client certificate")
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise OAuthError("invalid_client", "the certificate of the app holds no RSA key")
    try:
        # Times and audience are checked by us: Salesforce takes `exp` as text too, PyJWT does not.
        signed = jwt.PyJWS().decode(assertion, key=key, algorithms=["RS256"])
        claims = json.loads(signed)
    except jwt.InvalidSignatureError:
        raise OAuthError("invalid_client", "invalid client credentials") from None
    except (jwt.PyJWTError, ValueError, TypeError):
        raise invalid_grant("invalid assertion") from None
    if not isinstance(claims, dict):
        raise invalid_grant("invalid assertion")
    return claims


def _check_time(exp: Any, now: datetime) -> None:
    """`exp` is right by the sandbox's clock or by the machine's: a client cannot know that a test moved the former."""
    try:
        ends = float(exp)
    except (TypeError, ValueError):
        raise invalid_grant("invalid assertion") from None
    left = [ends - now.timestamp(), ends - time.time()]
    if all(seconds <= 0 for seconds in left):
        raise invalid_grant("expired authorization code")
    if all(seconds > LONGEST_SECONDS or seconds <= 0 for seconds in left):
        raise invalid_grant("invalid assertion")
