"""Proof Key for Code Exchange (RFC 7636) with Salesforce's own narrowing of it."""

import base64
import hashlib
import re

# The RFC also allows "." and "~". Salesforce answers 400 `invalid_grant` / `invalid code verifier` to "~".
VERIFIER = re.compile(r"[A-Za-z0-9\-._]{43,128}")
CHALLENGE = re.compile(r"[A-Za-z0-9\-_]{43,128}")


def challenge_of(verifier: str) -> str:
    """S256: base64url(SHA-256(verifier)) without padding."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).decode().rstrip("=")


def valid_challenge(challenge: str) -> bool:
    return CHALLENGE.fullmatch(challenge) is not None


def proves(verifier: str, challenge: str) -> bool:
    return VERIFIER.fullmatch(verifier) is not None and challenge_of(verifier) == challenge
