"""Graph's errors: what a handler raises, and the JSON that clients see (learn.microsoft.com/graph/errors)."""

from datetime import datetime
from typing import Any


class GraphError(Exception):
    """An answer other than success. headers: extra ones, such as Retry-After or Location."""

    def __init__(self, status: int, code: str, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, headers or {}

    def body(self, now: datetime, request_id: str, client_request_id: str) -> dict[str, Any]:
        stamps = {"date": now.strftime("%Y-%m-%dT%H:%M:%S"), "request-id": request_id}
        inner = stamps | {"client-request-id": client_request_id}
        return {"error": {"code": self.code, "message": self.message, "innerError": inner}}


def not_found() -> GraphError:
    return GraphError(404, "ErrorItemNotFound", "The specified object was not found in the store.")


def malformed_id() -> GraphError:
    return GraphError(400, "ErrorInvalidIdMalformed", "Id is malformed.")


def missing(any_id: str) -> GraphError:
    """For an id that names nothing: gone, or no id at all."""
    looks_right = len(any_id) > 60 and any_id.startswith(("AAMk", "AQMk", "AAkA"))
    return not_found() if looks_right else malformed_id()


def access_denied() -> GraphError:
    return GraphError(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")


def conflict() -> GraphError:
    text = "The send or update operation could not be performed because the change key passed in the request does not "
    return GraphError(412, "ErrorIrresolvableConflict", text + "match the current change key for the item.")


def no_segment(name: str) -> GraphError:
    return GraphError(400, "BadRequest", f"Resource not found for the segment '{name}'.")


def no_method() -> GraphError:
    text = "Specified HTTP method is not allowed for the request target."
    return GraphError(405, "Request_BadRequest", text)


def bad_body(message: str) -> GraphError:
    return GraphError(400, "RequestBodyRead", message)


def bad_query(message: str) -> GraphError:
    return GraphError(400, "BadRequest", message)


def no_property(name: str, type_name: str) -> GraphError:
    text = (
        f"The property '{name}' does not exist on type 'microsoft.graph.{type_name}'. Make sure to only use property "
    )
    return bad_body(text + "names that are defined by the type or mark the type as open type.")


def throttled(seconds: float, limit: str = "MailboxConcurrency") -> GraphError:
    headers = {"Retry-After": str(max(1, round(seconds)))}
    return GraphError(429, "ApplicationThrottled", f"Application is over its {limit} limit.", headers)
