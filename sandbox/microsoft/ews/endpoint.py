"""The HTTP side of EWS: POST /EWS/Exchange.asmx, from bytes to bytes. GET answers the Basic challenge."""

import logging
from dataclasses import dataclass, field

from flask import Blueprint, Response, request

from sandbox.calls import Call as LoggedCall
from sandbox.calls import Calls
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.microsoft.access import Access
from sandbox.microsoft.ews import identity, injection, schema, soap, versions
from sandbox.microsoft.ews.call import Call, Subscription
from sandbox.microsoft.ews.errors import EwsError, SoapFault, schema_fault
from sandbox.microsoft.ews.operations import NOT_SERVED, OPERATIONS, Operation
from sandbox.microsoft.ews.wire import MESSAGES, Element, T, local
from sandbox.microsoft.store import Mailbox, Store
from sandbox.web import cut_connection

PATH = "/EWS/Exchange.asmx"


@dataclass
class Log:
    """What sandbox.calls will say of the request."""

    target: str = ""
    operation: str = ""
    units: int = 1
    write: bool = False


@dataclass(frozen=True)
class Endpoint:
    """One EWS server. anonymous: the address of the mailbox that acts when nobody logs on; None: all must log on."""

    store: Store
    access: Access
    faults: Faults
    calls: Calls
    clock: Clock
    anonymous: str | None = None
    subscriptions: dict[str, Subscription] = field(default_factory=dict)

    def blueprint(self) -> Blueprint:
        face = Blueprint("ews", __name__)
        face.add_url_rule(PATH, "get", self.challenge, methods=["GET"])
        face.add_url_rule(PATH, "post", self.post, methods=["POST"])
        return face

    def challenge(self) -> Response:
        return Response(status=401, headers={"WWW-Authenticate": 'Basic realm="localhost"'})

    def post(self) -> Response:
        log = Log()
        response = self._answer(log)
        self.calls.add(
            LoggedCall(
                self.clock.now(),
                "ews",
                log.target,
                log.operation,
                request.method,
                request.path,
                response.status_code,
                log.units,
                log.write,
            )
        )
        return response

    def _answer(self, log: Log) -> Response:
        try:
            return self._respond(log)
        except SoapFault as fault:
            return _xml(soap.render_fault(fault), 500)
        except Exception:
            # A defect of the sandbox. Exchange answers its own with this fault, and so can be read by any client.
            logging.getLogger("sandbox.microsoft.ews").exception("%s failed", log.operation)
            return _xml(soap.render_fault(injection.internal_error()), 500)

    def _respond(self, log: Log) -> Response:
        """Who calls and as whom, and what must go wrong; then the call itself. Raises SoapFault."""
        # Read first whatever comes of it: what is left of a body would be taken for the connection's next request.
        data = request.get_data()
        with self.store.lock:
            caller = self._caller()
        if caller is None:
            return self.challenge()
        log.target = caller.address
        if "xml" not in (request.content_type or ""):
            return Response(status=415)
        envelope = soap.parse(data)
        log.operation = local(envelope.operation).removesuffix("Request")
        with self.store.lock:
            mailbox = self._acted_as(caller, envelope)
        log.target = mailbox.address
        operation = OPERATIONS.get(log.operation)
        planned = injection.plan(self.faults, [mailbox.address, caller.address], log.operation, operation)
        if planned.http is not None:
            return planned.http
        if planned.fault is not None:
            raise planned.fault
        return _spoilt(self._perform(mailbox, envelope, planned, log), planned.after)

    def _perform(self, mailbox: Mailbox, envelope: soap.Envelope, planned: injection.Plan, log: Log) -> bytes:
        """The reply's bytes. Raises SoapFault."""
        operation = _served(OPERATIONS.get(log.operation), envelope.operation)
        log.units, log.write = operation.units(envelope.operation), operation.write
        version = versions.requested(envelope.headers.get("RequestServerVersion"))
        versions.check(operation.name, operation.since, version)
        schema.check(envelope.operation)
        call = Call(self.store, self.access, self.clock, operation.name, mailbox, self.anonymous is not None, version)
        call.time_zone = _time_zone(envelope)
        call.interruption = planned.interruption
        call.subscriptions = self.subscriptions
        return soap.render(_run(call, operation, envelope.operation))

    def _caller(self) -> Mailbox | None:
        given = identity.credentials(request.headers.get("Authorization"))
        if given is not None:
            return self.access.authenticate(*given)
        return self.store.mailbox(self.anonymous) if self.anonymous else None

    def _acted_as(self, caller: Mailbox, envelope: soap.Envelope) -> Mailbox:
        header = envelope.headers.get("ExchangeImpersonation")
        if header is None:
            return caller
        return identity.impersonated(self.store, self.access, caller.address, header)


def _served(operation: Operation | None, asked: Element) -> Operation:
    name = local(asked).removesuffix("Request")
    if not str(asked.tag).startswith(f"{{{MESSAGES}}}"):
        raise schema_fault(f"The body's element '{name}' is not in the namespace of EWS messages.")
    if operation is not None:
        return operation
    if name in NOT_SERVED:
        raise SoapFault("ErrorInvalidOperation", f"The sandbox does not serve {name}.")
    raise schema_fault(f"The element '{name}' is no operation of EWS.")


def _run(call: Call, operation: Operation, asked: Element) -> Element:
    with call.store.lock:
        try:
            return operation.handle(call, asked)
        except EwsError as error:
            raise SoapFault(error.code, error.text, error.values) from error


def _time_zone(envelope: soap.Envelope) -> str | None:
    header = envelope.headers.get("TimeZoneContext")
    definition = header.find(T + "TimeZoneDefinition") if header is not None else None
    return definition.get("Id") if definition is not None else None


def _spoilt(body: bytes, after: str | None) -> Response:
    if after == "lost_reply":
        cut_connection(request.environ)
    if after == "malformed_reply":
        body = body[: len(body) // 2]
    return _xml(body, 200)


def _xml(body: bytes, status: int) -> Response:
    return Response(body, status=status, content_type="text/xml; charset=utf-8")
