"""Graph v1.0 as one function from request to response: token, route, rights, throttling, faults, handler."""

import logging
from contextlib import nullcontext
from dataclasses import replace

from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.microsoft.entra import Entra
from sandbox.microsoft.graph import faulty, permissions
from sandbox.microsoft.graph.context import Context, Limits
from sandbox.microsoft.graph.delta import expired, has_token
from sandbox.microsoft.graph.errors import GraphError
from sandbox.microsoft.graph.notify import Subscriptions
from sandbox.microsoft.graph.request import MAX_BODY_BYTES, GraphRequest, GraphResponse
from sandbox.microsoft.graph.routes import Route, resolve
from sandbox.microsoft.graph.throttle import Throttle
from sandbox.microsoft.store import Mailbox, Store
from sandbox.microsoft.tokens import GRAPH, Claims, InvalidToken


class Graph:
    """The face. `limits` may be changed at any time."""

    def __init__(self, store: Store, entra: Entra, faults: Faults, clock: Clock) -> None:
        self.store, self.entra, self.faults, self.clock = store, entra, faults, clock
        self.limits = Limits()
        self.subscriptions = Subscriptions()
        self.throttle = Throttle(self.limits, clock)

    def authenticate(self, header: str) -> Claims:
        """The claims of an Authorization header. Raises GraphError 401."""
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise _unauthorized("Access token is empty.")
        try:
            return self.entra.check(token.strip(), GRAPH)
        except InvalidToken as error:
            raise _unauthorized(str(error)) from error

    def run(self, request: GraphRequest, claims: Claims) -> "Outcome":
        """Carry out one request, or one part of a $batch. Never raises GraphError: an error is an Outcome too."""
        outcome = Outcome(f"{request.method} ?")
        try:
            if len(request.body) > MAX_BODY_BYTES:
                raise GraphError(413, "RequestEntityTooLarge", "The request is larger than 4 MB.")
            route, named, request.params = resolve(request.method, request.segments)
            outcome = Outcome(route.operation, write=route.write)
            user = self._user(named, route, claims)
            outcome.target = user.address if user else ""
            outcome.response = self._admitted(route, request, claims, user)
        except GraphError as error:
            outcome.error = error
        except RecursionError:
            outcome.error = GraphError(400, "BadRequest", "The request is nested too deeply.")
        except Exception:
            # A defect of the sandbox shows as Graph's own 500 and spares the other parts of a batch.
            logging.getLogger("sandbox.graph").exception("%s failed", outcome.operation)
            outcome.error = GraphError(500, "InternalServerError", "An internal server error occurred.")
        return outcome

    def _user(self, named: str | None, route: Route, claims: Claims) -> Mailbox | None:
        if named is None:
            return None
        if named == "me" and claims.app_only:
            text = "/me request is only valid with delegated authentication flow."
            raise GraphError(400, "BadRequest", text)
        user = self.store.mailbox(claims.oid if named == "me" else named)
        if user is None and route.family == "me":
            text = f"Resource '{named[:100]}' does not exist or one of its queried reference-property objects "
            raise GraphError(404, "Request_ResourceNotFound", text + "are not present.")
        if user is None:
            raise GraphError(404, "ErrorInvalidUser", f"The requested user '{named[:100]}' is invalid.")
        return user

    def _admitted(self, route: Route, request: GraphRequest, claims: Claims, user: Mailbox | None) -> GraphResponse:
        context = Context(self.store, self.entra, self.limits, request, claims, self.subscriptions, user)
        target = user.address if user else "*"
        counted = self.throttle.call((claims.app_id, user.id)) if user else nullcontext()
        with counted:
            try:
                faulty.suffer(self.faults, target, route.operation, write=route.write, delta=has_token(context))
            except GraphError as error:
                raise expired(context) if error.status == 410 else error from error
            if route.family != "subscriptions":
                own = user is not None and user.id == claims.oid
                family = "users" if route.family == "me" and not own else route.family
                permissions.check(claims, family, write=route.write)
            if user is not None and route.family != "me":
                permissions.check_mailbox(self.entra, claims, user, route.family)
            response = self._handled(route, context)
        after = self.faults.take(target, route.operation, faulty.AFTER)
        if after is not None:
            return replace(response, cut=after.kind == "lost_reply", half=after.kind == "malformed_reply")
        return response

    def _handled(self, route: Route, context: Context) -> GraphResponse:
        """A write happens whole or not at all."""
        if route.family == "subscriptions":
            # It may call its receiver, which may call back: the store must be free meanwhile.
            return route.handler(context)
        with self.store.lock:
            if not route.write:
                return route.handler(context)
            with self.store.transaction():
                return route.handler(context)

    def expire_tokens(self, address: str) -> None:
        """Make every delta token of the mailbox answer 410."""
        mailbox = self.store.mailbox(address)
        if mailbox is not None:
            generations = self.limits.generations
            generations[mailbox.id] = generations.get(mailbox.id, 0) + 1
            logging.getLogger("sandbox.graph").debug("delta tokens of %s expired", address)


class Outcome:
    """What came of a request: a response or an error, and what the log of calls tells."""

    def __init__(self, operation: str, *, write: bool = False, target: str = "") -> None:
        self.operation, self.write, self.target = operation, write, target
        self.response: GraphResponse | None = None
        self.error: GraphError | None = None

    @property
    def status(self) -> int:
        if self.error is not None:
            return self.error.status
        return self.response.status if self.response else 500


def _unauthorized(message: str) -> GraphError:
    text = 'Bearer realm="", authorization_uri="/common/oauth2/authorize", error="invalid_token"'
    return GraphError(401, "InvalidAuthenticationToken", message, {"WWW-Authenticate": text})
