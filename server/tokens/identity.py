"""Who a good token belongs to, and how a bad one is refused."""

from dataclasses import dataclass

from server.errors import Problem


@dataclass(frozen=True, slots=True)
class Identity:
    """subject: `entra:{tid}:{oid}` or `exchange:{amurl}:{msexchuid}`. name, address: as the token shows them, for
    people to read; nothing is decided by them."""

    org_id: str
    subject: str
    name: str = ""
    address: str = ""


class Refused(Exception):
    """The token is not accepted. reason: for the log and for tests, never for the caller, who might be guessing."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def signed_out() -> Problem:
    return Problem(401, "not_signed_in", "Your sign-in has ended or was not accepted. Sign in again.")


def not_enrolled() -> Problem:
    """The token is genuine, but its company is none of ours."""
    detail = "Your company is not set up in Bothways yet. Ask your administrator to add it."
    return Problem(403, "not_enrolled", detail)
