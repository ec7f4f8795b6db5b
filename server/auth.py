"""Who is calling. `Authorization: Bearer T`, T one of: an Entra access token for our API, an identity token of Exchange
Server, a session token of ours. There are no cookies. In a view: `caller()`."""

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast

import jwt
import structlog
from flask import Flask, current_app, g, request
from jwt.exceptions import PyJWTError

from core.models.pane import Person
from server import people
from server.errors import Problem
from server.limits import note_refusal
from server.parts import Parts, parts
from server.tokens import own
from server.tokens.entra import EntraTokens
from server.tokens.exchange import ExchangeTokens
from server.tokens.fetching import Unreachable
from server.tokens.identity import Identity, Refused, signed_out

LONGEST_TOKEN = 16 * 1024
EXTENSION, GUARDED = "bothways-tokens", "bothways-guarded"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Caller:
    """The signed-in person. mailbox_id: None until the mailbox was found or proven. locale: of this request, else as
    it was told last."""

    person_id: str
    org_id: str
    mailbox_id: str | None
    role: str
    locale: str

    def own_mailbox(self) -> str:
        """The mailbox that this person may act for. Raises Problem 409 where none was found yet."""
        if self.mailbox_id is None:
            raise Problem(409, "no_mailbox", "Your mailbox is not set up in Bothways yet. Finish the set-up first.")
        return self.mailbox_id


def caller() -> Caller:
    """Whoever is signed in to this request."""
    return cast(Caller, g.caller)


@dataclass(frozen=True)
class Checks:
    """What checks the tokens that are not ours, with the keys it keeps."""

    entra: EntraTokens
    exchange: ExchangeTokens


def register(app: Flask, made: Parts) -> None:
    database, settings = made.database, made.settings
    app.extensions[EXTENSION] = Checks(
        EntraTokens(settings, lambda tenant: people.org_of_tenant(database, tenant)),
        ExchangeTokens(settings, lambda url: people.org_of_metadata(database, url)),
    )


def signed_in(role: str | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Lets a request through to the view with `g.caller` set. role: who alone may."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        def checked(*arguments: Any, **named: Any) -> Any:
            g.caller = _caller(_person(bearer()))
            if role is not None and g.caller.role != role:
                raise Problem(403, "forbidden", "Only an administrator of Bothways may do this.")
            return view(*arguments, **named)

        return checked

    return decorate


def guard(app: Flask, endpoints: Iterable[str]) -> None:
    """These let nobody through without a token."""
    app.extensions.setdefault(GUARDED, set()).update(endpoints)


def will_be_checked() -> bool:
    """Whether the request brings a token to a route that looks at it: then the person is counted, or a refusal."""
    return request.endpoint in current_app.extensions.get(GUARDED, ()) and _told_token() is not None


def bearer() -> str:
    """The token of the request. Raises Problem 401 without one."""
    token = _told_token()
    if token is None:
        if "Authorization" in request.headers:
            note_refusal()
        raise signed_out()
    return token


def _told_token() -> str | None:
    """RFC 6750, 2.1."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    good = scheme.lower() == "bearer" and 0 < len(token) <= LONGEST_TOKEN and token.isascii()
    return token if good else None


def _person(token: str) -> Person:
    if token.startswith(own.PREFIX):
        return _of_session(token)
    try:
        identity = identify(token)
    except Refused as refused:
        note_refusal()
        log.info("a token was refused", reason=refused.reason, request=g.get("request_id"))
        raise signed_out() from None
    except Problem:
        note_refusal()  # of a company that is not ours: it has nobody to be counted for
        raise
    except Unreachable as error:
        log.warning("the keys for tokens cannot be had", exc_info=error)
        detail = "Your sign-in cannot be checked at the moment. Nothing is lost; try again shortly."
        raise Problem(503, "sign_in_unavailable", detail, retry_after=10) from None
    return people.person_of(parts().database, identity, _locale(), parts().now())


def identify(token: str) -> Identity:
    """Whom a token of Entra or Exchange proves. Raises Refused, Unreachable, Problem."""
    checks: Checks = current_app.extensions[EXTENSION]
    try:
        read = jwt.decode_complete(token, options={"verify_signature": False})
        header, hint = read["header"], read["payload"]
    except (PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise Refused("not readable") from error
    kind = checks.exchange if "appctx" in hint else checks.entra
    return kind.check(token, header, hint)


def _of_session(token: str) -> Person:
    with parts().database.reading() as session:
        person_id = own.person_of(session, token, parts().now())
        person = session.get(Person, person_id) if person_id else None
    if person is None:
        note_refusal()
        raise signed_out()
    return person


def _caller(person: Person) -> Caller:
    return Caller(person.id, person.org_id, person.mailbox_id, person.role, _locale() or person.locale)


def _locale() -> str:
    """As the pane tells it with each request: the choice in its settings, or Outlook's language."""
    return people.locale_of(request.headers.get("Accept-Language", ""))
