"""Content Security Policies: one for Outlook's own pages, one for the bodies of messages, one for the editor's page.

A message's body is a document of its own (with `sandbox`), because a page that is written into a frame (`srcdoc`)
would live under the policy of the page around it, which allows no styles (CSP Level 3, 7.8).
"""

from flask import Response

_SHUT = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
BODY = f"{_SHUT}; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups allow-popups-to-escape-sandbox"
EDITOR = f"{_SHUT}; style-src 'unsafe-inline'; img-src data:"


def page_policy(addin: str) -> str:
    """addin: the origin of the add-in's pages, empty without one."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' data: {addin}".strip(),
            f"connect-src 'self' {addin}".strip(),
            f"frame-src 'self' {addin}".strip(),
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )


def guarded(response: Response, policy: str) -> Response:
    """The response under a policy, told to nobody and kept by nobody."""
    response.headers["Content-Security-Policy"] = policy
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
