"""Access tokens (sessions), refresh tokens and authorization codes.

Salesforce's session timeout slides: use in the second half of its life renews it. Default two hours.
"""

import secrets
from dataclasses import asdict, dataclass, field
from typing import Any

from sandbox.clock import Clock
from sandbox.salesforce.shelf import Shelf

SESSION_SECONDS = 2 * 3600
CODE_SECONDS = 15 * 60


@dataclass(frozen=True)
class Grant:
    """What a token stands for: a user of the org, an app, scopes, and when (epoch seconds) it ends."""

    user_id: str
    client_id: str
    scopes: list[str]
    issued: float
    expires: float
    family: str = field(default="", repr=False)
    extra: dict[str, Any] = field(default_factory=dict, repr=False)


class Tokens:
    """Issues, reads and revokes. `session_seconds` may be set: it rules sessions issued afterwards."""

    def __init__(self, shelf: Shelf, clock: Clock, org_id: str) -> None:
        self._shelf, self._clock, self._org_id = shelf, clock, org_id
        self.session_seconds = float(SESSION_SECONDS)

    def _now(self) -> float:
        return self._clock.now().timestamp()

    def issue_session(self, user_id: str, client_id: str, scopes: list[str], family: str = "") -> str:
        token = f"{self._org_id[:15]}!AQ{secrets.token_urlsafe(64).replace('-', '.')}"
        now = self._now()
        grant = Grant(user_id, client_id, scopes, now, now + self.session_seconds, family)
        self._shelf.put("session", token, asdict(grant))
        return token

    def session(self, token: str) -> Grant | None:
        """The grant of a living access token; renews it in the second half of its life."""
        stored = self._shelf.get("session", token)
        if stored is None:
            return None
        grant, now = Grant(**stored), self._now()
        if grant.expires <= now:
            self._shelf.remove("session", token)
            return None
        if grant.expires - now < self.session_seconds / 2:
            self._shelf.put("session", token, asdict(grant) | {"expires": now + self.session_seconds})
        return grant

    def issue_refresh(self, user_id: str, client_id: str, scopes: list[str], family: str = "") -> tuple[str, str]:
        """(refresh token, its family). Sessions of one family end when its refresh token is revoked."""
        token, family = "5Aep861" + secrets.token_urlsafe(56), family or secrets.token_hex(12)
        now = self._now()
        self._shelf.put("refresh", token, asdict(Grant(user_id, client_id, scopes, now, now + 3650 * 86400, family)))
        return token, family

    def refresh(self, token: str) -> Grant | None:
        stored = self._shelf.get("refresh", token)
        return Grant(**stored) if stored else None

    def drop_refresh(self, token: str) -> bool:
        return self._shelf.remove("refresh", token)

    def spend_refresh(self, token: str, family: str) -> None:
        """With rotation on it is good once."""
        self.drop_refresh(token)
        self._shelf.put("spent", token, {"family": family})

    def reused(self, token: str) -> None:
        """Whoever presents a spent one may have stolen it: all that came of the same consent ends, the newest refresh
        token too (Salesforce Help 005316711, "Force one-time-use Refresh Tokens")."""
        spent = self._shelf.get("spent", token)
        if spent is not None:
            self._end_family(spent["family"])

    def issue_code(self, user_id: str, client_id: str, scopes: list[str], extra: dict[str, Any]) -> str:
        """extra: `redirect_uri` and `code_challenge` that the token request must match."""
        code = f"aPrx{secrets.token_urlsafe(40)}=="
        now = self._now()
        self._shelf.put("code", code, asdict(Grant(user_id, client_id, scopes, now, now + CODE_SECONDS, "", extra)))
        return code

    def take_code(self, code: str) -> Grant | None:
        """The grant of a code, once: whoever presents it, it is used up."""
        stored = self._shelf.get("code", code)
        if stored is None or not self._shelf.remove("code", code):
            return None
        return Grant(**stored)

    def expired(self, grant: Grant) -> bool:
        return grant.expires <= self._now()

    def revoke(self, token: str) -> bool:
        """An access token alone, or a refresh token with every session it led to. False: unknown."""
        if self._shelf.remove("session", token):
            return True
        grant = self.refresh(token)
        if grant is None:
            return False
        self._end_family(grant.family)
        return True

    def _end_family(self, family: str) -> None:
        for kind in ("refresh", "session"):
            for token, stored in self._shelf.items(kind):
                if stored["family"] == family:
                    self._shelf.remove(kind, token)

    def expire_sessions(self, user_id: str | None = None) -> int:
        """End every session (of one user, or all) as an admin does in Setup; their number."""
        doomed = [token for token, row in self._shelf.items("session") if user_id in (None, row["user_id"])]
        return sum(self._shelf.remove("session", token) for token in doomed)
