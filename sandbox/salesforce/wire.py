"""One REST call and its reply, whether it came by HTTP or inside a composite, batch or graph call."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import Headers, MultiDict

from sandbox.salesforce.errors import SalesforceError

if TYPE_CHECKING:
    from sandbox.salesforce.acting import Acting
    from sandbox.salesforce.face import Face
    from sandbox.salesforce.router import Router

LONE_SURROGATE = re.compile("[\ud800-\udfff]")
NO_BODY = "The HTTP entity body is required, but this request has no entity body."


@dataclass
class RestReply:
    """body: JSON-ready, bytes (a blob) or None (an empty answer). units: rows read or written; write: changes data.
    etag and modified (RFC 1123) are what conditional requests compare."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    units: int = 1
    write: bool = False


@dataclass
class RestCall:
    """A call at one version by one user. path: after `/services/data/vXX.X`, still percent-encoded, without query.

    operation: `METHOD path-template`, what faults and the log of calls know it by.
    inside: whether a composite, graph or batch call carries this one.
    """

    face: "Face"
    router: "Router"
    acting: "Acting"
    user: dict[str, Any]
    version: str
    method: str
    path: str
    query: MultiDict[str, str] = field(default_factory=MultiDict)
    headers: Headers = field(default_factory=Headers)
    body: Any = None
    operation: str = ""
    inside: bool = False

    @property
    def number(self) -> int:
        return int(float(self.version))

    @property
    def base(self) -> str:
        return f"/services/data/v{self.version}"

    def json_object(self) -> dict[str, Any]:
        """The body, which must be a JSON object."""
        if self.body is None:
            raise json_error(NO_BODY)
        if not isinstance(self.body, dict):
            raise json_error(f"Can not deserialize an object out of {json_kind(self.body)} at [line:1, column:1]")
        return self.body

    def inner(self, **changes: Any) -> "RestCall":
        return replace(self, **changes)


def json_error(message: str) -> SalesforceError:
    return SalesforceError("JSON_PARSER_ERROR", message)


def json_kind(value: Any) -> str:
    """The parser's word for what it found."""
    kinds = {list: "START_ARRAY", dict: "START_OBJECT", str: "VALUE_STRING", bool: "VALUE_BOOLEAN"}
    return kinds.get(type(value), "VALUE_NUMBER" if value is not None else "VALUE_NULL")


def _no_constant(name: str) -> Any:
    raise ValueError(f"Non-standard token '{name}'")


def parse_json(raw: bytes) -> Any:
    """Strict JSON in UTF-8. Raises JSON_PARSER_ERROR for everything else: other encodings, NaN, lone surrogates,
    numbers without end, nesting without end."""
    try:
        text = raw.decode("utf-8-sig")
        value = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise json_error(f"{error.msg} at [line:{error.lineno}, column:{error.colno}]") from None
    except (ValueError, RecursionError) as error:
        raise json_error(f"The body cannot be read as JSON: {error}") from None
    if "\\u" in text and LONE_SURROGATE.search(json.dumps(value, ensure_ascii=False)):
        raise json_error("Incomplete surrogate pair in a string at [line:1, column:1]")
    return value


def error_reply(error: SalesforceError) -> RestReply:
    """The error array of REST. An error may carry another whole body (`body` in extra), as 300 does."""
    if "body" in error.extra:
        return RestReply(error.status, error.extra["body"])
    return RestReply(error.status, [error.to_json()])


def truth(value: Any, default: bool = False) -> bool:
    """true/false of a JSON body or a query parameter, by any case."""
    if isinstance(value, str):
        return value.strip().lower() == "true"
    return default if value is None else bool(value)


def call_options(value: str) -> dict[str, str]:
    """`allowSave=true; includeRecordDetails=false` as a mapping; names as sent, values stripped."""
    pairs = (part.partition("=") for part in re.split("[;,]", value))
    return {name.strip(): rest.strip() for name, mark, rest in pairs if mark}


def acting_options(headers: Mapping[str, str] | Headers) -> dict[str, Any]:
    """The Sforce-* request headers that change what a call does, as `Org.as_user` takes them."""
    options: dict[str, Any] = {}
    assign = headers.get("Sforce-Auto-Assign")
    if assign is not None:
        # TRUE, FALSE, or the id of a rule to use.
        options["auto_assign"] = assign.strip().lower() != "false"
    duplicates = headers.get("Sforce-Duplicate-Rule-Header")
    if duplicates is not None:
        given = call_options(duplicates)
        names = ("allowSave", "includeRecordDetails", "runAsCurrentUser")
        options["duplicate_rule"] = {name: truth(given.get(name)) for name in names}
    recently = headers.get("Sforce-Mru")
    if recently is not None:
        options["update_mru"] = truth(call_options(recently).get("updateMru"), True)
    return options
